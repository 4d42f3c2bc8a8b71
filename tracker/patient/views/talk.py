"""Asking to talk: a line, what happens next, and the numbers for those who cannot wait."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from courses import actions
from courses.access import Viewer
from courses.errors import Conflict, ShortcourseError
from courses.models import TalkAnswer, Through
from tracker import clock
from tracker.accounts.guards import for_patients
from tracker.patient import today
from tracker.patient.bands import asked
from tracker.patient.forms import TalkForm
from tracker.patient.problems import add_to_form
from tracker.patient.reading import CourseReading, Reading
from tracker.patient.views.page import page, reading_of
from tracker.patient.words import ANSWERED

ANSWERS_SHOWN = 3


@require_GET
@for_patients
def choose(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Which course to talk about; straight there if there is one."""
    reading = reading_of(viewer)
    courses = reading.on_today or reading.courses[-1:]
    if len(courses) == 1:
        return redirect("patient:talk", courses[0].known.id)
    return page(request, reading, "choose", {"courses": courses, "to": "patient:talk"}, tab="talk")


@require_http_methods(["GET", "POST"])
@for_patients
def talk(request: HttpRequest, viewer: Viewer, course_id: UUID) -> HttpResponse:
    """Ask to talk about a course."""
    reading = reading_of(viewer)
    course = reading.course(course_id)
    form = TalkForm(request.POST) if request.method == "POST" else TalkForm(initial={"id": today.new_id()})
    if request.method == "POST" and form.is_valid():
        try:
            actions.ask_to_talk(
                course=course.row,
                client_id=form.cleaned_data["id"],
                line=form.cleaned_data["line"],
                by=viewer,
                through=Through.PAGE,
                now=clock.now,
            )
        except Conflict:
            messages.info(request, _("You asked before. What you wrote first was sent."))
            return redirect("patient:talk", course.known.id)
        except ShortcourseError as error:
            add_to_form(form, error)
        else:
            messages.success(request, _("Your practice has it now."))
            return redirect("patient:talk", course.known.id)
    context = talk_context(reading, course, form)
    return page(request, reading, "talk", context, tab="talk", status=422 if form.errors else 200)


def talk_context(reading: Reading, course: CourseReading, form: TalkForm | None = None) -> dict[str, object]:
    """What every page that offers a talk says: asked when, who answers, the numbers."""
    return {
        "course": course,
        "form": form or TalkForm(initial={"id": today.new_id()}),
        "asked": asked(course),
        "answers": _answers(reading, course),
        "several": len(reading.on_today) > 1,
    }


def _answers(reading: Reading, course: CourseReading) -> list[dict[str, object]]:
    rows = TalkAnswer.objects.visible_to(reading.viewer).filter(course=course.row, undo=None)
    newest = rows.order_by("-seq")[:ANSWERS_SHOWN]
    # The note beside it is written for clinicians.
    return [{"when": reading.say.moment(answer.known_at), "words": ANSWERED[answer.outcome]} for answer in newest]
