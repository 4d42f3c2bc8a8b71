"""Check-ins, talk requests and their answers, acknowledgements, activities, dispenses."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from courses import actions
from courses.errors import Conflict, NotAllowed, Refused, WrongInput
from courses.load import load_record
from courses.models import Acknowledgement, CheckIn, Dispense, Helper, TalkAnswer
from courses.rules.facts import Outcome, Use
from courses.rules.record import Status
from tests.courses.making import Scene, a_user, an_id, at

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    return Scene()


def checked_in(scene: Scene, number: int, now: str, **answers: Any) -> actions.CheckedIn:
    told = scene.told(now, scene.patient.as_viewer())
    return actions.check_in(course=scene.course, client_id=an_id(number), **answers, **told)


def flag(scene: Scene, rule: str) -> Status | None:
    found = load_record(scene.patient.pk).flags.get((str(scene.course.pk), rule))
    return None if found is None else found.status


def test_a_check_in_sent_again_changes_nothing_and_other_content_is_a_conflict(scene: Scene) -> None:
    answers = {"pain": 4, "use": Use.AS_PLANNED, "symptoms": ["tremor", "anxiety"]}
    first = checked_in(scene, 1, "2026-03-05T09:00", **answers)
    again = checked_in(scene, 1, "2026-03-05T09:30", **{**answers, "symptoms": ["anxiety", "tremor", "tremor"]})
    assert (again.created, again.check_in) == (False, first.check_in)
    with pytest.raises(Conflict):
        checked_in(scene, 1, "2026-03-05T09:30", **{**answers, "pain": 5})


def test_a_check_in_made_offline_counts_by_when_it_was_made(scene: Scene) -> None:
    made = checked_in(scene, 1, "2026-03-06T09:00", at=at("2026-03-05T23:00"), use=Use.LESS).check_in
    assert (made.at, made.medication_day) == (at("2026-03-05T23:00"), date(2026, 3, 5))
    early = checked_in(scene, 2, "2026-03-06T09:00", at=at("2026-03-09T23:00")).check_in
    assert (early.at, early.told_at) == (at("2026-03-06T09:00"), at("2026-03-09T23:00"))


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"pain": 11}, "pain"),
        ({"pain": -1}, "pain"),
        ({"pain": True}, "pain"),
        ({"drowsiness": 4}, "drowsiness"),
        ({"use": "often"}, "use"),
        ({"symptoms": ["hunger"]}, "symptoms[0]"),
        ({"line": "x" * 1001}, "line"),
        ({"at": at("2026-03-05T23:00").replace(tzinfo=None)}, "at"),
    ],
)
def test_an_answer_that_there_is_not_is_refused_by_field(scene: Scene, wrong: dict[str, Any], field: str) -> None:
    with pytest.raises(WrongInput) as error:
        checked_in(scene, 1, "2026-03-05T09:00", **wrong)
    assert error.value.field == field
    assert not CheckIn.objects.exists()


def test_an_undone_check_in_stays_and_counts_for_nothing(scene: Scene) -> None:
    made = checked_in(scene, 1, "2026-03-05T09:00", symptoms=["seizure"]).check_in
    assert flag(scene, "emergency_symptoms") is Status.OPEN
    for _ in range(2):
        actions.undo_check_in(check_in=made, undo_id=an_id(2), **scene.told("2026-03-05T09:01"))
    assert flag(scene, "emergency_symptoms") is Status.WITHDRAWN
    assert CheckIn.objects.get().undone_at == at("2026-03-05T09:01")


def test_a_helper_reports_emergency_symptoms_and_nothing_else(scene: Scene) -> None:
    leave = scene.told("2026-03-05T08:00", scene.patient.as_viewer())
    actions.let_help(patient=scene.patient, user_id=a_user().pk, name="Bo", **leave)
    helper = Helper.objects.get().as_viewer(at("2026-03-05T09:00"))
    told = {"course": scene.course, "client_id": an_id(1), **scene.told("2026-03-05T09:00", helper)}
    with pytest.raises(NotAllowed):
        actions.check_in(symptoms=["seizure"], **told)
    with pytest.raises(WrongInput):
        actions.report_emergency(symptoms=["tremor"], **told)
    assert actions.report_emergency(symptoms=["cannot_wake"], **told).created
    assert flag(scene, "emergency_symptoms") is Status.OPEN


def test_a_talk_request_waits_until_a_talk_and_an_answer_to_nobody_changes_nothing(scene: Scene) -> None:
    mine = scene.told("2026-03-05T09:00", scene.patient.as_viewer())
    assert actions.answer(course=scene.course, **scene.told("2026-03-05T08:00")) is None
    asked = actions.ask_to_talk(course=scene.course, client_id=an_id(1), line="worried", **mine)
    assert not actions.ask_to_talk(course=scene.course, client_id=an_id(1), line="worried", **mine).created
    assert asked.request.medication_day == date(2026, 3, 5)
    left = actions.answer(course=scene.course, outcome=Outcome.MESSAGE_LEFT, **scene.told("2026-03-06T09:00"))
    spoke = actions.answer(course=scene.course, note="wants to stop", **scene.told("2026-03-06T10:00"))
    assert left is not None
    assert spoke is not None
    assert spoke.outcome == "spoke"
    assert actions.answer(course=scene.course, **scene.told("2026-03-06T11:00")) is None
    assert TalkAnswer.objects.count() == 2


def test_a_talk_request_taken_back_waits_no_more(scene: Scene) -> None:
    mine = scene.told("2026-03-05T09:00", scene.patient.as_viewer())
    request = actions.ask_to_talk(course=scene.course, client_id=an_id(1), **mine).request
    actions.undo_talk_request(request=request, undo_id=an_id(2), **mine)
    assert actions.answer(course=scene.course, **scene.told("2026-03-06T09:00")) is None


def test_an_answer_has_a_known_outcome(scene: Scene) -> None:
    with pytest.raises(WrongInput) as error:
        actions.answer(course=scene.course, outcome="ignored", **scene.told("2026-03-06T09:00"))  # type: ignore[arg-type]
    assert error.value.field == "outcome"


def test_an_open_flag_is_acknowledged_and_one_that_is_not_changes_nothing(scene: Scene) -> None:
    told = scene.told("2026-03-20T09:00")
    assert actions.acknowledge(course=scene.course, rule="use_beyond_window", **told) is None
    scene.dose(1, "2026-03-20T08:00", now="2026-03-20T09:30")
    kept = actions.acknowledge(
        course=scene.course, rule="use_beyond_window", note="seen", **scene.told("2026-03-20T10:00")
    )
    assert kept is not None
    assert flag(scene, "use_beyond_window") is Status.ACKNOWLEDGED
    assert actions.acknowledge(course=scene.course, rule="use_beyond_window", **scene.told("2026-03-20T11:00")) is None
    assert Acknowledgement.objects.count() == 1


def test_an_acknowledgement_puts_off_for_seven_days_at_most_and_no_emergency(scene: Scene) -> None:
    scene.dose(1, "2026-03-20T08:00")
    checked_in(scene, 2, "2026-03-20T08:01", symptoms=["seizure"])
    told = scene.told("2026-03-20T10:00")
    with pytest.raises(WrongInput) as error:
        actions.acknowledge(course=scene.course, rule="use_beyond_window", until=date(2026, 3, 28), **told)
    assert error.value.code == "too_far_ahead"
    assert actions.acknowledge(course=scene.course, rule="use_beyond_window", until=date(2026, 3, 27), **told)
    with pytest.raises(WrongInput):
        actions.acknowledge(course=scene.course, rule="emergency_symptoms", until=date(2026, 3, 21), **told)
    with pytest.raises(WrongInput) as error:
        actions.acknowledge(course=scene.course, rule="too_happy", **told)
    assert error.value.field == "rule"


def test_an_activity_is_ticked_on_its_day_once_for_each_id(scene: Scene) -> None:
    activity = actions.add_activity(
        course=scene.course, kind="exercise", text="Shoulder rolls", **scene.told("2026-03-02T09:00")
    )
    mine = scene.told("2026-03-03T09:00", scene.patient.as_viewer())
    first = actions.tick_activity(activity=activity, client_id=an_id(1), **mine)
    assert (first.created, first.tick.day) == (True, date(2026, 3, 3))
    assert not actions.tick_activity(activity=activity, client_id=an_id(1), **mine).created
    with pytest.raises(Conflict):
        actions.tick_activity(activity=activity, client_id=an_id(1), day=date(2026, 3, 2), **mine)
    with pytest.raises(Refused):
        actions.tick_activity(activity=activity, client_id=an_id(2), day=date(2026, 3, 4), **mine)
    assert actions.undo_tick(tick=first.tick, **mine).undone_at
    assert actions.end_activity(activity=activity, **scene.told("2026-03-04T09:00")).ended_at


def test_an_activity_is_of_a_known_kind_and_says_what(scene: Scene) -> None:
    told = scene.told("2026-03-02T09:00")
    for kind, text, field in (("magic", "x", "kind"), ("rest", " ", "text")):
        with pytest.raises(WrongInput) as error:
            actions.add_activity(course=scene.course, kind=kind, text=text, **told)
        assert error.value.field == field


def test_units_are_handed_out_today_unless_said_otherwise(scene: Scene) -> None:
    told = scene.told("2026-03-02T02:00")
    assert actions.dispense(course=scene.course, units=Decimal("28.5"), **told).on == date(2026, 3, 1)
    assert actions.dispense(course=scene.course, units=Decimal(28), on=date(2026, 2, 27), days=7, **told).days == 7
    for units, days, field in ((0, 7, "units"), (1, 0, "days")):
        with pytest.raises(WrongInput) as error:
            actions.dispense(course=scene.course, units=Decimal(units), days=days, **told)
        assert error.value.field == field
    assert Dispense.objects.count() == 2


def test_what_was_asked_and_said_before_a_course_is_kept(scene: Scene) -> None:
    told = scene.told("2026-03-01T13:00")
    assessment = actions.assess(
        patient=scene.patient, risk_factors=["falls", "falls", " "], pregnancy="no", allergies_text="penicillin", **told
    )
    assert (assessment.risk_factors, assessment.pregnancy) == (["falls"], "no")
    screen = actions.screen_for_drug_use(assessment=assessment, times=1, **told)
    assert screen.is_positive
    with pytest.raises(WrongInput):
        actions.screen_for_drug_use(assessment=assessment, times=0, **told)
    with pytest.raises(WrongInput):
        actions.assess(patient=scene.patient, liver_disease="perhaps", **told)


def test_a_briefing_keeps_its_words_and_when_it_was_first_acknowledged(scene: Scene) -> None:
    told = scene.told("2026-03-01T13:00")
    briefing = actions.brief(patient=scene.patient, course=scene.course, version="2026-1", text="Do not drive.", **told)
    for now in ("2026-03-01T14:00", "2026-03-01T15:00"):
        mine = scene.told(now, scene.patient.as_viewer())
        assert actions.acknowledge_briefing(briefing=briefing, **mine).acknowledged_at == at("2026-03-01T14:00")
    with pytest.raises(WrongInput):
        actions.brief(patient=scene.patient, version="1", text="", **told)
