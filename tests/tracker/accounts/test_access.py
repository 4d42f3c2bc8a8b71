"""A mailbox that a code confirmed is written to and signs in; a newer one ends what it could."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from courses.models import Patient
from notifications.channel_names import EMAIL, IN_APP, WEB_PUSH
from notifications.models import Endpoint, Person
from notifications.people import Someone, add_endpoint, without_endpoint
from tests.courses.making import a_patient, a_practice
from tests.tracker.api.calling import Caller, as_patient
from tracker.accounts import codes
from tracker.accounts.access import end_access
from tracker.accounts.codes import Accepted
from tracker.accounts.feeds import feed_in_force, make_feed
from tracker.accounts.helpers import invite_helper, open_helper_invitation
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
    there = (
        Endpoint.objects.of(Person.PATIENT, patient.pk)
        .filter(retired_at=None, verified_at__isnull=False)
        .exclude(channel=IN_APP)
    )
    return list(there.values_list("address", flat=True))


def test_who_accepts_gets_messages_in_that_mailbox_once(patient: Patient, monkeypatch: pytest.MonkeyPatch) -> None:
    assert without_endpoint([patient.pk]) == {patient.pk}
    invitation = invited(patient, OLD)
    for _ in range(2):
        assert code_for(invitation, monkeypatch) is not None
    assert mailboxes(patient) == [OLD]
    assert set(Endpoint.objects.values_list("channel", flat=True)) == {EMAIL, IN_APP}


def test_a_new_mailbox_ends_the_old_one(patient: Patient, monkeypatch: pytest.MonkeyPatch) -> None:
    old = invited(patient, OLD)
    accepted = code_for(old, monkeypatch)
    assert accepted is not None
    client = Client()
    client.force_login(accepted.user)
    assert client.get("/me/").status_code == 200
    token = as_patient(patient).token
    later = NOW + timedelta(days=1)
    anew = code_for(invited(patient, NEW, later), monkeypatch, later)
    assert anew is not None
    assert mailboxes(patient) == [NEW]
    assert Caller(token).get("me").status_code == 401
    assert client.get("/me/").status_code == 302
    assert accepted_for(OLD) == []
    assert code_for(old, monkeypatch, later) is None
    client.force_login(anew.user)
    assert client.get("/me/").status_code == 200


@pytest.mark.parametrize("ends", ["a new mailbox", "the practice"])
def test_what_was_left_on_a_phone_that_is_somebody_elses_ends_too(
    patient: Patient, monkeypatch: pytest.MonkeyPatch, ends: str
) -> None:
    assert code_for(invited(patient, OLD), monkeypatch) is not None
    person = Someone(Person.PATIENT, patient.pk)
    add_endpoint(person=person, channel=WEB_PUSH, address="https://push.example.org/1", verified_at=NOW, now=NOW)
    make_feed(patient.pk, tells_more=True, now=NOW)
    path = invite_helper(patient=patient, name="Eve", email="eve@example.org", until=None, now=NOW)
    if ends == "the practice":
        end_access(patient.pk)
    else:
        assert code_for(invited(patient, NEW), monkeypatch) is not None
    assert not Endpoint.objects.filter(channel=WEB_PUSH, retired_at=None).exists()
    assert feed_in_force(patient.pk) is None
    assert open_helper_invitation(path.rstrip("/").rpartition("/")[2], NOW) is None


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
    person = Someone(Person.PATIENT, patient.pk)
    add_endpoint(person=person, channel="console", address="x", verified_at=NOW, now=NOW)
    add_endpoint(person=person, channel=WEB_PUSH, address="https://push.example.org/1", verified_at=NOW, now=NOW)
    client = Client()
    client.force_login(accepted.user)
    end_access(patient.pk)
    assert client.get("/me/").status_code == 302
    assert accepted_for(OLD) == []
    assert code_for(invitation, monkeypatch) is None
    assert mailboxes(patient) == ["x"]
    assert code_for(invited(patient, OLD), monkeypatch) is not None
    assert sorted(mailboxes(patient)) == [OLD, "x"]
