"""An answer to a talk request taken back."""

from datetime import timedelta

import pytest

from courses import actions
from courses.access import Role
from courses.errors import NotAllowed
from courses.load import load_patient
from courses.models import Flag, TalkAnswer, TalkAnswerUndo
from courses.rules.facts import Outcome
from courses.rules.known import Knowledge, KnownCourse
from courses.rules.record import Status
from notifications.digest import something_open
from tests.courses.making import Scene, a_clinician, an_id, at

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    """Somebody has waited since the morning of the 3rd."""
    scene = Scene()
    told = scene.told("2026-03-03T09:00", scene.patient.as_viewer())
    actions.ask_to_talk(course=scene.course, client_id=an_id(1), **told)
    return scene


def _answer(scene: Scene, when: str, outcome: Outcome = Outcome.SPOKE) -> TalkAnswer:
    made = actions.answer(course=scene.course, outcome=outcome, note="Called.", **scene.told(when))
    assert made is not None
    return made


def _known(scene: Scene, when: str) -> KnownCourse:
    return Knowledge(load_patient(scene.patient.pk)).at(at(when)).by_id[str(scene.course.pk)]


def test_who_waited_waits_again_since_they_asked(scene: Scene) -> None:
    answer = _answer(scene, "2026-03-03T10:00")
    assert actions.undo_answer(answer=answer, **scene.told("2026-03-03T10:01")) is not None
    waiting = _known(scene, "2026-03-03T10:02").waiting_since
    assert waiting is not None
    assert waiting.known_at == at("2026-03-03T09:00")
    assert _known(scene, "2026-03-03T10:00").waiting_since is None, "what was true before stays so"
    assert TalkAnswer.objects.get().note == "Called."


def test_the_flag_of_a_long_wait_is_open_again_at_once(scene: Scene) -> None:
    answer = _answer(scene, "2026-03-06T10:00")
    rows = Flag.objects.filter(rule="talk_request_waiting")
    assert rows.get().status == Status.WITHDRAWN
    actions.undo_answer(answer=answer, **scene.told("2026-03-06T10:01"))
    assert (rows.get().status, rows.get().severity) == (Status.OPEN, 3)


def test_taken_back_twice_is_taken_back_once(scene: Scene) -> None:
    answer = _answer(scene, "2026-03-03T10:00")
    actions.undo_answer(answer=answer, **scene.told("2026-03-03T10:01"))
    assert actions.undo_answer(answer=answer, **scene.told("2026-03-03T10:02")) is None
    assert TalkAnswerUndo.objects.count() == 1


def test_another_answer_that_ends_the_wait_goes_on_ending_it(scene: Scene) -> None:
    first = _answer(scene, "2026-03-03T10:00", Outcome.MESSAGE_LEFT)
    _answer(scene, "2026-03-03T11:00")
    actions.undo_answer(answer=first, **scene.told("2026-03-03T11:01"))
    assert _known(scene, "2026-03-03T12:00").waiting_since is None


def test_it_can_be_answered_again(scene: Scene) -> None:
    actions.undo_answer(answer=_answer(scene, "2026-03-03T10:00"), **scene.told("2026-03-03T10:01"))
    _answer(scene, "2026-03-03T10:05", Outcome.APPOINTMENT)
    assert _known(scene, "2026-03-03T12:00").waiting_since is None


def test_the_digest_tells_of_somebody_who_waits_again(scene: Scene) -> None:
    for flag in Flag.objects.filter(status=Status.OPEN):
        actions.acknowledge(course=scene.course, rule=flag.rule, **scene.told("2026-03-03T09:30"))
    answer = _answer(scene, "2026-03-03T10:00")
    assert not something_open(scene.practice.pk)
    actions.undo_answer(answer=answer, **scene.told("2026-03-03T10:01"))
    assert something_open(scene.practice.pk)


def test_a_patient_and_a_manager_take_no_answer_back(scene: Scene) -> None:
    answer = _answer(scene, "2026-03-03T10:00")
    for viewer in (scene.patient.as_viewer(), a_clinician(scene.practice, Role.MANAGER).as_viewer()):
        with pytest.raises(NotAllowed):
            actions.undo_answer(answer=answer, **scene.told(at("2026-03-03T10:00") + timedelta(minutes=1), viewer))
