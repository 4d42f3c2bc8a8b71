"""A course of several steps as stairs, each as wide as the next and as high as its amount a day; then the end post."""

from bisect import bisect_left
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tracker.look import say
from tracker.patient import day
from tracker.patient.reading import CourseReading

# More would be too narrow to read; the plan has them as a list.
MOST = 5
HIGHEST, LEAST = 100, 22


@dataclass(frozen=True, slots=True)
class Stair:
    """One step: its amount a day as written, its days, and how high it stands."""

    amount: str
    first: str
    last: str
    top: int
    height: int
    is_today: bool
    is_passed: bool


def stairs(course: CourseReading) -> list[Stair]:
    """The steps in their order; none where there are too many to draw, or where one is as needed."""
    stands = day.stands(course.known)
    if len(stands) > MOST or any(step.as_needed is not None for _first, step in stands):
        return []
    most = max(step.daily_amount for _first, step in stands)
    # A step before a gap ends where the gap begins.
    days = course.known.window.days
    ends = [days[bisect_left(days, first) - 1] for first, _step in stands[1:]] + [course.known.last_day]
    return [
        _stair(course, first, last, step.daily_amount, most) for (first, step), last in zip(stands, ends, strict=True)
    ]


def _stair(course: CourseReading, first: date, last: date, amount: Decimal, most: Decimal) -> Stair:
    height = LEAST + int((HIGHEST - LEAST) * amount / most) if most else LEAST
    told = course.reading.say
    return Stair(
        amount=say.number(amount),
        first=told.day_of_month(first),
        last=told.day_of_month(last),
        top=HIGHEST - height,
        height=height,
        is_today=first <= course.today <= last,
        is_passed=last < course.today,
    )
