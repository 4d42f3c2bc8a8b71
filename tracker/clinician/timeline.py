"""A preview as lines to read: each message with its day, and whether it goes out if doses are logged and if not."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from courses.rules.days import zone_of
from notifications.rules.preview import Preview, Sending
from notifications.rules.reminder import DOSE_KINDS, Kind, Recipient
from tracker.clinician import formats
from tracker.clinician.words import KINDS

WHOM = {Recipient.PATIENT: "Patient", Recipient.PRESCRIBER: "Prescriber", Recipient.STAFF: "Staff"}


@dataclass(frozen=True, slots=True)
class Line:
    """One message: when (the patient's clock), to whom, what, and in which of the two ways it goes out."""

    at: datetime
    when: str
    to: str
    what: str
    kind: Kind
    recipient: Recipient
    day: date
    if_taken: bool
    if_not: bool

    @property
    def goes_out(self) -> str:
        """In which of the two ways it goes out."""
        if self.if_taken and self.if_not:
            return "either way"
        return "only if doses are logged" if self.if_taken else "only if nothing is logged"


@dataclass(frozen=True, slots=True)
class Timeline:
    """The messages in order; dose reminders are counted, not listed."""

    lines: list[Line]
    dose_reminders: int
    dose_reminders_if_not: int
    follow_ups_if_not: int


def timeline(drawn: Preview, zone: str, today: date) -> Timeline:
    """The preview as lines."""
    taken, not_taken = _told(drawn.if_taken), _told(drawn.if_not)
    lines = [
        Line(
            at=at,
            when=f"{formats.day(at.astimezone(zone_of(zone)).date(), today)}, {formats.clock(at, zone)}",
            to=WHOM[to],
            what=KINDS[kind],
            kind=kind,
            recipient=to,
            day=at.astimezone(zone_of(zone)).date(),
            if_taken=(at, to, kind) in taken,
            if_not=(at, to, kind) in not_taken,
        )
        for at, to, kind in sorted(taken | not_taken)
    ]
    doses, doses_if_not = _counted(drawn.if_taken), _counted(drawn.if_not)
    return Timeline(
        lines=lines,
        dose_reminders=doses[Kind.DOSE_DUE],
        dose_reminders_if_not=doses_if_not[Kind.DOSE_DUE],
        follow_ups_if_not=doses_if_not[Kind.DOSE_FOLLOW_UP],
    )


def _told(sendings: tuple[Sending, ...]) -> set[tuple[datetime, Recipient, Kind]]:
    return {
        (sending.at, sending.to, reminder.kind)
        for sending in sendings
        for reminder in sending.reminders
        if reminder.kind not in DOSE_KINDS
    }


def _counted(sendings: tuple[Sending, ...]) -> Counter[Kind]:
    return Counter(reminder.kind for sending in sendings for reminder in sending.reminders)
