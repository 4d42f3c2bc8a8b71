"""One course's doses of today, as rows: taken, due, passed, to come. Pure; what is due is what the schedule says."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from courses.rules import facts
from courses.rules.days import DAY
from courses.rules.facts import AsNeeded, Dose, Step
from courses.rules.known import KnownCourse
from courses.rules.window import ZERO, Slot
from notifications.rules.history import History
from notifications.rules.reminder import Kind, Reminder
from notifications.rules.schedule import called_for, wall_key
from tracker.patient.prospect import slot_of


class State(StrEnum):
    """What a row is."""

    TAKEN = "taken"
    PASSED = "passed"
    DUE = "due"
    NEXT = "next"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class Row:
    """One dose of today, taken or planned."""

    state: State
    course_id: str
    at: datetime
    amount: Decimal
    dose: Dose | None = None
    slot: Slot | None = None


@dataclass(frozen=True, slots=True)
class Needed:
    """What is taken as needed today: from when the next one, and how much of the day's most is left."""

    amount: Decimal
    next_at: datetime | None
    left: Decimal
    most: Decimal


def rows(patient: facts.Patient, course: KnownCourse, history: History, now: datetime) -> list[Row]:
    """Today's doses of a course in order of time."""
    today = course.window.medication_day(now)
    taken = [
        Row(State.TAKEN, course.id, dose.taken_at, dose.amount, dose)
        for dose in logged(patient, course)
        if dose.day == today
    ]
    window_day = course.window.day(today)
    if window_day is None or not window_day.slots or course.cancelled is not None:
        return taken
    counted = course.counted(today)
    own = slot_of(patient, course.id, now)
    planned = [
        Row(_state(course, slot, own, history, now), course.id, slot.at, slot.amount, slot=slot)
        for slot in window_day.slots
        if slot not in counted
    ]
    return sorted([*taken, *planned], key=lambda row: row.at)


def logged(patient: facts.Patient, course: KnownCourse) -> list[Dose]:
    """All doses that stand, in order of time: those before the first day too, which are shown and count for nothing."""
    told = next(one for one in patient.courses if one.id == course.id)
    early = [dose for dose in told.doses if dose.day < course.first_day and dose.undone is None]
    return sorted([*early, *course.doses], key=lambda dose: (dose.taken_at, dose.id))


def needed(course: KnownCourse, now: datetime) -> Needed | None:
    """What may be taken as needed today, None on a day with slots or outside the window."""
    today = course.window.medication_day(now)
    window_day = course.window.day(today)
    pattern: AsNeeded | None = window_day.as_needed if window_day else None
    if pattern is None or course.cancelled is not None or course.stop is not None:
        return None
    exact = [dose for dose in course.doses if not dose.about and dose.taken_at <= now]
    free_at = exact[-1].taken_at + timedelta(minutes=pattern.min_interval_minutes) if exact else now
    left = max(pattern.max_per_day - course.amount(today), ZERO)
    return Needed(pattern.amount, free_at if free_at > now else None, left, pattern.max_per_day)


def first_of(course: KnownCourse, day: date) -> datetime | None:
    """When the first slot of a day falls due."""
    window_day = course.window.day(day)
    return next((slot.due_at for slot in (window_day.slots if window_day else ()) if slot.due_at), None)


@dataclass(frozen=True, slots=True)
class Steps:
    """Today's amount among the others, as the prescriber wrote them. Amounts are of a whole day."""

    yesterday: Decimal | None
    today: Decimal
    tomorrow: Decimal | None
    changes_on: date | None
    changes_to: Decimal | None
    is_new: bool


def steps(course: KnownCourse, today: date) -> Steps | None:
    """The steps around today, None where nothing changes or for a day outside the window.

    An extension that goes on as before is a step of the record, and no change to who takes it.
    """
    stand = stands(course)
    window_day = course.window.day(today)
    if len(stand) < 2 or window_day is None:  # noqa: PLR2004 (one step changes nothing)
        return None
    following = next(((first, step) for first, step in stand if first > today), None)
    return Steps(
        yesterday=_daily(course, today - DAY),
        today=window_day.step.daily_amount,
        tomorrow=_daily(course, today + DAY),
        changes_on=following[0] if following else None,
        changes_to=following[1].daily_amount if following else None,
        is_new=any(first == today for first, _ in stand[1:]),
    )


def stands(course: KnownCourse) -> list[tuple[date, Step]]:
    """The first day of each step that is another one than the step before it."""
    every = course.window.steps()
    before = [None, *(step for _first, step in every)]
    return [one for one, earlier in zip(every, before, strict=False) if earlier is None or _differ(earlier, one[1])]


def _differ(one: Step, other: Step) -> bool:
    return (one.slots, one.as_needed) != (other.slots, other.as_needed)


def supply(course: KnownCourse, now: datetime) -> tuple[Decimal, Decimal | None] | None:
    """Units left of what was handed out, and how many the slots to come ask for (None where some are as needed).

    None where it is not known what was handed out.
    """
    if not course.dispenses:
        return None
    out = sum((told.units for told in course.dispenses), ZERO)
    used = sum((dose.amount for dose in course.doses), ZERO)
    to_come = [
        day for day in map(course.window.day, course.window.days) if day and not course.window.close(day.day) <= now
    ]
    if any(day.as_needed for day in to_come):
        return max(out - used, ZERO), None
    ask = sum((slot.amount for day in to_come for slot in day.slots if slot not in course.counted(day.day)), ZERO)
    return max(out - used, ZERO), ask


def _daily(course: KnownCourse, day: date) -> Decimal | None:
    window_day = course.window.day(day)
    return window_day.step.daily_amount if window_day else None


def _state(course: KnownCourse, slot: Slot, own: Slot | None, history: History, now: datetime) -> State:
    if slot.at > now:
        return State.NEXT if slot == own else State.LATER
    if slot != own or slot.due_at is None:
        return State.PASSED
    reminder = Reminder(course.id, Kind.DOSE_DUE, slot.day, wall_key(slot.wall), slot.due_at)
    return State.DUE if called_for(course, history, reminder, now) else State.PASSED
