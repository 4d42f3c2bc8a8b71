"""Logging a dose by its button, undoing it, and the number where a day is far too high."""

from datetime import datetime, time
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from courses import actions
from courses.access import Viewer
from courses.errors import ShortcourseError
from courses.models import Dose, Through
from tracker import clock
from tracker.accounts.guards import for_patients
from tracker.patient.forms import DoseForm, valid_uuid
from tracker.patient.problems import sentence
from tracker.patient.prospect import far_too_much
from tracker.patient.reading import CourseReading
from tracker.patient.today import new_id
from tracker.patient.views.logging import Sent, log_or_say
from tracker.patient.views.page import back_to_day, emergency_facts, page, reading_of


@require_POST
@for_patients
def log(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Log a dose: taken now, about its slot's time, or at an instant that was said before."""
    reading = reading_of(viewer)
    form = DoseForm(request.POST)
    if not form.is_valid():
        messages.warning(request, _("This could not be read, so nothing was logged. Please try again."))
        return redirect("patient:today")
    said = form.cleaned_data
    course = reading.course(said["course"])
    taken_at, about = when_of(course, said, reading.now)
    if taken_at is None:
        messages.info(request, _("Your plan has changed since this page was shown. When did you take it?"))
        return redirect("patient:other_time", course.known.id)
    slot = (said["slot_day"], said["slot_wall"]) if said["slot_day"] and said["slot_wall"] else None
    sent = Sent(said["id"], said["amount"], taken_at, about, tuple(said["said"].split(",")), slot, said["when"] == "at")
    return log_or_say(request, reading, course, sent)


def when_of(course: CourseReading, said: dict[str, Any], now: datetime) -> tuple[datetime | None, bool]:
    """When a dose was taken, and whether only about then; None where its slot stands no more."""
    if said["when"] == "at" and said["at"] is not None:
        return min(said["at"], now), said["about"]
    if said["when"] != "about" or not (said["slot_day"] and said["slot_wall"]):
        return now, False
    window_day = course.known.window.day(said["slot_day"])
    wall = time.fromisoformat(said["slot_wall"])
    slot = next((slot for slot in (window_day.slots if window_day else ()) if slot.wall == wall), None)
    return (min(slot.at, now), True) if slot else (None, True)


@require_POST
@for_patients
def undo(request: HttpRequest, viewer: Viewer, dose_id: UUID) -> HttpResponse:
    """Undo a dose; it stays in the record."""
    dose = _dose(viewer, dose_id)
    reading = reading_of(viewer)
    undo_id = valid_uuid(request.POST.get("id", ""))
    try:
        actions.undo_dose(dose=dose, undo_id=undo_id, by=viewer, through=Through.PAGE, now=clock.now)
    except ShortcourseError as error:
        messages.error(request, sentence(error))
    else:
        course = reading.course(dose.course_id)
        words = {"amount": course.amount(dose.amount), "time": reading.say.clock(dose.taken_at)}
        messages.success(request, _("Undone: %(amount)s, %(time)s.") % words)
    return back_to_day(request)


@require_GET
@for_patients
def too_much(request: HttpRequest, viewer: Viewer, dose_id: UUID) -> HttpResponse:
    """The number, after a dose that brought its day far too high."""
    dose = _dose(viewer, dose_id)
    reading = reading_of(viewer)
    course = reading.course(dose.course_id)
    if dose.undone_at is not None or not far_too_much(course.known, dose.medication_day):
        return redirect("patient:today")
    total = course.amount(course.known.amount(dose.medication_day))
    context = {
        **emergency_facts(course),
        "told": _("You logged %(amount)s on one day.") % {"amount": total},
        "dose": dose,
        "poison_first": True,
        "undo_id": new_id(),
    }
    return page(request, reading, "emergency", context)


def _dose(viewer: Viewer, dose_id: UUID) -> Dose:
    dose = Dose.objects.visible_to(viewer).filter(client_id=dose_id).first()
    if dose is None:
        raise Http404
    return dose
