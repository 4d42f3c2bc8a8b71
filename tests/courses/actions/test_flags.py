"""An acknowledgement taken back, and what is asked for a patient given to a colleague."""

from datetime import timedelta

import pytest

from courses import actions
from courses.access import Role
from courses.errors import NotAllowed, WrongInput
from courses.load import load_patient
from courses.models import Acknowledgement, Assignment, Flag, FlagEvent, Patient
from courses.rules.judging import advance
from courses.rules.record import Change, Record, Status
from notifications.rules.history import History
from tests.courses.making import Scene, a_clinician, a_practice, an_id, at

pytestmark = pytest.mark.django_db

EMERGENCY = "emergency_symptoms"


@pytest.fixture
def scene() -> Scene:
    scene = Scene()
    _seizure(scene, 1, "2026-03-03T09:00")
    return scene


def _seizure(scene: Scene, number: int, when: str) -> None:
    told = scene.told(when, scene.patient.as_viewer())
    actions.check_in(course=scene.course, client_id=an_id(number), symptoms=["seizure"], **told)


def _acknowledge(scene: Scene, when: str) -> Acknowledgement:
    made = actions.acknowledge(course=scene.course, rule=EMERGENCY, note="Called.", **scene.told(when))
    assert made is not None
    return made


def _changes(scene: Scene) -> list[str]:
    rows = FlagEvent.objects.filter(course=scene.course, rule=EMERGENCY).order_by("position")
    return list(rows.values_list("change", flat=True))


def test_an_acknowledgement_taken_back_leaves_the_flag_as_it_was(scene: Scene) -> None:
    before = Flag.objects.waiting().get(rule=EMERGENCY)
    seen = _acknowledge(scene, "2026-03-03T09:10")
    assert actions.undo_acknowledgement(acknowledgement=seen, **scene.told("2026-03-03T09:11")) is not None
    after = Flag.objects.waiting().get(rule=EMERGENCY)
    assert (after.waiting_since, after.severity, after.evidence) == (
        before.waiting_since,
        before.severity,
        before.evidence,
    )
    assert after.acknowledged is None
    assert _changes(scene) == [Change.OPENED, Change.ACKNOWLEDGED, Change.UNDONE]
    assert Acknowledgement.objects.get().note == "Called."


def test_taken_back_twice_is_taken_back_once(scene: Scene) -> None:
    seen = _acknowledge(scene, "2026-03-03T09:10")
    actions.undo_acknowledgement(acknowledgement=seen, **scene.told("2026-03-03T09:11"))
    assert actions.undo_acknowledgement(acknowledgement=seen, **scene.told("2026-03-03T09:12")) is None


def test_what_opened_again_meanwhile_is_left_alone(scene: Scene) -> None:
    seen = _acknowledge(scene, "2026-03-03T09:10")
    _seizure(scene, 2, "2026-03-03T09:30")
    assert actions.undo_acknowledgement(acknowledgement=seen, **scene.told("2026-03-03T09:31")) is None
    newer = _acknowledge(scene, "2026-03-03T09:40")
    assert actions.undo_acknowledgement(acknowledgement=seen, **scene.told("2026-03-03T09:41")) is None
    assert actions.undo_acknowledgement(acknowledgement=newer, **scene.told("2026-03-03T09:42")) is not None


def test_it_can_be_acknowledged_again(scene: Scene) -> None:
    seen = _acknowledge(scene, "2026-03-03T09:10")
    actions.undo_acknowledgement(acknowledgement=seen, **scene.told("2026-03-03T09:11"))
    _acknowledge(scene, "2026-03-03T09:12")
    assert Flag.objects.get(rule=EMERGENCY).status == Status.ACKNOWLEDGED


def test_judging_anew_from_the_facts_alone_finds_the_same(scene: Scene) -> None:
    seen = _acknowledge(scene, "2026-03-03T09:10")
    actions.undo_acknowledgement(acknowledgement=seen, **scene.told("2026-03-03T09:11"))
    until = at("2026-03-03T09:12")
    anew = advance(Record(judged_to=at("2026-03-01T12:00")), load_patient(scene.patient.pk), until)
    assert [event.change for event in anew.history if event.rule == EMERGENCY] == _changes(scene)


def test_reminders_that_wait_for_an_acknowledgement_wait_again(scene: Scene) -> None:
    seen = _acknowledge(scene, "2026-03-03T09:10")
    actions.undo_acknowledgement(acknowledgement=seen, **scene.told("2026-03-03T09:11"))
    anew = advance(Record(judged_to=at("2026-03-01T12:00")), load_patient(scene.patient.pk), at("2026-03-03T10:00"))
    history, told = History(anew.history), at("2026-03-03T09:00")
    course = str(scene.course.pk)
    assert history.acknowledged_since(course, EMERGENCY, told, at("2026-03-03T09:10"))
    assert not history.acknowledged_since(course, EMERGENCY, told, at("2026-03-03T09:11"))


def test_a_patient_is_told_nothing_anew(scene: Scene) -> None:
    """Openings call for messages to the patient; taking an acknowledgement back is none."""
    seen = _acknowledge(scene, "2026-03-03T09:10")
    actions.undo_acknowledgement(acknowledgement=seen, **scene.told("2026-03-03T09:11"))
    anew = advance(Record(judged_to=at("2026-03-01T12:00")), load_patient(scene.patient.pk), at("2026-03-03T10:00"))
    assert History(anew.history).openings(str(scene.course.pk), [EMERGENCY]) == [at("2026-03-03T09:00")]


def test_a_colleague_is_given_it_and_it_is_given_back(scene: Scene) -> None:
    colleague = a_clinician(scene.practice, Role.REVIEWER)
    made = actions.assign(patient=scene.patient, to=colleague, **scene.told("2026-03-03T09:10"))
    assert made is not None
    assert (made.to, made.by_id, made.known_at) == (colleague, scene.prescriber.pk, at("2026-03-03T09:10"))
    assert actions.assign(patient=scene.patient, to=None, **scene.told("2026-03-03T09:11")) is not None
    assert actions.assign(patient=scene.patient, to=None, **scene.told("2026-03-03T09:12")) is None
    assert Assignment.objects.count() == 2


def test_it_is_given_to_active_clinical_staff_of_the_practice_alone(scene: Scene) -> None:
    left = a_clinician(scene.practice)
    left.is_active, left.deactivated_at = False, at("2026-03-01T12:00") - timedelta(days=1)
    left.save()
    others = [left, a_clinician(scene.practice, Role.MANAGER), a_clinician(a_practice())]
    for one in others:
        with pytest.raises(WrongInput):
            actions.assign(patient=scene.patient, to=one, **scene.told("2026-03-03T09:10"))
    by_manager = scene.told("2026-03-03T09:10", others[1].as_viewer())
    with pytest.raises(NotAllowed):
        actions.assign(patient=scene.patient, to=scene.prescriber, **by_manager)
    assert Assignment.objects.count() == 0


def test_the_patient_is_judged_no_further_than_told(scene: Scene) -> None:
    actions.assign(patient=scene.patient, to=scene.prescriber, **scene.told("2026-03-03T09:10"))
    row = Patient.objects.get(pk=scene.patient.pk)
    assert row.judged_seq <= row.last_seq
