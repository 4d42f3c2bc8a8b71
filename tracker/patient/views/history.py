"""What was planned and what was logged: month by month, day by day, and over time."""

from datetime import date
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.dateformat import format as format_date
from django.views.decorators.http import require_GET

from courses.access import Viewer
from courses.rules.days import DAY
from tracker.accounts.guards import for_patients
from tracker.patient import month
from tracker.patient.day_record import entries
from tracker.patient.diary import Diary
from tracker.patient.pictured import diary_of, picture_of, row_of
from tracker.patient.reading import CourseReading, Reading
from tracker.patient.views.page import page, reading_of

MONTH_AS_SAID = "F Y"


@require_GET
@for_patients
def this_month(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The month of today; after everything the last one that has something."""
    return _month(request, reading_of(viewer), None)


@require_GET
@for_patients
def one_month(request: HttpRequest, viewer: Viewer, month: date) -> HttpResponse:
    """A month of every course that has a day in it."""
    return _month(request, reading_of(viewer), month)


def _month(request: HttpRequest, reading: Reading, asked: date | None) -> HttpResponse:
    kept = [(course, diary_of(course)) for course in reversed(reading.courses)]
    if not kept:
        return page(request, reading, "history", {"courses": []}, tab="course")
    first = min(diary.first for _course, diary in kept).replace(day=1)
    last = max(diary.last for _course, diary in kept).replace(day=1)
    today = reading.say.local(reading.now).date().replace(day=1)
    shown = asked or min(max(today, first), last)
    if not first <= shown <= last:
        raise Http404
    end = month.last_of(shown)
    starts_on = month.first_weekday(reading.practice.country)
    context = {
        "month": format_date(shown, MONTH_AS_SAID),
        "before": month.month_after(shown, -1) if shown > first else None,
        "after": month.month_after(shown, 1) if shown < last else None,
        "courses": [
            _course_of_month(course, diary, shown, starts_on)
            for course, diary in kept
            if diary.first <= end and diary.last >= shown
        ],
    }
    return page(request, reading, "history", context, tab="course")


def _course_of_month(course: CourseReading, diary: Diary, shown: date, starts_on: int) -> dict[str, Any]:
    weeks = month.weeks(diary, shown, starts_on=starts_on, amount=course.amount)
    days = [told for told in diary.days(shown, month.last_of(shown)) if not told.is_to_come]
    return {
        "course": course,
        "weeks": weeks,
        "weekdays": [(format_date(cell.day, "D"), format_date(cell.day, "l")) for cell in weeks[0]],
        "days": [row_of(course, told) for told in reversed(days)],
    }


@require_GET
@for_patients
def one_day(request: HttpRequest, viewer: Viewer, day: date) -> HttpResponse:
    """One day: what was planned, each dose with who and when, undone ones struck through, and what else was told."""
    reading = reading_of(viewer)
    kept = [(course, diary_of(course)) for course in reading.courses]
    if not any(day in diary for _course, diary in kept):
        raise Http404
    told = entries(reading, day)
    context = {
        "day": day,
        "title": reading.say.day(day),
        "before": _neighbour(kept, day - DAY),
        "after": _neighbour(kept, day + DAY),
        "month": day.replace(day=1),
        "courses": [
            {"course": course, "told": one, "row": row_of(course, one), "of_record": told[course.row.pk]}
            for course, diary in kept
            if day in diary
            for one in [diary.day(day)]
        ],
    }
    return page(request, reading, "history_day", context, tab="course")


@require_GET
@for_patients
def over_its_time(request: HttpRequest, viewer: Viewer, course_id: UUID) -> HttpResponse:
    """Pain and use of a course as one picture, with a table after it."""
    reading = reading_of(viewer)
    course = reading.course(course_id)
    return page(request, reading, "over_time", {"course": course, **picture_of(course)}, tab="course")


def _neighbour(kept: list[tuple[CourseReading, Diary]], day: date) -> date | None:
    return day if any(day in diary for _course, diary in kept) else None
