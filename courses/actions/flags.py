"""Acknowledging a flag."""

from datetime import date, timedelta

from courses import inputs
from courses.access import Viewer
from courses.actions.act import Now, acting
from courses.errors import WrongInput
from courses.models import Acknowledgement, Course
from courses.rules.flags import RULES
from courses.rules.judging import EMERGENCY
from courses.rules.record import Status

MOST_DAYS_AHEAD = 7


def acknowledge(
    *,
    course: Course,
    rule: str,
    note: str = "",
    until: date | None = None,
    by: Viewer,
    through: str,
    now: Now,
) -> Acknowledgement | None:
    """Say that a flag was seen; up to the start of the medication day `until` only a rise opens it again.

    None, and nothing changed, where that flag is not open. Raises WrongInput: `until` is at most 7 days ahead, and is
    never for an emergency.
    """
    inputs.word("rule", rule, known=RULES)
    said = inputs.text("note", note, most=2000)
    if until is not None and rule == EMERGENCY:
        raise WrongInput("until", "never_for_an_emergency", "An emergency cannot be put off.", "Leave the date out.")
    with acting(course.patient_id, what="acknowledge", by=by, through=through, now=now) as act:
        known = act.course(course.pk)
        latest = act.today(known) + timedelta(days=MOST_DAYS_AHEAD)
        if until is not None and inputs.day("until", until) > latest:
            raise WrongInput(
                "until",
                "too_far_ahead",
                f"This is more than {MOST_DAYS_AHEAD} days ahead.",
                f"Name a day up to {latest}.",
            )
        flag = act.record.flags.get((str(course.pk), rule))
        if flag is None or flag.status is not Status.OPEN:
            return None
        told = act.tell(course.pk, "acknowledgements")
        return Acknowledgement.objects.create(course=course, rule=rule, note=said, until=until, **told)
