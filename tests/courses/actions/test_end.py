"""Stop, cancel, close, and the plan for the end."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from courses import actions
from courses.errors import Refused, ShortcourseError, WrongInput
from courses.models import Course, EndPlan, Medicine
from courses.rules.facts import Decision
from tests.courses.making import FIRST_DAY, Scene, at

pytestmark = pytest.mark.django_db
STOP: dict[str, Any] = {"reason": "rash", "told": "do not take any more; call us if you feel unwell"}


@pytest.fixture
def scene() -> Scene:
    return Scene()


def test_a_stop_keeps_its_day_its_reason_and_what_the_patient_was_told(scene: Scene) -> None:
    actions.stop(course=scene.course, **STOP, **scene.told("2026-03-06T02:00"))
    course = Course.objects.get(pk=scene.course.pk)
    assert (course.stopped_on, course.stopped_at) == (date(2026, 3, 5), at("2026-03-06T02:00"))
    assert (course.stop_reason, course.stop_told) == (STOP["reason"], STOP["told"])
    assert (course.stopped_by_kind, course.stopped_by_id) == ("clinician", scene.prescriber.pk)


def test_a_stop_asks_for_a_reason_and_with_abrupt_stop_risk_for_what_was_told(scene: Scene) -> None:
    told = scene.told("2026-03-05T09:00")
    with pytest.raises(WrongInput) as error:
        actions.stop(course=scene.course, reason="", told="x", **told)
    assert error.value.field == "reason"
    with pytest.raises(WrongInput) as error:
        actions.stop(course=scene.course, reason="rash", **told)
    assert error.value.field == "told"
    assert actions.stop(course=scene.course, reason="rash", require_told=False, **told).stop_told == ""


def test_a_stop_without_that_risk_asks_for_no_words_to_the_patient() -> None:
    scene = Scene()
    scene.course = scene.enter(
        medicine=Medicine.objects.get(code="methocarbamol"),
        strength="750 mg tablet",
        overrides={"already_running": "x", "interaction": "x", "repeat_courses": "x"},
    )
    assert actions.stop(course=scene.course, reason="rash", **scene.told("2026-03-05T09:00")).stopped_on


def test_a_stopped_course_is_not_stopped_again(scene: Scene) -> None:
    actions.stop(course=scene.course, **STOP, **scene.told("2026-03-05T09:00"))
    with pytest.raises(Refused) as refused:
        actions.stop(course=scene.course, **STOP, **scene.told("2026-03-06T09:00"))
    assert refused.value.code == "stopped"
    scene.course.refresh_from_db()
    assert scene.course.stopped_on == date(2026, 3, 5)


def test_a_course_is_cancelled_before_its_first_dose_only(scene: Scene) -> None:
    dose = scene.dose(1, "2026-03-02T08:00").dose
    with pytest.raises(Refused) as refused:
        actions.cancel(course=scene.course, **scene.told("2026-03-02T09:00"))
    assert refused.value.code == "dose_taken"
    actions.undo_dose(dose=dose, **scene.told("2026-03-02T09:05"))
    actions.cancel(course=scene.course, reason="wrong patient", **scene.told("2026-03-02T09:10"))
    scene.course.refresh_from_db()
    assert scene.course.cancelled_at == at("2026-03-02T09:10")
    with pytest.raises(Refused):
        actions.cancel(course=scene.course, **scene.told("2026-03-02T09:20"))


def test_a_course_that_runs_is_not_closed(scene: Scene) -> None:
    with pytest.raises(Refused) as refused:
        actions.close(course=scene.course, reason="x", **scene.told("2026-03-15T09:00"))
    assert refused.value.code == "not_over"


def test_closing_within_fourteen_days_of_the_last_asks_for_a_reason(scene: Scene) -> None:
    with pytest.raises(WrongInput):
        actions.close(course=scene.course, **scene.told("2026-03-29T09:00"))
    assert actions.close(course=scene.course, **scene.told("2026-03-30T09:00")).closed_at
    with pytest.raises(Refused):
        actions.close(course=scene.course, **scene.told("2026-03-31T09:00"))


def test_a_stopped_course_may_be_closed_with_a_reason(scene: Scene) -> None:
    actions.stop(course=scene.course, **STOP, **scene.told("2026-03-05T09:00"))
    assert actions.close(course=scene.course, reason="moved away", **scene.told("2026-03-05T10:00")).close_reason


@pytest.mark.parametrize(
    ("plan", "field"),
    [
        ({"decision": "see_patient"}, "by"),
        ({"decision": "see_patient", "by_day": date(2026, 3, 16)}, "by"),
        ({"decision": "stop_as_planned", "by_day": FIRST_DAY}, "by"),
        ({"decision": "think_about_it"}, "decision"),
        ({"decision": "stop_as_planned", "note": "x" * 2001}, "note"),
    ],
)
def test_a_plan_that_cannot_be_is_refused_by_field(scene: Scene, plan: dict[str, Any], field: str) -> None:
    with pytest.raises(WrongInput) as error:
        actions.plan_end(course=scene.course, **plan, **scene.told("2026-03-10T09:00"))
    assert error.value.field == field
    assert not EndPlan.objects.exists()


def test_the_newest_plan_stands_beside_the_earlier_ones(scene: Scene) -> None:
    actions.plan_end(course=scene.course, decision=Decision.STOP_AS_PLANNED, **scene.told("2026-03-10T09:00"))
    seen = actions.plan_end(
        course=scene.course,
        decision=Decision.SEE_PATIENT,
        by_day=date(2026, 3, 15),
        note="wants to talk",
        **scene.told("2026-03-11T09:00"),
    )
    assert EndPlan.objects.order_by("-seq")[0] == seen
    assert EndPlan.objects.count() == 2


def test_nothing_about_a_cancelled_or_closed_course_is_changed(scene: Scene) -> None:
    actions.cancel(course=scene.course, **scene.told("2026-03-01T18:00"))
    told = scene.told("2026-03-02T09:00")
    for change in (
        lambda: actions.plan_end(course=scene.course, decision=Decision.STOP_AS_PLANNED, **told),
        lambda: actions.dispense(course=scene.course, units=Decimal(3), **told),
        lambda: actions.add_activity(course=scene.course, kind="rest", text="Rest", **told),
        lambda: actions.stop(course=scene.course, **STOP, **told),
        lambda: actions.close(course=scene.course, reason="x", **told),
    ):
        with pytest.raises(ShortcourseError) as refused:
            change()
        assert refused.value.code == "cancelled"
