"""What a patient chooses, and the move to another zone: offered, never silent."""

from collections.abc import Callable
from datetime import time

import pytest

from courses import actions
from courses.models import ActivityTick, PatientSettings
from tests.courses.making import Scene
from tests.tracker.patient.phone import Phone

pytestmark = pytest.mark.django_db
On = Callable[[Scene, str], Phone]

NOON = "2026-03-05T12:00"


def newest(scene: Scene) -> PatientSettings:
    return PatientSettings.objects.filter(patient=scene.patient).order_by("-seq")[0]


def test_message_hour_quiet_hours_and_follow_ups_are_chosen(scene: Scene, phone: On) -> None:
    there = phone(scene, NOON)
    page = there.send("/me/settings/", message_hour="11:30", quiet_start="21:00", quiet_end="08:00")
    assert "Saved." in page
    chosen = newest(scene)
    assert (chosen.message_hour, chosen.quiet_start, chosen.quiet_end) == (time(11, 30), time(21), time(8))
    assert chosen.follow_up is False


@pytest.mark.parametrize("hour", ["", "25:00", "noon"])
def test_a_wrong_time_is_said_at_its_field(scene: Scene, phone: On, hour: str) -> None:
    answer = phone(scene, NOON).post("/me/settings/", message_hour=hour, quiet_start="21:00", quiet_end="08:00")
    assert answer.status_code == 422
    assert "Not saved yet" in answer.content.decode()


def test_a_phone_in_another_zone_is_offered_the_move(scene: Scene, phone: On) -> None:
    there = phone(scene, NOON)
    there.client.cookies["phone_zone"] = "Europe/Madrid"
    page = there.get("/me/")
    assert "Your phone is on the time of Madrid: 6:00 pm. Shall your plan move there?" in page
    assert newest(scene).time_zone == "America/New_York"
    there.send("/me/settings/zone/", time_zone="Europe/Madrid")
    assert newest(scene).time_zone == "Europe/Madrid"
    assert "Shall your plan move" not in there.get("/me/")


def test_who_keeps_the_times_is_not_asked_again(scene: Scene, phone: On) -> None:
    there = phone(scene, NOON)
    there.client.cookies["phone_zone"] = "Europe/Madrid"
    assert "Shall your plan move" not in there.send("/me/settings/zone/keep/", time_zone="Europe/Madrid")
    assert newest(scene).time_zone == "America/New_York"


@pytest.mark.parametrize("zone", ["Nowhere/Land", "../../etc/passwd", "x" * 100, "\x00", "America/Toronto"])
def test_a_zone_that_is_none_or_shows_the_same_clock_is_not_offered(scene: Scene, phone: On, zone: str) -> None:
    there = phone(scene, NOON)
    there.client.cookies["phone_zone"] = zone
    assert "Shall your plan move" not in there.get("/me/")


@pytest.mark.parametrize("zone", ["", "Nowhere/Land", "x" * 100])
def test_a_move_to_no_zone_changes_nothing(scene: Scene, phone: On, zone: str) -> None:
    there = phone(scene, NOON)
    there.send("/me/settings/zone/", time_zone=zone)
    assert newest(scene).time_zone == "America/New_York"


def test_activities_are_ticked_and_the_tick_taken_back(scene: Scene, phone: On) -> None:
    told = scene.told("2026-03-05T08:00")
    activity = actions.add_activity(course=scene.course, kind="heat", text="Heat pack", **told)
    there = phone(scene, NOON)
    form = next(form for form in there.forms() if form["action"].endswith("/tick/"))
    for _ in range(2):
        there.send(form["action"], **form)
    tick = ActivityTick.objects.get()
    assert (tick.activity_id, tick.undone_at) == (activity.pk, None)
    back = next(form for form in there.forms() if "/ticks/" in form["action"])
    there.send(back["action"], **back)
    tick.refresh_from_db()
    assert tick.undone_at is not None
