""" "Later" on the page of today."""

from collections.abc import Callable

import pytest

from courses.models import Snooze
from notifications.models import Reminder
from notifications.sweep import sweep
from tests.courses.making import Scene, at
from tests.tracker.patient.phone import Phone

pytestmark = pytest.mark.django_db
On = Callable[[Scene, str], Phone]


def button(there: Phone) -> dict[str, str]:
    """The button's form."""
    return next(form for form in there.forms() if form["action"] == "/me/doses/later/")


def test_later_says_when_it_reminds_again_and_does(scene: Scene, phone: On) -> None:
    there = phone(scene, "2026-03-02T08:05")
    tapped = button(there)
    assert "You are reminded again at 8:35 am." in there.send(tapped["action"], **tapped)
    there.send(tapped["action"], **tapped)
    assert Snooze.objects.count() == 1
    sweep(at("2026-03-02T08:35"))
    assert Reminder.objects.get(kind="dose_snoozed").outcome == "sent"


def test_later_is_honest_once_it_is_too_late(scene: Scene, phone: On) -> None:
    there = phone(scene, "2026-03-02T09:45")
    tapped = button(there)
    assert "too late for one more reminder" in there.send(tapped["action"], **tapped)


@pytest.mark.parametrize("wrong", [{"id": "x"}, {"course": ""}, {"slot_day": "yesterday"}, {"slot_wall": "25:00"}])
def test_what_cannot_be_read_changes_nothing(scene: Scene, phone: On, wrong: dict[str, str]) -> None:
    there = phone(scene, "2026-03-02T08:05")
    assert "nothing was changed" in there.send("/me/doses/later/", **{**button(there), **wrong})
    assert not Snooze.objects.exists()
