"""The views that ours are measured against; a bench's server alone has them."""

from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from courses.access import Viewer
from courses.actions.act import lock_patient
from courses.models import Course, Dose, Patient, Through
from courses.models.row import ByKind
from tracker import clock
from tracker.accounts.guards import for_patients

MOST_PLACES = 2**31 - 1


@require_POST
@for_patients
def log_dose(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """A dose by the same sign-in, under the same lock, with who, when and through what; nothing is judged."""
    course = Course.objects.visible_to(viewer).get(pk=UUID(request.POST["course"]))
    with transaction.atomic():
        patient = lock_patient(course.patient_id)
        patient.last_seq += 1
        _insert(request, course, patient.last_seq, viewer.id)
        Patient.objects.filter(pk=patient.pk).update(last_seq=patient.last_seq)
    return HttpResponseRedirect("/me/")


@csrf_exempt
@require_POST
def insert(request: HttpRequest) -> HttpResponse:
    """A dose and nothing else: nobody is asked who they are."""
    # Nobody knows which place is next: one that no other dose has.
    place = 1 + UUID(request.POST["id"]).int % (MOST_PLACES - 1)
    _insert(request, Course.objects.get(pk=UUID(request.POST["course"])), place, None)
    return HttpResponse(status=204)


def _insert(request: HttpRequest, course: Course, seq: int, by: UUID | None) -> None:
    now = clock.now()
    Dose.objects.create(
        patient_id=course.patient_id, course=course, client_id=UUID(request.POST["id"]), seq=seq, known_at=now,
        amount=Decimal(request.POST["amount"]), taken_at=now, told_taken_at=now, about=False, medication_day=now.date(),
        by_kind=ByKind.PATIENT, by_id=by, through=Through.PAGE,
    )  # fmt: skip


def page(_request: HttpRequest) -> HttpResponse:
    """One query."""
    return HttpResponse(f"<p>{Patient.objects.values_list('given_name', flat=True)[0]}</p>")
