"""The briefing: what the patient is told of a course, one idea a screen; read again at any time."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from courses.access import Viewer
from tracker import clock
from tracker.accounts.guards import for_patients
from tracker.patient.briefings import Told, briefings, say_read
from tracker.patient.reading import Reading
from tracker.patient.views.page import page, reading_of


@require_http_methods(["GET", "POST"])
@for_patients
def show(request: HttpRequest, viewer: Viewer, course_id: UUID) -> HttpResponse:
    """One screen of it; the last one is answered by "I read this"."""
    reading = reading_of(viewer)
    course = reading.course(course_id)
    told = briefings(reading)[course.known.id]
    if request.method == "POST":
        if not told.is_read:
            say_read(told, by=viewer, now=clock.now)
        return redirect(f"{reverse('patient:start')}?go=on")
    return page(request, reading, "briefing", _screen(request, reading, told))


@require_GET
@for_patients
def whole(request: HttpRequest, viewer: Viewer, course_id: UUID) -> HttpResponse:
    """All of it on one page, with when it was read."""
    reading = reading_of(viewer)
    course = reading.course(course_id)
    told = briefings(reading)[course.known.id]
    read_at = told.row.acknowledged_at if told.row else None
    context = {"course": course, "told": told, "read_at": reading.say.moment(read_at) if read_at else ""}
    return page(request, reading, "briefing_whole", context, tab="course")


def _screen(request: HttpRequest, reading: Reading, told: Told) -> dict[str, object]:
    asked = request.GET.get("screen", "1")
    of = len(told.lines)
    number = min(max(int(asked), 1), of) if asked.isascii() and asked.isdigit() and len(asked) < 4 else 1  # noqa: PLR2004 (no briefing has a thousand)
    return {
        "course": told.course,
        "told": told,
        "line": told.lines[number - 1],
        "number": number,
        "of": of,
        "earlier": number - 1,
        "later": number + 1 if number < of else 0,
        "several": len(reading.on_today) > 1,
    }
