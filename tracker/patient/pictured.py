"""A course's days and its picture, from its reading: for the pages of the record and for the report."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any

from courses.models import CheckIn
from tracker.patient import day_words
from tracker.patient.diary import DayTold, Diary
from tracker.patient.over_time import over_time
from tracker.patient.reading import CourseReading


def diary_of(course: CourseReading) -> Diary:
    """The days of a course."""
    return Diary(course.reading.facts, course.known, course.today)


def picture_of(course: CourseReading, diary: Diary | None = None) -> dict[str, Any]:
    """The picture of a course, what it means in words, and the rows of its table."""
    diary = diary or diary_of(course)
    drawn = over_time(diary, _pains(course))
    told = course.reading.say
    rows = [
        {**row_of(course, day), "pain": ", ".join(map(str, drawn.pains.get(day.day, ())))}
        for day in reversed(drawn.days)
        if not day.is_to_come
    ]
    return {
        "picture": drawn,
        "highest": course.amount(drawn.highest),
        "rows": rows,
        "first": told.day(drawn.days[0].day),
        "last_day": told.day(course.known.last_day),
    }


def row_of(course: CourseReading, told: DayTold) -> dict[str, Any]:
    """A day as a row of a table."""
    return {
        "day": told.day,
        "said": course.reading.say.short_day(told.day),
        "planned": day_words.planned(told, course.amount),
        "logged": day_words.logged(told, course.amount),
        "besides": ", ".join(day_words.besides(told)),
    }


def _pains(course: CourseReading) -> Mapping[date, tuple[int, ...]]:
    rows = CheckIn.objects.visible_to(course.reading.viewer).filter(
        course=course.row, undone_at__isnull=True, pain__isnull=False
    )
    found: dict[date, list[int]] = defaultdict(list)
    for day, pain in rows.order_by("at", "client_id").values_list("medication_day", "pain"):
        found[day].append(pain or 0)
    return {day: tuple(pains) for day, pains in found.items()}
