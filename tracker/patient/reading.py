"""What a patient's pages read: their rows from the viewer on, everything known now, and the flags judged up to now.

Reading writes nothing: flags that time alone has opened since the last sweep are judged here by the same fold.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from uuid import UUID

from django.http import Http404

from courses.access import Viewer
from courses.load import load_patient, load_record
from courses.models import Course, Patient, Practice
from courses.rules import facts
from courses.rules.judging import advance
from courses.rules.known import Knowledge, KnownCourse, KnownPatient
from courses.rules.record import Record
from notifications.rules.history import History
from tracker.look import say
from tracker.patient.stage import Standing, is_on_today, standing


@dataclass(frozen=True)
class Reading:
    """One patient at one instant."""

    viewer: Viewer
    now: datetime
    patient: Patient
    rows: dict[str, Course]
    facts: facts.Patient
    knowledge: Knowledge
    record: Record

    @property
    def practice(self) -> Practice:
        """The practice, whose numbers every page can show."""
        return self.patient.practice

    @cached_property
    def known(self) -> KnownPatient:
        """What is known now."""
        return self.knowledge.at(self.now)

    @cached_property
    def history(self) -> History:
        """How the flags stood at any instant."""
        return History(self.record.history)

    @cached_property
    def say(self) -> say.Say:
        """How this patient is told times."""
        return say.Say(self.known.settings.time_zone, self.practice.country)

    @cached_property
    def courses(self) -> list["CourseReading"]:
        """All courses, the one that ends first in front."""
        found = [
            CourseReading(self, known, self.rows[known.id]) for known in self.known.courses if known.id in self.rows
        ]
        return sorted(found, key=lambda course: (course.known.last_day, course.known.id))

    @cached_property
    def on_today(self) -> list["CourseReading"]:
        """The courses that have their place on the page of today."""
        return [course for course in self.courses if is_on_today(course.known, course.standing, self.now)]

    def later(self, now: datetime) -> "Reading":
        """The same, at an instant to come, if nothing is told until then."""
        return replace(self, now=now, record=advance(self.record, self.knowledge, until=now))

    def course(self, course_id: UUID | str) -> "CourseReading":
        """One course; 404 for one that is not this patient's."""
        for course in self.courses:
            if course.known.id == str(course_id):
                return course
        raise Http404


@dataclass(frozen=True)
class CourseReading:
    """One course of a reading."""

    reading: Reading
    known: KnownCourse
    row: Course

    @cached_property
    def standing(self) -> Standing:
        """Where it stands."""
        return standing(self.known, self.reading.record.flags, self.reading.now)

    @property
    def name(self) -> str:
        """The medicine and its strength."""
        return say.medicine_name(self.row.medicine.code, self.row.strength, self.row.unit)

    @property
    def prescriber(self) -> str:
        """The prescriber's name."""
        return self.row.prescriber.name

    @property
    def today(self) -> date:
        """The medication day of now."""
        return self.standing.today

    def amount(self, value: Decimal) -> str:
        """An amount in the unit of its strength."""
        return say.amount(value, self.row.unit)


def read(viewer: Viewer, now: datetime) -> Reading:
    """Everything of the viewer's patient; 404 where there is none."""
    # A patient sees one patient: themselves.
    patient = Patient.objects.visible_to(viewer).select_related("practice").first()
    if patient is None:
        raise Http404
    rows = Course.objects.visible_to(viewer).filter(patient=patient).select_related("medicine", "prescriber")
    told = load_patient(patient.pk)
    knowledge = Knowledge(told)
    # A clock that was set back takes nothing away: what was judged already stands.
    instant = max(now, patient.judged_to)
    record = advance(load_record(patient.pk), knowledge, until=instant)
    return Reading(
        viewer=viewer,
        now=instant,
        patient=patient,
        rows={str(row.pk): row for row in rows},
        facts=told,
        knowledge=knowledge,
        record=record,
    )
