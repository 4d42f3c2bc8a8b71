"""Coming in by the birth date, face to face: for an hour, once, and with few wrong tries."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from courses.models import Patient
from tests.courses.making import a_patient, a_practice
from tracker import clock
from tracker.accounts import codes
from tracker.accounts.invitations import accepted_for, invite
from tracker.accounts.models import BoundTo, Invitation

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
RIGHT = {"month": "5", "day": "1", "year": "1984", "shared": "own_phone"}


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> Patient:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return a_patient(a_practice())


def link(patient: Patient) -> str:
    told: dict[str, Any] = {"practice_id": patient.practice_id, "made_by": None, "now": NOW}
    return invite(patient_id=patient.pk, bound_to=BoundTo.BIRTH_DATE, **told).path


def come_in(client: Client, path: str, **changed: str) -> Any:
    client.get(path)
    return client.post("/accounts/invitation/", {**RIGHT, **changed})


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_the_birth_date_signs_in_and_no_mail_is_sent(client: Client, patient: Patient) -> None:
    answer = come_in(client, link(patient))
    assert answer.headers["Location"] == "/me/start/"
    patient.refresh_from_db()
    assert client.session["_auth_user_id"] == str(patient.user_id)
    assert mail.outbox == []
    assert Invitation.objects.get().wrong_tries == 0


def test_the_page_names_nobody(client: Client, patient: Patient) -> None:
    page = client.get(link(patient), follow=True).content.decode()
    assert "When were you born?" in page
    for word in ("Ada", "Ruiz", "1984", "Elm Street"):
        assert word not in page


def test_it_holds_for_an_hour(patient: Patient, monkeypatch: pytest.MonkeyPatch) -> None:
    path = link(patient)
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(minutes=60))
    client = Client()
    assert come_in(client, path).status_code == 410
    assert not is_in(client)
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(minutes=60, seconds=-1))
    come_in(client, path)
    assert is_in(client)


def test_it_works_once(patient: Patient) -> None:
    path = link(patient)
    come_in(Client(), path)
    second = Client()
    assert come_in(second, path).status_code == 410
    assert not is_in(second)


def test_five_wrong_dates_end_it_for_the_right_one_too(patient: Patient) -> None:
    path = link(patient)
    for wrong in range(1, 5):
        assert "does not fit" in come_in(Client(), path, year=str(1984 + wrong)).content.decode()
    last = come_in(Client(), path, year="1950")
    assert last.status_code == 410
    assert "tried too often" in last.content.decode()
    client = Client()
    assert come_in(client, path).status_code == 410
    assert not is_in(client)
    assert Invitation.objects.get().wrong_tries == 5


def test_a_right_one_after_wrong_ones_keeps_their_number(client: Client, patient: Patient) -> None:
    path = link(patient)
    come_in(client, path, day="2")
    come_in(client, path)
    assert is_in(client)
    assert Invitation.objects.get().wrong_tries == 1


@pytest.mark.parametrize(
    "changed", [{"day": "31", "month": "2"}, {"day": "x"}, {"year": "99999"}, {"month": "13"}, {"shared": ""}]
)
def test_what_is_no_date_counts_as_no_try(client: Client, patient: Patient, changed: dict[str, str]) -> None:
    assert come_in(client, link(patient), **changed).status_code == 422
    assert Invitation.objects.get().wrong_tries == 0


def test_a_birth_date_opens_no_link_that_asks_for_a_code(client: Client, patient: Patient) -> None:
    told: dict[str, Any] = {"practice_id": patient.practice_id, "made_by": None, "now": NOW}
    path = invite(patient_id=patient.pk, email="ada@example.org", **told).path
    token = path.rstrip("/").rpartition("/")[2]
    assert codes.try_birth_date(token, patient.birth_date, NOW) is None
    come_in(client, path)
    assert not is_in(client)


def test_a_mailbox_that_was_confirmed_before_goes_on(client: Client, patient: Patient) -> None:
    told: dict[str, Any] = {"practice_id": patient.practice_id, "made_by": None, "now": NOW}
    first = invite(patient_id=patient.pk, email="ada@example.org", **told).invitation
    first.accepted_at, first.user = NOW, codes.user_of_patient(patient.pk, NOW)
    first.save()
    come_in(client, link(patient))
    assert is_in(client)
    assert [found.patient_id for found in accepted_for("ada@example.org")] == [patient.pk]


def test_wrong_codes_count_against_the_link(patient: Patient) -> None:
    told: dict[str, Any] = {"practice_id": patient.practice_id, "made_by": None, "now": NOW}
    made = invite(patient_id=patient.pk, email="ada@example.org", **told).invitation
    for _ in range(4):
        asked = codes.ask_for_codes(made.email, [made], NOW)
        for _ in range(codes.TRIES):
            codes.try_code(asked.pk, "no code", NOW)
    made.refresh_from_db()
    assert made.wrong_tries == 20
    assert not made.is_open(NOW)
