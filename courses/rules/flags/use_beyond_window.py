"""`use_beyond_window`: the medicine is used after its window, or in a gap of it."""

from courses.rules.flags.evidence import of_check_in, of_dose, sorted_evidence
from courses.rules.known import Clock, KnownCourse, says_use
from courses.rules.record import Finding, Severity

HIGH_FROM_DAY = 3


def find(course: KnownCourse, _clock: Clock) -> Finding | None:
    """A dose beyond the window, or a check-in there that says it is still used; high from the 3rd such day."""
    doses = [dose for dose in course.doses if course.beyond(dose.day)]
    told = [check_in for check_in in course.check_ins if says_use(check_in) and course.beyond(check_in.day)]
    if not doses and not told:
        return None
    days = {dose.day for dose in doses} | {check_in.day for check_in in told}
    severity = Severity.HIGH if len(days) >= HIGH_FROM_DAY else Severity.WARNING
    return Finding(severity, sorted_evidence([*map(of_dose, doses), *map(of_check_in, told)]))
