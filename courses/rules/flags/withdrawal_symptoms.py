"""`withdrawal_symptoms`: a check-in names what may follow when the medicine is lowered or stopped."""

from datetime import timedelta

from courses.rules.days import DAY
from courses.rules.facts import WITHDRAWAL_SYMPTOMS, CheckIn, Use
from courses.rules.flags.evidence import of_check_in, sorted_evidence
from courses.rules.known import Clock, KnownCourse
from courses.rules.record import Finding, Severity

WATCHED_AFTER = timedelta(days=14)
HIGH_FROM_SYMPTOMS = 2


def find(course: KnownCourse, clock: Clock) -> Finding | None:
    """Symptoms after the window, in a gap, or inside it where less was taken; high with two different ones."""
    if not course.abrupt_stop_risk:
        return None
    named = [made for made in course.check_ins if made.symptoms & WITHDRAWAL_SYMPTOMS and _counts(course, made, clock)]
    if not named:
        return None
    different = frozenset[str]().union(*(made.symptoms & WITHDRAWAL_SYMPTOMS for made in named))
    severity = Severity.HIGH if len(different) >= HIGH_FROM_SYMPTOMS else Severity.WARNING
    return Finding(severity, sorted_evidence(map(of_check_in, named)))


def _counts(course: KnownCourse, made: CheckIn, clock: Clock) -> bool:
    if course.window.beyond(made.day):
        return made.day <= course.last_day + WATCHED_AFTER
    if made.day not in course.window:
        return False
    return (
        made.use in (Use.LESS, Use.STOPPED) or course.silent(made.day - DAY, clock) or course.window.lowered(made.day)
    )
