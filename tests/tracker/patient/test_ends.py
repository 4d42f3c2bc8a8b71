"""The pages about the end: each state, with the words that it may say and none that it must not."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

import pytest

from courses import actions
from courses.models import Medicine, Practice
from courses.rules.facts import Decision, Use
from tests.courses.making import FIRST_DAY, REASONS, Scene, an_id, slots
from tests.tracker.patient.phone import SUDDENLY, Phone
from tracker.patient.reading import read
from tracker.patient.stairs import stairs

pytestmark = pytest.mark.django_db
On = Callable[[Scene, str], Phone]

ON_DAY_9 = "2026-03-10T12:00"


@pytest.fixture
def used(scene: Scene) -> Scene:
    """Eight days taken as planned."""
    scene.days(FIRST_DAY, 8)
    return scene


def the_end(phone: Phone, scene: Scene) -> str:
    return phone.get(f"/me/courses/{scene.course.pk}/end/")


def test_with_risk_and_without_a_plan_it_says_the_three_sentences(used: Scene, phone: On) -> None:
    there = phone(used, ON_DAY_9)
    page = the_end(there, used)
    assert "Your last day is in 5 days" in page
    assert "Sunday 15 March" in page
    for sentence in (f"{SUDDENLY}.", "Do not carry on without advice.", "Talk to your prescriber now."):
        assert sentence in page
    assert "Ask to talk" in page
    today = there.get("/me/")
    assert "Talk to your prescriber now" in today
    assert f"{SUDDENLY}. Do not carry on without advice." in today


def test_before_the_first_ending_message_nothing_presses(used: Scene, phone: On) -> None:
    there = phone(used, "2026-03-10T09:00")
    today = there.get("/me/")
    assert SUDDENLY not in today
    assert "Last day, in 5 days" in today
    assert SUDDENLY not in the_end(there, used)


def test_a_plan_to_stop_is_told_and_the_sentence_is_not(used: Scene, phone: On) -> None:
    told = used.told("2026-03-10T11:00")
    actions.plan_end(course=used.course, decision=Decision.STOP_AS_PLANNED, **told)
    there = phone(used, ON_DAY_9)
    for page in (the_end(there, used), there.get("/me/")):
        assert "Your prescriber plans that you stop after Sunday 15 March." in page
        assert "If you feel unwell then, tell us." in page
        assert SUDDENLY not in page


def test_a_plan_to_see_the_patient_names_the_day(used: Scene, phone: On) -> None:
    told = used.told("2026-03-10T11:00")
    actions.plan_end(course=used.course, decision=Decision.SEE_PATIENT, by_day=date(2026, 3, 13), **told)
    page = the_end(phone(used, ON_DAY_9), used)
    assert "Your prescriber wants to talk with you by Friday 13 March." in page
    assert SUDDENLY not in page


def test_a_taper_follows_its_steps_and_shows_todays_amount(phone: On) -> None:
    scene = Scene(steps=(slots("08:00", "14:00", "20:00", days=8), slots("08:00", "20:00", days=6)))
    there = phone(scene, ON_DAY_9)
    for page in (the_end(there, scene), there.get("/me/")):
        assert "Follow the steps on your page to Sunday 15 March." in page
        assert SUDDENLY not in page
    today = there.get("/me/")
    assert "New step today" in today
    assert "2 tablets today" in today
    assert "Yesterday 3. Tomorrow 2." in today
    assert "3 a day 2 Mar to 9 Mar Today 2 a day 10 Mar to 15 Mar " in today


def test_a_change_to_come_is_told_with_its_day(phone: On) -> None:
    scene = Scene(steps=(slots("08:00", "14:00", "20:00", days=8), slots("08:00", "20:00", days=6)))
    assert "Next change: Tuesday 10 March, 2 tablets a day." in phone(scene, "2026-03-09T12:00").get("/me/")


def test_without_the_risk_it_says_the_day_and_to_ask(scene: Scene, phone: On) -> None:
    plain = scene.enter(
        medicine=Medicine.objects.get(code="methocarbamol"),
        strength="750 mg tablet",
        steps=(slots("09:00", "21:00", days=5),),
        overrides=REASONS,
        confirmed_twice=True,
    )
    there = phone(scene, "2026-03-05T12:00")
    page = there.get(f"/me/courses/{plain.pk}/end/")
    assert "Your last day is tomorrow" in page
    assert "Ask if you are unsure." in page
    assert SUDDENLY not in page


def test_on_the_last_day_it_is_today(used: Scene, phone: On) -> None:
    used.days(date(2026, 3, 10), 5)
    page = the_end(phone(used, "2026-03-15T12:00"), used)
    assert "Today is your last day" in page


def test_over_asks_how_it_is_and_presses_nothing(used: Scene, phone: On) -> None:
    used.days(date(2026, 3, 10), 6)
    there = phone(used, "2026-03-16T12:00")
    page = the_end(there, used)
    assert "Your course is over" in page
    assert "Still taking some, or unwell? Tell us." in page
    assert SUDDENLY not in page
    assert SUDDENLY not in there.get("/me/")


def test_use_beyond_the_end_is_told_kindly_by_days(used: Scene, phone: On) -> None:
    used.days(date(2026, 3, 10), 6)
    for n, taken in enumerate(("2026-03-16T22:00", "2026-03-17T22:00", "2026-03-17T23:00")):
        used.dose(n, taken)
    page = the_end(phone(used, "2026-03-18T09:00"), used)
    assert "Your last day was Sunday 15 March." in page
    assert "Since then you logged 3 tablets on 2 days." in page
    assert "You are not in trouble." in page
    assert "Mon 16 Mar 1 tablet" in page
    assert "Tue 17 Mar 2 tablets" in page
    assert "Poor sleep".lower() in page
    assert SUDDENLY not in page


def test_silence_is_asked_about(used: Scene, phone: On) -> None:
    page = the_end(phone(used, "2026-03-12T09:00"), used)
    assert "How are you?" in page
    assert "We have not heard from you since Monday 9 March." in page
    assert "Talk to your prescriber now about what comes next." in page
    assert "You told us" not in page


def test_who_said_that_they_stopped_is_thanked(used: Scene, phone: On) -> None:
    told = used.told("2026-03-10T09:00", used.patient.as_viewer())
    actions.check_in(course=used.course, client_id=an_id(1), use=Use.STOPPED, **told)
    page = the_end(phone(used, ON_DAY_9), used)
    assert "You told us on Tuesday 10 March that you have stopped. Thank you." in page
    assert "You are not in trouble." in page
    assert SUDDENLY not in page


def test_a_stop_by_the_prescriber_shows_what_was_told(used: Scene, phone: On) -> None:
    told = used.told("2026-03-10T09:00")
    actions.stop(course=used.course, reason="rash, secret reason", told="Call me on Friday.", **told)
    page = the_end(phone(used, ON_DAY_9), used)
    assert "Your prescriber ended it." in page
    assert "Call me on Friday." in page
    assert "secret reason" not in page


def test_a_closed_course_thanks_and_stays(used: Scene, phone: On) -> None:
    used.days(date(2026, 3, 10), 6)
    actions.close(course=used.course, reason="all well", **used.told("2026-03-20T09:00"))
    page = the_end(phone(used, "2026-03-21T09:00"), used)
    assert "Thank you for going this way with us." in page
    assert "all well" not in page


def test_a_course_taken_back_says_so(scene: Scene, phone: On) -> None:
    actions.cancel(course=scene.course, **scene.told("2026-03-02T07:00"))
    there = phone(scene, "2026-03-02T09:00")
    assert "Your prescriber took this course back" in there.get("/me/")
    assert "button solid" not in there.client.get("/me/").content.decode()


def test_a_changed_plan_is_said_on_today(used: Scene, phone: On) -> None:
    told = used.told("2026-03-10T09:00")
    steps = (slots("08:00", "20:00", days=3),)
    actions.extend(course=used.course, steps=steps, reason="still sore", plan=Decision.STOP_AS_PLANNED, **told)
    there = phone(used, ON_DAY_9)
    assert "Your plan has changed" in there.get("/me/")
    there.set_clock("2026-03-12T09:00")
    assert "Your plan has changed" not in there.get("/me/")


def test_a_step_before_a_gap_ends_where_the_gap_begins(scene: Scene) -> None:
    scene.days(FIRST_DAY, 14)
    steps = (slots("08:00", "20:00", days=3),)
    told = scene.told("2026-03-18T09:00")
    actions.extend(course=scene.course, steps=steps, reason="still sore", plan=Decision.STOP_AS_PLANNED, **told)
    [course] = read(scene.patient.as_viewer(), told["now"]).courses
    days = [(stair.first, stair.last) for stair in stairs(course)]
    assert days == [("2 Mar", "15 Mar"), ("18 Mar", "20 Mar")]


def test_the_course_page_has_the_end_and_the_prescribers_plan(phone: On) -> None:
    scene = Scene(instructions="Call us if you feel too sleepy.", indication="Low-back strain")
    page = phone(scene, "2026-03-03T09:00").get(f"/me/courses/{scene.course.pk}/")
    for words in (
        "Carisoprodol 350 mg", "Day 2 of 14", "Sun 15 March", "Mon 2 Mar to Sun 15 Mar",
        "1 tablet at 8:00 am, 2:00 pm, 8:00 pm, 10:30 pm", "Call us if you feel too sleepy.", "Low-back strain",
        "Dr. Vega wrote this plan.",
    ):  # fmt: skip
        assert words in page


def test_the_clock_is_that_of_the_practices_country(scene: Scene, phone: On) -> None:
    Practice.objects.filter(pk=scene.practice.pk).update(country="ES")
    assert "Due now, 08:00" in phone(scene, "2026-03-02T08:05").get("/me/")


def test_a_course_to_come_says_when_it_starts(scene: Scene, phone: On) -> None:
    page = phone(scene, "2026-03-01T13:00").get("/me/")
    assert "Starts on Monday 2 March" in page
    assert "Tomorrow from 8:00 am." in page


def test_without_a_course_there_is_a_sentence(scene: Scene, phone: On) -> None:
    there = phone(scene, "2026-07-01T13:00")
    assert "No medicine today" in there.get("/me/")


def test_the_number_of_queries_does_not_grow_with_the_days(
    scene: Scene, phone: On, django_assert_max_num_queries: Callable[[int], AbstractContextManager[None]]
) -> None:
    there = phone(scene, "2026-03-02T08:05")
    with django_assert_max_num_queries(28):
        there.client.get("/me/")
    scene.days(FIRST_DAY, 3)
    there.set_clock("2026-03-05T08:05")
    with django_assert_max_num_queries(28):
        there.client.get("/me/")


def test_the_days_of_a_break_are_none_of_the_course(scene: Scene, phone: On) -> None:
    steps = (slots("08:00", "20:00", days=3),)
    told = scene.told("2026-03-18T09:00")
    actions.extend(course=scene.course, steps=steps, reason="still sore", plan=Decision.STOP_AS_PLANNED, **told)
    there = phone(scene, "2026-03-18T12:00")
    assert "Day 15 of 17" in there.get("/me/")
    there.set_clock("2026-03-20T12:00")
    assert "Day 17 of 17" in there.get("/me/")
