"""The bands on the page of today: what is said of a course's end, of answers, of the watch after it, and thanks."""

from collections.abc import Callable
from datetime import date

import pytest

from courses import actions
from courses.models import Medicine
from courses.rules.facts import Decision, Outcome
from tests.courses.making import FIRST_DAY, REASONS, Scene, an_id, slots
from tests.tracker.patient.phone import SUDDENLY, Phone

pytestmark = pytest.mark.django_db
On = Callable[[Scene, str], Phone]

ON_DAY_9 = "2026-03-10T12:00"


@pytest.fixture
def used(scene: Scene) -> Scene:
    """Eight days taken as planned."""
    scene.days(FIRST_DAY, 8)
    return scene


def ask(scene: Scene, now: str) -> None:
    actions.ask_to_talk(course=scene.course, client_id=an_id(7), line="", **scene.told(now, scene.patient.as_viewer()))


def test_with_a_plan_the_band_says_when_the_last_day_is_and_what_is_planned(used: Scene, phone: On) -> None:
    actions.plan_end(course=used.course, decision=Decision.STOP_AS_PLANNED, **used.told("2026-03-10T11:00"))
    there = phone(used, ON_DAY_9)
    assert "Your last day is in 5 days Your prescriber plans that you stop after Sunday 15 March." in there.get("/me/")
    used.days(date(2026, 3, 10), 5)
    there.set_clock("2026-03-15T12:00")
    assert "Today is your last day Your prescriber plans that you stop" in there.get("/me/")


def test_who_has_asked_is_not_told_to_ask_again_but_still_what_not_to_do(used: Scene, phone: On) -> None:
    ask(used, "2026-03-10T11:30")
    page = phone(used, ON_DAY_9).get("/me/")
    assert f"You asked to talk: Tue 10 Mar, 11:30 am. {SUDDENLY}. Do not carry on without advice." in page
    assert "Talk to your prescriber now" not in page


def test_an_answer_is_on_today_for_two_days(used: Scene, phone: On) -> None:
    ask(used, "2026-03-10T11:30")
    answered = used.told("2026-03-10T13:00")
    actions.answer(course=used.course, outcome=Outcome.APPOINTMENT, note="for clinicians alone", **answered)
    there = phone(used, "2026-03-10T14:00")
    assert "You have an appointment. Not sure when? Call us. They answered: Tue 10 Mar, 1:00 pm." in there.get("/me/")
    assert "for clinicians alone" not in there.get("/me/")
    there.set_clock("2026-03-12T13:00")
    assert "You have an appointment." not in there.get("/me/")


def test_a_check_in_that_is_due_is_asked_for_until_it_is_made(scene: Scene, phone: On) -> None:
    scene.days(FIRST_DAY, 6)
    there = phone(scene, "2026-03-08T12:00")
    asked = "How are you? Please answer a few short questions."
    assert asked in there.get("/me/")
    told = scene.told("2026-03-08T12:05", scene.patient.as_viewer())
    actions.check_in(course=scene.course, client_id=an_id(8), pain=3, **told)
    there.set_clock("2026-03-08T12:10")
    assert asked not in there.get("/me/")


@pytest.mark.parametrize("day", ["2026-03-18", "2026-03-22"])
def test_the_watch_asks_on_days_3_and_7_after_the_last_day(used: Scene, phone: On, day: str) -> None:
    used.days(date(2026, 3, 10), 6)
    there = phone(used, f"{day}T09:59")
    asked = "How are you since your course ended? Please answer a few short questions."
    assert asked not in there.get("/me/")
    assert "Still taking some, or unwell?" in there.get("/me/")
    there.set_clock(f"{day}T10:00")
    assert asked in there.get("/me/")


def test_a_course_that_was_closed_is_thanked_for_two_weeks(used: Scene, phone: On) -> None:
    used.days(date(2026, 3, 10), 6)
    actions.close(course=used.course, reason="all well", **used.told("2026-03-20T09:00"))
    there = phone(used, "2026-03-20T12:00")
    assert "Thank you Your course is over. Your record is kept for you." in there.get("/me/")
    there.set_clock("2026-04-03T08:59")
    assert "Your record is kept for you." in there.get("/me/")
    there.set_clock("2026-04-03T09:00")
    assert "Your record is kept for you." not in there.get("/me/")


def test_a_course_whose_watch_ended_is_thanked_too(used: Scene, phone: On) -> None:
    used.days(date(2026, 3, 10), 6)
    there = phone(used, "2026-03-29T12:00")
    assert "Your record is kept for you." not in there.get("/me/")
    there.set_clock("2026-03-30T12:00")
    assert "Thank you Your course is over." in there.get("/me/")


def test_with_several_courses_a_band_names_its_medicine(used: Scene, phone: On) -> None:
    assert "Carisoprodol 350 mg Talk to your prescriber now" not in phone(used, ON_DAY_9).get("/me/")
    used.enter(
        medicine=Medicine.objects.get(code="methocarbamol"),
        strength="750 mg tablet",
        first_day=date(2026, 3, 9),
        steps=(slots("09:00", "21:00", days=10),),
        overrides=REASONS,
        confirmed_twice=True,
    )
    assert "Carisoprodol 350 mg Talk to your prescriber now" in phone(used, ON_DAY_9).get("/me/")


def test_an_extension_that_goes_on_as_before_is_no_change_of_amount(used: Scene, phone: On) -> None:
    how = used.told("2026-03-10T09:00")
    steps = (slots("08:00", "14:00", "20:00", "22:30", days=3),)
    actions.extend(course=used.course, steps=steps, reason="sore", plan=Decision.STOP_AS_PLANNED, **how)
    page = phone(used, ON_DAY_9).get("/me/")
    assert "Your plan has changed" in page
    assert "Next change" not in page
    assert "tablets today" not in page
