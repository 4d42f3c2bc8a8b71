"""The check-in: emergencies first and at once; then a few questions, each of which may be left out."""

from collections.abc import Callable
from typing import Any

import pytest

from courses.models import CheckIn, Practice
from tests.courses.making import Scene, an_id
from tests.tracker.patient.phone import Phone, forms_of

pytestmark = pytest.mark.django_db
On = Callable[[Scene, str], Phone]

NOON = "2026-03-05T12:00"


def path_of(scene: Scene) -> str:
    return f"/me/courses/{scene.course.pk}/check-in/"


def through(phone: Phone, path: str, *answers: dict[str, Any]) -> Any:
    """Go through the steps, one after the other; the last answer of the server."""
    answer: Any = phone.client.get(path)
    for given in answers:
        form = forms_of(answer)[-1] if "emergency" not in forms_of(answer)[-1]["action"] else forms_of(answer)[0]
        form = next(one for one in forms_of(answer) if "step" in one)
        symptoms = form.pop("symptoms", None)
        sent = {**form, **({"symptoms": symptoms} if symptoms else {}), **given}
        answer = phone.client.post(path, sent)
    return answer


def test_the_first_question_is_about_emergencies(scene: Scene, phone: On) -> None:
    page = phone(scene, NOON).get("/me/check-in/")
    assert "Check-in, 1 of 5" in page
    assert page.index("A seizure (a fit)") < page.index("None of these")
    assert "Thoughts of ending my life" in page


@pytest.mark.parametrize("symptom", ["seizure", "trouble_breathing", "cannot_wake", "hallucinations"])
def test_an_emergency_is_recorded_at_once_and_the_number_is_the_page(scene: Scene, phone: On, symptom: str) -> None:
    there = phone(scene, NOON)
    answer = there.client.post(
        f"/me/courses/{scene.course.pk}/emergency/", {"id": str(an_id(1)), "symptom": symptom}, follow=True
    )
    html = answer.content.decode()
    assert CheckIn.objects.get().symptoms == [symptom]
    assert html.index("tel:911") < html.index("tel:988")
    assert 'role="alert"' in html
    assert "Do not wait for your practice." in html
    assert "Do not stop suddenly" not in html
    assert "<nav" not in html


def test_for_thoughts_of_suicide_the_crisis_line_takes_the_big_place(scene: Scene, phone: On) -> None:
    there = phone(scene, NOON)
    answer = there.client.post(
        f"/me/courses/{scene.course.pk}/emergency/", {"id": str(an_id(1)), "symptom": "suicidal_thoughts"}, follow=True
    )
    html = answer.content.decode()
    assert html.index("tel:988") < html.index("tel:911")
    assert html.index("alarm-number") < html.index("tel:988") < html.index("</a>", html.index("alarm-number"))


def test_an_emergency_tapped_twice_is_one_check_in_and_can_be_undone(scene: Scene, phone: On) -> None:
    there = phone(scene, NOON)
    for _ in range(2):
        there.post(f"/me/courses/{scene.course.pk}/emergency/", id=str(an_id(1)), symptom="seizure")
    made = CheckIn.objects.get()
    assert "Undone." in there.send(f"/me/check-ins/{made.client_id}/undo/", id=str(an_id(2)))
    made.refresh_from_db()
    assert made.undone_at is not None


@pytest.mark.parametrize("sent", [{}, {"symptom": "seizure"}, {"symptom": "hiccups", "id": str(an_id(1))}])
def test_a_broken_emergency_form_still_shows_the_numbers(scene: Scene, phone: On, sent: dict[str, str]) -> None:
    answer = phone(scene, NOON).client.post(f"/me/courses/{scene.course.pk}/emergency/", sent, follow=True)
    assert "tel:911" in answer.content.decode()


def test_the_numbers_are_the_practices(scene: Scene, phone: On) -> None:
    Practice.objects.filter(pk=scene.practice.pk).update(emergency_number="112", crisis_line="", poison_line="")
    there = phone(scene, NOON)
    html = there.client.get("/me/urgent/").content.decode()
    assert "tel:112" in html
    assert "911" not in html
    assert "Poison" not in html


def test_answers_of_all_steps_are_recorded_together(scene: Scene, phone: On) -> None:
    there = phone(scene, NOON)
    answer = through(
        there,
        path_of(scene),
        {},
        {"pain": "7"},
        {"drowsiness": "2"},
        {"use": "less", "line": "I skip the noon one."},
        {"symptoms": ["headache", "insomnia"]},
    )
    assert answer.status_code == 302
    made = CheckIn.objects.get()
    assert (made.pain, made.drowsiness, made.use, made.line) == (7, 2, "less", "I skip the noon one.")
    assert made.symptoms == ["headache", "insomnia"]


def test_every_question_may_be_left_out(scene: Scene, phone: On) -> None:
    through(phone(scene, NOON), path_of(scene), {}, {}, {}, {}, {})
    made = CheckIn.objects.get()
    assert (made.pain, made.drowsiness, made.use, made.symptoms, made.line) == (None, None, None, [], "")


def test_nothing_is_recorded_before_the_last_step(scene: Scene, phone: On) -> None:
    answer = through(phone(scene, NOON), path_of(scene), {}, {"pain": "7"}, {}, {})
    assert "Check-in, 5 of 5" in answer.content.decode()
    assert CheckIn.objects.count() == 0


def test_none_of_these_excludes_the_others(scene: Scene, phone: On) -> None:
    through(phone(scene, NOON), path_of(scene), {}, {}, {}, {}, {"symptoms": ["headache", "none"]})
    assert CheckIn.objects.get().symptoms == []


def test_the_last_step_sent_twice_is_one_check_in(scene: Scene, phone: On) -> None:
    there = phone(scene, NOON)
    last = next(one for one in forms_of(through(there, path_of(scene), {}, {}, {}, {})) if "step" in one)
    for _ in range(2):
        assert there.post(path_of(scene), **last).status_code == 302
    assert CheckIn.objects.count() == 1


def test_a_saved_check_in_sent_again_with_other_answers_is_kept_as_it_was(scene: Scene, phone: On) -> None:
    there = phone(scene, NOON)
    last = next(one for one in forms_of(through(there, path_of(scene), {}, {"pain": "2"}, {}, {})) if "step" in one)
    there.post(path_of(scene), **last)
    assert "was saved before" in there.send(path_of(scene), **{**last, "pain": "9"})
    assert CheckIn.objects.get().pain == 2


def test_nothing_is_chosen_beforehand(scene: Scene, phone: On) -> None:
    there = phone(scene, NOON)
    for steps in range(1, 5):
        assert "checked" not in through(there, path_of(scene), *[{}] * steps).content.decode()


def test_i_have_stopped_opens_the_check_in_with_that_answer(scene: Scene, phone: On) -> None:
    there = phone(scene, NOON)
    assert "I have stopped taking it" in there.get("/me/")
    answer: Any = there.client.get(path_of(scene), {"use": "stopped"})
    form = next(one for one in forms_of(answer) if "step" in one)
    assert form["use"] == "stopped"
    for _ in range(4):
        answer = there.client.post(path_of(scene), form)
        form = {**form, "step": str(int(form["step"]) + 1)}
    there.client.post(path_of(scene), form)
    assert CheckIn.objects.get().use == "stopped"


def test_after_the_end_the_answers_are_still_taking_or_stopped(scene: Scene, phone: On) -> None:
    there = phone(scene, "2026-03-17T12:00")
    page = through(there, path_of(scene), {}, {}, {}).content.decode()
    assert "I still take some" in page
    assert "As planned" not in page
    answer = through(there, path_of(scene), {}, {}, {}, {"use": "still_taking"}, {})
    assert answer["Location"].endswith("/end/")
    assert "Thank you for telling us" in there.get(answer["Location"])


@pytest.mark.parametrize(
    "wrong",
    [
        {"pain": "11"}, {"pain": "-1"}, {"drowsiness": "9"}, {"use": "sometimes"}, {"symptoms": "plague"},
        {"line": "x" * 1001}, {"step": "9" * 5000},
    ],
)  # fmt: skip
def test_a_wrong_answer_is_said_and_nothing_recorded(scene: Scene, phone: On, wrong: dict[str, str]) -> None:
    there = phone(scene, NOON)
    answer = there.client.post(path_of(scene), {"id": str(an_id(1)), "step": "4", **wrong})
    assert answer.status_code in {200, 422}
    assert CheckIn.objects.count() == 0
    if "step" not in wrong:
        assert "Not saved yet" in answer.content.decode()


def test_odd_text_is_kept_as_it_was_written(scene: Scene, phone: On) -> None:
    line = "שלום\u200b <b>bold</b>"
    there = phone(scene, NOON)
    there.post(path_of(scene), id=str(an_id(1)), step="4", line=line)
    assert CheckIn.objects.get().line == line
