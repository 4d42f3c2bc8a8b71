"""The report for the doctor: facts of each course, day by day, in words. Print and PDF are drawn from it."""

from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from courses.models import CheckIn
from courses.rules.known import Clock
from courses.rules.numbers import numbers
from tracker.look import say
from tracker.patient import day_words
from tracker.patient.day_record import check_in_words
from tracker.patient.pictured import diary_of, picture_of
from tracker.patient.reading import CourseReading, Reading
from tracker.patient.today import step_sentences
from tracker.patient.views.courses import planned_end

MOST_COURSES = 20
MOST_DAYS = 200
MOST_CHECK_INS = 100


@dataclass(frozen=True, slots=True)
class Line:
    """A fact with its name."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class CourseReport:
    """One course. `days` are newest first: day, planned, logged, at what times, pain, besides."""

    course: CourseReading
    lines: tuple[Line, ...]
    picture: dict[str, Any]
    days: tuple[tuple[str, ...], ...]
    check_ins: tuple[tuple[str, str, str], ...]
    is_cut: bool


@dataclass(frozen=True, slots=True)
class Report:
    """All of it."""

    whose: tuple[Line, ...]
    courses: tuple[CourseReport, ...]
    is_cut: bool


def report(reading: Reading) -> Report:
    """The newest twenty courses, of each the newest 200 days and 100 check-ins; `is_cut` says that there are more."""
    told, patient = reading.say, reading.patient
    whose = (
        Line(_("Name"), patient.name),
        Line(_("Born"), date_format(patient.birth_date)),
        Line(_("Practice"), reading.practice.name),
        Line(_("Made"), f"{told.day(told.local(reading.now).date())} {told.local(reading.now).year}"),
        Line(_("Told by"), _("the patient and helpers, on a phone. Nobody checked it.")),
    )
    newest = list(reversed(reading.courses))[:MOST_COURSES]
    made = _check_ins(newest, reading)
    return Report(
        whose=whose,
        courses=tuple(_course(course, made[course.known.id]) for course in newest),
        is_cut=len(reading.courses) > MOST_COURSES,
    )


def _course(course: CourseReading, made: list[CheckIn]) -> CourseReport:
    diary, told = diary_of(course), course.reading.say
    pictured = picture_of(course, diary)
    pains = pictured["picture"].pains
    days = [day for day in diary.told_days if day <= course.today]
    shown = [
        (
            f"{told.short_day(one.day)} {one.day.year}",
            day_words.planned(one, course.amount) or "–",
            day_words.logged(one, course.amount) or "–",
            ", ".join(("~" if dose.about else "") + told.clock(dose.taken_at) for dose in one.doses),
            ", ".join(map(str, pains.get(one.day, ()))),
            ", ".join(day_words.besides(one)),
        )
        for one in map(diary.day, reversed(days[-MOST_DAYS:]))
    ]
    answers = [(told.moment(one.at), ", ".join(check_in_words(one)), one.line) for one in made[:MOST_CHECK_INS]]
    return CourseReport(
        course=course,
        lines=tuple(_lines(course)),
        picture=pictured,
        days=tuple(shown),
        check_ins=tuple(answers),
        is_cut=len(days) > MOST_DAYS or len(made) > MOST_CHECK_INS,
    )


def _lines(course: CourseReading) -> list[Line]:
    told, known = course.reading.say, course.known
    lines = [Line(days, pattern) for days, pattern in step_sentences(course)]
    lines.append(Line(_("Prescribed by"), course.prescriber))
    if course.row.indication:
        lines.append(Line(_("For"), course.row.indication))
    if course.known.cancelled is not None:
        return [*lines, Line(_("Taken back"), told.moment(course.known.cancelled.known_at))]
    lines.append(Line(_("Last day"), f"{told.day(known.last_day)} {known.last_day.year}"))
    if plan := planned_end(course):
        lines.append(Line(_("The end"), plan))
    seen = numbers(known, Clock(course.reading.now))
    if seen.planned is not None and seen.taken is not None:
        words = _("%(taken)s of %(planned)s, on days that are over") % {
            "taken": say.number(seen.taken),
            "planned": course.amount(seen.planned),
        }
        lines.append(Line(_("Logged of planned"), words))
    if seen.days_beyond:
        lines.append(Line(_("Days of use after the end"), str(seen.days_beyond)))
    return lines


def _check_ins(courses: list[CourseReading], reading: Reading) -> dict[str, list[CheckIn]]:
    found: dict[str, list[CheckIn]] = {course.known.id: [] for course in courses}
    rows = CheckIn.objects.visible_to(reading.viewer).filter(undone_at__isnull=True).order_by("-at", "client_id")
    for row in rows:
        if str(row.course_id) in found:
            found[str(row.course_id)].append(row)
    return found
