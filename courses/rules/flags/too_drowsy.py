"""`too_drowsy`: a sedating medicine makes drowsy or unsteady."""

from courses.rules.facts import DROWSY_SYMPTOMS, CheckIn
from courses.rules.flags.evidence import of_check_in, sorted_evidence
from courses.rules.known import Clock, KnownCourse
from courses.rules.record import Finding, Severity

OLDER_AGE = 65


def find(course: KnownCourse, _clock: Clock) -> Finding | None:
    """A check-in in the window names either; warning with both in all, from age 65, or with another sedating course."""
    if not course.basis.sedating:
        return None
    named = [made for made in course.check_ins if made.symptoms & DROWSY_SYMPTOMS and made.day in course.window]
    if not named:
        return None
    both = frozenset[str]().union(*(made.symptoms for made in named)) >= DROWSY_SYMPTOMS
    warning = both or any(_riskier(course, made) for made in named)
    return Finding(Severity.WARNING if warning else Severity.INFO, sorted_evidence(map(of_check_in, named)))


def _riskier(course: KnownCourse, made: CheckIn) -> bool:
    return course.patient.age(made.day) >= OLDER_AGE or any(
        other is not course and other.cancelled is None and other.basis.sedating and made.day in other.window
        for other in course.patient.courses
    )
