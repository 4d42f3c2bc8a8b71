"""What every action does around its fact: judge, save, announce, or leave no trace."""

from collections.abc import Iterator
from typing import Any

import pytest

from courses import actions
from courses.errors import Refused
from courses.load import load_patient, load_record
from courses.models import Dose, Patient
from courses.rules.facts import Use
from courses.rules.judging import advance
from courses.signals import course_changed
from tests.courses.making import FIRST_DAY, Scene, an_id, at

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    return Scene()


@pytest.fixture
def heard() -> Iterator[list[dict[str, Any]]]:
    told: list[dict[str, Any]] = []

    def listen(**announced: Any) -> None:
        told.append(announced)

    course_changed.connect(listen)
    yield told
    course_changed.disconnect(listen)


def test_a_change_is_announced_with_what_is_known_and_judged_by_it(scene: Scene, heard: list[dict[str, Any]]) -> None:
    scene.dose(1, "2026-03-20T08:00")
    (announced,) = heard
    assert (announced["patient_id"], announced["what"]) == (scene.patient.pk, "log_dose")
    assert announced["course_ids"] == {scene.course.pk}
    assert announced["now"] == at("2026-03-20T08:00")
    assert announced["facts"] == load_patient(scene.patient.pk)
    assert announced["record"] == load_record(scene.patient.pk)


def test_what_changes_nothing_is_not_announced(scene: Scene, heard: list[dict[str, Any]]) -> None:
    actions.answer(course=scene.course, **scene.told("2026-03-02T09:00"))
    actions.move_zone(patient=scene.patient, time_zone="America/New_York", **scene.told("2026-03-02T09:00"))
    assert heard == []


def test_a_change_of_the_patient_concerns_every_course(scene: Scene, heard: list[dict[str, Any]]) -> None:
    actions.move_zone(patient=scene.patient, time_zone="Europe/Madrid", **scene.told("2026-03-02T09:00"))
    assert heard[0]["course_ids"] == {scene.course.pk}


def test_a_listener_that_fails_leaves_no_trace_of_the_change(scene: Scene) -> None:
    def fail(**_: Any) -> None:
        raise RuntimeError("the listener")

    before = Patient.objects.get(pk=scene.patient.pk)
    course_changed.connect(fail)
    try:
        with pytest.raises(RuntimeError):
            scene.dose(1, "2026-03-02T08:00")
    finally:
        course_changed.disconnect(fail)
    after = Patient.objects.get(pk=scene.patient.pk)
    assert not Dose.objects.exists()
    assert (after.last_seq, after.judged_to) == (before.last_seq, before.judged_to)


def test_a_refused_change_leaves_no_trace(scene: Scene) -> None:
    scene.dose(1, "2026-03-02T08:00")
    before = Patient.objects.get(pk=scene.patient.pk)
    with pytest.raises(Refused):
        actions.cancel(course=scene.course, **scene.told("2026-03-05T09:00"))
    after = Patient.objects.get(pk=scene.patient.pk)
    assert (after.last_seq, after.judged_to) == (before.last_seq, before.judged_to)


def test_actions_judge_as_one_advance_over_all_that_was_told(scene: Scene) -> None:
    scene.days(FIRST_DAY, 9)
    told = scene.told("2026-03-13T09:00", scene.patient.as_viewer())
    actions.check_in(course=scene.course, client_id=an_id(1), use=Use.STOPPED, symptoms=["tremor"], **told)
    scene.dose(2, "2026-03-17T09:00")
    chained = load_record(scene.patient.pk)
    fresh = Scene()
    begun = load_record(fresh.patient.pk)
    patient = load_patient(scene.patient.pk)
    whole = advance(type(begun)(judged_to=at("2026-03-01T12:00")), patient, chained.judged_to, facts_only=True)
    assert whole.flags == chained.flags
    assert whole.history == chained.history


def test_what_time_makes_true_at_the_instant_of_an_action_is_left_to_the_sweep(scene: Scene) -> None:
    # The second day is full at 04:00 on the fourth: a dose at that instant comes first.
    late = scene.dose(1, "2026-03-03T23:00", now="2026-03-04T04:00")
    assert late.created
    assert "not_started" not in {rule for _, rule in load_record(scene.patient.pk).flags}
