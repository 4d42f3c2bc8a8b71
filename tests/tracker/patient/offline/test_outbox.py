"""What a phone's outbox sends: once in the record however often it comes, with the phone's own instant and zone."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from courses import actions
from courses.models import ActivityTick, CheckIn, Dose, TalkRequest
from tests.courses.making import Scene, a_patient, an_id, at
from tests.tracker.patient.offline.entries import MADE, SENT, a_dose, send
from tests.tracker.patient.phone import Phone

pytestmark = pytest.mark.django_db
On = Callable[[Scene, str], Phone]


def test_a_dose_that_waited_is_logged_when_it_was_taken(scene: Scene, phone: On) -> None:
    answer = send(phone(scene, SENT), scene, "dose", **a_dose())
    assert answer.json() == {"id": str(an_id(1)), "done": True, "to": "/me/"}
    dose = Dose.objects.get()
    assert (dose.taken_at, dose.known_at) == (at(MADE), at(SENT))
    assert (dose.phone_instant, dose.phone_zone, dose.through) == (at(MADE), "America/Chicago", "page")


def test_sent_twice_it_is_once_in_the_record(scene: Scene, phone: On) -> None:
    ada = phone(scene, SENT)
    first, second = (send(ada, scene, "dose", **a_dose()) for _ in range(2))
    assert first.json() == second.json()
    assert Dose.objects.count() == 1


def test_the_same_id_with_other_content_is_said(scene: Scene, phone: On) -> None:
    ada = phone(scene, SENT)
    send(ada, scene, "dose", **a_dose())
    answer = send(ada, scene, "dose", **a_dose(amount="2"))
    assert answer.status_code == 409
    assert answer.json()["code"] == "conflict"
    assert answer.json()["done"] is False
    assert Dose.objects.get().amount == 1


def test_a_dose_about_its_slot_carries_the_slots_time(scene: Scene, phone: On) -> None:
    slot: dict[str, Any] = {
        "slot_day": "2026-03-05",
        "slot_wall": "08:00",
        "slot_at": at("2026-03-05T08:00").isoformat(),
    }
    send(phone(scene, SENT), scene, "dose", **a_dose(when="about", **slot))
    dose = Dose.objects.get()
    assert (dose.taken_at, dose.about) == (at("2026-03-05T08:00"), True)


def test_a_dose_at_another_time_is_by_the_patients_clock_when_it_was_told(scene: Scene, phone: On) -> None:
    told: dict[str, Any] = {"amount": "0.5", "day": "2026-03-04", "time": "22:10"}
    send(phone(scene, "2026-03-08T09:00"), scene, "other_time", **told)
    assert Dose.objects.get().taken_at == at("2026-03-04T22:10")


def test_with_a_signal_a_kind_word_comes_first_and_nothing_is_logged(scene: Scene, phone: On) -> None:
    scene.dose(7, "2026-03-05T07:55")
    ada = phone(scene, MADE)
    answer = send(ada, scene, "dose", **a_dose(waited="")).json()
    assert answer["done"] is False
    assert "Before you log it" in answer["asks"] or "When did you take it?" in answer["asks"]
    assert "csrfmiddlewaretoken" not in answer["asks"]
    assert Dose.objects.count() == 1


def test_what_waited_is_asked_nothing(scene: Scene, phone: On) -> None:
    scene.dose(7, "2026-03-05T07:55")
    assert send(phone(scene, SENT), scene, "dose", **a_dose()).json()["done"]
    assert Dose.objects.count() == 2


def test_a_day_far_too_high_leads_to_the_number(scene: Scene, phone: On) -> None:
    answer = send(phone(scene, SENT), scene, "extra", amount="9").json()
    assert answer["to"] == f"/me/doses/{an_id(1)}/urgent/"


def test_everything_else_goes_the_same_way_and_is_once(scene: Scene, phone: On) -> None:
    ada = phone(scene, SENT)
    activity = actions.add_activity(course=scene.course, kind="heat", text="Heat", **scene.told("2026-03-05T08:00"))
    entries: list[tuple[str, int, dict[str, Any]]] = [
        ("dose", 1, a_dose()),
        ("undo_dose", 2, {"dose": str(an_id(1))}),
        ("check_in", 3, {"pain": "4", "use": "as_planned", "symptoms": ["headache"]}),
        ("emergency", 4, {"symptom": "seizure"}),
        ("undo_check_in", 5, {"check_in": str(an_id(4))}),
        ("talk", 6, {"line": "I worry."}),
        ("tick", 7, {"activity": str(activity.pk), "day": "2026-03-05"}),
        ("untick", 8, {"tick": str(an_id(7))}),
    ]
    for _ in range(2):
        for kind, number, told in entries:
            answer = send(ada, scene, kind, number, **told)
            assert (answer.status_code, answer.json()["done"]) == (200, True), kind
    assert Dose.objects.get().undone_at is not None
    made, emergency = CheckIn.objects.order_by("seq")
    assert (made.pain, made.at, made.symptoms) == (4, at(MADE), ["headache"])
    assert emergency.undone_at is not None
    assert TalkRequest.objects.get().line == "I worry."
    assert ActivityTick.objects.get().undone_at is not None


def test_a_check_in_of_before_the_end_is_taken_after_it(scene: Scene, phone: On) -> None:
    answer = send(phone(scene, "2026-03-20T09:00"), scene, "check_in", use="as_planned", id=str(an_id(3)))
    assert answer.json()["done"]


@pytest.mark.parametrize(
    "told",
    [
        {"made_at": "yesterday"},
        {"made_at": "2026-03-05T08:05:00"},
        {"sent_at": "just now"},
        {"sent_at": "9999-01-01T00:00Z"},
        {"id": "no"},
        {"kind": "everything"},
        {"amount": "many"},
        {"amount": "-1"},
        {"zone": "x" * 65},
        {"when": "at", "at": "9" * 30},
        {"when": "about", "slot_at": "99999-01-01T00:00Z"},
    ],
)
def test_what_cannot_be_read_is_told_so(scene: Scene, phone: On, told: dict[str, Any]) -> None:
    kind = told.pop("kind", "dose")
    answer = send(phone(scene, SENT), scene, kind, **{**a_dose(), **told})
    assert answer.status_code == 422
    assert answer.json()["done"] is False
    assert not Dose.objects.exists()


@pytest.mark.parametrize("kind", ["undo_dose", "undo_check_in", "untick", "tick"])
def test_what_is_not_there_is_told_so(scene: Scene, phone: On, kind: str) -> None:
    nobodys: dict[str, Any] = dict.fromkeys(("dose", "check_in", "tick", "activity"), str(an_id(99)))
    answer = send(phone(scene, SENT), scene, kind, day="2026-03-05", **nobodys)
    assert answer.status_code == 404
    assert answer.json()["code"] == "not_there"


def test_an_entry_of_another_patient_stays_on_the_phone(scene: Scene, phone: On) -> None:
    other = a_patient(scene.practice, given_name="Ben")
    answer = send(phone(scene, SENT), scene, "dose", **a_dose(owner=str(other.pk)))
    assert (answer.status_code, answer.json()["code"]) == (403, "another_patient")
    assert not Dose.objects.exists()


def test_without_a_session_it_is_a_way_to_sign_in_and_no_acknowledgement(scene: Scene, phone: On) -> None:
    ada = phone(scene, SENT)
    ada.client.logout()
    assert send(ada, scene, "dose", **a_dose()).status_code == 302
    assert not Dose.objects.exists()


def test_a_tick_of_a_day_to_come_is_refused(scene: Scene, phone: On) -> None:
    activity = actions.add_activity(course=scene.course, kind="heat", text="Heat", **scene.told("2026-03-05T08:00"))
    day = (at(SENT) + timedelta(days=2)).date().isoformat()
    answer = send(phone(scene, SENT), scene, "tick", activity=str(activity.pk), day=day)
    assert answer.status_code == 409
    assert answer.json()["done"] is False
