"""Asking to be reminded of a dose later."""

from datetime import date, time
from typing import Any

import pytest

from courses import actions
from courses.errors import Conflict, NotAllowed, WrongInput
from courses.models import Helper, Patient, Snooze
from tests.courses.making import FIRST_DAY, Scene, a_user, an_id, at

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    return Scene()


def later(scene: Scene, when: str = "2026-03-02T08:05", number: int = 1, **other: Any) -> actions.Snoozed:
    return actions.snooze_dose(
        **{
            "course": scene.course,
            "client_id": an_id(number),
            "day": FIRST_DAY,
            "wall": time(8),
            **scene.told(when, scene.patient.as_viewer()),
            **other,
        }
    )


def test_it_is_kept_with_who_asked_when_and_through_what(scene: Scene) -> None:
    made = later(scene)
    row = Snooze.objects.get()
    assert made.created
    assert (row.course, row.medication_day, row.wall) == (scene.course, FIRST_DAY, time(8))
    assert (row.known_at, row.by_kind, row.by_id, row.through) == (
        at("2026-03-02T08:05"),
        "patient",
        scene.patient.pk,
        "page",
    )


def test_the_same_sent_again_changes_nothing(scene: Scene) -> None:
    first = later(scene)
    before = Patient.objects.get(pk=scene.patient.pk).last_seq
    again = later(scene, "2026-03-02T08:10")
    assert (again.created, again.snooze) == (False, first.snooze)
    assert Patient.objects.get(pk=scene.patient.pk).last_seq == before


@pytest.mark.parametrize("other", [{"wall": time(14)}, {"day": date(2026, 3, 1)}], ids=lambda one: next(iter(one)))
def test_the_same_id_of_another_slot_is_a_conflict(scene: Scene, other: dict[str, Any]) -> None:
    later(scene)
    with pytest.raises(Conflict):
        later(scene, "2026-03-02T14:05", **other)


def test_a_slot_that_is_still_to_come_is_refused_and_one_that_is_due_just_now_is_not(scene: Scene) -> None:
    with pytest.raises(WrongInput) as wrong:
        later(scene, "2026-03-02T07:59")
    assert (wrong.value.field, wrong.value.code) == ("wall", "not_due_yet")
    assert later(scene, "2026-03-02T08:00").created


@pytest.mark.parametrize("wrong", [{"wall": time(8, 0, 30)}, {"day": date(1, 1, 1)}], ids=lambda one: next(iter(one)))
def test_what_is_no_slot_at_all_is_refused(scene: Scene, wrong: dict[str, Any]) -> None:
    with pytest.raises(WrongInput):
        later(scene, **wrong)


def test_what_an_old_reminder_on_the_phone_asks_for_is_kept_and_no_error(scene: Scene) -> None:
    actions.stop(course=scene.course, reason="rash", told="call us", **scene.told("2026-03-02T07:00"))
    assert later(scene).created


def test_a_helper_may_ask_and_staff_may_not(scene: Scene) -> None:
    mine = scene.told("2026-03-01T18:00", scene.patient.as_viewer())
    actions.let_help(patient=scene.patient, user_id=a_user().pk, name="Bo", **mine)
    helper = Helper.objects.get().as_viewer(at("2026-03-02T08:05"))
    assert later(scene, by=helper).created
    with pytest.raises(NotAllowed):
        later(scene, number=2, by=scene.by)
