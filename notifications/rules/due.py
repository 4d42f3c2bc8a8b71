"""What is due between two instants, what becomes of it when it could go out, and when to look again."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from courses.rules import facts
from courses.rules.judging import next_judgement
from courses.rules.known import Knowledge, KnownCourse
from courses.rules.record import Record
from notifications.rules.history import History
from notifications.rules.reminder import DOSE_KINDS, Fate, Kind, Reminder
from notifications.rules.schedule import called_for, candidates, slot_of
from notifications.rules.timing import release_at, too_late

LOOK_AHEAD = (timedelta(days=2), timedelta(days=30))
WATCHED_AFTER = timedelta(days=30)


def due_between(
    patient: facts.Patient | Knowledge, record: Record, after: datetime, until: datetime
) -> tuple[Reminder, ...]:
    """The reminders that exist with a due instant from `after` to `until`, both in, in order.

    Each is judged by what was known at its own due instant, so a late look finds what a punctual
    one would have found. The record must be judged up to `until`.
    """
    knowledge = _knowledge(patient)
    history = History(record.history)
    found: dict[object, Reminder] = {}
    for start, end in _stretches(knowledge, after, until):
        known = knowledge.at(start)
        stands = [
            reminder
            for course in known.courses
            for reminder in candidates(course, history, start, end or until)
            if end is None or reminder.due_at < end
        ]
        for reminder in sorted(stands, key=_order):
            if called_for(known.by_id[reminder.course], history, reminder, reminder.due_at):
                found.setdefault(reminder.once, reminder)
    return tuple(sorted(found.values(), key=_order))


def can_go_at(patient: facts.Patient | Knowledge, reminder: Reminder, not_before: datetime) -> datetime:
    """The first instant, not before the given one, at which quiet hours let a reminder out."""
    settings = _knowledge(patient).at(not_before).settings
    return release_at(settings, reminder.kind, reminder.to, max(not_before, reminder.due_at))


def fates(
    patient: facts.Patient | Knowledge, record: Record, pending: Iterable[Reminder], at: datetime
) -> dict[Reminder, Fate]:
    """What becomes of pending reminders at an instant at which reminders go out.

    Held back by quiet hours: pending. No longer called for: cancelled. Too late: expired. Of one
    course and kind (dose kinds aside) only the newest is sent, the older are cancelled.
    """
    knowledge = _knowledge(patient)
    history = History(record.history)
    known = knowledge.at(at)
    decided: dict[Reminder, Fate] = {}
    going: dict[tuple[str, Kind], list[Reminder]] = defaultdict(list)
    for reminder in pending:
        if can_go_at(knowledge, reminder, at) > at:
            decided[reminder] = Fate.PENDING
            continue
        course = known.by_id[reminder.course]
        decided[reminder] = _fate(course, history, reminder, at)
        if decided[reminder] is Fate.SENT and reminder.kind not in DOSE_KINDS:
            going[reminder.course, reminder.kind].append(reminder)
    for rivals in going.values():
        for older in sorted(rivals, key=_order)[:-1]:
            decided[older] = Fate.CANCELLED
    return decided


def next_instant(
    patient: facts.Patient | Knowledge, record: Record, pending: Iterable[Reminder], after: datetime
) -> datetime | None:
    """The earliest instant after `after` at which time alone changes a flag or calls for a reminder."""
    knowledge = _knowledge(patient)
    found = [at for at in (next_judgement(record, knowledge),) if at is not None]
    found += [can_go_at(knowledge, reminder, after) for reminder in pending]
    known, history = knowledge.at(after), History(record.history)
    start = after + timedelta(microseconds=1)
    ends = [course.window.close(course.last_day) + WATCHED_AFTER for course in known.courses]
    for until in (*(after + ahead for ahead in LOOK_AHEAD), max(ends, default=after)):
        coming = [
            reminder.due_at
            for course in known.courses
            for reminder in candidates(course, history, start, until)
            if _may_be_called_for(course, history, reminder)
        ]
        if coming:
            found.append(min(coming))
            break
    return min((at for at in found if at > after), default=None)


def _may_be_called_for(course: KnownCourse, history: History, reminder: Reminder) -> bool:
    """Whether to look at its due instant: a dose kind that the facts deny is denied until a new fact comes in."""
    return reminder.kind not in DOSE_KINDS or called_for(course, history, reminder, reminder.due_at)


def _fate(course: KnownCourse, history: History, reminder: Reminder, at: datetime) -> Fate:
    if not called_for(course, history, reminder, at):
        return Fate.CANCELLED
    slot = slot_of(course, reminder) if reminder.kind in DOSE_KINDS else None
    return Fate.EXPIRED if too_late(course, reminder, slot, at) else Fate.SENT


def _knowledge(patient: facts.Patient | Knowledge) -> Knowledge:
    return patient if isinstance(patient, Knowledge) else Knowledge(patient)


def _order(reminder: Reminder) -> tuple[datetime, str, str, str]:
    return (reminder.due_at, reminder.kind, reminder.course, reminder.key)


def _stretches(knowledge: Knowledge, after: datetime, until: datetime) -> Iterator[tuple[datetime, datetime | None]]:
    """The spans from one fact up to, not at, the next, from `after` on; the last (None) holds `until`."""
    told = [at for _, at in knowledge.marks]
    starts = [after, *sorted({at for at in told[bisect_left(told, after) :] if after < at <= until})]
    yield from zip(starts, [*starts[1:], None], strict=True)
