"""A course whose first dose came on its second or third day: what would keep the number of days that was planned."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from courses.rules.facts import Step
from courses.rules.known import KnownCourse

LATE = (2, 3)


@dataclass(frozen=True, slots=True)
class LateStart:
    """The first dose came on `first_dose`, day `number` of the window. `steps`, from today on, are those that were
    prescribed, each amount as written, with the days from the first dose up to today taken off their beginning."""

    first_dose: date
    number: int
    planned_days: int
    steps: tuple[Step, ...]


def late_start(course: KnownCourse, today: date) -> LateStart | None:
    """The late start of a course that runs as first prescribed; None where there is none, or it is dealt with."""
    if len(course.revisions) > 1 or course.stop or course.cancelled or course.closed or not course.doses:
        return None
    if today not in course.window:
        return None
    first_dose = min(dose.day for dose in course.doses)
    number = course.window.number(first_dose)
    if number not in LATE or first_dose > today:
        return None
    steps = tuple(_without(course.revisions[0].steps, (today - first_dose).days))
    return LateStart(first_dose, number, sum(step.days for step in course.revisions[0].steps), steps)


def _without(steps: tuple[Step, ...], days: int) -> Iterator[Step]:
    """The steps less so many days at their beginning."""
    for step in steps:
        if step.days > days:
            yield replace(step, days=step.days - days)
        days = max(days - step.days, 0)
