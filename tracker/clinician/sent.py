"""Messages about a course: what went out, when, and whether it arrived."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from notifications.channel_names import IN_APP
from notifications.models import Carried, Delivery, Outcome, Reminder, Scope, Status
from notifications.rules.reminder import DOSE_KINDS, Recipient
from tracker.clinician.sheet import Sheet
from tracker.clinician.words import KINDS
from tracker.proposed import preview_of_told

ARRIVED, WAITING, FAILED = "arrived", "on its way", "did not arrive"
STATES = {Outcome.PENDING: "to come", Outcome.EXPIRED: "too late, not sent", Outcome.CANCELLED: "no longer called for"}
SIGNS = {
    ARRIVED: "mail",
    FAILED: "mail-failed",
    STATES[Outcome.EXPIRED]: "mail-failed",
    STATES[Outcome.PENDING]: "mail-to-come",
    STATES[Outcome.CANCELLED]: "",
}
AFTER = timedelta(days=14)
WAITS = (Status.QUEUED, Status.LEASED)


@dataclass(frozen=True, slots=True)
class Sent:
    """One reminder as the desk shows it; `state` says what became of it."""

    day: date
    at: datetime
    kind: str
    words: str
    to: str
    state: str
    is_dose: bool

    @property
    def sign(self) -> str:
        """How the picture shows it; nothing for what was no longer called for."""
        return SIGNS.get(self.state, "mail-none")


def sent_of(sheet: Sheet) -> list[Sent]:
    """Every reminder of a course that the viewer may see, in order of time. Three queries."""
    rows = list(Reminder.objects.filter(scope_kind=Scope.COURSE, scope_id=sheet.row.pk).order_by("due_at"))
    messages = _messages(rows)
    arrival = _arrival({message for found in messages.values() for message in found})
    kinds = {str(kind) for kind in DOSE_KINDS}
    return [
        Sent(
            day=row.medication_day,
            at=row.went_at or row.due_at,
            kind=row.kind,
            words=KINDS.get(row.kind, row.kind),
            to="the patient" if row.recipient == Recipient.PATIENT else f"the {row.recipient}",
            state=_state(row, [arrival[message] for message in messages[row.pk] if message in arrival]),
            is_dose=row.kind in kinds,
        )
        for row in rows
    ]


def to_come(sheet: Sheet) -> list[Sent]:
    """The messages but dose reminders that go out whether or not doses are logged, if nothing is changed."""
    person = sheet.person
    if sheet.state == "cancelled" or sheet.today > sheet.known.last_day + AFTER:
        return []
    drawn = preview_of_told(sheet.row, person.knowledge, person.knowledge.patient, now=person.now)
    taken, not_taken = (
        {(one.at, one.to, reminder.kind) for one in way for reminder in one.reminders}
        for way in (drawn.if_taken, drawn.if_not)
    )
    return [
        Sent(
            day=sheet.known.window.medication_day(at),
            at=at,
            kind=kind.value,
            words=KINDS[kind],
            to="the patient" if to is Recipient.PATIENT else f"the {to.value}",
            state=STATES[Outcome.PENDING],
            is_dose=False,
        )
        for at, to, kind in sorted(taken & not_taken)
        if kind not in DOSE_KINDS
    ]


def _messages(rows: list[Reminder]) -> dict[UUID, list[UUID]]:
    """The messages that carried each reminder."""
    found: dict[UUID, list[UUID]] = defaultdict(list)
    for row in rows:
        if row.message_id is not None:
            found[row.pk].append(row.message_id)
    to_staff = [row.pk for row in rows if row.recipient != Recipient.PATIENT and row.outcome == Outcome.SENT]
    for reminder, message in Carried.objects.filter(reminder_id__in=to_staff).values_list("reminder_id", "message_id"):
        found[reminder].append(message)
    return found


def _arrival(messages: set[UUID]) -> dict[UUID, str]:
    """What became of each message: it arrived if any of its deliveries did."""
    statuses: dict[UUID, set[str]] = defaultdict(set)
    for message, status in _outside(messages):
        statuses[message].add(status)
    return {message: _best(found) for message, found in statuses.items()}


def _outside(messages: set[UUID]) -> Iterable[tuple[UUID, str]]:
    """What became of what was sent to somewhere: that a message waits in the app reaches nobody."""
    sent = Delivery.objects.filter(message_id__in=messages).exclude(channel=IN_APP)
    return sent.values_list("message_id", "status")


def _best(statuses: set[str]) -> str:
    if Status.SENT in statuses:
        return ARRIVED
    return WAITING if statuses & set(WAITS) else FAILED


def _state(row: Reminder, arrivals: list[str]) -> str:
    if row.outcome != Outcome.SENT:
        return STATES[Outcome(row.outcome)]
    for state in (ARRIVED, WAITING, FAILED):
        if state in arrivals:
            return state
    return "shown on the pages, no address to send it to"
