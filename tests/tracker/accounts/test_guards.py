"""Who gets to a page: who it is for; nobody signed in goes to sign in; for everybody else it is not there."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse
from django.test import RequestFactory

from courses.access import Kind, Role, Viewer
from courses.models import Clinician, Helper
from tests.courses.making import a_clinician, a_patient, a_practice, a_user
from tracker import clock
from tracker.accounts.access_log import note_access
from tracker.accounts.codes import user_of_patient
from tracker.accounts.guards import for_operators, for_patients, for_roles, for_staff
from tracker.accounts.models import AccessLog, User
from tracker.accounts.viewer import viewer_of, viewer_of_user

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


def a_request(user: User | AnonymousUser, method: str = "get") -> HttpRequest:
    request: HttpRequest = getattr(RequestFactory(), method)("/somewhere/?page=2")
    request.user = user
    return request


def shown(_request: HttpRequest, viewer: Viewer) -> HttpResponse:
    return HttpResponse(viewer.kind.value)


@pytest.fixture
def clinician() -> Clinician:
    return a_clinician(a_practice(), "reviewer")


def user_of(clinician: Clinician) -> User:
    return User.objects.get(pk=clinician.user_id)


def test_nobody_signed_in_has_no_viewer() -> None:
    assert viewer_of(a_request(AnonymousUser())) is None


def test_a_clinician_looks_by_the_roles_in_force(clinician: Clinician) -> None:
    viewer = viewer_of_user(user_of(clinician))
    assert (viewer.kind, viewer.id, viewer.practice_id) == (Kind.CLINICIAN, clinician.pk, clinician.practice_id)
    assert viewer.roles == {Role.REVIEWER}
    Clinician.objects.filter(pk=clinician.pk).update(is_active=False, deactivated_at=NOW)
    assert viewer_of_user(user_of(clinician)).roles == frozenset()


def test_a_patient_reaches_themselves() -> None:
    patient = a_patient(a_practice())
    viewer = viewer_of_user(user_of_patient(patient.pk, NOW))
    assert (viewer.kind, viewer.patient_id) == (Kind.PATIENT, patient.pk)


def test_a_helper_reaches_who_let_them_for_as_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    patient = a_patient(a_practice())
    helper = Helper.objects.create(patient=patient, user=a_user(), name="Jo", since=NOW)
    assert viewer_of_user(helper.user).patient_id == patient.pk
    Helper.objects.update(revoked_at=NOW)
    assert viewer_of_user(helper.user).patient_id is None


def test_an_operator_is_one_and_sees_no_patient() -> None:
    viewer = viewer_of_user(User.objects.create_superuser("root"))
    assert (viewer.kind, viewer.patient_id, viewer.practice_id) == (Kind.OPERATOR, None, None)


def test_a_page_is_for_whom_it_is(clinician: Clinician) -> None:
    patient = user_of_patient(a_patient(clinician.practice).pk, NOW)
    operator = User.objects.create_superuser("root")
    staff = user_of(clinician)
    everybody = {"patient": patient, "clinician": staff, "operator": operator}
    for guard, only in ((for_patients, "patient"), (for_staff, "clinician"), (for_operators, "operator")):
        for kind, user in everybody.items():
            if kind == only:
                assert guard(shown)(a_request(user)).status_code == 200
            else:
                with pytest.raises(Http404):
                    guard(shown)(a_request(user))


def test_a_page_may_ask_for_a_role(clinician: Clinician) -> None:
    assert for_roles(Role.REVIEWER, Role.MANAGER)(shown)(a_request(user_of(clinician))).status_code == 200
    with pytest.raises(Http404):
        for_roles(Role.PRESCRIBER)(shown)(a_request(user_of(clinician)))


def test_each_side_has_its_sign_in_and_a_way_back() -> None:
    nobody = AnonymousUser()
    back = "next=/somewhere/%3Fpage%3D2"
    assert for_staff(shown)(a_request(nobody))["Location"] == f"/accounts/login/?{back}"
    assert for_patients(shown)(a_request(nobody))["Location"] == f"/accounts/patient/?{back}"


def test_what_a_guard_lets_through_is_kept_by_no_cache(clinician: Clinician) -> None:
    assert "no-store" in for_staff(shown)(a_request(user_of(clinician)))["Cache-Control"]


def test_reading_by_staff_is_noted_and_a_patients_own_is_not(clinician: Clinician) -> None:
    patient = a_patient(clinician.practice)
    note_access(clinician.as_viewer(), patient_id=patient.pk, page="course", now=NOW)
    note_access(patient.as_viewer(), patient_id=patient.pk, page="today", now=NOW)
    note_access(Viewer(kind=Kind.CLINICIAN, id=uuid4()), patient_id=patient.pk, page="course", now=NOW)
    noted = AccessLog.objects.get()
    assert (noted.clinician_id, noted.practice_id) == (clinician.pk, clinician.practice_id)
    assert (noted.patient_id, noted.page, noted.at) == (patient.pk, "course", NOW)
