""" "Later", tapped on the dose that is due: one more reminder in half an hour."""

from datetime import date, time

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from courses import actions
from courses.access import Viewer
from courses.errors import ShortcourseError
from courses.models import Through
from courses.rules.window import Slot
from notifications.rules.timing import SNOOZED_FOR, dose_due_too_late
from tracker import clock
from tracker.accounts.guards import for_patients
from tracker.patient.problems import sentence
from tracker.patient.reading import CourseReading
from tracker.patient.views.page import reading_of


class LaterForm(forms.Form):
    """The slot that is put off, and the tap's own id."""

    id = forms.UUIDField()
    course = forms.UUIDField()
    slot_day = forms.DateField(input_formats=["%Y-%m-%d"])
    slot_wall = forms.TimeField(input_formats=["%H:%M"])


@require_POST
@for_patients
def later(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Put the reminder of a slot off; the same tap twice puts it off once."""
    reading = reading_of(viewer)
    form = LaterForm(request.POST)
    if not form.is_valid():
        messages.warning(request, _("This could not be read, so nothing was changed. Please try again."))
        return redirect("patient:today")
    said = form.cleaned_data
    course = reading.course(said["course"])
    try:
        snoozed = actions.snooze_dose(
            course=course.row,
            client_id=said["id"],
            day=said["slot_day"],
            wall=said["slot_wall"],
            by=viewer,
            through=Through.PAGE,
            now=clock.now,
        )
    except ShortcourseError as error:
        messages.warning(request, sentence(error))
        return redirect("patient:today")
    again = snoozed.snooze.known_at + SNOOZED_FOR
    if dose_due_too_late(course.known, _slot(course, said["slot_day"], said["slot_wall"]), again):
        messages.info(request, _("It is too late for one more reminder of this dose."))
    else:
        messages.success(request, _("You are reminded again at %(time)s.") % {"time": reading.say.clock(again)})
    return redirect("patient:today")


def _slot(course: CourseReading, day: date, wall: time) -> Slot | None:
    window_day = course.known.window.day(day)
    return next((slot for slot in (window_day.slots if window_day else ()) if slot.wall == wall), None)
