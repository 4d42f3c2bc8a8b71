"""A course's row with what is known of it at one instant: what everything told of a course begins with."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from courses.access import CLINICAL, Viewer
from courses.load import load_patients
from courses.models import Course
from courses.rules.known import Clock, Knowledge, KnownCourse, KnownPatient


@dataclass(frozen=True)
class CourseSeen:
    """A course's row, and what is known of it and of its patient now."""

    row: Course
    knowledge: Knowledge
    now: datetime

    @cached_property
    def known(self) -> KnownCourse:
        """The course as known now."""
        return self.knowledge.at(self.now).by_id[str(self.row.pk)]

    @property
    def today(self) -> date:
        """The medication day that contains now."""
        return self.known.window.medication_day(self.now)

    @cached_property
    def clock(self) -> Clock:
        """Now, as rules take it."""
        return Clock(self.now)

    @property
    def state(self) -> str:
        """Where the course is, a clinician's action before the calendar."""
        if self.known.cancelled is not None:
            return "cancelled"
        if self.known.stop is not None:
            return "stopped"
        if self.today < self.known.first_day:
            return "planned"
        return "active" if self.today <= self.known.last_day else "over"


def see(rows: Iterable[Course], now: datetime) -> list[CourseSeen]:
    """The courses with what is known of them now, in a constant number of queries."""
    listed = list(rows)
    told = _knowledge({row.patient_id for row in listed})
    return [CourseSeen(row, told[row.patient_id], now) for row in listed]


def known_patient(patient_id: UUID, now: datetime) -> KnownPatient:
    """What is known now of a patient."""
    return _knowledge([patient_id])[patient_id].at(now)


def is_clinical(viewer: Viewer) -> bool:
    """Whether the viewer reads what clinicians wrote for each other."""
    return bool(viewer.acts_as & CLINICAL)


def person(row: Any) -> dict[str, Any]:
    """Somebody by name."""
    return {"id": row.pk, "name": row.name}


def _knowledge(ids: Collection[UUID]) -> dict[UUID, Knowledge]:
    return {pk: Knowledge(told) for pk, told in load_patients(ids).items()}
