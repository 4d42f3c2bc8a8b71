"""What the database itself refuses."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from courses.models import (
    CheckIn,
    Clinician,
    Course,
    Dispense,
    Dose,
    EndPlan,
    Flag,
    Helper,
    Medicine,
    Override,
    Patient,
    Practice,
    Revision,
    Step,
    StepSlot,
    WrittenOnceError,
)
from tests.courses.making import ENTERED, FIRST_DAY, Scene, a_clinician, a_patient, a_practice, a_user, an_id

pytestmark = pytest.mark.django_db
TOLD = {"known_at": ENTERED, "by_kind": "system", "through": "system"}


@pytest.fixture
def scene() -> Scene:
    return Scene(supply=Decimal(56))


def test_a_practice_may_shorten_escalation_and_never_lengthen_it() -> None:
    a_practice(escalation_after_hours=12, emergency_escalation_after_hours=Decimal("0.5"))
    for setting in ({"escalation_after_hours": 25}, {"emergency_escalation_after_hours": 2}):
        with pytest.raises(IntegrityError), transaction.atomic():
            a_practice(**setting)


def test_a_clinician_has_at_least_one_role() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Clinician.objects.create(practice=a_practice(), user=a_user(), name="Nobody")


def test_who_is_deactivated_says_when() -> None:
    clinician = a_clinician(a_practice())
    clinician.is_active = False
    with pytest.raises(IntegrityError), transaction.atomic():
        clinician.save()


def test_a_patient_is_judged_no_further_than_told() -> None:
    patient = a_patient(a_practice())
    with pytest.raises(IntegrityError), transaction.atomic():
        Patient.objects.filter(pk=patient.pk).update(judged_seq=patient.last_seq + 1)


def test_the_leave_of_a_helper_ends_after_it_begins(scene: Scene) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Helper.objects.create(patient=scene.patient, user=a_user(), name="Bo", since=ENTERED, until=ENTERED)


def test_a_medicine_stands_once_in_the_catalogue_and_once_in_each_practice() -> None:
    practice = a_practice()
    common = Medicine.objects.get(code="carisoprodol")
    own = {"code": "carisoprodol", "medicine_class": "x", "checked_on": FIRST_DAY, "changed_at": ENTERED}
    Medicine.objects.create(practice=practice, scope=practice.pk, **own)
    with pytest.raises(IntegrityError), transaction.atomic():
        Medicine.objects.create(practice=practice, scope=practice.pk, **own)
    with pytest.raises(IntegrityError), transaction.atomic():
        Medicine.objects.create(scope=common.scope, **own)


def test_a_practices_own_medicine_is_in_that_practices_scope() -> None:
    own = {"code": "a", "medicine_class": "x", "checked_on": FIRST_DAY, "changed_at": ENTERED}
    with pytest.raises(IntegrityError), transaction.atomic():
        Medicine.objects.create(practice=a_practice(), scope=uuid4(), **own)


@pytest.mark.parametrize(
    "half",
    [
        {"stopped_at": ENTERED},
        {"stop_reason": "rash"},
        {"stopped_at": ENTERED, "stopped_on": FIRST_DAY, "stop_seq": 9, "stopped_by_kind": "system"},
        {"cancelled_at": ENTERED},
        {"closed_at": ENTERED, "close_seq": 9},
    ],
)
def test_an_end_of_a_course_is_told_whole(scene: Scene, half: dict[str, object]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Course.objects.filter(pk=scene.course.pk).update(**half)


def test_a_later_revision_has_a_reason_and_a_number_of_its_own(scene: Scene) -> None:
    first = Revision.objects.get(course=scene.course)
    columns = {
        name: getattr(first, name)
        for name in ("course", "begins_on", "medicine_code", "medicine_class", "medicine_version", "day_boundary")
    }
    for wrong in ({"number": 2, "reason": ""}, {"number": 1, "reason": "why"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Revision.objects.create(kind="revise", seq=9, **TOLD, **columns, **wrong)


def test_a_revision_and_its_parts_are_never_changed(scene: Scene) -> None:
    for row in (Revision.objects.get(), Step.objects.get(), StepSlot.objects.first(), Dispense.objects.get()):
        assert row is not None
        with pytest.raises(WrittenOnceError):
            row.save()
    with pytest.raises(WrittenOnceError):
        Revision.objects.update(reason="another")
    with pytest.raises(WrittenOnceError):
        Revision.objects.filter(course=scene.course).delete()
    with pytest.raises(WrittenOnceError):
        Override.objects.bulk_update([], ["reason"])


def test_a_step_as_needed_says_all_three_or_none(scene: Scene) -> None:
    revision = Revision.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Step.objects.create(revision=revision, position=2, days=3, as_needed_amount=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Step.objects.create(revision=revision, position=2, days=0)


def test_a_wall_time_stands_once_in_a_step_with_an_amount_above_zero(scene: Scene) -> None:
    step, slot = Step.objects.get(), StepSlot.objects.all()[0]
    with pytest.raises(IntegrityError), transaction.atomic():
        StepSlot.objects.create(step=step, wall=slot.wall, amount=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        StepSlot.objects.create(step=step, wall="23:59", amount=0)


def test_a_dose_has_an_amount_above_zero_and_is_not_from_the_future(scene: Scene) -> None:
    told = {
        "patient": scene.patient,
        "course": scene.course,
        "client_id": an_id(1),
        "amount": Decimal(1),
        "taken_at": ENTERED,
        "told_taken_at": ENTERED,
        "medication_day": FIRST_DAY,
        "seq": 9,
        **TOLD,
    }
    for wrong in ({"amount": Decimal(0)}, {"amount": Decimal(-1)}, {"taken_at": ENTERED + timedelta(seconds=1)}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Dose.objects.create(**{**told, **wrong})
    Dose.objects.create(**told)


def test_an_id_of_a_phone_is_unique_within_its_patient_and_not_beyond(scene: Scene) -> None:
    first = scene.dose(1, "2026-03-02T08:00").dose
    other = a_patient(scene.practice)
    first.pk, first.patient = uuid4(), other
    first.save(force_insert=True)
    first.pk, first.patient, first.seq = uuid4(), scene.patient, 99
    with pytest.raises(IntegrityError), transaction.atomic():
        first.save(force_insert=True)


@pytest.mark.parametrize("wrong", [{"pain": 11}, {"drowsiness": 4}, {"use": "often"}])
def test_a_check_in_holds_only_answers_that_there_are(scene: Scene, wrong: dict[str, object]) -> None:
    told = {"client_id": an_id(1), "at": ENTERED, "told_at": ENTERED, "medication_day": FIRST_DAY, "seq": 9, **TOLD}
    with pytest.raises(IntegrityError), transaction.atomic():
        CheckIn.objects.create(patient=scene.patient, course=scene.course, **told, **wrong)


@pytest.mark.parametrize(
    "wrong", [{"decision": "see_patient"}, {"decision": "stop_as_planned", "by_day": FIRST_DAY}, {"decision": "wait"}]
)
def test_a_plan_to_see_the_patient_names_a_day_and_no_other_does(scene: Scene, wrong: dict[str, object]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        EndPlan.objects.create(course=scene.course, seq=9, **TOLD, **wrong)


def test_there_is_one_flag_a_course_and_rule(scene: Scene) -> None:
    told = {"course": scene.course, "rule": "not_started", "severity": 1, "opened_at": ENTERED, "status": "open"}
    Flag.objects.create(**told)
    with pytest.raises(IntegrityError), transaction.atomic():
        Flag.objects.create(**told)


def test_erasing_a_patient_takes_all_that_is_theirs(scene: Scene) -> None:
    scene.dose(1, "2026-03-02T08:00")
    scene.patient.delete()
    assert not Revision.objects.exists()
    assert not Dose.objects.exists()
    assert Practice.objects.exists()


def test_a_row_tells_its_class_and_key_and_nothing_of_a_person(scene: Scene) -> None:
    assert str(scene.patient) == f"Patient {scene.patient.pk}"
    assert isinstance(scene.patient.birth_date, date)
