"""`repeat_courses`: more days of use of this class within a year than the practice allows."""

from datetime import date, timedelta

from courses.rules.flags.evidence import of_check_in, of_dose
from courses.rules.known import Clock, KnownCourse, KnownPatient, says_use
from courses.rules.record import Evidence, Finding, Severity

YEAR = timedelta(days=365)


def find(course: KnownCourse, _clock: Clock) -> Finding | None:
    """The course whose use, in order of its time, brought the days of the class above its limit, and that use."""
    if course.basis.days_limit is None:
        return None
    days: set[date] = set()
    above = False
    for used, by in uses_of_class(course.patient, course.basis.medicine_class):
        days.add(used.day)
        limit = by.basis.days_limit
        if limit is None:
            continue
        was_above, above = above, days_within_year(days, used.day) > limit
        if above and not was_above and by is course:
            return Finding(Severity.WARNING, (used,))
    return None


def uses_of_class(patient: KnownPatient, medicine_class: str) -> list[tuple[Evidence, KnownCourse]]:
    """Every use of a class by a patient, in order of its time."""
    uses: list[tuple[Evidence, KnownCourse]] = []
    for course in patient.courses:
        if course.basis.medicine_class != medicine_class:
            continue
        uses += [(of_dose(dose), course) for dose in course.doses]
        uses += [
            (of_check_in(made), course) for made in course.check_ins if says_use(made) and made.day >= course.first_day
        ]
    return sorted(uses, key=lambda use: use[0])


def days_within_year(days: set[date], today: date) -> int:
    """How many of the days lie in the 365 that end with today."""
    return sum(1 for day in days if today - YEAR < day <= today)
