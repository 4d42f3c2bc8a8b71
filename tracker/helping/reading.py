"""What a helper's pages read: the courses that run today of the one patient who let them, and who logged what of it.

It goes by `open_to`: a helper sees no row of the patient, and acts on them all the same.
"""

from dataclasses import dataclass
from datetime import datetime

from django.http import Http404
from django.utils import translation

from courses.access import Viewer
from courses.load import load_patient, load_record
from courses.models import Course, Dose, Patient
from courses.rules.judging import advance
from courses.rules.known import Knowledge
from tracker import clock
from tracker.patient import today
from tracker.patient.day import State
from tracker.patient.reading import CourseReading, Reading
from tracker.patient.stage import AFTER_ITS_END, Stage

# Before its first day and after its end a course is the patient's own affair.
NOT_TO_HELP_WITH = AFTER_ITS_END | {Stage.PLANNED, Stage.CANCELLED, Stage.STOPPED_SUDDENLY}


@dataclass(frozen=True, slots=True)
class HelpedRow:
    """One dose of today; `is_own` where this helper logged it, and may undo it."""

    row: today.DoseRow
    is_own: bool


@dataclass(frozen=True, slots=True)
class Helped:
    """A patient's today, as far as a helper sees it."""

    reading: Reading
    courses: list[CourseReading]

    def course(self, course_id: object) -> CourseReading:
        """One of the courses to help with; 404 for any other."""
        for course in self.courses:
            if course.known.id == str(course_id):
                return course
        raise Http404

    def is_past(self, course_id: object) -> bool:
        """Whether a course is the patient's, and no longer one to help with: a page may have been open for long."""
        return str(course_id) in self.reading.rows and all(one.known.id != str(course_id) for one in self.courses)

    def rows(self) -> list[HelpedRow]:
        """The doses of today in order of time."""
        keys = {course.known.id for course in self.courses}
        rows = [row for row in today.dose_rows(self.reading) if row.course.known.id in keys]
        taken = [row.client_id for row in rows if row.state is State.TAKEN]
        own = Dose.objects.visible_to(self.reading.viewer).filter(client_id__in=taken)
        mine = {str(key) for key in own.values_list("client_id", flat=True)}
        return [HelpedRow(row, str(row.client_id) in mine) for row in rows]

    def needed(self) -> list[today.NeededRow]:
        """What may be taken as needed today."""
        keys = {course.known.id for course in self.courses}
        return [row for row in today.needed_rows(self.reading) if row.course.known.id in keys]


def read_helped(viewer: Viewer) -> Helped:
    """Whom this helper helps, now; their language is spoken from here on. 404 where there is nobody."""
    return helped_at(viewer, clock.now())


def helped_at(viewer: Viewer, now: datetime) -> Helped:
    """The same, at an instant."""
    patient = Patient.objects.open_to(viewer, "see_today").select_related("practice").first()
    if patient is None:
        raise Http404
    translation.activate(patient.language)
    rows = Course.objects.open_to(viewer, "see_today").filter(patient=patient).select_related("medicine", "prescriber")
    knowledge = Knowledge(load_patient(patient.pk))
    instant = max(now, patient.judged_to)
    reading = Reading(
        viewer=viewer,
        now=instant,
        patient=patient,
        rows={str(row.pk): row for row in rows},
        facts=knowledge.patient,
        knowledge=knowledge,
        record=advance(load_record(patient.pk), knowledge, until=instant),
    )
    courses = [course for course in reading.on_today if course.standing.stage not in NOT_TO_HELP_WITH]
    return Helped(reading, courses)
