"""Passwords are for clinicians and operators: a patient's session makes no other way in."""

from datetime import UTC, datetime

import pytest
from django.contrib.auth.tokens import default_token_generator
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.test import Client
from pytest_django.fixtures import Settings

from tests.courses.making import a_clinician, a_patient, a_practice
from tracker.accounts.adapter import StaffAdapter
from tracker.accounts.codes import user_of_patient
from tracker.accounts.models import User

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
PASSWORD = "a-good-long-password"


@pytest.fixture
def user() -> User:
    return user_of_patient(a_patient(a_practice()).pk, NOW)


@pytest.fixture
def phone(user: User) -> Client:
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


@pytest.mark.parametrize(
    "path",
    [
        "password/set/", "password/change/", "email/", "confirm-email/", "reauthenticate/", "2fa/",
        "2fa/totp/activate/", "2fa/recovery-codes/generate/", "2fa/webauthn/", "2fa/webauthn/add/",
        "login/code/confirm/",
    ],
)  # fmt: skip
def test_no_page_about_passwords_or_addresses_is_there_for_a_patient(phone: Client, user: User, path: str) -> None:
    before = user.password
    assert phone.get(f"/accounts/{path}").status_code == 404
    sent = {"password1": PASSWORD, "password2": PASSWORD, "email": "mine@example.org", "action_add": ""}
    assert phone.post(f"/accounts/{path}", sent).status_code == 404
    user.refresh_from_db()
    assert (user.password, user.email) == (before, "")


def test_a_patient_with_a_password_signs_in_with_it_nowhere(client: Client, user: User) -> None:
    user.email = "marsh@example.org"
    user.set_password(PASSWORD)
    user.save()
    client.post("/accounts/login/", {"login": "marsh@example.org", "password": PASSWORD})
    assert "_auth_user_id" not in client.session


def test_a_patient_resets_no_password(client: Client, user: User, settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    user.email = "marsh@example.org"
    user.set_password(PASSWORD)
    user.save()
    assert client.post("/accounts/password/reset/", {"email": "marsh@example.org"}).status_code == 302
    assert mail.outbox == []
    link = f"/accounts/password/reset/key/{user.pk.hex}-{default_token_generator.make_token(user)}/"
    form = client.get(link)
    client.post(form.headers.get("Location", link), {"password1": "another-long-one", "password2": "another-long-one"})
    user.refresh_from_db()
    assert user.check_password(PASSWORD)
    with pytest.raises(PermissionDenied):
        StaffAdapter().set_password(user, "another-long-one")


def test_a_clinician_changes_and_resets_theirs(settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    staff = a_clinician(a_practice()).user
    staff.email = "nurse@example.org"
    staff.set_password(PASSWORD)
    staff.save()
    client = Client()
    client.post("/accounts/login/", {"login": "nurse@example.org", "password": PASSWORD})
    assert client.get("/accounts/password/change/").status_code == 200
    assert client.get("/accounts/2fa/").status_code in {200, 302}
    assert client.get("/accounts/password/set/").headers["Location"] == "/accounts/password/reset/"
    Client().post("/accounts/password/reset/", {"email": "nurse@example.org"})
    assert "/accounts/password/reset/key/" in str(mail.outbox[-1].body)


def test_without_a_session_these_pages_lead_to_the_sign_in(client: Client) -> None:
    assert client.get("/accounts/password/change/").headers["Location"].startswith("/accounts/login/")
    assert client.get("/accounts/email/").status_code == 404
