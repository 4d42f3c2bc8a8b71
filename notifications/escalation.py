"""Escalations of a practice: found by the history of its high flags, sent to those who take them."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from courses.models import Flag, FlagEvent, Practice
from courses.rules import record
from courses.rules.record import Severity, Status
from notifications.models import Outcome, Reminder, Scope
from notifications.outbox import Going
from notifications.people import escalated_to
from notifications.rows import insert_new
from notifications.rules.escalation import Escalation, Hours, course_of, due_between, escalations, next_instant
from notifications.rules.reminder import Fate, Kind, Recipient
from notifications.rules.timing import OTHERS_TOO_LATE

REMINDER_ONCE = ("scope_id", "medication_day", "kind", "key", "scope_kind")
SECONDS = 3600
HIGH = Q(status=Status.OPEN.value, severity=Severity.HIGH.value)


def hours_of(practice: Practice) -> Hours:
    """How long this practice lets a high flag wait."""
    return Hours(
        high=timedelta(seconds=int(practice.escalation_after_hours * SECONDS)),
        emergency=timedelta(seconds=int(practice.emergency_escalation_after_hours * SECONDS)),
    )


def escalate(practice: Practice, *, after: datetime, now: datetime) -> tuple[list[Going], datetime]:
    """Write what fell due since a look at `after`: what goes out, to whom, and when to look next.

    Call it under the lock of the practice's row. What was written before is not written again, so a look at `after` may
    be repeated.
    """
    hours = hours_of(practice)
    found = escalations(history_of_high(practice.pk, after - hours.longest), hours)
    due = {one.key: one for one in due_between(found, after, now)}
    rows = [_row(practice.pk, one, now) for one in due.values()]
    new = insert_new(rows, once=REMINDER_ONCE)
    sent = [row for row in rows if row.pk in new and row.outcome == Outcome.SENT]
    people = escalated_to(practice.pk, {UUID(due[row.key].course) for row in sent})
    # Late ones join one message of the minute, as all that goes to staff.
    minute = now.replace(second=0, microsecond=0)
    going = [
        Going(row, person, max(row.due_at, minute), now) for row in sent for person in people[UUID(due[row.key].course)]
    ]
    return going, next_instant(found, hours, now)


def fates_of(rows: Sequence[Reminder], now: datetime) -> dict[UUID, Fate]:
    """What becomes of escalations that wait for a worker, by how their flags stand now."""
    if not rows:
        return {}
    courses = {UUID(course_of(row.key)) for row in rows}
    events = _events(FlagEvent.objects.filter(course__in=courses).order_by("patient", "position"))
    # How long they waited is past; only whether the flag is still high is asked.
    hours = Hours(timedelta(0), timedelta(0))
    high = {one.key for one in escalations(events, hours) if one.until is None}
    return {row.pk: _fate_of(row, high, now) for row in rows}


def _fate_of(row: Reminder, high: Collection[str], now: datetime) -> Fate:
    if row.key not in high:
        return Fate.CANCELLED
    return Fate.EXPIRED if now >= row.due_at + OTHERS_TOO_LATE else Fate.SENT


def history_of_high(practice_id: UUID, since: datetime) -> list[record.FlagEvent]:
    """The history of each of the practice's flags that is high, or became so after an instant."""
    of_practice = {"course__patient__practice": practice_id}
    flags = set(Flag.objects.filter(HIGH, **of_practice).values_list("course", "rule"))
    became = FlagEvent.objects.filter(HIGH, at__gt=since, patient__practice=practice_id)
    flags |= set(became.values_list("course", "rule").distinct())
    rows = FlagEvent.objects.filter(course__in={course for course, _ in flags}, rule__in={rule for _, rule in flags})
    return _events(row for row in rows.order_by("patient", "position") if (row.course_id, row.rule) in flags)


def _events(rows: Iterable[FlagEvent]) -> list[record.FlagEvent]:
    return [
        record.FlagEvent(
            str(row.course_id),
            row.rule,
            row.at,
            record.Change(row.change),
            Severity(row.severity),
            Status(row.status),
        )
        for row in rows
    ]


def _row(practice_id: UUID, one: Escalation, now: datetime) -> Reminder:
    outcome = Outcome(one.fate(now).value)
    return Reminder(
        scope_kind=Scope.PRACTICE,
        scope_id=practice_id,
        kind=Kind.ESCALATION.value,
        medication_day=one.day,
        key=one.key,
        due_at=one.due_at,
        recipient=Recipient.STAFF.value,
        outcome=outcome,
        went_at=now if outcome == Outcome.SENT else None,
        wording=Kind.ESCALATION.value if outcome == Outcome.SENT else "",
    )
