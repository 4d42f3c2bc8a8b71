"""A mailbox that a code confirmed is written to and signs in; a newer one ends what it could."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from courses.models import Patient
from notifications.channel_names import EMAIL
from notifications.models import Endpoint, Person
from notifications.people import Someone, add_endpoint, without_endpoint
from tests.courses.making import a_patient, a_practice
from tracker.accounts import codes
from tracker.accounts.access import end_access
from tracker.accounts.codes import Accepted
from tracker.accounts.invitations import accepted_for, invite
from tracker.accounts.models import Invitation

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
OLD, NEW = "old@example.org", "new@example.org"


@pytest.fixture
def patient() -> Patient:
    return a_patient(a_practice())


def invited(patient: Patient, email: str, now: datetime = NOW) -> Invitation:
    return invite(patient_id=patient.pk, practice_id=patient.practice_id, email=email, made_by=None, now=now).invitation


def code_for(invitation: Invitation, monkeypatch: pytest.MonkeyPatch, now: datetime = NOW) -> Accepted | None:
    monkeypatch.setattr("secrets.randbelow", lambda _most: 123456)
    asked = codes.ask_for_codes(invitation.email, [invitation], now)
    return codes.try_code(asked.pk, "123456", now)


def mailboxes(patient: Patient) -> list[str]:
    there = Endpoint.objects.of(Person.PATIENT, patient.pk).filter(retired_at=None, verified_at__isnull=False)
    return list(there.values_list("address", flat=True))


def test_who_accepts_gets_messages_in_that_mailbox_once(patient: Patient, monkeypatch: pytest.MonkeyPatch) -> None:
    assert without_endpoint([patient.pk]) == {patient.pk}
    invitation = invited(patient, OLD)
    for _ in range(2):
        assert code_for(invitation, monkeypatch) is not None
    assert mailboxes(patient) == [OLD]
    assert Endpoint.objects.get().channel == EMAIL


def test_a_new_mailbox_ends_the_old_one(patient: Patient, monkeypatch: pytest.MonkeyPatch) -> None:
    old = invited(patient, OLD)
    accepted = code_for(old, monkeypatch)
    assert accepted is not None
    client = Client()
    client.force_login(accepted.user)
    assert client.get("/me/").status_code == 200
    later = NOW + timedelta(days=1)
    anew = code_for(invited(patient, NEW, later), monkeypatch, later)
    assert anew is not None
    assert mailboxes(patient) == [NEW]
    assert client.get("/me/").status_code == 302
    assert accepted_for(OLD) == []
    assert code_for(old, monkeypatch, later) is None
    client.force_login(anew.user)
    assert client.get("/me/").status_code == 200


def test_the_same_mailbox_again_ends_no_session(patient: Patient, monkeypatch: pytest.MonkeyPatch) -> None:
    accepted = code_for(invited(patient, OLD), monkeypatch)
    assert accepted is not None
    client = Client()
    client.force_login(accepted.user)
    assert code_for(invited(patient, OLD), monkeypatch) is not None
    assert client.get("/me/").status_code == 200
    assert mailboxes(patient) == [OLD]


def test_access_that_ended_opens_nothing(patient: Patient, monkeypatch: pytest.MonkeyPatch) -> None:
    invitation = invited(patient, OLD)
    accepted = code_for(invitation, monkeypatch)
    assert accepted is not None
    add_endpoint(person=Someone(Person.PATIENT, patient.pk), channel="console", address="x", verified_at=NOW, now=NOW)
    client = Client()
    client.force_login(accepted.user)
    end_access(patient.pk)
    assert client.get("/me/").status_code == 302
    assert accepted_for(OLD) == []
    assert code_for(invitation, monkeypatch) is None
    assert mailboxes(patient) == ["x"]
    assert code_for(invited(patient, OLD), monkeypatch) is not None
    assert sorted(mailboxes(patient)) == [OLD, "x"]
