"""What went wrong, as a patient is told it: by its code, in short words and in their language.

The actions' own messages are written for staff and machines, in English.
"""

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from courses.errors import ShortcourseError

ANY_OTHER = _("This did not work, and nothing was changed. Please try again, or call your practice.")
BY_CODE: dict[str, Promise] = {
    "has_a_user": _("This person signs in already."),
    "in_the_past": _("This time has passed. Choose a later one."),
    "not_a_number": _("Type a number, for example 1 or 0.5."),
    "not_a_wall_time": _("Type a time, for example 14:30."),
    "not_allowed": _("You cannot do this. Your practice can help."),
    "not_due_yet": _("This dose is not due yet."),
    "not_storable": _("There is a sign in your text that we cannot keep. Please take it out."),
    "out_of_range": _("This number does not fit. Please look at it again."),
    "required": _("This is empty. Please write something."),
    "same_id_other_content": _("This was sent before. What was sent first stands."),
    "to_come": _("This day is yet to come. Tick it on its day."),
    "too_long": _("This is very long. Please say it in fewer words."),
    "too_precise": _("Please type a rounder number, for example 0.25."),
    "unknown_zone": _("We do not know this time zone. Choose another one."),
}


def sentence(error: ShortcourseError) -> str:
    """What happened and what to do, in one line for a patient."""
    return str(BY_CODE.get(error.code, ANY_OTHER))


def add_to_form(form: forms.Form, error: ShortcourseError) -> None:
    """Say a problem at the form's field that it is about, or above the form where it has none."""
    form.add_error(error.field if error.field in form.fields else None, sentence(error))
