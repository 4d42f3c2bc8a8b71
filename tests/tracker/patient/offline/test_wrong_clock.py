"""A phone whose own clock is slow, fast, or back at 1970: what it tells is put where it belongs, once."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from courses import actions
from courses.models import ActivityTick, CheckIn, Dose
from tests.courses.making import Scene, at
from tests.tracker.patient.offline.entries import MADE, SENT, a_dose, send
from tests.tracker.patient.phone import Phone

pytestmark = pytest.mark.django_db
On = Callable[[Scene, str], Phone]


def by_clock(instant: str, off: timedelta = timedelta()) -> str:
    """What a phone's clock says at an instant that is, when it is so far off."""
    return (at(instant) + off).astimezone(UTC).isoformat().replace("+00:00", "Z")


SLOW, FAST = -timedelta(hours=3), timedelta(days=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC) - at(MADE)


@pytest.mark.parametrize("off", [SLOW, FAST, EPOCH], ids=["3 h slow", "1 day fast", "at 1970"])
@pytest.mark.parametrize(("kind", "told"), [("dose", {"when": "now"}), ("extra", {})])
def test_a_dose_of_a_phone_whose_clock_is_wrong_is_logged_when_it_was_taken(
    scene: Scene, phone: On, off: timedelta, kind: str, told: dict[str, Any]
) -> None:
    clock: dict[str, Any] = {"made_at": by_clock(MADE, off), "sent_at": by_clock(SENT, off)}
    assert send(phone(scene, SENT), scene, kind, amount="1", **told, **clock).json()["done"]
    dose = Dose.objects.get()
    assert (dose.taken_at, dose.medication_day) == (at(MADE), date(2026, 3, 5))
    assert dose.phone_instant == at(MADE) + off


def test_two_minutes_are_no_wrong_clock(scene: Scene, phone: On) -> None:
    off = -timedelta(minutes=2)
    send(phone(scene, SENT), scene, "dose", **a_dose(made_at=by_clock(MADE, off), sent_at=by_clock(SENT, off)))
    assert Dose.objects.get().taken_at == at(MADE) + off


@pytest.mark.parametrize("off", [EPOCH, FAST], ids=["at 1970", "1 day fast"])
@pytest.mark.parametrize("sent_at", ["", by_clock(SENT)], ids=["not told", "put right meanwhile"])
def test_a_time_that_cannot_be_is_when_it_was_received(scene: Scene, phone: On, off: timedelta, sent_at: str) -> None:
    send(phone(scene, SENT), scene, "dose", **a_dose(made_at=by_clock(MADE, off), sent_at=sent_at))
    dose = Dose.objects.get()
    assert (dose.taken_at, dose.phone_instant) == (at(SENT), at(MADE) + off)


@pytest.mark.parametrize("off", [SLOW, FAST, EPOCH], ids=["3 h slow", "1 day fast", "at 1970"])
def test_an_hour_ago_by_a_wrong_clock_is_an_hour_ago(scene: Scene, phone: On, off: timedelta) -> None:
    clock: dict[str, Any] = {"made_at": by_clock(MADE, off), "sent_at": by_clock(SENT, off), "by_phone": "on"}
    send(phone(scene, SENT), scene, "dose", **a_dose(when="at", at=by_clock("2026-03-05T07:05", off), **clock))
    assert Dose.objects.get().taken_at == at("2026-03-05T07:05")


def test_a_time_that_we_said_is_not_moved_by_a_wrong_clock(scene: Scene, phone: On) -> None:
    clock: dict[str, Any] = {"made_at": by_clock(MADE, SLOW), "sent_at": by_clock(SENT, SLOW)}
    send(phone(scene, SENT), scene, "dose", **a_dose(when="at", at=by_clock("2026-03-05T07:05"), **clock))
    assert Dose.objects.get().taken_at == at("2026-03-05T07:05")


@pytest.mark.parametrize("off", [FAST, EPOCH], ids=["1 day fast", "at 1970"])
def test_yesterday_by_a_wrong_clock_is_yesterday(scene: Scene, phone: On, off: timedelta) -> None:
    made_at = at(MADE) + off
    day = (made_at.date() - timedelta(days=1)).isoformat()
    clock: dict[str, Any] = {"made_at": by_clock(MADE, off), "sent_at": by_clock(SENT, off), "by_phone": "on"}
    send(phone(scene, SENT), scene, "other_time", amount="1", day=day, time="22:10", **clock)
    assert Dose.objects.get().taken_at == at("2026-03-04T22:10")


def test_a_day_that_a_signals_own_page_offered_is_not_moved_by_a_wrong_clock(scene: Scene, phone: On) -> None:
    clock: dict[str, Any] = {"made_at": by_clock(MADE, FAST), "sent_at": by_clock(SENT, FAST)}
    answer = send(phone(scene, SENT), scene, "other_time", amount="1", day="2026-03-05", time="07:10", **clock)
    assert answer.json()["done"]
    assert Dose.objects.get().taken_at == at("2026-03-05T07:10")


def test_sent_again_with_a_clock_that_is_off_by_a_little_more_it_is_once_in_the_record(scene: Scene, phone: On) -> None:
    ada = phone(scene, SENT)
    activity = actions.add_activity(course=scene.course, kind="heat", text="Heat", **scene.told("2026-03-05T08:00"))
    tick = {"activity": str(activity.pk), "day": "2026-03-06"}
    entries: list[tuple[str, int, dict[str, Any]]] = [
        ("dose", 1, a_dose()),
        ("extra", 2, {"amount": "1"}),
        ("check_in", 3, {"pain": "4"}),
        ("emergency", 4, {"symptom": "seizure"}),
        ("talk", 5, {}),
        ("tick", 6, tick),
    ]
    for later in (timedelta(), timedelta(seconds=7), timedelta(hours=-5)):
        clock: dict[str, Any] = {"made_at": by_clock(MADE, FAST), "sent_at": by_clock(SENT, FAST + later)}
        for kind, number, told in entries:
            answer = send(ada, scene, kind, number, **told, **clock)
            assert (answer.status_code, answer.json()["done"]) == (200, True), kind
    assert set(Dose.objects.values_list("taken_at", flat=True)) == {at(MADE)}
    assert set(CheckIn.objects.values_list("at", flat=True)) == {at(MADE)}
    assert ActivityTick.objects.get().day == date(2026, 3, 5)
    answer = send(ada, scene, "dose", 1, **a_dose(amount="2"), **clock)
    assert answer.json()["code"] == "conflict"
