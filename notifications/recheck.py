"""Deciding again at the moment of sending: what waited in a queue may be called for no longer, or come too late."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from courses.load import load_patients, load_records
from courses.models import Course, Patient
from courses.rules.judging import advance
from courses.rules.known import Knowledge
from notifications.agenda import as_rule
from notifications.escalation import fates_of as escalation_fates
from notifications.models import Carried, Message, Outcome, Person, Reminder, Scope, Status
from notifications.models.messages import Delivery
from notifications.rules import reminder as rules
from notifications.rules.due import can_go_at, fates

# So long after the sweep's decision only a new fact is looked for: no rule changes its mind by time alone within it
# so that it matters, and running the rules for each delivery would cost more than sending it.
FRESH = timedelta(seconds=60)
DIGEST_TOO_LATE = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Held:
    """A message that goes out later: quiet hours began while it waited."""

    until: datetime


@dataclass(frozen=True, slots=True)
class Dropped:
    """A message that goes out no more, and why."""

    reason: str


Verdict = Held | Dropped


def recheck(messages: Collection[Message], now: datetime) -> dict[UUID, Verdict]:
    """Those messages that must not go out now, each with what becomes of it."""
    doubtful = _doubtful(messages, now)
    if not doubtful:
        return {}
    carried = _reminders_of(doubtful)
    fate = _fates([row for rows in carried.values() for row in rows], now)
    verdicts: dict[UUID, Verdict] = {}
    for message in doubtful:
        verdict = _verdict([fate[row.pk] for row in carried[message.pk]])
        if verdict is not None:
            verdicts[message.pk] = verdict
    _tell(doubtful, carried, verdicts, fate)
    return verdicts


Decided = tuple[rules.Fate, datetime]


def _doubtful(messages: Collection[Message], now: datetime) -> list[Message]:
    """Those whose decision may be out of date: a fact came in since, or time enough has passed."""
    told = {message.person_id for message in messages if message.decided_seq is not None}
    newest = dict(Patient.objects.filter(pk__in=told).values_list("pk", "last_seq")) if told else {}
    return [
        message
        for message in messages
        if message.decided_seq != newest.get(message.person_id) or now >= message.decided_at + FRESH
    ]


def _reminders_of(messages: Sequence[Message]) -> dict[UUID, list[Reminder]]:
    """What each message carries and still stands as sent."""
    carried: dict[UUID, list[Reminder]] = defaultdict(list)
    keys = [message.pk for message in messages]
    for row in Reminder.objects.filter(message_id__in=keys, outcome=Outcome.SENT):
        if row.message_id is not None:
            carried[row.message_id].append(row)
    pairs = Carried.objects.filter(message_id__in=keys).values_list("message_id", "reminder_id")
    rows = Reminder.objects.filter(outcome=Outcome.SENT).in_bulk({reminder for _, reminder in pairs})
    for message, reminder in pairs:
        if reminder in rows:
            carried[message].append(rows[reminder])
    return carried


def _fates(rows: Sequence[Reminder], now: datetime) -> dict[UUID, Decided]:
    """What becomes of each reminder by what is known now, and from when on it may go out."""
    by_course = defaultdict(list)
    for row in rows:
        if row.scope_kind == Scope.COURSE:
            by_course[row.scope_id].append(row)
    decided = _of_practices([row for row in rows if row.scope_kind == Scope.PRACTICE], now)
    owners = dict(Course.objects.filter(pk__in=by_course).values_list("pk", "patient_id"))
    patients, records = load_patients(set(owners.values())), load_records(set(owners.values()))
    by_patient: dict[UUID, dict[rules.Reminder, Reminder]] = defaultdict(dict)
    for course, of_course in by_course.items():
        for row in of_course:
            by_patient[owners[course]][as_rule(row)] = row
    for patient, reminders in by_patient.items():
        knowledge = Knowledge(patients[patient])
        at = max(now, records[patient].judged_to)
        for reminder, fate in fates(knowledge, advance(records[patient], knowledge, at), reminders, at).items():
            decided[reminders[reminder].pk] = (fate, can_go_at(knowledge, reminder, at))
    return decided


def _of_practices(rows: Sequence[Reminder], now: datetime) -> dict[UUID, Decided]:
    """The same for what is a practice's: a digest can only come too late, an escalation asks how its flag stands."""
    fate = escalation_fates([row for row in rows if row.kind == rules.Kind.ESCALATION], now)
    for row in rows:
        late = now >= row.due_at + DIGEST_TOO_LATE
        fate.setdefault(row.pk, rules.Fate.EXPIRED if late else rules.Fate.SENT)
    return {key: (decided, now) for key, decided in fate.items()}


def _verdict(decided: Sequence[Decided]) -> Verdict | None:
    """None if anything in a message may go out now."""
    if any(fate is rules.Fate.SENT for fate, _ in decided):
        return None
    held = [until for fate, until in decided if fate is rules.Fate.PENDING]
    if held:
        return Held(min(held))
    expired = any(fate is rules.Fate.EXPIRED for fate, _ in decided)
    return Dropped("too late" if expired else "no longer called for")


def _tell(
    messages: Sequence[Message],
    carried: dict[UUID, list[Reminder]],
    verdicts: dict[UUID, Verdict],
    fate: dict[UUID, Decided],
) -> None:
    """Correct the reminders of a patient's message that is dropped before it reached anyone.

    A reminder to staff may have reached another of them, and stays as sent. No lock is needed: the sweep decides only
    what is pending.
    """
    dropped = {
        message.pk
        for message in messages
        if isinstance(verdicts.get(message.pk), Dropped) and message.person_kind == Person.PATIENT
    }
    reached = set(
        Delivery.objects.filter(message_id__in=dropped, status=Status.SENT).values_list("message_id", flat=True)
    )
    outcomes: dict[str, list[UUID]] = defaultdict(list)
    for key in dropped - reached:
        for row in carried[key]:
            outcomes[fate[row.pk][0].value].append(row.pk)
    for outcome, keys in outcomes.items():
        Reminder.objects.filter(pk__in=keys, outcome=Outcome.SENT).update(outcome=outcome, went_at=None)
