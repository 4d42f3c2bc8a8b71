"""The words of each wording, as the page shows them that a message opens; `{date}` is a local date.

They invite to talk and show what the prescriber entered. None tells anyone to change a dose.
"""

from datetime import date

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from notifications.rules import wording

WORDS: dict[str, Promise] = {
    "dose_due": _("A dose on your plan is due now."),
    "dose_snoozed": _("You asked to be reminded again: a dose on your plan."),
    "dose_follow_up": _("Did you take it?"),
    "check_in_due": _("How are you? Please answer a few short questions."),
    "step_changes": _("Your plan changes tomorrow. Look at the steps on your page."),
    "plan_changed": _("Your prescriber changed your plan. Look at what it says now."),
    wording.ENDING_WITHOUT_RISK: _("Your last day is {date}. If you are not sure about anything, ask."),
    wording.ENDING_WITHOUT_PLAN: _(
        "Your last day is {date}. Do not stop suddenly or carry on without advice. Talk to your prescriber now."
    ),
    wording.ENDING_SEE_PATIENT: _("Your prescriber wants to talk with you by {date}."),
    wording.ENDING_TAPER: _("Follow the steps on your page to {date}."),
    wording.ENDING_STOP_AS_PLANNED: _(
        "Your prescriber plans that you stop after {date}. If you feel unwell then, tell us."
    ),
    "course_over": _("Your course is over. Still taking some, or unwell? Tell us."),
    "after_course_check_in": _("How are you since your course ended? Please answer a few short questions."),
    "talk_to_prescriber": _("Your prescriber can help with how your course is going. Ask to talk."),
    "plan_needed": _("A course ends soon and has no plan for the end."),
    "flag_raised": _("A flag is high."),
    "daily_digest": _("Some things are open today."),
    "escalation": _("A high flag waits to be seen."),
}


def words_without_date(key: str) -> str | None:
    """The words of a wording that names no date; None of one that does."""
    told = str(WORDS[key])
    return None if "{date}" in told else told


def words(key: str, *, on: date) -> str:
    """The words of a wording, with the date that they may name."""
    return str(WORDS[key]).format(date=date_format(on))
