"""`repeat_courses`: more days of use of this class within a year than the practice allows."""

from datetime import date, timedelta

from courses.rules.flags.evidence import of_check_in, of_dose
from courses.rules.known import Clock, KnownCourse, KnownPatient, says_use
from courses.rules.record import Evidence, Finding, Severity

YEAR = timedelta(days=365)


def find(course: KnownCourse, _clock: Clock) -> Finding | None:
    """The course whose use, in order of its time, brought the days of the class above the limit."""
    if course.basis.days_limit is None:
        return None
    days: set[date] = set()
    for used, by in uses_of_class(course.patient, course.basis.medicine_class):
        added = used.day not in days
        days.add(used.day)
        if not added or by is not course:
            continue
        if days_within_year(days, used.day) > course.basis.days_limit:
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
