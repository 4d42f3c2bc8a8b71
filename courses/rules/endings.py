"""The instants of `course_ending`: the schedule sends by them, `ending_without_plan` opens by them."""

from datetime import date, datetime, timedelta

from courses.rules.known import KnownCourse

LONG_WINDOW, SHORT_WINDOW = 14, 7


def ending_days(course: KnownCourse) -> tuple[date, ...]:
    """The medication days on which the end is announced, in order; none for a window of one day."""
    length = len(course.window)
    if length >= LONG_WINDOW:
        before = [5, 2]
    elif length >= SHORT_WINDOW:
        before = [3, 1]
    elif length > 1:
        before = [1]
    else:
        return ()
    earlier = 1 if course.enhanced_monitoring else 0
    found = {max(course.last_day - timedelta(days=days + earlier), course.first_day) for days in before}
    return tuple(sorted(found))


def ending_instants(course: KnownCourse) -> tuple[datetime, ...]:
    """When the end is announced: the patient's message hour on those days, or the move that jumped over it."""
    return tuple(course.patient.message_hours.comes(day) for day in ending_days(course))
