from uuid import UUID

import pytest

from courses.models import Patient, PatientSettings
from tests.courses.making import Scene
from tests.tracker.api.calling import Caller
from tracker.accounts.models import AccessLog

pytestmark = pytest.mark.django_db


def test_staff_register_a_patient_of_their_own_practice(scene: Scene, prescriber: Caller, patient: Caller) -> None:
    sent = {"given_name": "Béla", "family_name": "Ó", "birth_date": "1990-02-28", "time_zone": "Australia/Lord_Howe"}
    told = prescriber.post("patients", sent)
    assert told.status_code == 201, told.content
    assert told.json()["settings"]["time_zone"] == "Australia/Lord_Howe"
    assert Patient.objects.get(pk=told.json()["id"]).practice_id == scene.practice.pk
    assert patient.post("patients", sent).status_code == 403


def test_a_patient_sees_themselves_and_nobody_else(scene: Scene, prescriber: Caller, patient: Caller) -> None:
    other = prescriber.post("patients", {"given_name": "B", "birth_date": "1990-02-28"}).json()
    assert [row["id"] for row in patient.get("patients").json()["results"]] == [str(scene.patient.pk)]
    assert patient.get(f"patients/{other['id']}").status_code == 404
    assert patient.get(f"patients/{scene.patient.pk}").json()["given_name"] == "Ada"


def test_moving_and_choosing(scene: Scene, patient: Caller) -> None:
    path = f"patients/{scene.patient.pk}"
    moved = patient.post(f"{path}/time-zone", {"time_zone": "Europe/Madrid"})
    assert moved.json()["settings"]["time_zone"] == "Europe/Madrid"
    chosen = patient.post(f"{path}/settings", {"quiet_start": "23:00", "follow_up": False})
    assert chosen.status_code == 200, chosen.content
    assert (chosen.json()["quiet_start"], chosen.json()["follow_up"], chosen.json()["quiet_end"]) == (
        "23:00",
        False,
        "07:00",
    )
    assert patient.get(f"{path}/settings").json() == chosen.json()
    assert PatientSettings.objects.filter(patient=scene.patient).count() == 3


def test_practice_and_medicines(scene: Scene, patient: Caller, prescriber: Caller) -> None:
    assert patient.get("practice").json()["name"] == "Elm Street"
    assert prescriber.get("practice").json()["escalation_after_hours"] == "24"
    [medicine] = patient.get("medicines?code=Carisoprodol").json()["results"]
    assert medicine["source"]
    assert prescriber.get(f"medicines/{medicine['id']}").json() == medicine
    assert len(prescriber.get("medicines?limit=3").json()["results"]) == 3


def test_who_looks(scene: Scene, patient: Caller) -> None:
    me = patient.get("me").json()
    assert (me["kind"], me["roles"], UUID(me["patient"])) == ("token", ["patient"], scene.patient.pk)


def test_what_staff_read_of_a_patient_is_noted(scene: Scene, prescriber: Caller, patient: Caller) -> None:
    caller = Caller()
    caller.client.force_login(scene.prescriber.user)
    assert caller.get(f"courses/{scene.course.pk}").status_code == 200
    assert prescriber.get(f"courses/{scene.course.pk}/doses").status_code == 200
    assert patient.get(f"courses/{scene.course.pk}").status_code == 200
    noted = AccessLog.objects.filter(clinician_id=scene.prescriber.pk, patient_id=scene.patient.pk)
    assert set(noted.values_list("page", flat=True)) == {"api:course", "api:doses"}
    assert AccessLog.objects.count() == 2


def test_whatever_staff_read_is_noted_once_and_a_list_is_one_row(scene: Scene, prescriber: Caller) -> None:
    for path in (
        f"courses/{scene.course.pk}/dispenses",
        f"courses/{scene.course.pk}/answers",
        f"patients/{scene.patient.pk}/settings",
        "flags",
        "courses",
        "patients",
    ):
        AccessLog.objects.all().delete()
        assert prescriber.get(path).status_code == 200
        assert AccessLog.objects.get().patient_id == (scene.patient.pk if "/" in path else None)
    AccessLog.objects.all().delete()
    assert prescriber.get("medicines").status_code == 200
    assert not AccessLog.objects.exists()


def test_a_clinician_corrects_what_is_said_of_a_patient(scene: Scene, prescriber: Caller, patient: Caller) -> None:
    path = f"patients/{scene.patient.pk}"
    before = prescriber.get(path).json()
    changed = prescriber.post(path, {"family_name": "Ruiz-Lee", "day_boundary": "06:00"})
    assert changed.status_code == 200, changed.content
    assert changed.json() == {**before, "family_name": "Ruiz-Lee", "day_boundary": "06:00"}
    assert prescriber.post(path, {}).json() == changed.json()
    back = prescriber.post(path, {"day_boundary": None})
    assert (back.json()["day_boundary"], back.json()["family_name"]) == (None, "Ruiz-Lee")
    assert prescriber.post(path, {"birth_date": "2999-01-01"}).status_code == 422
    assert patient.post(path, {"given_name": "Eve"}).status_code == 403
