"""Entering a course."""

from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from courses import actions
from courses.access import SYSTEM
from courses.errors import EntryRefused, Refused, WrongInput
from courses.models import Course, Dispense, Medicine, Override, Patient, PracticeClassLimit, Revision
from tests.courses.making import ENTERED, FIRST_DAY, Scene, a_clinician, a_patient, a_practice, as_needed, at, slots

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    return Scene()


def test_a_course_is_entered_with_its_first_revision_and_supply_in_one_place(scene: Scene) -> None:
    course = scene.enter(first_day=date(2026, 5, 4), supply=Decimal(56), overrides={"repeat_courses": "x"})
    revision = Revision.objects.get(course=course)
    dispense = Dispense.objects.get(course=course)
    assert course.seq == revision.seq == dispense.seq
    assert (revision.number, revision.kind, revision.begins_on) == (1, "prescribe", date(2026, 5, 4))
    assert (dispense.units, dispense.on) == (56, date(2026, 3, 1))
    assert (course.unit, course.mg_per_unit) == ("tablet", 350)
    assert (course.by_kind, course.by_id, course.through) == ("clinician", scene.prescriber.pk, "page")


def test_a_revision_keeps_what_it_is_judged_by_when_the_catalogue_changes(scene: Scene) -> None:
    Medicine.objects.filter(code="carisoprodol").update(label_max_daily_mg=700, version=2)
    scene.practice.day_boundary = "05:00"
    scene.practice.save()
    PracticeClassLimit.objects.create(practice=scene.practice, medicine_class="muscle relaxant", days=10)
    first = Revision.objects.get(course=scene.course)
    assert (first.label_max_daily_mg, first.medicine_version, first.days_limit) == (1400, 1, 42)
    overrides = {"repeat_courses": "x", "daily_amount_over_label": "x"}
    told = scene.told("2026-03-03T12:00")
    later = actions.revise(course=scene.course, steps=(slots("08:00"),), reason="less", overrides=overrides, **told)
    second = Revision.objects.get(pk=later.revision.pk)
    assert (second.label_max_daily_mg, second.medicine_version, second.days_limit) == (700, 2, 10)
    assert second.day_boundary.hour == 5


def test_a_finding_without_a_reason_stops_the_entry_and_nothing_is_stored(scene: Scene) -> None:
    with pytest.raises(EntryRefused) as refused:
        scene.enter(first_day=date(2026, 5, 4), steps=(slots("08:00", days=30),))
    assert "longer_than_label" in refused.value.missing
    assert {finding.check for finding in refused.value.findings} >= {"longer_than_label"}
    assert Course.objects.count() == 1


def test_an_override_is_kept_with_what_the_check_said(scene: Scene) -> None:
    course = scene.enter(
        first_day=date(2026, 5, 4),
        steps=(slots("08:00", days=30),),
        overrides={
            "longer_than_label": "still in spasm",
            "repeat_courses": "known",
            "interaction": "fires not",
        },
    )
    kept = {row.entry_check: row for row in Override.objects.filter(revision__course=course)}
    assert kept["longer_than_label"].reason == "still in spasm"
    assert "21" in kept["longer_than_label"].finding
    assert kept["longer_than_label"].source
    assert "interaction" not in kept


def test_a_reason_of_white_space_is_none(scene: Scene) -> None:
    with pytest.raises(EntryRefused):
        scene.enter(first_day=date(2026, 5, 4), steps=(slots("08:00", days=30),), overrides={"longer_than_label": "  "})


def test_a_contraindication_asks_for_its_reason_twice(scene: Scene) -> None:
    child = a_patient(scene.practice, birth_date=date(2016, 1, 1))
    entered = {
        "patient": child,
        "medicine": Medicine.objects.get(code="tramadol"),
        "strength": "50 mg tablet",
        "steps": (slots("08:00", days=3),),
    }
    reasons = {"contraindicated": "nothing else works", "outside_label_ages": "nothing else works"}
    with pytest.raises(EntryRefused) as refused:
        scene.enter(**entered, overrides=reasons)
    assert (refused.value.missing, refused.value.confirm_twice) == ((), True)
    scene.enter(**entered, overrides=reasons, confirmed_twice=True)
    assert Course.objects.filter(patient=child).count() == 1


def test_the_assessment_and_other_courses_meet_the_checks(scene: Scene) -> None:
    told = scene.told("2026-03-01T13:00")
    assessment = actions.assess(
        patient=scene.patient, risk_factors=["earlier dependence"], other_medicines=["alcohol"], **told
    )
    with pytest.raises(EntryRefused) as refused:
        scene.enter(first_day=date(2026, 3, 10), assessment=assessment, now=at("2026-03-01T13:01"))
    assert {"risk_factors", "interaction", "already_running"} <= set(refused.value.missing)


def test_the_form_is_told_the_same_as_the_entry_and_nothing_is_stored(scene: Scene) -> None:
    entered: dict[str, Any] = {"first_day": date(2026, 3, 10), "steps": (slots("08:00", days=30),)}
    shown = actions.check_new_course(
        patient=scene.patient,
        medicine=Medicine.objects.get(code="carisoprodol"),
        strength="350 mg tablet",
        now=ENTERED,
        **entered,
    )
    with pytest.raises(EntryRefused) as refused:
        scene.enter(**entered)
    assert shown == refused.value.findings
    assert Course.objects.count() == 1


def test_supply_that_does_not_last_is_shown_and_asks_for_no_reason(scene: Scene) -> None:
    patient = a_patient(scene.practice)
    entered = actions.prescribe(
        patient=patient,
        prescriber=scene.prescriber,
        medicine=Medicine.objects.get(code="carisoprodol"),
        strength="350 mg tablet",
        first_day=FIRST_DAY,
        steps=(slots("08:00"),),
        supply=Decimal(3),
        **scene.told(ENTERED),
    )
    assert [finding.check for finding in entered.findings] == ["supply_lasts"]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"first_day": date(2026, 2, 28)}, "first_day"),
        ({"first_day": date(1, 1, 1)}, "first_day"),
        ({"first_day": date(9999, 12, 31)}, "first_day"),
        ({"steps": ()}, "steps"),
        ({"steps": (slots("08:00", days=0),)}, "steps[0].days"),
        ({"steps": (slots("08:00", amount=-1),)}, "steps[0].slots[0].amount"),
        ({"steps": (slots("08:00", "08:00"),)}, "steps[0].slots[1].wall"),
        ({"strength": ""}, "strength"),
        ({"supply": Decimal(-1)}, "supply"),
        ({"indication": "x" * 501}, "indication"),
        ({"instructions": "a\0"}, "instructions"),
        ({"overrides": {"interaction": "x" * 1001}}, "overrides.interaction"),
    ],
)
def test_what_no_course_can_be_is_refused_by_field(scene: Scene, wrong: dict[str, Any], field: str) -> None:
    with pytest.raises(WrongInput) as error:
        scene.enter(**{"first_day": date(2026, 5, 4), **wrong})
    assert error.value.field == field
    assert Course.objects.count() == 1


def test_right_to_left_text_is_kept_as_it_was_written(scene: Scene) -> None:
    words = "كتف \u200fmtx\u200b"
    course = scene.enter(
        first_day=date(2026, 5, 4), indication=words, steps=(as_needed(),), overrides={"repeat_courses": "x"}
    )
    course.refresh_from_db()
    assert course.indication == words


def test_a_course_has_an_active_prescriber_of_the_practice(scene: Scene) -> None:
    with pytest.raises(Refused):
        scene.enter(prescriber=a_clinician(scene.practice, "reviewer"))
    with pytest.raises(WrongInput):
        scene.enter(prescriber=a_clinician(a_practice()))
    gone = actions.deactivate_clinician(clinician=a_clinician(scene.practice), **{**scene.told(ENTERED), "by": SYSTEM})
    with pytest.raises(Refused):
        scene.enter(prescriber=gone)


def test_what_belongs_to_others_cannot_go_into_a_course(scene: Scene) -> None:
    other = a_practice()
    own = actions.add_medicine(
        practice=other,
        code="relaxol",
        facts={"medicine_class": "x", "source": "y"},
        checked_on=FIRST_DAY,
        by=SYSTEM,
        through="system",
        now=ENTERED,
    )
    with pytest.raises(WrongInput):
        scene.enter(medicine=own)
    assessment = actions.assess(patient=a_patient(scene.practice), **scene.told(ENTERED))
    with pytest.raises(WrongInput):
        scene.enter(assessment=assessment)
    Medicine.objects.filter(code="carisoprodol").update(withdrawn_at=ENTERED)
    with pytest.raises(Refused):
        scene.enter()


def test_an_error_says_whose_fault_it_is_and_what_to_do(scene: Scene) -> None:
    with pytest.raises(WrongInput) as error:
        scene.enter(strength="")
    assert (error.value.field, error.value.code) == ("strength", "required")
    assert error.value.what_to_do
    assert str(error.value).startswith("strength: ")


def test_an_entry_is_told_once_in_the_patients_order(scene: Scene) -> None:
    row = Patient.objects.get(pk=scene.patient.pk)
    assert (row.last_seq, row.judged_seq) == (2, 2)
    assert asdict(scene.patient.as_viewer())["patient_id"] == scene.patient.pk
