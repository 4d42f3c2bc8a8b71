"""What the phone keeps for when there is no signal: the pages' own words, of now and of the next days."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import RequestFactory

from courses import actions
from tests.courses.making import Scene, an_id, as_needed, at
from tests.tracker.patient.phone import Phone
from tracker.accounts.limits import Limit
from tracker.accounts.sessions import Place, begin
from tracker.patient.views import kept as views

pytestmark = pytest.mark.django_db
On = Callable[[Scene, str], Phone]

EVENING = "2026-03-11T18:12"


def kept(phone: Phone) -> dict[str, Any]:
    answer = phone.client.get("/me/kept.json")
    assert answer.status_code == 200
    assert "no-store" in answer.headers["Cache-Control"]
    found: dict[str, Any] = answer.json()
    return found


def text(plan: dict[str, Any], page: list[int]) -> str:
    return "\n".join(plan["lines"][place] for place in page)


def today_at(plan: dict[str, Any], now: str) -> str:
    """Today as the phone draws it at an instant."""
    fits = [one for one in plan["today"] if datetime.fromisoformat(one["from"]) <= at(now)]
    return text(plan, fits[-1]["page"])


def test_today_is_kept_as_it_will_be_at_each_hour(scene: Scene, phone: On) -> None:
    plan = kept(phone(scene, EVENING))
    assert "Due now" not in today_at(plan, "2026-03-11T18:12")
    assert "Due now, 8:00\u00a0pm" in today_at(plan, "2026-03-11T20:00")
    assert "Due now, 10:30\u00a0pm" in today_at(plan, "2026-03-11T22:30")
    assert "Day 10 of 14" in today_at(plan, "2026-03-12T03:59")
    assert "Day 11 of 14" in today_at(plan, "2026-03-12T04:00")


def test_what_is_kept_says_what_the_page_says_then(scene: Scene, phone: On) -> None:
    ada = phone(scene, EVENING)
    plan = kept(ada)
    for now in ("2026-03-11T20:10", "2026-03-12T05:00", "2026-03-12T10:00", "2026-03-13T14:00"):
        page = phone(scene, now).client.get("/me/").content.decode()
        for line in ("Due now", "Did you take it?", "Next one", "Talk to your prescriber now", "Last day, in"):
            assert (line in page) == (line in today_at(plan, now)), (now, line)


def test_the_pages_of_an_act_are_kept_with_the_numbers(scene: Scene, phone: On) -> None:
    plan = kept(phone(scene, EVENING))
    course = scene.course.pk
    for name in ("seizure", "trouble_breathing", "too_much"):
        page = text(plan, plan["pages"][f"#{name} {course}"])
        assert "tel:911" in page
    assert "tel:988" in text(plan, plan["pages"][f"#suicidal_thoughts {course}"])
    assert "tel:911" in text(plan, plan["pages"]["/me/urgent/"])
    assert plan["leads"]["/me/check-in/"] == f"/me/courses/{course}/check-in/"


def test_nothing_of_one_showing_is_kept(scene: Scene, phone: On) -> None:
    plan = kept(phone(scene, EVENING))
    assert "csrfmiddlewaretoken" not in json.dumps(plan)
    assert not any(line.startswith('<input type="hidden" name="id" value="0') for line in plan["lines"])
    assert not any("<script" in line for line in plan["lines"])


def test_the_limits_are_the_rules(scene: Scene, phone: On) -> None:
    scene.dose(1, "2026-03-11T08:05")
    limits = kept(phone(scene, EVENING))["courses"][str(scene.course.pk)]
    day = next(one for one in limits["days"] if one["from"] == "2026-03-11T08:00:00+00:00")
    # Four tablets of 350 mg are the label's maximum of a day; twice what is prescribed are eight.
    assert (day["logged"], day["prescribed"], day["far_from"], day["far_above"]) == (1, 4, 8, 4)
    assert day["apart"] == 75 * 60
    assert datetime.fromisoformat(limits["last_exact"]) == at("2026-03-11T08:05")
    assert limits["amounts"] == ["# tablet", "# tablets"]


def test_as_needed_says_how_far_apart(phone: On) -> None:
    scene = Scene(steps=(as_needed(),))
    limits = kept(phone(scene, "2026-03-03T09:00"))["courses"][str(scene.course.pk)]
    assert limits["days"][1]["says"]["soon"] == "Your plan says 6 hours apart."


def test_it_is_sent_again_only_when_something_changed(scene: Scene, phone: On) -> None:
    ada = phone(scene, EVENING)
    version = kept(ada)["version"]
    assert ada.client.get("/me/kept.json", {"version": version}).status_code == 204
    scene.dose(1, EVENING)
    assert ada.client.get("/me/kept.json", {"version": version}).status_code == 200


def test_a_shared_phone_keeps_no_page(scene: Scene, phone: On) -> None:
    ada = phone(scene, EVENING)
    request = RequestFactory().get("/")
    request.session = ada.client.session
    begin(request, Place.SHARED_PHONE, at(EVENING))
    request.session.save()
    told = kept(ada)
    assert not {"pages", "today", "lines", "courses"} & told.keys()
    assert "Carisoprodol" not in json.dumps(told)


def test_it_speaks_the_patients_language(phone: On) -> None:
    plan = kept(phone(Scene(language="es"), EVENING))
    assert plan["language"] == "es"
    assert "Hoy" in today_at(plan, EVENING)


def test_reading_it_changes_nothing(scene: Scene, phone: On) -> None:
    ada = phone(scene, EVENING)
    told = scene.told(EVENING, scene.patient.as_viewer())
    actions.ask_to_talk(course=scene.course, client_id=an_id(1), **told)
    scene.patient.refresh_from_db()
    before = (scene.patient.last_seq, scene.patient.judged_to)
    kept(ada)
    scene.patient.refresh_from_db()
    assert (scene.patient.last_seq, scene.patient.judged_to) == before


def test_who_asks_for_everything_again_and_again_is_told_to_wait(
    scene: Scene, phone: On, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "PLANS_A_PATIENT", Limit("kept-plans", 1, timedelta(hours=1)))
    ada = phone(scene, EVENING)
    version = kept(ada)["version"]
    assert ada.client.get("/me/kept.json").status_code == 429
    assert ada.client.get("/me/kept.json", {"version": version}).status_code == 204
