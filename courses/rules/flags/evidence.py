"""How doses, check-ins and days stand as evidence."""

from collections.abc import Iterable
from datetime import date

from courses.rules.facts import CheckIn, Dose
from courses.rules.known import KnownCourse
from courses.rules.record import Evidence


def of_dose(dose: Dose) -> Evidence:
    """A dose, by when it was taken."""
    return Evidence(dose.taken_at, dose.id, dose.day)


def of_check_in(check_in: CheckIn) -> Evidence:
    """A check-in, by when it was made."""
    return Evidence(check_in.at, check_in.id, check_in.day)


def of_day(course: KnownCourse, day: date) -> Evidence:
    """A medication day, by its start."""
    return Evidence(course.window.start(day), day.isoformat(), day)


def sorted_evidence(items: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """Evidence in order of time, ties by id, each once."""
    return tuple(sorted(set(items)))
