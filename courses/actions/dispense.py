"""Handing out units."""

from datetime import date
from decimal import Decimal

from courses import inputs
from courses.access import Viewer
from courses.actions.act import Now, acting
from courses.actions.end import check_open
from courses.models import Course, Dispense

MOST_DAYS = 366


def dispense(
    *,
    course: Course,
    units: Decimal,
    on: date | None = None,
    days: int | None = None,
    by: Viewer,
    through: str,
    now: Now,
) -> Dispense:
    """Record units handed out, on a date (today, if left out), for so many days where that is known.

    Raises WrongInput; Refused for a course that is cancelled or closed.
    """
    handed_out = inputs.amount("units", units, most=inputs.MOST_UNITS)
    if days is not None:
        inputs.whole("days", days, least=1, most=MOST_DAYS)
    if on is not None:
        inputs.day("on", on)
    with acting(course.patient_id, what="dispense", by=by, through=through, now=now) as act:
        known = act.course(course.pk)
        check_open(known)
        told = act.tell(course.pk, "dispenses")
        return Dispense.objects.create(course=course, units=handed_out, on=on or act.today(known), days=days, **told)
