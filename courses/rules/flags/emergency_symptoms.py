"""`emergency_symptoms`: a check-in names one; nothing else is asked."""

from courses.rules.facts import EMERGENCY_SYMPTOMS
from courses.rules.flags.evidence import of_check_in, sorted_evidence
from courses.rules.known import Clock, KnownCourse
from courses.rules.record import Finding, Severity


def find(course: KnownCourse, _clock: Clock) -> Finding | None:
    """Every check-in that names an emergency symptom, at any time; always high."""
    named = [made for made in course.check_ins if made.symptoms & EMERGENCY_SYMPTOMS]
    return Finding(Severity.HIGH, sorted_evidence(map(of_check_in, named))) if named else None
