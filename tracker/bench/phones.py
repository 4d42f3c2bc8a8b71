"""Patients in the midst of a course whose phones are signed in: for `log_dose` and `today`."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from courses.models import Course
from tracker.accounts.codes import user_of_patient
from tracker.bench.clinic import at, live_through, open_clinic
from tracker.bench.cloning import clone, vacuum
from tracker.bench.telling import tell
from tracker.bench.web import signed_in

SLOTS = ("08:00", "14:00", "20:00")
DAY = 8
NOW = at(DAY, "09:00")


@dataclass(frozen=True, slots=True)
class Phone:
    """One phone: its course, and the headers that its requests carry."""

    course: UUID
    headers: dict[str, str]


def phones(count: int) -> list[Phone]:
    """So many patients who took every tablet of a week, and who are awake on the eighth day."""
    clinic = open_clinic()
    patient, course = clinic.patient("Phone", *SLOTS)
    for day in range(1, DAY):
        for wall in SLOTS:
            clinic.dose(course, 10 * day + SLOTS.index(wall), at(day, wall) + timedelta(minutes=5))
    live_through(NOW)
    tell(f"{count:,} patients in their second week, signed in")
    clone(patient.pk, count - 1)
    vacuum()
    courses = list(Course.objects.order_by("pk").values_list("pk", "patient_id"))
    return [Phone(key, signed_in(user_of_patient(whose, NOW), NOW)) for key, whose in courses]
