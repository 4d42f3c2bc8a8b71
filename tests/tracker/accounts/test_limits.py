"""Limits by address, also where the server tells no address: then nobody is turned away for that."""

import pytest
from django.test import Client, RequestFactory

from tests.tracker.api.calling import API
from tracker.accounts.limits import ip_of
from tracker.accounts.models import User


def test_an_address_is_the_clients_or_nobodys_in_particular() -> None:
    assert ip_of(RequestFactory().get("/", REMOTE_ADDR="192.0.2.7")) == "192.0.2.7"
    assert ip_of(RequestFactory().get("/", REMOTE_ADDR="")) == "unknown"


@pytest.mark.django_db
def test_staff_sign_in_without_an_address() -> None:
    User.objects.create_superuser("nurse@example.org", "nurse@example.org", "a-good-long-password")
    client = Client(REMOTE_ADDR="")
    right = client.post("/accounts/login/", {"login": "nurse@example.org", "password": "a-good-long-password"})
    assert right.status_code == 302
    assert "_auth_user_id" in client.session


@pytest.mark.django_db
def test_patients_ask_for_a_code_without_an_address() -> None:
    client = Client(REMOTE_ADDR="")
    asked = client.post("/accounts/patient/", {"email": "marsh@example.org"})
    assert (asked.status_code, asked["Location"]) == (302, "/accounts/patient/code/")
    assert client.post("/accounts/patient/code/", {"code": "123456", "shared": "own_phone"}).status_code == 200
    assert client.get("/accounts/invitation/no-such-token/").status_code == 302


@pytest.mark.django_db
def test_the_api_answers_without_an_address() -> None:
    told = Client(REMOTE_ADDR="").get(f"{API}me", headers={"Authorization": "Bearer nobody's"})
    assert told.status_code == 401
