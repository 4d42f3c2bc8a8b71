"""`ending_without_plan`: the end is near and nobody has said what is to happen then."""

from courses.rules.endings import SHORT_WINDOW, ending_instants
from courses.rules.facts import Use
from courses.rules.known import Clock, KnownCourse
from courses.rules.record import Finding, Severity


def find(course: KnownCourse, clock: Clock) -> Finding | None:
    """Abrupt-stop risk, a window of 7 days or more, its first ending instant reached, and no plan in force."""
    if course.stop or course.closed or not course.abrupt_stop_risk or len(course.window) < SHORT_WINDOW:
        return None
    reached = [instant for instant in ending_instants(course) if clock.passed(instant)]
    if not reached or course.continuations or course.window.ends_in_taper:
        return None
    if course.check_ins and course.check_ins[-1].use is Use.STOPPED:
        return None
    if course.plan_in_force(clock):
        return None
    return Finding(Severity.HIGH if len(reached) > 1 else Severity.WARNING)
