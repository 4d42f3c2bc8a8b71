"""A course as the desk sees it: its rows, the patient's facts, and what they mean at `now`.

Everything starts from what the viewer may see; for another practice's ids nothing is there.
"""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from uuid import UUID

from django.http import Http404

from courses.access import Viewer, may
from courses.load import load_patient, load_record
from courses.models import Course, Patient
from courses.rules import facts
from courses.rules.judging import advance
from courses.rules.known import Clock, Knowledge, KnownCourse, KnownPatient
from courses.rules.record import Record, Status
from tracker.clinician import formats

LINE_WIDTH, DIAMOND, MOST_DIAMONDS = 112, 12, 3


@dataclass(frozen=True)
class Person:
    """A patient with their facts, as known at `now`."""

    viewer: Viewer
    row: Patient
    facts: facts.Patient
    now: datetime

    @cached_property
    def knowledge(self) -> Knowledge:
        """The facts, arranged."""
        return Knowledge(self.facts)

    @cached_property
    def known(self) -> KnownPatient:
        """What is known of the patient now: all that was told."""
        return self.knowledge.at(self.now)

    @cached_property
    def record(self) -> Record:
        """What is found of the patient now, whether or not the sweep has come by."""
        return advance(load_record(self.row.pk), self.knowledge, self.now)

    @property
    def zone(self) -> str:
        """The patient's zone."""
        return self.known.settings.time_zone

    @property
    def today(self) -> date:
        """The patient's medication day, by their own boundary or the practice's."""
        return self.known.today(self.now, self.row.day_boundary or self.row.practice.day_boundary)

    @property
    def age(self) -> int:
        """Whole years of age."""
        return self.known.age(self.today)

    def may(self, action: str) -> bool:
        """Whether the viewer may do this for this patient."""
        return may(self.viewer, action, self.row)


@dataclass(frozen=True, slots=True)
class ShortLine:
    """A course of `length` days on day `day`, with `beyond` days of use after its end, in a box of 112 by 18."""

    length: int
    day: int
    beyond: int

    @property
    def diamonds(self) -> tuple[float, ...]:
        """The middles of the days of use after the end; at most three are drawn."""
        shown = min(self.beyond, MOST_DIAMONDS)
        return tuple(LINE_WIDTH - DIAMOND * (shown - n) + DIAMOND / 2 for n in range(shown))

    @property
    def post(self) -> float:
        """The left edge of the end post."""
        return LINE_WIDTH - 7 - DIAMOND * len(self.diamonds)

    @property
    def passed(self) -> float:
        """Where the thick line ends; 0 before the course."""
        if self.day <= 0:
            return 0
        return round(3 + (self.post - 5) * min(self.day / self.length, 1), 1)


@dataclass(frozen=True)
class Sheet:
    """One course of a person."""

    person: Person
    row: Course

    @cached_property
    def known(self) -> KnownCourse:
        """The course as known now."""
        return self.person.known.by_id[str(self.row.pk)]

    @cached_property
    def facts(self) -> facts.Course:
        """Everything told of the course, undone facts included."""
        return next(course for course in self.person.facts.courses if course.id == str(self.row.pk))

    @property
    def clock(self) -> Clock:
        """Now, as rules take it."""
        return Clock(self.person.now)

    @property
    def today(self) -> date:
        """The medication day by the course's boundary."""
        return self.known.window.medication_day(self.person.now)

    @property
    def state(self) -> str:
        """One of planned, active, over, stopped, cancelled."""
        if self.known.cancelled:
            return "cancelled"
        if self.known.stop:
            return "stopped"
        if self.today < self.known.first_day:
            return "planned"
        return "active" if self.today <= self.known.last_day else "over"

    @property
    def is_open(self) -> bool:
        """Whether steps can still be changed."""
        return not (self.known.cancelled or self.known.stop or self.known.closed)

    @property
    def day_number(self) -> int:
        """Which of the window's days today is, from 1; those of a gap count for none, and 0 is before it."""
        return self.known.window.number(self.today)

    @property
    def length(self) -> int:
        """How many days the window has."""
        return len(self.known.window)

    @property
    def open_flags(self) -> int:
        """How many of its flags are open."""
        flags = self.person.record.flags.items()
        return sum(course == str(self.row.pk) and flag.status is Status.OPEN for (course, _), flag in flags)

    @property
    def where(self) -> str:
        """`Day 9 of 14`, `Begins Mon 2 Nov`, `4 days after the end`."""
        words = {
            "cancelled": "Cancelled",
            "planned": f"Begins {formats.day(self.known.first_day, self.today)}",
            "active": f"Day {self.day_number} of {self.length}",
        }
        if self.state == "active" and self.today not in self.known.window:
            return f"Before day {self.day_number + 1} of {self.length}"
        if self.state in words:
            return words[self.state]
        after = (self.today - self.known.last_day).days
        stopped = "Stopped today" if self.state == "stopped" else "Last day"
        return f"{formats.counted(after, 'day')} after the {'stop' if self.known.stop else 'end'}" if after else stopped

    @property
    def line(self) -> ShortLine:
        """The course as a short line."""
        beyond = sum(1 for day in self.known.use_days if self.known.beyond(day))
        return ShortLine(self.length, self.day_number, beyond)

    @property
    def end(self) -> str:
        """What is known of the end, in a sentence."""
        last = formats.day(self.known.last_day, self.today)
        days = (self.known.last_day - self.today).days
        if self.known.cancelled:
            return "Cancelled before the first dose."
        if self.known.stop:
            return f"Stopped by a clinician, {last}."
        if days < 0:
            return f"Ended {last}, {formats.counted(-days, 'day')} ago."
        return f"Last day {last}" + (f", in {formats.counted(days, 'day')}." if days else ".")


def open_person(viewer: Viewer, patient_id: UUID, now: datetime) -> Person:
    """The patient, if the viewer may see them; else 404."""
    row = Patient.objects.visible_to(viewer).select_related("practice").filter(pk=patient_id).first()
    if row is None or not may(viewer, "read", row):
        raise Http404
    return Person(viewer, row, load_patient(row.pk), now)


def open_sheet(viewer: Viewer, course_id: UUID, now: datetime) -> Sheet:
    """The course, if the viewer may see it; else 404."""
    rows = Course.objects.visible_to(viewer).select_related("patient__practice", "medicine", "prescriber", "assessment")
    row = rows.filter(pk=course_id).first()
    if row is None or not may(viewer, "read", row):
        raise Http404
    return Sheet(Person(viewer, row.patient, load_patient(row.patient_id), now), row)
