"""Which language a page speaks."""

import pytest
from django.test import Client

from tests.courses.making import Scene
from tests.tracker.patient.phone import phone_of

pytestmark = pytest.mark.django_db
SPANISH = {"Accept-Language": "es-MX,es;q=0.9"}


def test_before_somebody_is_known_a_page_speaks_as_the_browser_asks(client: Client) -> None:
    assert '<html lang="es"' in client.get("/", headers=SPANISH).content.decode()
    assert '<html lang="en"' in client.get("/", headers={"Accept-Language": "fr"}).content.decode()


@pytest.mark.parametrize("path", ["/accounts/login/", "/accounts/password/reset/", "/desk/nothing-here/"])
def test_staffs_pages_are_english_and_say_so(client: Client, path: str) -> None:
    page = client.get(path, headers=SPANISH).content.decode()
    assert '<html lang="en"' in page
    assert "á" not in page


def test_a_patients_pages_speak_the_patients_language_whatever_the_browser_asks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    scene = Scene(language="es")
    phone = phone_of(scene, monkeypatch, "2026-03-02T09:00")
    page = phone.client.get("/me/", headers={"Accept-Language": "en"}).content.decode()
    assert '<html lang="es"' in page
    assert "Día 1 de 14" in page


def test_what_is_shown_without_knowing_who_looks_speaks_the_language_of_who_looked_last(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    phone = phone_of(Scene(language="es"), monkeypatch, "2026-03-02T09:00")
    english = {"Accept-Language": "en"}
    phone.client.get("/me/", headers=english)
    assert "Llame ahora" in phone.client.get("/me/urgent/", headers=english).content.decode()
    assert "Esta página no existe" in phone.client.get("/me/nothing/", headers=english).content.decode()
    phone.client.post("/accounts/patient/sign-out/")
    assert "Entrar" in phone.client.get("/accounts/patient/", headers=english).content.decode()
    assert '<html lang="en"' in phone.client.get("/accounts/login/", headers=english).content.decode()
    assert "django_language" not in Client().get("/", headers=english).cookies
