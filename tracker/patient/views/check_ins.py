"""The check-in: emergencies first, then a few questions, one a screen; each step carries the answers of the others."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from courses import actions
from courses.access import Viewer
from courses.errors import Conflict, ShortcourseError
from courses.models import CheckIn, Through
from courses.rules.facts import EMERGENCY_SYMPTOMS, Use
from tracker import clock
from tracker.accounts.guards import for_patients
from tracker.accounts.viewer import viewer_of
from tracker.patient.forms import CheckInForm, EmergencyForm, valid_uuid
from tracker.patient.problems import sentence
from tracker.patient.reading import CourseReading, Reading
from tracker.patient.stage import Stage
from tracker.patient.today import new_id
from tracker.patient.views.page import back_to_day, emergency_facts, page, reading_of
from tracker.patient.words import EMERGENCIES, TOLD

STEPS: tuple[tuple[str, ...], ...] = ((), ("pain",), ("drowsiness",), ("use", "line"), ("symptoms",))
LAST_STEP = len(STEPS) - 1
ANSWERS = ("pain", "drowsiness", "use", "line", "symptoms")
# When a patient can tell how it is: before the first day and for one that was taken back there is nothing to tell.
NOTHING_TO_TELL = frozenset({Stage.PLANNED, Stage.CANCELLED})
SUICIDE = "suicidal_thoughts"


@require_GET
@for_patients
def choose(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Which course the check-in is about; straight there if there is one."""
    reading = reading_of(viewer)
    courses = [course for course in reading.on_today if course.standing.stage not in NOTHING_TO_TELL]
    courses = courses or [course for course in reading.courses if course.standing.stage not in NOTHING_TO_TELL][-1:]
    if len(courses) == 1:
        return redirect("patient:check_in", courses[0].known.id)
    return page(request, reading, "choose", {"courses": courses, "to": "patient:check_in"}, tab="check_in")


@require_http_methods(["GET", "POST"])
@for_patients
def answer(request: HttpRequest, viewer: Viewer, course_id: UUID) -> HttpResponse:
    """One step of the check-in; the last one records all answers."""
    reading = reading_of(viewer)
    course = reading.course(course_id)
    after = course.known.window.beyond(course.today)
    if request.method == "GET":
        stopped = request.GET.get("use") == Use.STOPPED.value
        form = CheckInForm(
            None, after_the_end=after, initial={"id": new_id(), **({"use": "stopped"} if stopped else {})}
        )
        return _step(request, reading, course, form, 0)
    form = CheckInForm(request.POST, after_the_end=after)
    step = _number(request.POST.get("step", ""))
    if not form.is_valid():
        wrong = next((n for n, names in enumerate(STEPS) if set(names) & set(form.errors)), step)
        return _step(request, reading, course, form, wrong, status=422)
    if step < LAST_STEP:
        return _step(request, reading, course, form, step + 1)
    return _record(request, reading, course, form)


def _number(step: str) -> int:
    return next((n for n in range(LAST_STEP + 1) if str(n) == step), 0)


def _step(
    request: HttpRequest, reading: Reading, course: CourseReading, form: CheckInForm, step: int, status: int = 200
) -> HttpResponse:
    names = STEPS[step]
    since = [made.at for made in course.known.check_ins]
    context: dict[str, Any] = {
        "course": course,
        "several": len(reading.on_today) > 1,
        "form": form,
        "step": step,
        "number": step + 1,
        "of": len(STEPS),
        "fields": [form[name] for name in names],
        "carried": [form[name].as_hidden() for name in (*ANSWERS, "id") if name not in names],
        "emergencies": EMERGENCIES.items() if step == 0 else (),
        "emergency_id": new_id(),
        "since": reading.say.day(reading.say.local(max(since)).date()) if since else "",
        "is_last": step == LAST_STEP,
    }
    return page(request, reading, "check_in", context, tab="check_in", status=status)


def _record(request: HttpRequest, reading: Reading, course: CourseReading, form: CheckInForm) -> HttpResponse:
    said = form.cleaned_data
    try:
        actions.check_in(
            course=course.row,
            client_id=said["id"],
            use=Use(said["use"]) if said["use"] else None,
            pain=said["pain"],
            drowsiness=said["drowsiness"],
            symptoms=said["symptoms"],
            line=said["line"],
            by=reading.viewer,
            through=Through.PAGE,
            now=clock.now,
        )
    except Conflict:
        messages.info(request, _("This check-in was saved before. To change it, make a new one."))
        return redirect("patient:today")
    except ShortcourseError as error:
        messages.error(request, sentence(error))
        return redirect("patient:check_in", course.known.id)
    messages.success(request, _("Thank you for telling us. Your practice can see it."))
    fresh = reading_of(reading.viewer).course(course.known.id)
    to_its_end = {Stage.BEYOND, Stage.STOPPED_SUDDENLY}
    return redirect("patient:end", course.known.id) if fresh.standing.stage in to_its_end else redirect("patient:today")


@require_POST
def report(request: HttpRequest, course_id: UUID) -> HttpResponseBase:
    """An emergency: recorded at once, with nothing else asked, and the number shown.

    Whose session has ended sees the numbers too: a form to sign in would stand before them.
    """
    return redirect("patient:urgent") if viewer_of(request) is None else _report(request, course_id)


@for_patients
def _report(request: HttpRequest, viewer: Viewer, course_id: UUID) -> HttpResponse:
    reading = reading_of(viewer)
    course = reading.course(course_id)
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
    return redirect("patient:emergency", said["id"])


@require_GET
@for_patients
def emergency(request: HttpRequest, viewer: Viewer, check_in_id: UUID) -> HttpResponse:
    """The number to call: it is the page."""
    made = _check_in(viewer, check_in_id)
    reading = reading_of(viewer)
    named = [symptom for symptom in made.symptoms if symptom in EMERGENCY_SYMPTOMS]
    if made.undone_at is not None or not named:
        return redirect("patient:today")
    context = {
        **emergency_facts(reading.course(made.course_id)),
        "told": _("You told us: %(what)s.") % {"what": ", ".join(str(TOLD[symptom]) for symptom in named)},
        "crisis_first": SUICIDE in named,
        "check_in": made,
        "undo_id": new_id(),
    }
    return page(request, reading, "emergency", context)


@require_POST
@for_patients
def undo(request: HttpRequest, viewer: Viewer, check_in_id: UUID) -> HttpResponse:
    """Undo a check-in, made by mistake; it stays in the record."""
    made = _check_in(viewer, check_in_id)
    undo_id = valid_uuid(request.POST.get("id", ""))
    try:
        actions.undo_check_in(check_in=made, undo_id=undo_id, by=viewer, through=Through.PAGE, now=clock.now)
    except ShortcourseError as error:
        messages.error(request, sentence(error))
    else:
        messages.success(request, _("Undone. Your practice can see that it was a mistake."))
    return back_to_day(request)


def _check_in(viewer: Viewer, check_in_id: UUID) -> CheckIn:
    made: CheckIn | None = CheckIn.objects.visible_to(viewer).filter(client_id=check_in_id).first()
    if made is None:
        raise Http404
    return made
