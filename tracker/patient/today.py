"""The page of today: each course's line and words, and the doses of all of them merged by the clock."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from uuid import UUID, uuid4

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.access import Kind
from courses.models import Dose
from courses.models.row import ByKind
from courses.rules.days import DAY
from courses.rules.facts import Step
from notifications.rules.schedule import wall_key
from tracker.look import say
from tracker.look.course_line import CourseLine
from tracker.patient import day
from tracker.patient.day import State
from tracker.patient.reading import CourseReading, Reading
from tracker.patient.stage import Stage
from tracker.patient.stairs import Stair, stairs
from tracker.patient.who import Who


@dataclass(frozen=True, slots=True)
class Head:
    """A course in sight: which day it is, when it ends, the line, and what the picture means."""

    course: CourseReading
    title: str
    last_label: str
    last_day: str
    line: CourseLine
    picture: str


@dataclass(frozen=True, slots=True)
class DoseRow:
    """One row of the day's doses, in words, with what its form sends."""

    state: State
    course: CourseReading
    time: str
    amount: str
    client_id: str
    at: datetime
    about: bool = False
    by: str = ""
    slot_day: str = ""
    slot_wall: str = ""
    raw_amount: str = ""


@dataclass(frozen=True, slots=True)
class NeededRow:
    """What is taken as needed."""

    course: CourseReading
    amount: str
    raw_amount: str
    next_at: str
    left: str
    client_id: str


def head(course: CourseReading) -> Head:
    """How a course stands, in a line and a picture."""
    stood, told = course.standing, course.reading.say
    line = CourseLine(stood.length, stood.day if stood.days_left >= 0 else stood.length + 1, len(stood.beyond))
    last = told.day(stood.last_day)
    if stood.stage is Stage.PLANNED:
        first = told.day(stood.first_day)
        title, label = _("Starts on %(day)s") % {"day": first}, _("Last day")
        picture = _("Not begun. It starts on %(first)s. The last day is %(last)s.") % {"first": first, "last": last}
    elif stood.days_left >= 0 and stood.stage is not Stage.STOPPED:
        # The days of a break are none of the course's: in it, the next day is named.
        words = _("Day %(day)d of %(days)d") if stood.is_within else _("Before day %(day)d of %(days)d")
        title = words % {"day": stood.day + (not stood.is_within), "days": stood.length}
        label = _last_label(stood.days_left)
        picture = f"{title}. {label}: {last}."
    else:
        title, label = _("Your course is over"), _("Last day")
        picture = _("Over. The last day was %(last)s.") % {"last": last}
    return Head(course, title, label, told.head_day(stood.last_day), line, picture)


def _last_label(days: int) -> str:
    if days == 0:
        return _("Last day, today")
    if days == 1:
        return _("Last day, tomorrow")
    return ngettext("Last day, in %(days)d day", "Last day, in %(days)d days", days) % {"days": days}


def dose_rows(reading: Reading) -> list[DoseRow]:
    """The doses of today of all courses, in order of time."""
    by_id = {course.known.id: course for course in reading.on_today}
    found = [
        row
        for course in reading.on_today
        for row in day.rows(reading.facts, course.known, reading.history, reading.now)
    ]
    found.sort(key=lambda row: (row.at, row.course_id))
    others = _told_by_others(reading, [row.dose.id for row in found if row.dose is not None])
    return [_dose_row(by_id[row.course_id], row, others) for row in found]


def _told_by_others(reading: Reading, doses: list[str]) -> dict[str, str]:
    """Who logged a dose, where it was not the patient: a helper by name, the practice. A patient alone is told."""
    if reading.viewer.kind is not Kind.PATIENT or not doses:
        return {}
    told = Dose.objects.visible_to(reading.viewer).filter(client_id__in=doses).exclude(by_kind=ByKind.PATIENT)
    rows = list(told.values_list("client_id", "by_kind", "by_id"))
    who = Who(reading.viewer) if rows else None
    return {str(key): who.name(kind, by) for key, kind, by in rows if who is not None}


def _dose_row(course: CourseReading, row: day.Row, others: dict[str, str]) -> DoseRow:
    told = course.reading.say
    when = told.clock(row.slot.wall if row.slot else row.at)
    if row.dose is not None:
        amount, by = course.amount(row.amount), others.get(row.dose.id, "")
        return DoseRow(row.state, course, when, amount, row.dose.id, row.at, about=row.dose.about, by=by)
    assert row.slot is not None  # noqa: S101 (a row is of a dose or of a slot)
    return DoseRow(
        row.state,
        course,
        when,
        course.amount(row.amount),
        str(uuid4()),
        row.at,
        slot_day=row.slot.day.isoformat(),
        slot_wall=wall_key(row.slot.wall),
        raw_amount=str(row.amount),
    )


def needed_rows(reading: Reading) -> list[NeededRow]:
    """What may be taken as needed today."""
    found = []
    for course in reading.on_today:
        needed = day.needed(course.known, reading.now)
        if needed is not None:
            found.append(
                NeededRow(
                    course,
                    course.amount(needed.amount),
                    str(needed.amount),
                    reading.say.clock(needed.next_at) if needed.next_at else "",
                    say.number(needed.left) if needed.left else "",
                    str(uuid4()),
                )
            )
    return found


def next_today(rows: list[DoseRow]) -> str:
    """When the next dose of today falls due; nothing where none is to come."""
    return next((row.time for row in rows if row.state in {State.NEXT, State.LATER}), "")


def tomorrow(reading: Reading) -> str:
    """When tomorrow's first dose falls due; nothing where none is planned."""
    firsts = [
        first
        for course in reading.on_today
        if (first := day.first_of(course.known, course.today + DAY)) is not None and course.known.stop is None
    ]
    return reading.say.clock(min(firsts)) if firsts else ""


@dataclass(frozen=True, slots=True)
class StepLine:
    """Today's amount among the steps that the prescriber wrote."""

    course: CourseReading
    is_new: bool
    today: str
    around: str
    stairs: list[Stair]


def step_lines(reading: Reading) -> list[StepLine]:
    """For each course of several steps: today, yesterday, tomorrow, the next change."""
    found = []
    for course in reading.on_today:
        steps = day.steps(course.known, course.today)
        if steps is None:
            continue
        around = []
        if steps.yesterday is not None:
            around.append(_("Yesterday %(amount)s.") % {"amount": say.number(steps.yesterday)})
        if steps.tomorrow is not None:
            around.append(_("Tomorrow %(amount)s.") % {"amount": say.number(steps.tomorrow)})
        if steps.changes_on is not None and steps.changes_to is not None:
            around.append(
                _("Next change: %(day)s, %(amount)s a day.")
                % {"day": reading.say.day(steps.changes_on), "amount": course.amount(steps.changes_to)}
            )
        found.append(StepLine(course, steps.is_new, course.amount(steps.today), " ".join(around), stairs(course)))
    return found


def beyond_days(course: CourseReading) -> list[tuple[str, str]]:
    """The days of use after the end, with what was logged on each."""
    told = course.reading.say
    return [
        (told.short_day(on), course.amount(amount) if amount else _("said: still taking"))
        for on, amount in course.standing.beyond
    ]


def step_sentences(course: CourseReading) -> list[tuple[str, str]]:
    """The prescriber's plan: the days of each step, and what is taken on each of them."""
    told, window = course.reading.say, course.known.window
    starts = window.steps()
    found = []
    for place, (first, step) in enumerate(starts):
        before = starts[place + 1][0] if place + 1 < len(starts) else None
        last = max(on for on in window.days if before is None or on < before)
        days = (
            told.day(first)
            if first == last
            else _("%(first)s to %(last)s") % {"first": told.short_day(first), "last": told.short_day(last)}
        )
        found.append((days, _pattern(course, step)))
    return found


def _pattern(course: CourseReading, step: Step) -> str:
    told = course.reading.say
    if step.as_needed is not None:
        needed = step.as_needed
        return _("%(amount)s when needed, %(apart)s apart, at most %(most)s a day") % {
            "amount": course.amount(needed.amount),
            "apart": say.span(timedelta(minutes=needed.min_interval_minutes)),
            "most": say.number(needed.max_per_day),
        }
    parts = []
    for amount, slots in groupby(step.slots, key=lambda slot: slot.amount):
        times = ", ".join(told.clock(slot.wall) for slot in slots)
        parts.append(_("%(amount)s at %(times)s") % {"amount": course.amount(amount), "times": times})
    return "; ".join(parts)


def new_id() -> UUID:
    """An id for a form that is shown now: sent twice, it makes one."""
    return uuid4()
