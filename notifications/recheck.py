"""Deciding again at the moment of sending: what waited in a queue may be called for no longer, or come too late."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import structlog

from courses.load import load_patients, load_records
from courses.models import Course, Patient
from courses.rules.judging import advance
from courses.rules.known import Knowledge
from notifications.agenda import as_rule
from notifications.escalation import fates_of as escalation_fates
from notifications.failures import of_the_database, place_of
from notifications.models import Carried, Message, Outcome, Person, Reminder, Scope, Status
from notifications.models.messages import Delivery
from notifications.rules import reminder as rules
from notifications.rules.due import can_go_at, fates

# So long after the sweep's decision only a new fact is looked for: no rule changes its mind by time alone within it
# so that it matters, and running the rules for each delivery would cost more than sending it.
FRESH = timedelta(seconds=60)
DIGEST_TOO_LATE = timedelta(hours=24)
# Whose facts the rules cannot be run on waits so long for the next try: nothing goes out undecided, nothing is lost.
AFTER_FAILURE = timedelta(minutes=1)
QUIET_HOURS = "quiet hours"
UNDECIDED = "could not be decided"

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Held:
    """A message that goes out later, and why: quiet hours began while it waited, or it could not be decided."""

    until: datetime
    reason: str


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
    fate, undecided = _fates([row for rows in carried.values() for row in rows], now)
    verdicts: dict[UUID, Verdict] = {}
    for message in doubtful:
        because = UNDECIDED if any(row.pk in undecided for row in carried[message.pk]) else QUIET_HOURS
        verdict = _verdict([fate[row.pk] for row in carried[message.pk]], because)
        if verdict is not None:
            verdicts[message.pk] = verdict
    _tell(doubtful, carried, verdicts, fate)
    return verdicts


Decided = tuple[rules.Fate, datetime]
Judge = Callable[[Mapping[UUID, Sequence[Reminder]], datetime], dict[UUID, Decided]]


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


def _fates(rows: Sequence[Reminder], now: datetime) -> tuple[dict[UUID, Decided], set[UUID]]:
    """What becomes of each reminder by what is known now and from when on it may go out; and which are undecided."""
    courses = {row.scope_id for row in rows if row.scope_kind == Scope.COURSE}
    owners = dict(Course.objects.filter(pk__in=courses).values_list("pk", "patient_id"))
    of_practices: dict[UUID, list[Reminder]] = defaultdict(list)
    of_patients: dict[UUID, list[Reminder]] = defaultdict(list)
    for row in rows:
        if row.scope_kind == Scope.COURSE:
            of_patients[owners[row.scope_id]].append(row)
        else:
            of_practices[row.scope_id].append(row)
    decided = _each(of_practices, _of_practices, now) | _each(of_patients, _of_patients, now)
    undecided = {row.pk for row in rows} - decided.keys()
    return decided | dict.fromkeys(undecided, (rules.Fate.PENDING, now + AFTER_FAILURE)), undecided


def _each(rows: Mapping[UUID, Sequence[Reminder]], judge: Judge, now: datetime) -> dict[UUID, Decided]:
    """Judge all of them together; where that fails, each owner's alone, and nothing for whom it fails again."""
    try:
        return judge(rows, now)
    except Exception as error:
        if of_the_database(error):
            raise
        log.warning("recheck_one_by_one", owners=len(rows), error=place_of(error))
    decided: dict[UUID, Decided] = {}
    for owner, own in rows.items():
        try:
            decided |= judge({owner: own}, now)
        except Exception as error:
            if of_the_database(error):
                raise
            log.error("recheck_failed", owner=str(owner), error=place_of(error))  # noqa: TRY400 (personal data)
    return decided


def _of_patients(rows: Mapping[UUID, Sequence[Reminder]], now: datetime) -> dict[UUID, Decided]:
    """What becomes of patients' reminders: the rules are asked again."""
    decided: dict[UUID, Decided] = {}
    patients, records = load_patients(set(rows)), load_records(set(rows))
    for patient, own in rows.items():
        reminders = {as_rule(row): row for row in own}
        knowledge = Knowledge(patients[patient])
        at = max(now, records[patient].judged_to)
        for reminder, fate in fates(knowledge, advance(records[patient], knowledge, at), reminders, at).items():
            decided[reminders[reminder].pk] = (fate, can_go_at(knowledge, reminder, at))
    return decided


def _of_practices(rows: Mapping[UUID, Sequence[Reminder]], now: datetime) -> dict[UUID, Decided]:
    """The same for what is a practice's: a digest can only come too late, an escalation asks how its flag stands."""
    every = [row for own in rows.values() for row in own]
    fate = escalation_fates([row for row in every if row.kind == rules.Kind.ESCALATION], now)
    for row in every:
        late = now >= row.due_at + DIGEST_TOO_LATE
        fate.setdefault(row.pk, rules.Fate.EXPIRED if late else rules.Fate.SENT)
    return {key: (decided, now) for key, decided in fate.items()}


def _verdict(decided: Sequence[Decided], because: str) -> Verdict | None:
    """None if anything in a message may go out now; `because` is why it would be held."""
    if any(fate is rules.Fate.SENT for fate, _ in decided):
        return None
    held = [until for fate, until in decided if fate is rules.Fate.PENDING]
    if held:
        return Held(min(held), because)
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
