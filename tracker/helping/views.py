"""The pages of a helper: whom, their today, a dose logged or undone, an emergency. Nothing else is there for them."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from courses import actions
from courses.access import Viewer
from courses.errors import Conflict, ShortcourseError
from courses.models import Dose, Through
from courses.rules.facts import EMERGENCY_SYMPTOMS
from tracker import clock
from tracker.accounts.guards import for_helpers
from tracker.accounts.helpers import leaves_of
from tracker.accounts.models import User
from tracker.accounts.viewer import HELPING, viewer_of
from tracker.helping.before_logging import lines_of
from tracker.helping.reading import Helped, read_helped
from tracker.helping.words import ASKED, SUICIDE, TOLD_BACK
from tracker.patient.day import State
from tracker.patient.forms import DoseForm, EmergencyForm, valid_uuid
from tracker.patient.problems import sentence
from tracker.patient.prospect import Word, far_too_much, prospect
from tracker.patient.reading import CourseReading
from tracker.patient.today import new_id
from tracker.patient.views.doses import when_of

TOO_MUCH = "too_much"


@require_GET
@for_helpers
def show(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Whose today it is, what is due, and what was taken of it."""
    if len(_leaves(request)) > 1 and HELPING not in request.session:
        return redirect("helping:whom")
    helped = read_helped(viewer)
    rows = helped.rows()
    context = {
        "rows": rows,
        "due": next((one for one in rows if one.row.state is State.DUE), None),
        "needed": helped.needed(),
        "courses": helped.courses,
        "several": len(helped.courses) > 1,
    }
    return _page(request, helped, "today", context)


@require_http_methods(["GET", "POST"])
@for_helpers
def whom(request: HttpRequest, _viewer: Viewer) -> HttpResponse:
    """Who helps several people chooses whom."""
    leaves = _leaves(request)
    if request.method == "POST":
        chosen = valid_uuid(request.POST.get("leave", ""))
        if chosen not in {leave.pk for leave in leaves}:
            return redirect("helping:whom")
        request.session[HELPING] = str(chosen)
        return redirect("helping:today")
    return render(request, "helping/whom.html", {"leaves": leaves})


@require_POST
@for_helpers
def log(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Log a dose by its button; what is to be said of it is said first, and it is logged all the same."""
    helped = read_helped(viewer)
    form = DoseForm(request.POST)
    if not form.is_valid():
        messages.warning(request, _("This could not be read, so nothing was logged. Please try again."))
        return redirect("helping:today")
    said = form.cleaned_data
    course = helped.course(said["course"])
    taken_at, about = when_of(course, said, helped.reading.now)
    if taken_at is None:
        messages.info(request, _("The plan has changed since this page was shown. Look at it again."))
        return redirect("helping:today")
    slot = (said["slot_day"], said["slot_wall"]) if said["slot_day"] and said["slot_wall"] else None
    dose = {"amount": said["amount"], "taken_at": taken_at, "about": about}
    sent_before = Dose.objects.visible_to(viewer).filter(client_id=said["id"]).exists()
    seen = prospect(helped.reading.facts, course.known.id, slot=slot, now=helped.reading.now, **dose)
    if not sent_before and set(seen.words) - set(said["said"].split(",")):
        context = {
            "course": course,
            "lines": lines_of(course, seen),
            "far": Word.FAR_OVER in seen.words,
            "dose": dose,
            "id": said["id"],
            "said": ",".join(seen.words),
            "amount": course.amount(said["amount"]),
            "time": helped.reading.say.clock(taken_at),
        }
        return _page(request, helped, "before_logging", context)
    return _log(request, helped, course, client_id=said["id"], **dose)


def _log(request: HttpRequest, helped: Helped, course: CourseReading, **dose: Any) -> HttpResponse:
    by = helped.reading.viewer
    try:
        logged = actions.log_dose(course=course.row, by=by, through=Through.PAGE, now=clock.now, **dose).dose
    except Conflict:
        messages.info(request, _("This was logged before."))
        return redirect("helping:today")
    except ShortcourseError as error:
        messages.error(request, sentence(error))
        return redirect("helping:today")
    if logged.undone_at is not None:
        messages.info(request, _("This dose was logged before and undone. It stays undone."))
        return redirect("helping:today")
    if far_too_much(read_helped(by).course(course.known.id).known, logged.medication_day):
        return redirect(f"{reverse('helping:call', args=[course.known.id])}?told={TOO_MUCH}")
    words = {"amount": course.amount(logged.amount), "time": helped.reading.say.clock(logged.taken_at)}
    messages.success(request, _("Logged: %(amount)s, %(time)s.") % words)
    return redirect("helping:today")


@require_POST
@for_helpers
def undo(request: HttpRequest, viewer: Viewer, dose_id: UUID) -> HttpResponse:
    """Undo a dose that this helper logged; it stays in the record."""
    dose = Dose.objects.visible_to(viewer).filter(client_id=dose_id).first()
    if dose is None:
        raise Http404
    helped = read_helped(viewer)
    undo_id = valid_uuid(request.POST.get("id", ""))
    try:
        actions.undo_dose(dose=dose, undo_id=undo_id, by=viewer, through=Through.PAGE, now=clock.now)
    except ShortcourseError as error:
        messages.error(request, sentence(error))
    else:
        messages.success(request, _("Undone: %(time)s.") % {"time": helped.reading.say.clock(dose.taken_at)})
    return redirect("helping:today")


@require_http_methods(["GET", "POST"])
def emergency(request: HttpRequest, course_id: UUID) -> HttpResponseBase:
    """An emergency: recorded at once, with nothing else asked, and the number shown.

    Whose session has ended sees the numbers too: a form to sign in would stand before them.
    """
    if request.method == "POST" and viewer_of(request) is None:
        return redirect("patient:urgent")
    return _emergency(request, course_id)


@for_helpers
def _emergency(request: HttpRequest, viewer: Viewer, course_id: UUID) -> HttpResponse:
    helped = read_helped(viewer)
    if request.method == "POST" and helped.is_past(course_id):
        return redirect("patient:urgent")
    course = helped.course(course_id)
    if request.method == "GET":
        context = {"course": course, "emergencies": ASKED.items(), "id": new_id()}
        return _page(request, helped, "emergency", context)
    form = EmergencyForm(request.POST)
    if not form.is_valid():
        # Whatever was wrong with the form, somebody tapped an emergency: the numbers are what counts.
        return redirect("patient:urgent")
    said = form.cleaned_data
    try:
        actions.report_emergency(
            course=course.row,
            client_id=said["id"],
            symptoms=[said["symptom"]],
            by=viewer,
            through=Through.PAGE,
            now=clock.now,
        )
    except ShortcourseError:
        return redirect("patient:urgent")
    return redirect(f"{reverse('helping:call', args=[course.known.id])}?told={said['symptom']}")


@require_GET
@for_helpers
def call(request: HttpRequest, viewer: Viewer, course_id: UUID) -> HttpResponse:
    """The number to call: it is the page. It reads nothing of what was reported: the address says what to show."""
    helped = read_helped(viewer)
    course = helped.course(course_id)
    told = request.GET.get("told", "")
    name = {"name": helped.reading.patient.given_name}
    words = ""
    if told in EMERGENCY_SYMPTOMS:
        words = _("You told us of %(name)s: %(what)s.") % {**name, "what": TOLD_BACK[told]}
    elif told == TOO_MUCH:
        words = _("Very much was logged for %(name)s today.") % name
    today = course.known.window.day(course.today)
    context = {
        "told": words or _("Call if %(name)s is in danger.") % name,
        "course": course,
        "planned": course.amount(today.prescribed) if today else "",
        "crisis_first": told == SUICIDE,
        "poison_first": told == TOO_MUCH,
    }
    return _page(request, helped, "call", context)


def _leaves(request: HttpRequest) -> list[Any]:
    return leaves_of(request.user, clock.now()) if isinstance(request.user, User) else []


def _page(request: HttpRequest, helped: Helped, template: str, context: dict[str, Any]) -> HttpResponse:
    every = {
        "reading": helped.reading,
        "practice": helped.reading.practice,
        "helped": helped.reading.patient.given_name,
        "date": helped.reading.say.short_day(helped.reading.say.local(helped.reading.now).date()),
        "helps_several": len(_leaves(request)) > 1,
    }
    return render(request, f"helping/{template}.html", {**every, **context})
