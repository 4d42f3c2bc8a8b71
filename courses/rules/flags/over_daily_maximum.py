"""`over_daily_maximum`: more than prescribed on a day of the window."""

from datetime import date
from decimal import Decimal

from courses.rules.facts import Basis, Use
from courses.rules.flags.evidence import of_check_in, of_dose, sorted_evidence
from courses.rules.known import Clock, KnownCourse
from courses.rules.record import Finding, Severity
from courses.rules.window import WindowDay

HIGH_FROM_DAY = 3


def find(course: KnownCourse, _clock: Clock) -> Finding | None:
    """A day above what is prescribed, or a check-in that says more; high on a 3rd such day or a day far above."""
    told = [made for made in course.check_ins if made.use is Use.MORE and made.day in course.window]
    days = {day for day in course.doses_by_day if is_over(course, day)} | {check_in.day for check_in in told}
    if not days:
        return None
    high = len(days) >= HIGH_FROM_DAY or any(far_over(course, day) for day in days)
    doses = [dose for dose in course.doses if dose.day in days]
    evidence = sorted_evidence([*map(of_dose, doses), *map(of_check_in, told)])
    return Finding(Severity.HIGH if high else Severity.WARNING, evidence)


def is_over(course: KnownCourse, day: date) -> bool:
    """Whether more is logged on a day of the window than is prescribed for it."""
    window_day = course.window.day(day)
    return window_day is not None and course.amount(day) > window_day.prescribed


def far_over(course: KnownCourse, day: date) -> bool:
    """Whether a day's amount is at least twice what is prescribed, or above the label's daily maximum in mg."""
    window_day, amount = course.window.day(day), course.amount(day)
    if window_day is None:
        return False
    most = label_limit(window_day.basis)
    return amount >= far_from(window_day) or (most is not None and amount > most)


def far_from(window_day: WindowDay) -> Decimal:
    """The amount of a day, in units, from which on it is far above what is prescribed for it."""
    return 2 * window_day.prescribed


def label_limit(basis: Basis) -> Decimal | None:
    """The label's daily maximum in units, None where there is none or the strength is not known in mg."""
    if not basis.mg_per_unit or basis.label_max_daily_mg is None:
        return None
    return basis.label_max_daily_mg / basis.mg_per_unit
