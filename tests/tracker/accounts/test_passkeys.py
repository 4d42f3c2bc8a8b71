"""The lock of a phone as a patient's way in: who may add one, and what opens nothing."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from courses.errors import Refused
from courses.models import Patient
from tests.courses.making import a_clinician, a_patient, a_practice
from tracker import clock
from tracker.accounts.access import end_access, passkeys_of
from tracker.accounts.codes import user_of_patient
from tracker.accounts.passkeys import MOST, make, opened_by
from tracker.accounts.sessions import KEY

pytestmark = pytest.mark.django_db
PATH = "/accounts/patient/passkeys/"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def patient() -> Patient:
    return a_patient(a_practice())


def phone(patient: Patient, place: str = "own_phone") -> Client:
    client = Client()
    client.force_login(user_of_patient(patient.pk, NOW), backend=BACKEND)
    session = client.session
    session[KEY] = {"place": place, "from": clock.now().timestamp()}
    session.save()
    return client


def keys(patient: Patient, count: int = 1) -> None:
    user = user_of_patient(patient.pk, NOW)
    for _ in range(count):
        Authenticator.objects.create(user=user, type=Authenticator.Type.WEBAUTHN, data={})


def test_on_a_shared_phone_none_is_offered_and_none_is_made(patient: Patient) -> None:
    client = phone(patient, "shared_phone")
    page = client.get(PATH).content.decode()
    assert "others use this phone too" in page
    assert 'data-passkey="make"' not in page
    client.post(PATH, {"credential": "{}"})
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize(
    "sent",
    ["", "{}", "[]", "null", "x", "1e999", '{"id": 1}', '{"response": {}}', "[" * 9999, "{" + " " * 30_000 + "}"],
)
def test_what_no_phone_answered_makes_nothing_and_signs_nobody_in(patient: Patient, sent: str) -> None:
    client = phone(patient)
    client.get(PATH)
    made = client.post(PATH, {"credential": sent})
    assert made.status_code == 422
    assert "Nothing was changed" in made.content.decode()
    stranger = Client()
    assert stranger.post("/accounts/patient/passkey/asked/").json()["publicKey"]["userVerification"] == "required"
    came = stranger.post("/accounts/patient/passkey/", {"credential": sent})
    assert came.status_code == 422
    assert "Sign in with a code instead" in came.content.decode()
    assert stranger.get("/me/").status_code == 302


def test_what_is_asked_names_the_given_name_and_nothing_else(patient: Patient) -> None:
    page = phone(patient).get(PATH).content.decode()
    asked = json.loads(page.partition('<script id="asked" type="application/json">')[2].partition("</script>")[0])
    user = asked["publicKey"]["user"]
    assert (user["name"], user["displayName"]) == ("Ada", "Ada")
    assert asked["publicKey"]["rp"]["name"] == "Shortcourse"
    assert "Ruiz" not in json.dumps(asked)


def test_one_of_staff_signs_nobody_in_this_way(patient: Patient, monkeypatch: pytest.MonkeyPatch) -> None:
    clinician = a_clinician(patient.practice)
    assert opened_by(answer_of(clinician.user, monkeypatch)) is None
    # Without an invitation that holds, nor does a patient's.
    assert opened_by(answer_of(user_of_patient(patient.pk, NOW), monkeypatch)) is None


def answer_of(user: Any, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """An answer that would be right in every other way."""
    monkeypatch.setattr("tracker.accounts.passkeys.auth.parse_authentication_response", lambda _: None)
    monkeypatch.setattr("tracker.accounts.passkeys.auth.extract_user_from_response", lambda _: user)
    key = Authenticator(user=user, type=Authenticator.Type.WEBAUTHN, data={})
    monkeypatch.setattr("tracker.accounts.passkeys.auth.complete_authentication", lambda *_: key)
    return {"authenticatorAttachment": "platform"}


def test_with_the_access_the_passkeys_end(patient: Patient) -> None:
    other = a_patient(patient.practice, given_name="Bo")
    keys(patient, 2)
    keys(other)
    end_access(patient.pk)
    assert not passkeys_of(user_of_patient(patient.pk, NOW)).exists()
    assert passkeys_of(user_of_patient(other.pk, NOW)).count() == 1


def test_nobody_takes_anothers_away_and_there_is_an_end_of_them(patient: Patient) -> None:
    other = a_patient(patient.practice, given_name="Bo")
    keys(other)
    theirs = Authenticator.objects.get()
    client = phone(patient)
    client.post(f"{PATH}{theirs.pk}/remove/")
    assert Authenticator.objects.filter(pk=theirs.pk).exists()
    phone(other).post(f"{PATH}{theirs.pk}/remove/")
    assert not Authenticator.objects.exists()
    keys(patient, MOST)
    with pytest.raises(Refused):
        make(user_of_patient(patient.pk, NOW), {})
