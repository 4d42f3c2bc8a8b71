"""Who is signed out still gets to the numbers, and comes back only to pages of ours."""

from collections.abc import Callable

import pytest
from django.template.loader import render_to_string
from django.test import Client

from courses.models import CheckIn
from tests.courses.making import Scene, an_id
from tests.tracker.patient.phone import Phone

pytestmark = pytest.mark.django_db


def test_an_emergency_after_the_session_shows_the_numbers(scene: Scene, client: Client) -> None:
    answer = client.post(f"/me/courses/{scene.course.pk}/emergency/", {"id": str(an_id(1)), "symptom": "seizure"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/me/urgent/")
    assert "tel:911" in client.get("/me/urgent/").content.decode()
    assert not CheckIn.objects.exists()


@pytest.mark.parametrize("path", ["/", "/accounts/patient/", "/accounts/invitation/"])
def test_urgent_help_is_one_tap_from_the_sign_in(client: Client, path: str) -> None:
    assert 'href="/me/urgent/"' in client.get(path).content.decode()


@pytest.mark.parametrize("name", ["403_csrf", "400", "403", "404", "429", "500"])
def test_urgent_help_is_one_tap_from_an_error(name: str) -> None:
    assert 'href="/me/urgent/"' in render_to_string(f"{name}.html")


@pytest.mark.parametrize("zone", ["Nowhere/Atall", "", "a; b=c"])
def test_only_a_known_zone_is_kept(scene: Scene, phone: Callable[[Scene, str], Phone], zone: str) -> None:
    there = phone(scene, "2026-03-05T12:00")
    assert not there.client.post("/me/settings/zone/keep/", {"time_zone": zone}).cookies
    kept = there.client.post("/me/settings/zone/keep/", {"time_zone": "Europe/Paris"}).cookies
    assert "Europe/Paris" in str(kept)
