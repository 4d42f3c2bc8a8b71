"""Messages about a course: what went out, when, and whether it arrived."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from notifications.models import Carried, Delivery, Outcome, Reminder, Scope, Status
from notifications.rules.reminder import DOSE_KINDS, Recipient
from tracker.clinician.sheet import Sheet
from tracker.clinician.words import KINDS

ARRIVED, WAITING, FAILED = "arrived", "on its way", "did not arrive"
STATES = {Outcome.PENDING: "to come", Outcome.EXPIRED: "too late, not sent", Outcome.CANCELLED: "no longer called for"}
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
    def arrived(self) -> bool:
        """Whether a channel took it."""
        return self.state == ARRIVED

    @property
    def failed(self) -> bool:
        """Whether every channel refused it."""
        return self.state == FAILED


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
    for message, status in Delivery.objects.filter(message_id__in=messages).values_list("message_id", "status"):
        statuses[message].add(status)
    return {message: _best(found) for message, found in statuses.items()}


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
