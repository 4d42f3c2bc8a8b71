"""Patients: finding one, entering one, one's page, inviting."""

from datetime import date, time
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.urls import reverse

from courses import actions
from courses.access import SYSTEM
from courses.models import Patient
from notifications.models import Endpoint
from tests.courses.making import Scene, a_patient, a_user, at
from tests.tracker.api.calling import Caller, as_patient
from tests.tracker.clinician.conftest import Desk
from tracker.accounts.models import AccessLog, Invitation

NEW = {
    "given_name": "Helen",
    "family_name": "Marsh",
    "birth_date": "1952-02-04",
    "language": "es",
    "time_zone": "America/Chicago",
    "email": "helen@example.org",
}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ruiz", True),
        ("ada ru", True),
        ("Ruiz, Ada", True),
        ("1984-05-01", True),
        ("1 May 1984", True),
        ("05/01/1984", True),
        ("marsh", False),
        ("1984-05-02", False),
        ("\u200f\u0000%_", False),
        ("", True),
    ],
)
def test_patients_are_found_by_a_part_of_a_name_or_by_birth_date(desk: Desk, text: str, *, found: bool) -> None:
    page = desk.opened().get("/desk/patients/", {"q": text}).content.decode()
    assert ("Ruiz" in page.split("<main")[1]) is found
    if not found:
        assert "Nobody is found" in page


def test_another_practices_patients_are_not_found(desk: Desk) -> None:
    other = Scene()
    page = desk.opened().get("/desk/patients/", {"q": "Ruiz"}).content.decode()
    assert str(other.patient.pk) not in page
    assert "1 found" in page


def test_a_patient_is_entered_and_invited(desk: Desk) -> None:
    client = desk.opened(desk.reviewer)
    answer = client.post("/desk/patients/new/", NEW)
    patient = Patient.objects.get(given_name="Helen")
    assert answer.headers["Location"] == reverse("clinician:invitation", args=[patient.pk])
    assert patient.language == "es"
    assert patient.settings_history.get().time_zone == "America/Chicago"
    assert Invitation.objects.get().patient_id == patient.pk
    page = client.get(reverse("clinician:patient", args=[patient.pk])).content.decode()
    assert "born 4 Feb 1952 (74)" in page
    assert "Invited by a code to helen@example.org" in page


def test_nothing_typed_is_lost_and_each_error_says_what_to_do(desk: Desk) -> None:
    wrong = {**NEW, "birth_date": "2040-01-01", "time_zone": "Mars/Olympus", "email": "no address"}
    answer = desk.opened().post("/desk/patients/new/", wrong)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="Helen"' in page
    assert "This is no time zone that is known here" in page
    assert "This is no email address" in page
    answer = desk.opened().post("/desk/patients/new/", {**NEW, "birth_date": "2040-01-01"})
    assert answer.status_code == 422
    assert "day to come" in answer.content.decode()
    assert not Patient.objects.filter(given_name="Helen").exists()


@pytest.mark.parametrize("born", ["0000-01-01", "9999-12-31", "1952-13-01", "20520-01-01", "nonsense", "1_95-01-01"])
def test_an_impossible_birth_date_is_told_at_its_field(desk: Desk, born: str) -> None:
    answer = desk.opened().post("/desk/patients/new/", {**NEW, "birth_date": born})
    assert answer.status_code == 422
    assert "id_birth_date_error" in answer.content.decode()


def test_somebody_alike_is_confirmed_to_be_another(desk: Desk) -> None:
    a_patient(desk.practice, family_name="Marsh", given_name="Hellen", birth_date=date(1952, 2, 4))
    client = desk.opened()
    answer = client.post("/desk/patients/new/", NEW)
    assert answer.status_code == 422
    assert "Hellen" in answer.content.decode()
    assert client.post("/desk/patients/new/", {**NEW, "another": "on"}).status_code == 302
    assert Patient.objects.filter(family_name="Marsh").count() == 2


def test_a_form_sent_twice_enters_one_patient(desk: Desk) -> None:
    client = desk.opened()
    sent = {**NEW, "form_key": str(uuid4())}
    assert client.post("/desk/patients/new/", sent).status_code == 302
    assert client.post("/desk/patients/new/", {**sent, "another": "on"}).status_code == 302
    assert Patient.objects.filter(family_name="Marsh").count() == 1


def test_a_manager_alone_enters_no_patients(desk: Desk) -> None:
    client = desk.opened(desk.manager)
    assert client.get("/desk/patients/").status_code == 403
    assert client.get("/desk/patients/new/").status_code == 403
    assert client.post("/desk/patients/new/", NEW).status_code == 403
    assert client.get(f"/desk/patients/{desk.patient.pk}/").status_code == 404


def test_the_patients_page_says_all_of_it_and_is_noted(desk: Desk) -> None:
    actions.change_settings(patient=desk.patient, quiet_start=time(21), **desk.told("2026-03-01T13:00"))
    told = desk.told("2026-03-02T09:00", desk.patient.as_viewer())
    actions.ask_to_talk(course=desk.course, client_id=uuid4(), line="What now?", **told)
    client = desk.opened(desk.reviewer, "2026-03-03T09:00")
    page = client.get(f"/desk/patients/{desk.patient.pk}/").content.decode()
    for words in ("Carisoprodol 350 mg tablet", "Day 2 of 14", "“What now?”", "21:00 to 07:00", "Dr. Reyes"):
        assert words in page
    assert "Days of use in the last 365" in page
    assert "Muscle relaxant" in page
    assert "Reminders reach nobody" in page
    assert "Enter a course" not in page  # a reviewer does not prescribe
    noted = AccessLog.objects.get()
    assert (noted.clinician_id, noted.patient_id, noted.page) == (desk.reviewer.pk, desk.patient.pk, "patient")


def test_a_note_is_kept_with_who_and_when_taken_back_and_never_shown_to_the_patient(desk: Desk) -> None:
    client = desk.opened(desk.reviewer, "2026-03-03T09:00")
    page = f"/desk/patients/{desk.patient.pk}/"
    key = str(uuid4())
    for _ in range(2):
        sent = client.post(f"{page}notes/", {"text": "Gooseberry jam.", "form_key": key})
        assert sent.headers["Location"] == f"{page}#notes"
    said = " ".join(client.get(page).content.decode().split())
    assert said.count("Gooseberry jam.") == 1
    assert "L. Lindqvist, Tue 3 Mar 2026 09:00." in said
    client.post(f"{page}notes/{key}/undo/")
    said = " ".join(client.get(page).content.decode().split())
    assert '<s><span class="words">Gooseberry jam.</span></s>' in said
    assert "Taken back by L. Lindqvist" in said
    assert "Gooseberry" not in as_patient(desk.patient).get("me").content.decode()


def test_an_empty_note_says_so_and_other_words_under_the_same_form_are_not_lost(desk: Desk) -> None:
    client = desk.opened(desk.reviewer, "2026-03-03T09:00")
    path = f"/desk/patients/{desk.patient.pk}/notes/"
    empty = client.post(path, {"text": " "})
    assert (empty.status_code, "Write the note." in empty.content.decode()) == (422, True)
    key = str(uuid4())
    client.post(path, {"text": "One.", "form_key": key})
    other = client.post(path, {"text": "Two.", "form_key": key})
    assert other.status_code == 422
    assert "Two." in other.content.decode()


def test_the_page_says_who_waits_who_helps_and_by_what_messages_arrive(desk: Desk) -> None:
    mine: dict[str, Any] = {"by": desk.patient.as_viewer(), "through": "page", "now": at("2026-03-02T08:00")}
    actions.let_help(patient=desk.patient, user_id=a_user().pk, name="Bo", **mine)
    actions.ask_to_talk(course=desk.course, client_id=uuid4(), line="What now?", **mine)
    endpoint = Endpoint.objects.create(
        person_kind="patient", person_id=desk.patient.pk, channel="email", address="ada@example.org",
        added_at=at("2026-03-01T09:00"), verified_at=at("2026-03-01T09:10"),
    )  # fmt: skip
    client = desk.opened(desk.reviewer, "2026-03-03T09:00")
    path = f"/desk/patients/{desk.patient.pk}/"
    said = " ".join(client.get(path).content.decode().split())
    for words in ("Waits for an answer.", "Bo", "<strong>Email</strong>, nothing sent there in 14 days"):
        assert words in said
    assert "ada@example.org" not in said
    Endpoint.objects.filter(pk=endpoint.pk).update(verified_at=None)
    answer = actions.answer(course=desk.course, **desk.told("2026-03-03T09:01"))
    assert answer is not None
    said = " ".join(desk.opened(desk.reviewer, "2026-03-03T09:02").get(path).content.decode().split())
    assert "not confirmed by its owner yet" in said
    assert "Waits for an answer." not in said
    assert "Spoke with the patient, Dr. Reyes." in said


def test_a_new_invitation_takes_back_the_earlier_one(desk: Desk) -> None:
    client = desk.opened()
    path = f"/desk/patients/{desk.patient.pk}/invite/"
    assert client.post(path, {"email": "ada@example.org"}).status_code == 302
    assert client.post(path, {"email": "ada@example.org"}).status_code == 302
    first, second = Invitation.objects.order_by("made_at", "pk")
    assert first.withdrawn_at is not None
    assert second.withdrawn_at is None
    answer = client.post(path, {"email": "ada"})
    assert answer.status_code == 422
    assert "This is no email address" in answer.content.decode()
    assert client.get(path).status_code == 405


def test_another_practices_patient_is_not_there(desk: Desk) -> None:
    other = Scene()
    client = desk.opened()
    for path in ("", "enter/"):
        assert client.get(f"/desk/patients/{other.patient.pk}/{path}").status_code == 404
    assert client.post(f"/desk/patients/{other.patient.pk}/invite/", {"email": "a@b.example"}).status_code == 404
    assert client.post(f"/desk/patients/{other.patient.pk}/enter/", {}).status_code == 404
    assert client.get(f"/desk/patients/{uuid4()}/").status_code == 404
    assert Invitation.objects.count() == 0


def test_a_patient_does_not_see_the_desk(desk: Desk) -> None:
    client = desk.opened()
    actions.bind_user(patient=desk.patient, user_id=desk.manager.user_id, by=SYSTEM, through="system", now=desk.now)
    desk.manager.delete()
    user = Patient.objects.get().user
    assert user is not None
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    for path in ("/desk/", "/desk/patients/", desk.url, f"{desk.url}stop/", "/desk/practice/"):
        assert client.get(path).status_code == 404


def test_no_database_is_asked_for_a_name_with_a_zero_byte(desk: Desk) -> None:
    """PostgreSQL refuses to look for one; SQLite does not mind."""
    client = desk.opened(when="2026-03-03T09:00")

    def like_postgresql(execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
        assert not any("\0" in param for param in params or () if isinstance(param, str))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(like_postgresql):
        answer = client.post("/desk/patients/new/", {"family_name": "Ru\0iz", "birth_date": "1984-05-01"})
    assert answer.status_code == 422


def test_phone_access_ends_once_it_was_said_what_that_does(desk: Desk) -> None:
    client = desk.opened(desk.reviewer)
    token = as_patient(desk.patient).token
    path = f"/desk/patients/{desk.patient.pk}/"
    assert f'href="{path}end-access/"' in client.get(path).content.decode()
    said = client.get(f"{path}end-access/").content.decode()
    assert "signed out" in said
    assert "Ada Ruiz" in said
    assert Caller(token).get("me").status_code == 200
    answer = client.post(f"{path}end-access/", follow=True)
    assert "can no longer sign in" in answer.content.decode()
    assert Caller(token).get("me").status_code == 401
    other = Scene()
    assert client.post(f"/desk/patients/{other.patient.pk}/end-access/").status_code == 404


def test_with_the_phone_ends_the_leave_of_those_whom_somebody_asked_by_it(desk: Desk) -> None:
    mine: dict[str, Any] = {"by": desk.patient.as_viewer(), "through": "page", "now": at("2026-03-02T08:00")}
    helper = actions.let_help(patient=desk.patient, user_id=a_user().pk, name="Bo", **mine)
    client = desk.opened(desk.reviewer)
    path = f"/desk/patients/{desk.patient.pk}/end-access/"
    assert "Helpers can no longer log doses" in client.get(path).content.decode()
    client.post(path)
    helper.refresh_from_db()
    assert helper.revoked_at is not None


def test_a_list_of_patients_is_one_row_of_the_access_log(desk: Desk) -> None:
    client = desk.opened(desk.reviewer)
    for path in ("/desk/", "/desk/patients/?q=ruiz"):
        client.get(path)
    noted = AccessLog.objects.order_by("pk").values_list("clinician_id", "patient_id", "page")
    assert list(noted) == [(desk.reviewer.pk, None, "worklist"), (desk.reviewer.pk, None, "patients")]
