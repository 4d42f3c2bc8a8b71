"""Doses that no button of today is for: at another time, or besides the plan."""

from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from courses.access import Viewer
from tracker.accounts.guards import for_patients
from tracker.look import say
from tracker.patient.forms import HowManyForm, WhenForm, valid_uuid
from tracker.patient.prospect import Word
from tracker.patient.reading import CourseReading, Reading
from tracker.patient.today import new_id
from tracker.patient.views.logging import Sent, log_or_say
from tracker.patient.views.page import page, reading_of

AGO_MINUTES = (15, 30, 60, 120)
# What the page of an extra dose says before it is logged.
SAID_ON_EXTRA = (Word.OVER_DAY.value, Word.AFTER_END.value, Word.BEFORE_FIRST.value)
OK, WRONG = 200, 422


@require_http_methods(["GET", "POST"])
@for_patients
def other_time(request: HttpRequest, viewer: Viewer, course_id: UUID) -> HttpResponse:
    """A dose taken at another time: two taps for the common ones, a clock for the others."""
    reading = reading_of(viewer)
    course = reading.course(course_id)
    planned = planned_amount(course)
    asked = request.method == "POST"
    form = WhenForm(request.POST if asked else None, say=reading.say, now=reading.now)
    how_many = HowManyForm(request.POST if asked and planned is None else None)
    if asked and form.is_valid() and (planned is not None or how_many.is_valid()):
        amount = planned if planned is not None else how_many.cleaned_data["amount"]
        taken_at = min(form.taken_at, reading.now)
        return log_or_say(request, reading, course, Sent(sent_id(request), amount, taken_at, time_said=True))
    context = {
        "course": course,
        "form": form,
        "how_many": how_many if planned is None else None,
        "planned": planned,
        "amount": "" if planned is None else course.amount(planned),
        "quick": [_quick(reading, minutes) for minutes in AGO_MINUTES],
        "id": sent_id(request),
    }
    return page(request, reading, "other_time", context, tab="today", status=WRONG if asked else OK)


@require_http_methods(["GET", "POST"])
@for_patients
def extra(request: HttpRequest, viewer: Viewer, course_id: UUID) -> HttpResponse:
    """A dose besides the plan, taken now: the facts first, then the field, which is empty."""
    reading = reading_of(viewer)
    course = reading.course(course_id)
    asked = request.method == "POST"
    form = HowManyForm(request.POST if asked else None)
    if asked and form.is_valid():
        sent = Sent(sent_id(request), form.cleaned_data["amount"], reading.now, said=SAID_ON_EXTRA, time_said=True)
        return log_or_say(request, reading, course, sent)
    window_day = course.known.window.day(course.today)
    context = {
        "course": course,
        "form": form,
        "id": sent_id(request),
        "prescribed": course.amount(window_day.prescribed) if window_day else "",
        "logged": course.amount(course.known.amount(course.today)),
        "last_day": reading.say.day(course.known.last_day) if course.known.beyond(course.today) else "",
        "first_day": reading.say.day(course.known.first_day) if course.today < course.known.first_day else "",
    }
    return page(request, reading, "extra", context, tab="today", status=WRONG if asked else OK)


def planned_amount(course: CourseReading) -> Decimal | None:
    """What is taken at once today, if that is one amount for all of the day; else the patient says how many."""
    window_day = course.known.window.day(course.today)
    if window_day is None:
        return None
    if window_day.as_needed is not None:
        return window_day.as_needed.amount
    amounts = {slot.amount for slot in window_day.step.slots}
    return amounts.pop() if len(amounts) == 1 else None


def sent_id(request: HttpRequest) -> UUID:
    """The id that the form was shown with; a new one where it has none."""
    return valid_uuid(request.POST.get("id", "")) or new_id()


def _quick(reading: Reading, minutes: int) -> dict[str, str]:
    at: datetime = reading.now - timedelta(minutes=minutes)
    return {
        "minutes": str(minutes),
        "at": at.isoformat(),
        "ago": say.span(timedelta(minutes=minutes)),
        "clock": reading.say.clock(at),
    }
