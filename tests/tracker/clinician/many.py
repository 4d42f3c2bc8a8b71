"""A practice with many patients: one of them is entered through the actions, the others are copies of its rows."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from courses import actions
from courses.models import Course, Flag, Patient, PatientSettings, Revision, Step, StepSlot, TalkRequest
from notifications.models import Endpoint
from tests.tracker.clinician.conftest import Desk

COPIED: tuple[tuple[Any, str], ...] = (
    # In an order in which they can be inserted: the model, and the path to its patient.
    (Patient, "pk"),
    (PatientSettings, "patient"),
    (Course, "patient"),
    (Revision, "course__patient"),
    (Step, "revision__course__patient"),
    (StepSlot, "step__revision__course__patient"),
    (Flag, "course__patient"),
    (TalkRequest, "patient"),
)


def copy_patient(patient: Patient, count: int, *, family_name: str = "Copy") -> list[Patient]:
    """So many patients with the same story, called Copy 0, Copy 1, ..."""
    originals = [(model, list(model.objects.filter(**{path: patient.pk}))) for model, path in COPIED]
    keys = [{row.pk: uuid4() for _, rows in originals for row in rows} for _ in range(count)]
    for model, rows in originals:
        model.objects.bulk_create([_copy(row, new, n, family_name) for n, new in enumerate(keys) for row in rows])
    _reached([new[patient.pk] for new in keys], patient.created_at)
    return [Patient(pk=new[patient.pk]) for new in keys]


def _copy(row: Any, new: dict[UUID, UUID], number: int, family_name: str) -> Any:
    told = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    told = {name: new.get(value, value) if isinstance(value, UUID) else value for name, value in told.items()}
    if isinstance(row, Patient):
        told |= {"family_name": f"{family_name} {number}", "user_id": None}
    if "client_id" in told:
        told["client_id"] = uuid4()
    if not isinstance(row.pk, UUID):
        told.pop("id")
    return type(row)(**told)


def _reached(patients: list[UUID], at: datetime) -> None:
    told = {"person_kind": "patient", "channel": "email", "added_at": at, "verified_at": at + timedelta(minutes=1)}
    Endpoint.objects.bulk_create(
        Endpoint(person_id=pk, address=f"{n}-{pk}@example.org", **told) for n, pk in enumerate(patients)
    )


def who_asks(desk: Desk, line: str = "What now?") -> Patient:
    """The desk's patient, who asks to talk on the second day."""
    told = desk.told("2026-03-03T09:00", desk.patient.as_viewer())
    actions.ask_to_talk(course=desk.course, client_id=uuid4(), line=line, **told)
    return desk.patient
