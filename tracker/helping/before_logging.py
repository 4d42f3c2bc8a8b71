"""What a helper is told before a dose is logged: the facts beside the plan, kindly. Nothing is refused."""

from django.utils.translation import gettext as _

from tracker.look import say
from tracker.patient.prospect import Prospect, Word
from tracker.patient.reading import CourseReading


def lines_of(course: CourseReading, seen: Prospect) -> list[str]:
    """The facts, a sentence each."""
    lines: list[str] = []
    if Word.SLOT_TAKEN in seen.words:
        lines.append(_("A dose is logged for this time already."))
    if Word.TOO_SOON in seen.words and seen.since_last is not None:
        lines.append(_("It is %(span)s since the last one.") % {"span": say.span(seen.since_last)})
    if Word.JUST_LOGGED in seen.words:
        lines.append(_("One was logged a few minutes ago. Was this another one?"))
    if Word.OVER_DAY in seen.words and seen.prescribed is not None:
        lines.append(_("The plan for this day: %(amount)s.") % {"amount": course.amount(seen.prescribed)})
        lines.append(_("Logged so far: %(amount)s.") % {"amount": course.amount(seen.logged)})
    return lines or [_("This dose is outside the plan.")]
