"""Whom messages do not reach: no confirmed address at all, every channel left, or the last ones failed."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Sum

from courses.access import Viewer
from courses.models import Course, Patient, Revision
from notifications.models import Delivery, Endpoint, Person, Status

LOOK_BACK = timedelta(days=7)
FAILED = (Status.FAILED, Status.DEAD, Status.RETIRED)


def trouble_of(viewer: Viewer, now: datetime) -> Iterator[tuple[Patient, datetime, str]]:
    """Each patient with a running course whom messages do not reach: since when, and what is wrong."""
    running = _running(viewer, now)
    patients = {
        patient.pk: patient
        for patient in Patient.objects.visible_to(viewer).filter(pk__in=running).select_related("practice")
    }
    reached = set(
        Endpoint.objects.filter(
            person_kind=Person.PATIENT, person_id__in=patients, retired_at__isnull=True, verified_at__isnull=False
        ).values_list("person_id", flat=True)
    )
    failed = _failed(list(patients), now)
    for pk, patient in patients.items():
        if pk not in reached:
            yield patient, running[pk], "Reminders reach nobody: no address is confirmed."
        elif pk in failed:
            at, reason = failed[pk]
            yield patient, at, f"Reminders do not arrive: {reason or 'refused by the channel'}."


def _running(viewer: Viewer, now: datetime) -> dict[UUID, datetime]:
    """The patients with a course that is not over for long, and since when that was entered."""
    rows = Course.objects.visible_to(viewer).filter(
        cancelled_at__isnull=True, closed_at__isnull=True, stopped_at__isnull=True
    )
    told = {pk: (patient, at) for pk, patient, at in rows.values_list("pk", "patient", "known_at")}
    last: dict[UUID, date] = {}
    revisions = Revision.objects.filter(course__in=rows).annotate(days=Sum("steps__days")).order_by("number")
    for course, begins_on, days in revisions.values_list("course", "begins_on", "days"):
        last[course] = begins_on + timedelta(days=(days or 1) - 1)
    found: dict[UUID, datetime] = {}
    for course, (patient, at) in told.items():
        if last[course] >= now.date():
            found[patient] = min(at, found.get(patient, at))
    return found


def _failed(patients: list[UUID], now: datetime) -> dict[UUID, tuple[datetime, str]]:
    """The patients whose newest finished delivery did not arrive, with when and why."""
    rows = Delivery.objects.filter(
        endpoint__person_kind=Person.PATIENT, endpoint__person_id__in=patients, finished_at__gte=now - LOOK_BACK
    ).exclude(status=Status.DROPPED)
    newest: dict[UUID, tuple[str, datetime, str]] = {}
    for person, status, at, reason in rows.order_by("finished_at").values_list(
        "endpoint__person_id", "status", "finished_at", "reason"
    ):
        if at is not None:
            newest[person] = (status, at, reason)
    return {person: (at, reason) for person, (status, at, reason) in newest.items() if status in FAILED}
