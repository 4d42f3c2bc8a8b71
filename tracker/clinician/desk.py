"""What every page of the desk does: who looks, at what instant, and how it is shown."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from courses.access import OfPatient, Viewer, may
from courses.models import Clinician, Practice
from tracker.clinician.once import new_form_key

WRONG, FORBIDDEN = 422, 403
THROUGH = "page"


def show(
    request: HttpRequest, viewer: Viewer, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """A page of the desk, with who looks and of which practice in its head."""
    clinician = clinician_of(viewer)
    page = {
        "viewer": viewer,
        "clinician": clinician,
        "practice": clinician.practice,
        "may_practice": may(viewer, "change_practice"),
        "may_register": may(viewer, "register_patient"),
        "form_key": new_form_key(),
        **context,
    }
    return render(request, f"clinician/{template}", page, status=status)


def clinician_of(viewer: Viewer) -> Clinician:
    """Who looks, as a row; the desk's guards let in nobody else."""
    if viewer.id is None:
        raise PermissionDenied
    return Clinician.objects.visible_to(viewer).select_related("practice").get(pk=viewer.id)


def require(viewer: Viewer, action: str, of: OfPatient | None = None) -> None:
    """403 for what this viewer may not do; rows of another practice were 404 before that."""
    if not may(viewer, action, of):
        raise PermissionDenied


def practice_of(viewer: Viewer) -> Practice:
    """The viewer's own practice."""
    return Practice.objects.visible_to(viewer).get()


def not_ready(practice: Practice) -> list[str]:
    """What a practice has to write down before its first course: every page that offers a talk says these."""
    missing = []
    if not practice.hours.strip():
        missing.append("its hours")
    if not practice.out_of_hours_phone.strip():
        missing.append("a number for out of hours")
    return missing


def done(request: HttpRequest, what: str) -> None:
    """Say on the next page what was done."""
    messages.success(request, what)


def course_url(course_id: UUID) -> str:
    """The course's page."""
    return reverse("clinician:course", args=[course_id])


def patient_url(patient_id: UUID) -> str:
    """The patient's page."""
    return reverse("clinician:patient", args=[patient_id])
