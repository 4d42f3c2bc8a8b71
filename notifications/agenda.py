"""The agenda: whatever changes a patient's facts also moves the instant at which the sweep looks again."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from courses.rules.judging import next_judgement
from courses.rules.known import Knowledge
from courses.rules.record import Record
from notifications import signals
from notifications.models import Agenda, Outcome, Reminder, Scope
from notifications.ready import make_ready
from notifications.rules import reminder as rules
from notifications.rules.due import can_go_at, due_between, next_instant

INSTANT = timedelta(microseconds=1)


def on_course_changed(*, patient_id: UUID, now: datetime, knowledge: Knowledge, record: Record, **_: Any) -> None:
    """Listen to `courses.signals.course_changed`."""
    move(patient_id=patient_id, knowledge=knowledge, record=record, now=now)


def move(*, patient_id: UUID, knowledge: Knowledge, record: Record, now: datetime) -> None:
    """Move the patient's agenda after a fact came in: called inside its transaction, under the lock of the patient."""
    agenda = Agenda.objects.filter(patient_id=patient_id).first()
    if agenda is None:
        agenda = Agenda(patient_id=patient_id, reminded_to=now, holds=False)
    elif agenda.set_aside_at is None and agenda.next_due_at is not None and agenda.next_due_at <= now:
        # The sweep has this patient before it anyway, and finds the new fact when it comes: by asking the rules.
        if agenda.ready is not None:
            Agenda.objects.filter(pk=agenda.pk).update(ready=None)
        signals.wake(signals.SWEEP)
        return
    agenda.failures, agenda.failure, agenda.set_aside_at = 0, "", None
    agenda.next_due_at = _next_look(agenda, knowledge, record, now)
    agenda.ready = None if agenda.holds else make_ready(knowledge, record, agenda.next_due_at, now)
    agenda.save()
    if agenda.next_due_at is not None and agenda.next_due_at <= now:
        signals.wake(signals.SWEEP)


def _next_look(agenda: Agenda, knowledge: Knowledge, record: Record, now: datetime) -> datetime | None:
    """When the sweep must look next: at once if the new fact called for something, else when time does."""
    held = [as_rule(row) for row in pending_of(course_ids(knowledge))] if agenda.holds else []
    # A change of quiet hours may let out at once what they held.
    if any(can_go_at(knowledge, reminder, now) <= now for reminder in held):
        return now
    if any(due.due_at > agenda.reminded_to for due in due_between(knowledge, record, agenda.reminded_to, now)):
        return now
    # What time makes true at this very instant is still to be judged: an action judges its facts alone.
    before = replace(record, judged_to=record.judged_to - INSTANT)
    if (judgement := next_judgement(before, knowledge)) is not None and judgement <= now:
        return now
    return next_instant(knowledge, record, held, now)


def course_ids(knowledge: Knowledge) -> list[UUID]:
    """The keys of the patient's courses."""
    return [UUID(course.id) for course in knowledge.patient.courses]


def pending_of(courses: Sequence[UUID]) -> list[Reminder]:
    """The reminders of these courses that are still held back."""
    if not courses:
        return []
    return list(Reminder.objects.filter(scope_kind=Scope.COURSE, scope_id__in=courses, outcome=Outcome.PENDING))


def as_rule(row: Reminder) -> rules.Reminder:
    """A row as the rules know it."""
    return rules.Reminder(
        course=str(row.scope_id),
        kind=rules.Kind(row.kind),
        day=row.medication_day,
        key=row.key,
        due_at=row.due_at,
    )
