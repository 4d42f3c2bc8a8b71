"""What a phone without a signal needs to say a kind word, or the number to call, before a dose is logged.

The rules judge here, on the server; the phone only compares amounts and instants with what stands in this.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from courses.rules.days import DAY
from courses.rules.flags.doses_too_close import least_interval
from tracker.look import say
from tracker.patient.day import logged
from tracker.patient.offline.instants import DAYS_KEPT
from tracker.patient.prospect import JUST_NOW, far_limits
from tracker.patient.reading import CourseReading, Reading


def course_limits(reading: Reading, course: CourseReading) -> dict[str, Any]:
    """A course's medication days from yesterday on, with their limits; instants as ISO, amounts in units."""
    doses = logged(reading.facts, course.known)
    exact = [dose.taken_at for dose in doses if not dose.about]
    return {
        "name": course.name,
        "amounts": [_worded(course, Decimal(1)), _worded(course, Decimal(2))],
        "days": [_day(course, course.today + n * DAY) for n in range(-1, DAYS_KEPT + 1)],
        "last_exact": _iso(max(exact, default=None)),
        "last_logged": _iso(max((dose.known_at for dose in doses), default=None)),
        "just_now": JUST_NOW.total_seconds(),
    }


def _day(course: CourseReading, on: date) -> dict[str, Any]:
    known = course.known
    window_day = known.window.day(on)
    far_from, far_above = far_limits(known, on)
    apart = least_interval(window_day.step) if window_day else None
    return {
        "from": _iso(known.window.start(on)),
        "until": _iso(known.window.close(on)),
        "logged": float(known.amount(on)),
        "prescribed": float(window_day.prescribed) if window_day else None,
        "far_from": None if far_from is None else float(far_from),
        "far_above": None if far_above is None else float(far_above),
        "apart": apart.total_seconds() if apart else None,
        "says": {
            "always": _always(course, on),
            "over": _("Your plan for this day: %(amount)s.") % {"amount": course.amount(window_day.prescribed)}
            if window_day
            else "",
            "soon": _("Your plan says %(span)s apart.") % {"span": say.span(apart)}
            if apart and window_day and window_day.as_needed
            else "",
        },
    }


def _always(course: CourseReading, on: date) -> str:
    """What is said of any dose of a day outside the window."""
    told = course.reading.say
    if course.known.beyond(on):
        return _("Your last day was %(day)s.") % {"day": told.day(course.known.last_day)}
    if on < course.known.first_day:
        return _("Your course starts on %(day)s.") % {"day": told.day(course.known.first_day)}
    return ""


def _worded(course: CourseReading, amount: Decimal) -> str:
    """An amount in words, with `#` where the number stands."""
    return course.amount(amount).replace(say.number(amount), "#", 1)


def _iso(instant: datetime | None) -> str | None:
    return instant.isoformat() if instant else None
