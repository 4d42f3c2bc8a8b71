"""Asking to talk: once is enough, and what happens next is said."""

from collections.abc import Callable

import pytest

from courses import actions
from courses.models import Patient, Practice, TalkRequest
from courses.rules.facts import Outcome
from tests.courses.making import Scene, an_id
from tests.tracker.patient.phone import Phone

pytestmark = pytest.mark.django_db
On = Callable[[Scene, str], Phone]

NOON = "2026-03-05T12:00"


@pytest.fixture
def reachable(scene: Scene) -> Scene:
    Practice.objects.filter(pk=scene.practice.pk).update(
        phone="555-0142",
        out_of_hours_phone="555-0199",
        hours="Monday to Friday, 8:00 am to 5:30 pm",
        answer_promise="Dr. Vega or a nurse will call you by the end of Friday.",
    )
    return scene


def test_the_page_says_who_answers_when_they_read_and_both_numbers(reachable: Scene, phone: On) -> None:
    page = phone(reachable, NOON).get("/me/talk/")
    for words in (
        "Dr. Vega or a nurse will call you by the end of Friday.", "They read this Monday to Friday",
        "Call Elm Street", "555-0142", "When they are closed 555-0199", "In an emergency 911",
    ):  # fmt: skip
        assert words in page


def test_without_a_promise_it_says_what_is_true(scene: Scene, phone: On) -> None:
    page = phone(scene, NOON).get("/me/talk/")
    assert "Your practice will see this. To talk sooner, call." in page


def test_a_request_waits_and_says_since_when(reachable: Scene, phone: On) -> None:
    there = phone(reachable, NOON)
    form = next(form for form in there.forms("/me/talk/") if "id" in form)
    page = there.send(form["action"], **form, line="My back still hurts at night.")
    assert "You asked to talk: Thu 5 Mar, 12:00 pm." in page
    assert "What is on your mind?" not in page
    assert "Call Elm Street" in page
    request = TalkRequest.objects.get()
    assert request.line == "My back still hurts at night."


def test_a_request_sent_twice_is_one(scene: Scene, phone: On) -> None:
    there = phone(scene, NOON)
    form = next(form for form in there.forms("/me/talk/") if "id" in form)
    for line in ("one", "one", "two"):
        assert there.post(form["action"], **form, line=line).status_code == 302
    assert TalkRequest.objects.get().line == "one"


def test_an_answer_is_shown_where_one_asked_without_the_note_for_clinicians(scene: Scene, phone: On) -> None:
    told = scene.told("2026-03-05T09:00", scene.patient.as_viewer())
    actions.ask_to_talk(course=scene.course, client_id=an_id(1), **told)
    actions.answer(
        course=scene.course, outcome=Outcome.APPOINTMENT, note="Sounded drowsy.", **scene.told("2026-03-05T10:00")
    )
    page = phone(scene, NOON).get("/me/talk/")
    assert "They answered: Thu 5 Mar, 10:00 am. <br> You have an appointment. Not sure when? Call us." in page
    assert "Sounded drowsy." not in page
    assert "What is on your mind?" in page


def test_a_line_too_long_is_said_and_kept(scene: Scene, phone: On) -> None:
    there = phone(scene, NOON)
    form = next(form for form in there.forms("/me/talk/") if "id" in form)
    answer = there.post(form["action"], **form, line="x" * 1001)
    assert answer.status_code == 422
    assert "x" * 1001 in answer.content.decode()
    assert TalkRequest.objects.count() == 0


def test_a_line_that_no_database_stores_is_refused_in_words(scene: Scene, phone: On) -> None:
    there = phone(scene, NOON)
    form = next(form for form in there.forms("/me/talk/") if "id" in form)
    answer = there.post(form["action"], **form, line="a\0b")
    assert answer.status_code == 422
    assert TalkRequest.objects.count() == 0


@pytest.mark.parametrize(
    "path", ["", "courses/{id}/", "courses/{id}/extra/", "courses/{id}/talk/", "courses/{id}/end/"]
)
def test_where_a_talk_is_offered_stands_who_reads_it_when_and_all_numbers(phone: On, path: str) -> None:
    scene = Scene()
    Practice.objects.update(hours="Weekdays 8 to 5", phone="555-0142", out_of_hours_phone="555-0199")
    # Three days before the last one the end is spoken of.
    page = phone(scene, "2026-03-12T12:00").get("/me/" + path.format(id=scene.course.pk))
    for fact in ("Weekdays 8 to 5", "555-0142", "555-0199", "911"):
        assert fact in page, fact


def test_a_practice_that_names_no_hours_is_to_be_called(phone: On) -> None:
    scene = Scene()
    page = phone(scene, "2026-03-05T12:00").get(f"/me/courses/{scene.course.pk}/talk/")
    assert "When they are open. To be sure, call." in page


def test_a_practice_speaks_spanish_where_it_said_how(reachable: Scene, phone: On) -> None:
    Patient.objects.filter(pk=reachable.patient.pk).update(language="es")
    page = phone(reachable, NOON).get("/me/talk/")
    # Its hours are a fact that one can make out; a promise in another language is none.
    assert "Leen esto Monday to Friday, 8:00 am to 5:30 pm" in page
    assert "by the end of Friday" not in page
    assert "Su clínica verá esto. Para hablar antes, llame." in page
    Practice.objects.filter(pk=reachable.practice.pk).update(
        hours_in_spanish="Lunes a viernes", answer_promise_in_spanish="Le llamamos antes del viernes."
    )
    page = phone(reachable, NOON).get("/me/talk/")
    assert "Leen esto Lunes a viernes" in page
    assert "Le llamamos antes del viernes." in page
