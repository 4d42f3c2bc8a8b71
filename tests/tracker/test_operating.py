"""A practice and its staff, made from the command line."""

from io import StringIO

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django.fixtures import Settings

from courses.models import Clinician, Practice
from notifications.models import Endpoint

pytestmark = pytest.mark.django_db
NUMBERS = ("--phone", "555 0100", "--out-of-hours-phone", "555 0101")


def run(name: str, *words: str) -> str:
    out = StringIO()
    call_command(name, *words, stdout=out, stderr=StringIO())
    return out.getvalue().strip()


def made(*more: str) -> str:
    return run("add_clinician", "--email", "Vega@example.org", "--name", "Dr. Vega", *more)


def a_practice() -> str:
    return run("add_practice", "Elm Street", "--time-zone", "America/New_York", *NUMBERS)


def test_a_clinician_sets_a_password_by_the_link_and_is_reached_by_mail(settings: Settings) -> None:
    settings.MAIL_IN_USE = False
    key = a_practice()
    link = made("--practice", key, "--prescriber", "--manager").removeprefix(settings.BASE_URL.rstrip("/"))
    row = Clinician.objects.get()
    assert (row.is_prescriber, row.is_reviewer, row.is_manager, str(row.practice_id)) == (True, False, True, key)
    endpoint = Endpoint.objects.get()
    assert (endpoint.person_id, endpoint.address) == (row.pk, "vega@example.org")
    assert endpoint.verified_at is not None
    client = Client()
    word = "four-good-words-here"
    client.post(client.get(link).headers["Location"], {"password1": word, "password2": word})
    Client().post("/accounts/login/", {"login": "vega@example.org", "password": word})
    row.user.refresh_from_db()
    assert row.user.check_password(word)


def test_with_mail_the_link_is_mailed(settings: Settings) -> None:
    settings.MAIL_IN_USE = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    a_practice()
    assert "/accounts/password/" not in made("--practice", "Elm Street", "--reviewer")
    assert "/accounts/password/reset/key/" in str(mail.outbox[0].body)


def test_what_is_wrong_makes_nothing() -> None:
    with pytest.raises(CommandError):
        run("add_practice", "Elm Street", "--time-zone", "Nowhere", *NUMBERS)
    assert not Practice.objects.exists()
    a_practice()
    for wrong in (("--practice", "Elm Street"), ("--practice", "Oak Street", "--manager")):
        with pytest.raises(CommandError):
            made(*wrong)
    assert not Clinician.objects.exists()
    assert not Endpoint.objects.exists()


def test_an_operator_comes_in_by_the_link_and_sees_health_and_no_patient(settings: Settings) -> None:
    settings.MAIL_IN_USE = False
    link = run("add_operator", "--email", "Op@example.org").removeprefix(settings.BASE_URL.rstrip("/"))
    client = Client()
    word = "four-good-words-here"
    client.post(client.get(link).headers["Location"], {"password1": word, "password2": word})
    client = Client()
    client.post("/accounts/login/", {"login": "op@example.org", "password": word})
    assert client.get("/", follow=True).request["PATH_INFO"] == "/operator/"
    assert client.get("/desk/").status_code == 404
    for wrong in ("op@example.org", "nobody"):
        with pytest.raises(CommandError):
            run("add_operator", "--email", wrong)
