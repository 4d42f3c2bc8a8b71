"""Whom messages do not reach: no confirmed address, every channel left, the last ones failed, or a phone is silent."""

from collections.abc import Collection, Iterator
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, Sum

from courses.access import Viewer
from courses.models import Course, Patient, Revision
from notifications.channel_names import IN_APP
from notifications.lost import lost_addresses
from notifications.models import Delivery, Endpoint, Person, Status
from notifications.subscriptions import silent_since

LOOK_BACK = timedelta(days=7)
SILENT = "the phone has not confirmed the last three or more"
FAILED = (Status.FAILED, Status.DEAD, Status.RETIRED)


def trouble_of(viewer: Viewer, now: datetime, *, only: UUID | None = None) -> Iterator[tuple[Patient, datetime, str]]:
    """Each patient with a running course whom messages do not reach: since when, and what is wrong.

    Of those whom they reach nothing is loaded: a practice has thousands of these.
    """
    visible = Patient.objects.visible_to(viewer)
    if only is not None:
        visible = visible.filter(pk=only)
    # A delivery that failed says more than a silent phone: it comes over it.
    failed = _silent(visible) | _failed(visible, now)
    reached = Endpoint.objects.filter(
        person_kind=Person.PATIENT, person_id=OuterRef("pk"), retired_at__isnull=True, verified_at__isnull=False
    ).exclude(channel=IN_APP)
    in_doubt = visible.annotate(reached=Exists(reached)).filter(Q(reached=False) | Q(pk__in=failed))
    patients = list(in_doubt.filter(Exists(_open_courses().filter(patient=OuterRef("pk")))).select_related("practice"))
    running = _running(viewer, [patient.pk for patient in patients], now)
    lost = lost_addresses([patient.pk for patient in patients if not patient.reached])
    for patient in patients:
        if patient.pk not in running:
            continue
        if not patient.reached:
            at, why = lost.get(patient.pk, (running[patient.pk], "no address is confirmed"))
            yield patient, at, f"Reminders reach nobody: {why}."
        else:
            at, reason = failed[patient.pk]
            yield patient, at, f"Reminders do not arrive: {reason or 'refused by the channel'}."


def planned_ends(courses: Any) -> dict[UUID, tuple[UUID, date]]:
    """The patient and the last day of each of these courses (a queryset) as planned: that of the newest revision's
    steps. One query."""
    revisions = Revision.objects.filter(course__in=courses).annotate(days=Sum("steps__days")).order_by("number")
    return {
        course: (patient, begins_on + timedelta(days=(days or 1) - 1))
        for course, patient, begins_on, days in revisions.values_list("course", "course__patient", "begins_on", "days")
    }


def last_days(courses: Any) -> dict[UUID, date]:
    """The last day of each of these courses (a queryset) as planned. One query."""
    return {course: day for course, (_, day) in planned_ends(courses).items()}


def _open_courses() -> Any:
    return Course.objects.filter(cancelled_at__isnull=True, closed_at__isnull=True, stopped_at__isnull=True)


def _running(viewer: Viewer, patients: Collection[UUID], now: datetime) -> dict[UUID, datetime]:
    """Of these the patients with a course that is not over for long, and since when that was entered."""
    rows = Course.objects.visible_to(viewer).filter(pk__in=_open_courses(), patient__in=patients)
    last = last_days(rows)
    # Nobody's last day is over before it is over everywhere.
    somewhere_still = (now - timedelta(hours=12)).date()
    found: dict[UUID, datetime] = {}
    for course, patient, at in rows.values_list("pk", "patient", "known_at"):
        if last[course] >= somewhere_still:
            found[patient] = min(at, found.get(patient, at))
    return found


def _silent(patients: Any) -> dict[UUID, tuple[datetime, str]]:
    """The patients whose phones confirm no reminder any more, with since when and what that is."""
    return {person: (since, SILENT) for person, since in silent_since(patients.values("pk")).items()}


def _failed(patients: Any, now: datetime) -> dict[UUID, tuple[datetime, str]]:
    """The patients whose newest finished delivery did not arrive, with when and why: only theirs are looked at."""
    finished = Delivery.objects.filter(
        endpoint__person_kind=Person.PATIENT, endpoint__person_id__in=patients.values("pk"),
        finished_at__gte=now - LOOK_BACK,
    )  # fmt: skip
    some_failed = finished.filter(status__in=FAILED).values("endpoint__person_id")
    # That a message waits in the app as well does not mend it.
    rows = finished.exclude(status=Status.DROPPED).exclude(channel=IN_APP).filter(endpoint__person_id__in=some_failed)
    newest: dict[UUID, tuple[str, datetime, str]] = {}
    columns = ("endpoint__person_id", "status", "finished_at", "reason")
    for person, status, at, reason in rows.order_by("finished_at").values_list(*columns):
        if at is not None:
            newest[person] = (status, at, reason)
    return {person: (at, reason) for person, (status, at, reason) in newest.items() if status in FAILED}
