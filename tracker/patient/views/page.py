"""What every page of the phone is drawn with: whose it is, the way back, urgent help, the tabs."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation

from courses.access import Viewer
from tracker import clock
from tracker.patient.reading import CourseReading, Reading, read


def reading_of(viewer: Viewer) -> Reading:
    """Everything that the viewer's pages read, now; their language is spoken from here on."""
    reading = read(viewer, clock.now())
    translation.activate(reading.patient.language)
    return reading


def page(
    request: HttpRequest,
    reading: Reading,
    template: str,
    context: dict[str, Any] | None = None,
    *,
    tab: str = "",
    status: int = 200,
) -> HttpResponse:
    """A page of the phone. `tab` is the one of the four that it belongs to."""
    every = {
        "reading": reading,
        "practice": reading.practice,
        "say": reading.say,
        "date": reading.say.short_day(reading.say.local(reading.now).date()),
        "tab": tab,
    }
    return render(request, f"patient/{template}.html", {**every, **(context or {})}, status=status)


def back_to_day(request: HttpRequest) -> HttpResponse:
    """Back to the day of the record from which a form was sent; to today from anywhere else."""
    try:
        return redirect("patient:history_day", date.fromisoformat(request.POST.get("day", "")))
    except ValueError:
        return redirect("patient:today")


def emergency_facts(course: CourseReading) -> dict[str, object]:
    """What to show to who helps: the medicine, what was logged last, what is planned for a day."""
    told, known = course.reading.say, course.known
    last = known.doses[-1] if known.doses else None
    window_day = known.window.day(course.today)
    return {
        "course": course,
        "last_logged": f"{course.amount(last.amount)}, {told.moment(last.taken_at)}" if last else "",
        "planned": course.amount(window_day.prescribed) if window_day else "",
    }
