"""Where a phone's outbox is emptied, one entry at a time. An entry leaves the phone only for a `done` of this view.

A page to sign in, a proxy's answer or none at all are no `done`: then the phone keeps what it has.
"""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from courses.access import Viewer
from courses.actions import Logged
from courses.errors import Conflict, ShortcourseError
from courses.models import Dose
from tracker.accounts.guards import for_patients
from tracker.patient.offline.pages import as_kept
from tracker.patient.offline.phone_clock import PhoneClock
from tracker.patient.offline.sent import OTHERS, Entry, KeptForm, dose_of, log
from tracker.patient.prospect import far_too_much
from tracker.patient.reading import CourseReading, Reading, read
from tracker.patient.stage import Stage
from tracker.patient.views.logging import known_with, words_before
from tracker.patient.views.page import page, reading_of
from tracker.problems import problem_of

UNREADABLE, NOT_YOURS, NOT_THERE = 422, 403, 404


@require_POST
@for_patients
def receive(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Record one entry: `done` with where it leads; `asks`, a page, where a dose is to be said something of before."""
    reading = reading_of(viewer)
    form = KeptForm(request.POST)
    if not form.is_valid():
        return _refused("unreadable", _("This could not be read."), UNREADABLE)
    said = form.cleaned_data
    if said["owner"] != reading.patient.pk:
        return _refused("another_patient", _("This is somebody else’s."), NOT_YOURS)
    phone = PhoneClock(said["made_at"], said["sent_at"], reading.now)
    entry = Entry(reading, said["id"], phone, said["zone"], request.POST)
    try:
        return _record(request, entry, said["kind"], waited=said["waited"])
    except Http404:
        return _refused("not_there", _("The course is not there any more."), NOT_THERE)
    except Conflict:
        return _refused("conflict", _("Something else was saved by this tap before."), 409)
    except ShortcourseError as error:
        return _refused(error.code, _("This could not be saved."), problem_of(error).status)


def _record(request: HttpRequest, entry: Entry, kind: str, *, waited: bool) -> HttpResponse:
    dose = dose_of(entry, kind)
    if dose is None:
        if kind not in OTHERS:
            return _refused("unreadable", _("This could not be read."), UNREADABLE)
        OTHERS[kind](entry)
        return _done(entry, _after(entry, kind))
    course, sent = dose
    is_new = not Dose.objects.visible_to(entry.reading.viewer).filter(client_id=sent.id).exists()
    asks = words_before(entry.reading, course, sent) if is_new and not waited else None
    if asks is not None:
        drawn = as_kept(page(_framed(request), entry.reading, "before_logging", asks))
        return JsonResponse({"id": str(entry.id), "done": False, "asks": drawn})
    logged = log(entry, course, sent)
    if not waited and logged.dose.undone_at is None:
        words = {"amount": course.amount(logged.dose.amount), "time": entry.reading.say.clock(logged.dose.taken_at)}
        messages.success(request, _("Logged: %(amount)s, %(time)s.") % words)
    return _done(entry, _after_dose(entry.reading, course, logged))


def _after_dose(reading: Reading, course: CourseReading, logged: Logged) -> str:
    dose = logged.dose
    if dose.undone_at is not None:
        return reverse("patient:today")
    known = known_with(reading, course, dose, logged.knowledge)
    if far_too_much(known, dose.medication_day):
        return reverse("patient:too_much", args=[dose.client_id])
    beyond = known.beyond(dose.medication_day)
    return reverse("patient:end", args=[course.known.id]) if beyond else reverse("patient:today")


def _after(entry: Entry, kind: str) -> str:
    if kind == "emergency":
        return reverse("patient:emergency", args=[entry.id])
    if kind == "talk":
        return reverse("patient:talk", args=[entry.course().known.id])
    if kind == "check_in":
        fresh = read(entry.reading.viewer, entry.reading.now).course(entry.course().known.id)
        if fresh.standing.stage in {Stage.BEYOND, Stage.STOPPED_SUDDENLY}:
            return reverse("patient:end", args=[fresh.known.id])
    return reverse("patient:today")


def _framed(request: HttpRequest) -> HttpRequest:
    request.frame = "patient/kept.html"  # type: ignore[attr-defined]
    return request


def _done(entry: Entry, to: str) -> HttpResponse:
    return JsonResponse({"id": str(entry.id), "done": True, "to": to})


def _refused(code: str, said: str, status: int) -> HttpResponse:
    return JsonResponse({"done": False, "code": code, "said": said}, status=status)
