"""What a course calls for: the reminder table, each kind's instants and its conditions.

`candidates` lists what stands in the schedule between two instants; `called_for` says whether the
schedule calls for one of them by what is known at an instant. Both read a course as known and the
history of its flags.
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta

from courses.rules.days import DAY
from courses.rules.endings import ending_days
from courses.rules.facts import EMERGENCY_SYMPTOMS, RevisionKind
from courses.rules.known import Clock, KnownCourse
from courses.rules.window import Slot
from notifications.rules.history import History
from notifications.rules.reminder import Kind, Recipient, Reminder
from notifications.rules.timing import FOLLOW_UP_AFTER, SNOOZED_FOR, dose_due_too_late, let_out_at, next_slot

TALK_RULES = ("use_beyond_window", "stopped_abruptly", "withdrawal_symptoms")
CHECK_IN_EVERY, CHECK_IN_EVERY_ENHANCED = 7, 3
AFTER_COURSE_DAYS = (3, 7)
TALK_FOLLOWING_DAYS = 2
SILENT_DAYS = 3
EMERGENCY_SILENCE = timedelta(hours=24)
NUMBERED = "/"


def wall_key(wall: time) -> str:
    """A slot's key: its wall time."""
    return wall.strftime("%H:%M")


def candidates(course: KnownCourse, history: History, after: datetime, until: datetime) -> Iterator[Reminder]:
    """What stands in a course's schedule from `after` to `until`, both in, in no order and unconditioned."""
    if course.cancelled is None:
        yield from _of_slots(course, after, until)
        yield from _of_snoozes(course, after, until)
        for kind, days in _DAYS_OF.items():
            for day in days(course):
                due_at = course.patient.message_hours.falls(day)
                if due_at is not None and after <= due_at <= until:
                    yield Reminder(course.id, kind, day, "", due_at)
        yield from _talks(course, history, after, until)
    yield from _of_flags(course, history, after, until)
    for at in _changes(course):
        if after <= at <= until:
            yield Reminder(course.id, Kind.PLAN_CHANGED, _day(course, at), at.isoformat(), at)


def called_for(course: KnownCourse, history: History, reminder: Reminder, at: datetime) -> bool:
    """Whether, by what is known at an instant, the schedule calls for a reminder."""
    if reminder.kind is Kind.PLAN_CHANGED:
        return True
    stands = course.cancelled is None or reminder.kind is Kind.FLAG_RAISED
    return stands and _CALLED_FOR[reminder.kind](course, history, reminder, at)


def slot_of(course: KnownCourse, reminder: Reminder) -> Slot | None:
    """The slot of a dose kind's reminder, None if it stands no more."""
    window_day = course.window.day(reminder.day)
    slots = window_day.slots if window_day else ()
    wall = reminder.key.partition(NUMBERED)[0]
    return next((slot for slot in slots if wall_key(slot.wall) == wall), None)


def _day(course: KnownCourse, at: datetime) -> date:
    return course.window.medication_day(at)


def _of_slots(course: KnownCourse, after: datetime, until: datetime) -> Iterator[Reminder]:
    days = course.window.days
    first = bisect_left(days, _day(course, after) - 2 * DAY)
    last = bisect_right(days, _day(course, until) + DAY)
    for day in days[first:last]:
        window_day = course.window.day(day)
        for slot in window_day.slots if window_day else ():
            if slot.due_at is None:
                continue
            for kind, due_at in ((Kind.DOSE_DUE, slot.due_at), (Kind.DOSE_FOLLOW_UP, slot.due_at + FOLLOW_UP_AFTER)):
                if after <= due_at <= until:
                    yield Reminder(course.id, kind, day, wall_key(slot.wall), due_at)


def _of_snoozes(course: KnownCourse, after: datetime, until: datetime) -> Iterator[Reminder]:
    """Each "Later" of a slot has its number, in the order of tapping."""
    tapped: Counter[tuple[date, str]] = Counter()
    for snooze in course.snoozes:
        wall = wall_key(snooze.wall)
        tapped[snooze.day, wall] += 1
        due_at = snooze.known_at + SNOOZED_FOR
        if after <= due_at <= until:
            key = f"{wall}{NUMBERED}{tapped[snooze.day, wall]}"
            yield Reminder(course.id, Kind.DOSE_SNOOZED, snooze.day, key, due_at)


def _check_in_days(course: KnownCourse) -> Iterator[date]:
    """Days 7, 14, ... of the course (3, 6, ... under enhanced monitoring), up to the day before the last."""
    every = CHECK_IN_EVERY_ENHANCED if course.enhanced_monitoring else CHECK_IN_EVERY
    day = course.first_day + timedelta(days=every - 1)
    while day < course.last_day:
        yield day
        day += timedelta(days=every)


def _step_change_days(course: KnownCourse) -> Iterator[date]:
    return (first - DAY for first, _ in course.window.steps()[1:])


def _after_course_days(course: KnownCourse) -> Iterator[date]:
    return (course.last_day + timedelta(days=days) for days in AFTER_COURSE_DAYS)


_DAYS_OF: dict[Kind, Callable[[KnownCourse], Iterator[date] | tuple[date, ...]]] = {
    Kind.CHECK_IN_DUE: _check_in_days,
    Kind.STEP_CHANGES: _step_change_days,
    Kind.COURSE_ENDING: ending_days,
    Kind.LAST_DAY: lambda course: (course.last_day,),
    Kind.COURSE_OVER: lambda course: (course.last_day + DAY,),
    Kind.AFTER_COURSE_CHECK_IN: _after_course_days,
}


def _talks(course: KnownCourse, history: History, after: datetime, until: datetime) -> Iterator[Reminder]:
    for opening in history.openings(course.id, TALK_RULES):
        for due_at in _talk_instants(course, opening):
            if after <= due_at <= until:
                out_on = _out_on(course, due_at)
                yield Reminder(course.id, Kind.TALK_TO_PRESCRIBER, out_on, out_on.isoformat(), due_at)


def _talk_instants(course: KnownCourse, opening: datetime) -> Iterator[datetime]:
    """The opening, then the message hour on the two medication days after that on which it is let out."""
    yield opening
    first = _out_on(course, opening)
    for days in range(1, TALK_FOLLOWING_DAYS + 1):
        due_at = course.patient.message_hours.falls(first + timedelta(days=days))
        if due_at is not None:
            yield due_at


def _out_on(course: KnownCourse, due_at: datetime) -> date:
    """The medication day on which quiet hours let a talk message out."""
    told = course.patient.told_settings
    return _day(course, let_out_at(told, Kind.TALK_TO_PRESCRIBER, Recipient.PATIENT, due_at))


def _of_flags(course: KnownCourse, history: History, after: datetime, until: datetime) -> Iterator[Reminder]:
    for at in history.openings(course.id, ("ending_without_plan",)):
        if after <= at <= until:
            yield Reminder(course.id, Kind.PLAN_NEEDED, _day(course, at), at.isoformat(), at)
    for at in {event.at for event in history.became_high(course.id) if after <= event.at <= until}:
        yield Reminder(course.id, Kind.FLAG_RAISED, _day(course, at), at.isoformat(), at)


def _changes(course: KnownCourse) -> Iterator[datetime]:
    """The instants of extensions, revisions, a stop and a cancellation."""
    yield from (one.known_at for one in course.revisions if one.kind is not RevisionKind.PRESCRIBE)
    yield from (one.known_at for one in (course.stop, course.cancelled) if one)


def _dose_called_for(course: KnownCourse, slot: Slot | None, history: History, at: datetime) -> bool:
    if slot is None or slot.due_at is None or course.stop is not None:
        return False
    window_day = course.window.day(slot.day)
    return (
        window_day is not None
        and slot not in course.counted(slot.day)
        and course.amount(slot.day) + slot.amount <= window_day.prescribed
        and not _emergency_waits(course, history, at)
    )


def _emergency_waits(course: KnownCourse, history: History, at: datetime) -> bool:
    """Whether an emergency check-in of the patient, less than 24 h old, is yet to be acknowledged."""
    return any(
        made.symptoms & EMERGENCY_SYMPTOMS
        and made.at <= at < made.at + EMERGENCY_SILENCE
        and not history.acknowledged_since(other.id, "emergency_symptoms", made.known_at, at)
        for other in course.patient.courses
        for made in other.check_ins
    )


def _dose_due(course: KnownCourse, history: History, reminder: Reminder, at: datetime) -> bool:
    return _dose_called_for(course, slot_of(course, reminder), history, at)


def _dose_snoozed(course: KnownCourse, history: History, reminder: Reminder, at: datetime) -> bool:
    slot = slot_of(course, reminder)
    return _dose_called_for(course, slot, history, at) and not dose_due_too_late(course, slot, reminder.due_at)


def _dose_follow_up(course: KnownCourse, history: History, reminder: Reminder, at: datetime) -> bool:
    slot = slot_of(course, reminder)
    if slot is None or not course.patient.settings.follow_up or not _dose_called_for(course, slot, history, at):
        return False
    following = next_slot(course, slot)
    if following and following.due_at and following.due_at <= reminder.due_at:
        return False
    window_day = course.window.day(slot.day)
    first = window_day is not None and window_day.slots[0] == slot
    return first or not _three_silent_days(course, at)


def _three_silent_days(course: KnownCourse, at: datetime) -> bool:
    """Whether the last 3 full days of the window are silent."""
    clock = Clock(at)
    full = course.window.days[: bisect_right(course.window.closes, at)][-SILENT_DAYS:]
    return len(full) == SILENT_DAYS and all(course.silent(day, clock) for day in full)


def _checked_in_since(course: KnownCourse, day: date) -> bool:
    return any(made.day >= day for made in course.check_ins)


def _check_in_due(course: KnownCourse, _history: History, reminder: Reminder, _at: datetime) -> bool:
    return (
        course.stop is None
        and (course.abrupt_stop_risk or course.basis.sedating or course.enhanced_monitoring)
        and reminder.day in _check_in_days(course)
        and not _checked_in_since(course, reminder.day)
    )


def _step_changes(course: KnownCourse, _history: History, reminder: Reminder, _at: datetime) -> bool:
    return course.stop is None and reminder.day in _step_change_days(course)


def _of_the_end(course: KnownCourse, _history: History, reminder: Reminder, _at: datetime) -> bool:
    return course.stop is None and not course.continuations and reminder.day in _DAYS_OF[reminder.kind](course)


def _after_course_check_in(course: KnownCourse, _history: History, reminder: Reminder, _at: datetime) -> bool:
    return (
        course.abrupt_stop_risk
        and not course.continuations
        and reminder.day in _after_course_days(course)
        and not _checked_in_since(course, reminder.day)
    )


def _talk_to_prescriber(course: KnownCourse, history: History, reminder: Reminder, at: datetime) -> bool:
    if course.waiting_since is not None or not any(history.is_open(course.id, rule, at) for rule in TALK_RULES):
        return False
    return any(
        not any(request.known_at >= opening for request in course.talk_requests)
        for opening in history.openings(course.id, TALK_RULES)
        if opening <= reminder.due_at and reminder.due_at in _talk_instants(course, opening)
    )


def _plan_needed(course: KnownCourse, history: History, _reminder: Reminder, at: datetime) -> bool:
    return history.is_open(course.id, "ending_without_plan", at)


def _flag_raised(course: KnownCourse, history: History, reminder: Reminder, at: datetime) -> bool:
    return any(
        history.is_high(course.id, event.rule, at)
        for event in history.became_high(course.id)
        if event.at == reminder.due_at
    )


_CALLED_FOR: dict[Kind, Callable[[KnownCourse, History, Reminder, datetime], bool]] = {
    Kind.DOSE_DUE: _dose_due,
    Kind.DOSE_FOLLOW_UP: _dose_follow_up,
    Kind.DOSE_SNOOZED: _dose_snoozed,
    Kind.CHECK_IN_DUE: _check_in_due,
    Kind.STEP_CHANGES: _step_changes,
    Kind.COURSE_ENDING: _of_the_end,
    Kind.LAST_DAY: _of_the_end,
    Kind.COURSE_OVER: _of_the_end,
    Kind.AFTER_COURSE_CHECK_IN: _after_course_check_in,
    Kind.TALK_TO_PRESCRIBER: _talk_to_prescriber,
    Kind.PLAN_NEEDED: _plan_needed,
    Kind.FLAG_RAISED: _flag_raised,
}
