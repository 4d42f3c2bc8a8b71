"""The sweep: what time alone makes true. Due agendas are judged, reminders written, messages and deliveries made.

It may come late, run twice at once or die at any point: it takes patients under the same lock as the actions, decides
by what was known at each due instant, and writes a batch in one transaction.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

import structlog
from django.db import connection, transaction

from courses.load import Judged, know, records_upto, save_records
from courses.models import Patient
from courses.rules.judging import advance
from courses.rules.known import Knowledge
from courses.rules.record import Record
from notifications import counted
from notifications.agenda import as_rule, course_ids, pending_of
from notifications.failures import of_the_database, place_of
from notifications.models import Agenda, Outcome, Person, Reminder, Scope
from notifications.outbox import Going, put_out
from notifications.people import Someone, staff_for
from notifications.practices import sweep_practices
from notifications.ready import make_ready, take
from notifications.rows import insert_new, update_all
from notifications.rules import reminder as rules
from notifications.rules.due import due_between, fates, next_instant
from notifications.rules.schedule import slot_of
from notifications.rules.timing import too_late_at
from notifications.rules.wording import wording

Clock = Callable[[], datetime]

BATCH = 200
READY_BATCH = 1_000
MOST_FAILURES = 5
# Counted no further: the column is a small one, and beyond this the number tells nothing.
COUNTED_FAILURES = 10_000
AFTER_FAILURE = timedelta(seconds=10)
MOST_AFTER_FAILURE = timedelta(minutes=15)
REMINDER_ONCE = ("scope_id", "medication_day", "kind", "key", "scope_kind")
MOVED = ("reminded_to", "next_due_at", "holds", "failures", "failure", "set_aside_at", "ready")
CHANGED = ("outcome", "went_at", "wording", "message_id")

log = structlog.get_logger(__name__)


@dataclass(slots=True)
class Swept:
    """What a sweep did."""

    patients: int = 0
    practices: int = 0
    messages: int = 0
    failed: int = 0
    reminders: Counter[str] = field(default_factory=Counter)

    def add(self, other: "Swept") -> None:
        """Count the other one's with these."""
        self.patients += other.patients
        self.practices += other.practices
        self.messages += other.messages
        self.failed += other.failed
        self.reminders += other.reminders


class Claim(NamedTuple):
    """A patient whose row this transaction holds."""

    patient: UUID
    last_seq: int
    judged_to: datetime
    judged_seq: int


@dataclass(slots=True)
class Look:
    """One patient, looked at now."""

    claim: Claim
    agenda: Agenda
    knowledge: Knowledge
    before: Record
    record: Record
    at: datetime
    due: tuple[rules.Reminder, ...]
    # The reminders that are decided now: those held back so far, and the new ones.
    rows: dict[rules.Reminder, Reminder] = field(default_factory=dict)


def sweep(now: Clock | datetime, *, limit: int = BATCH) -> Swept:
    """Do all that is due, `limit` patients a transaction. A datetime is a clock that stands still."""
    clock = _clock(now)
    total = sweep_patients(clock, limit=limit)
    practices, messages = sweep_practices(clock)
    total.practices += practices
    total.messages += messages
    if total.patients or total.practices or total.failed:
        log.info("swept", patients=total.patients, messages=total.messages, failed=total.failed, **total.reminders)
    return total


def sweep_patients(now: Clock | datetime, *, limit: int = BATCH) -> Swept:
    """Do what is due for patients alone: all that a replay's story tells of."""
    clock = _clock(now)
    total = _take_ready(clock)
    while True:
        claimed, swept = _batch(clock, limit)
        total.add(swept)
        if claimed < limit and not swept.failed:
            return total


def _take_ready(clock: Clock) -> Swept:
    """Do what is due and was decided beforehand."""
    total = Swept()
    while connection.vendor == "postgresql":
        taken = take(clock(), limit=READY_BATCH)
        total.add(Swept(patients=taken.patients, messages=taken.messages, reminders=taken.reminders))
        if taken.patients < READY_BATCH:
            break
    return total


def _clock(now: Clock | datetime) -> Clock:
    return now if callable(now) else lambda: now


def _batch(clock: Clock, limit: int) -> tuple[int, Swept]:
    """One transaction of up to `limit` patients; where it fails, each of them in one of its own."""
    claims: list[Claim] = []
    try:
        with transaction.atomic():
            claims = _claim(clock(), limit)
            return len(claims), _handle(claims, clock)
    except Exception as error:
        if of_the_database(error):
            raise
        log.warning("sweep_one_by_one", patients=len(claims), error=place_of(error))
    total = Swept()
    for claim in claims:
        total.add(_alone(claim, clock))
    return len(claims), total


def _alone(claim: Claim, clock: Clock) -> Swept:
    """A patient in a transaction of their own: who cannot be handled stops nobody else."""
    try:
        with transaction.atomic():
            return _handle(_claim(clock(), 1, only=claim.patient), clock)
    except Exception as error:
        if of_the_database(error):
            raise
        _note_failure(claim.patient, place_of(error), clock)
        return Swept(failed=1)


def _claim(now: datetime, limit: int, only: UUID | None = None) -> list[Claim]:
    """Lock due patients, the longest due first, passing over those whom somebody else holds.

    The agenda row needs no lock: whoever writes it holds its patient's. On SQLite the transaction itself is the lock.
    """
    due = Patient.objects.filter(agenda__next_due_at__lte=now).order_by("agenda__next_due_at")
    if only is not None:
        due = due.filter(pk=only)
    locked = due.select_for_update(skip_locked=True, no_key=True, of=("self",))
    return [Claim(*row) for row in locked.values_list("pk", "last_seq", "judged_to", "judged_seq")[:limit]]


def _handle(claims: Sequence[Claim], clock: Clock) -> Swept:
    """Judge these patients up to now, and write what that calls for."""
    looks = _look(claims, clock)
    if not looks:
        return Swept()
    _meet_rows(looks)
    going = list(_decide(looks))
    messages = put_out(going, now=max(look.at for look in looks))
    _write_reminders(looks)
    save_records([Judged(look.claim.patient, look.before, look.record) for look in looks])
    _write_agendas(looks)
    outcomes = Counter(str(row.outcome) for look in looks for row in look.rows.values())
    counted.decided((row.kind, str(row.outcome)) for look in looks for row in look.rows.values())
    return Swept(patients=len(looks), messages=messages, reminders=outcomes)


def _look(claims: Sequence[Claim], clock: Clock) -> list[Look]:
    """Load these patients and judge them. The clock is read here, with the locks held."""
    now = clock()
    ids = [claim.patient for claim in claims]
    # Read again with the lock held: another sweep may have been there between our look and our lock.
    agendas = {row.patient_id: row for row in Agenda.objects.filter(patient_id__in=ids, next_due_at__lte=now)}
    claims = [claim for claim in claims if claim.patient in agendas]
    if not claims:
        return []
    known = know({claim.patient: claim.last_seq for claim in claims})
    records = records_upto({claim.patient: (claim.judged_to, claim.judged_seq) for claim in claims})
    return [
        _judge(claim, agendas[claim.patient], known[claim.patient], records[claim.patient], now) for claim in claims
    ]


def _judge(claim: Claim, agenda: Agenda, knowledge: Knowledge, before: Record, now: datetime) -> Look:
    # A clock that was set back takes nothing away.
    at = max(now, before.judged_to, agenda.reminded_to)
    record = advance(before, knowledge, at)
    due = due_between(knowledge, record, agenda.reminded_to, at)
    return Look(claim, agenda, knowledge, before, record, at, due)


def _meet_rows(looks: Sequence[Look]) -> None:
    """Give each look the rows to decide: held back so far, and called for now for the first time."""
    owner = {course: look for look in looks if look.agenda.holds for course in course_ids(look.knowledge)}
    for row in pending_of(list(owner)):
        owner[row.scope_id].rows[as_rule(row)] = row
    due = [reminder for look in looks for reminder in look.due]
    if not due:
        return
    there = set(
        Reminder.objects.filter(
            scope_id__in={UUID(reminder.course) for reminder in due},
            medication_day__in={reminder.day for reminder in due},
        ).values_list("scope_id", "kind", "medication_day", "key")
    )
    for look in looks:
        for reminder in look.due:
            if (UUID(reminder.course), reminder.kind.value, reminder.day, reminder.key) not in there:
                look.rows[reminder] = _row(reminder)


def _row(reminder: rules.Reminder) -> Reminder:
    return Reminder(
        scope_kind=Scope.COURSE,
        scope_id=UUID(reminder.course),
        kind=reminder.kind.value,
        medication_day=reminder.day,
        key=reminder.key,
        due_at=reminder.due_at,
        recipient=reminder.to.value,
    )


def _decide(looks: Sequence[Look]) -> Iterator[Going]:
    """Decide every row; what goes out, to whom."""
    for look in looks:
        decided = fates(look.knowledge, look.record, look.rows, look.at)
        known = look.knowledge.at(look.at)
        for reminder, row in look.rows.items():
            row.outcome = Outcome(decided[reminder].value)
            if row.outcome == Outcome.SENT:
                row.went_at = look.at
                row.wording = wording(known.by_id[reminder.course], reminder.kind, look.at)
    sent = [(look, row) for look in looks for row in look.rows.values() if row.outcome == Outcome.SENT]
    staff = staff_for(
        (row.scope_id, rules.Kind(row.kind)) for _, row in sent if row.recipient != rules.Recipient.PATIENT
    )
    for look, row in sent:
        if row.recipient == rules.Recipient.PATIENT:
            patient = Someone(Person.PATIENT, look.claim.patient)
            until = _too_late_at(look, row)
            yield Going(row, patient, look.at, look.at, look.claim.last_seq, until)
        else:
            for person in staff[row.scope_id, rules.Kind(row.kind)]:
                yield Going(row, person, _instant_for_staff(row.due_at, look.at), look.at)


def _too_late_at(look: Look, row: Reminder) -> datetime | None:
    """From when on a reminder that goes out now makes no sense any more."""
    reminder = as_rule(row)
    course = look.knowledge.at(look.at).by_id[reminder.course]
    return too_late_at(course, reminder, slot_of(course, reminder) if reminder.kind in rules.DOSE_KINDS else None)


def _instant_for_staff(due_at: datetime, now: datetime) -> datetime:
    """The instant of a message to staff: its due instant, or when late the minute.

    Patients are swept in several transactions; this lets what falls due for many of them at once, or piled up during an
    outage, come to a clinician as one message.
    """
    return max(due_at, now.replace(second=0, microsecond=0))


def _write_reminders(looks: Sequence[Look]) -> None:
    rows = [row for look in looks for row in look.rows.values()]
    new = [row for row in rows if row._state.adding]  # noqa: SLF001 (Django's documented way to ask)
    if len(insert_new(new, once=REMINDER_ONCE)) != len(new):
        # The patient's lock excludes it. Were it to happen, no message may go out for the row that lost.
        raise RuntimeError("a reminder was written by somebody who did not hold the patient's lock")
    held = [row for row in rows if not row._state.adding and row.outcome != Outcome.PENDING]  # noqa: SLF001
    update_all(held, *CHANGED)


def _write_agendas(looks: Sequence[Look]) -> None:
    for look in looks:
        held = [reminder for reminder, row in look.rows.items() if row.outcome == Outcome.PENDING]
        look.agenda.reminded_to, look.agenda.holds = look.at, bool(held)
        look.agenda.next_due_at = following = next_instant(look.knowledge, look.record, held, look.at)
        look.agenda.ready = None if held else make_ready(look.knowledge, look.record, following, look.at)
        look.agenda.failures, look.agenda.failure, look.agenda.set_aside_at = 0, "", None
    update_all([look.agenda for look in looks], *MOVED)


def _note_failure(patient: UUID, where: str, clock: Clock) -> None:
    """Count a failure and wait longer after each; from the fifth on the patient is set aside.

    Doctor and health tell of who is set aside; they are tried on, so that a mended program finds them by itself.
    """
    with transaction.atomic():
        Patient.objects.select_for_update(no_key=True).get(pk=patient)
        agenda = Agenda.objects.get(patient_id=patient)
        now = clock()
        agenda.ready = None
        agenda.failures = min(agenda.failures + 1, COUNTED_FAILURES)
        agenda.failure = where
        if agenda.failures >= MOST_FAILURES:
            agenda.next_due_at, agenda.set_aside_at = now + MOST_AFTER_FAILURE, agenda.set_aside_at or now
        else:
            agenda.next_due_at = now + min(AFTER_FAILURE * 4 ** (agenda.failures - 1), MOST_AFTER_FAILURE)
        agenda.save()
    counted.sweep_failed()
    log.error("sweep_failed", patient=str(patient), failures=agenda.failures, error=where)
