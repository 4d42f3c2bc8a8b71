"""Who sees which rows."""

from datetime import time
from decimal import Decimal

import pytest
from django.apps import apps

from courses import actions
from courses.access import SYSTEM, Kind, Role, Viewer
from courses.models import (
    Briefing,
    CheckIn,
    Clinician,
    Course,
    CourseTemplate,
    Dose,
    DrugScreen,
    Flag,
    HalvableStrength,
    Helper,
    Medicine,
    Patient,
    PatientNote,
    Practice,
    PracticeChange,
    PracticeClassLimit,
    Revision,
    Snooze,
    TalkRequest,
)
from courses.models.row import Row
from courses.rules.facts import Decision
from tests.courses.making import ENTERED, FIRST_DAY, Scene, a_clinician, a_patient, a_practice, a_user, an_id, slots

pytestmark = pytest.mark.django_db
NOT_OF_PATIENTS = {
    Practice, PracticeChange, PracticeClassLimit, Clinician, Medicine, CourseTemplate, HalvableStrength,
}  # fmt: skip


def rows_of_patients() -> list[type[Row]]:
    models = [model for model in apps.get_app_config("courses").get_models() if issubclass(model, Row)]
    return [model for model in models if model not in NOT_OF_PATIENTS]


@pytest.fixture
def scene() -> Scene:
    """One row, at least, of everything that belongs to a patient."""
    scene = Scene(steps=(slots("08:00", days=30),), overrides=reasons(), supply=Decimal(9))
    mine = scene.told("2026-03-02T08:00", scene.patient.as_viewer())
    scene.dose(1, "2026-03-02T08:00")
    actions.snooze_dose(course=scene.course, client_id=an_id(1), day=FIRST_DAY, wall=time(8), **mine)
    actions.check_in(course=scene.course, client_id=an_id(1), symptoms=["seizure"], **mine)
    actions.ask_to_talk(course=scene.course, client_id=an_id(1), **mine)
    staff = scene.told("2026-03-02T09:00")
    answer = actions.answer(course=scene.course, **staff)
    assert answer is not None
    actions.undo_answer(answer=answer, **staff)
    actions.write_note(patient=scene.patient, client_id=an_id(1), text="Comes with her sister.", **staff)
    seen = actions.acknowledge(course=scene.course, rule="emergency_symptoms", **staff)
    assert seen is not None
    actions.undo_acknowledgement(acknowledgement=seen, **staff)
    actions.assign(patient=scene.patient, to=scene.prescriber, **staff)
    actions.plan_end(course=scene.course, decision=Decision.STOP_AS_PLANNED, **staff)
    activity = actions.add_activity(course=scene.course, kind="rest", text="Rest", **staff)
    actions.tick_activity(activity=activity, client_id=an_id(1), **mine)
    assessment = actions.assess(patient=scene.patient, **staff)
    actions.screen_for_drug_use(assessment=assessment, times=0, **staff)
    actions.brief(patient=scene.patient, version="1", text="Rest.", **staff)
    actions.let_help(patient=scene.patient, user_id=a_user().pk, name="Bo", **mine)
    actions.hand_over(course=scene.course, prescriber=a_clinician(scene.practice), **staff)
    return scene


def seen_by(viewer: Viewer) -> set[type[Row]]:
    return {model for model in rows_of_patients() if model.objects.visible_to(viewer).exists()}


def reasons() -> dict[str, str]:
    return {"longer_than_label": "known and weighed"}


def test_every_row_of_a_patient_is_hidden_from_another_practice(scene: Scene) -> None:
    elsewhere = a_clinician(a_practice(), "prescriber", "reviewer", "manager").as_viewer()
    for model in rows_of_patients():
        assert model.objects.visible_to(SYSTEM).exists(), f"{model.__name__}: the scene has none"
        assert not model.objects.visible_to(elsewhere).exists(), model.__name__


def test_a_prescriber_sees_every_row_of_the_practice(scene: Scene) -> None:
    for model in rows_of_patients():
        assert model.objects.visible_to(scene.by).count() == model.objects.count(), model.__name__


def test_a_reviewer_sees_all_but_the_drug_screen(scene: Scene) -> None:
    reviewer = a_clinician(scene.practice, "reviewer").as_viewer()
    hidden = {model for model in rows_of_patients() if not model.objects.visible_to(reviewer).exists()}
    assert hidden == {DrugScreen}


def test_a_patient_sees_their_own_and_no_other_patients(scene: Scene) -> None:
    me = scene.patient.as_viewer()
    other = a_patient(scene.practice).as_viewer()
    assert Course.objects.visible_to(me).get() == scene.course
    assert Patient.objects.visible_to(me).get() == scene.patient
    for model in (Course, Dose, CheckIn, TalkRequest, Briefing, Revision):
        assert model.objects.visible_to(me).exists(), model.__name__
        assert not model.objects.visible_to(other).exists(), model.__name__


def test_a_patient_sees_no_flag_no_screen_and_no_note(scene: Scene) -> None:
    me = scene.patient.as_viewer()
    assert not PatientNote.objects.visible_to(me).exists()
    assert not Flag.objects.visible_to(me).exists()
    assert not DrugScreen.objects.visible_to(me).exists()


def test_a_helper_sees_themselves_and_what_they_logged_and_nothing_that_others_told(scene: Scene) -> None:
    helper = Helper.objects.get()
    in_force = helper.as_viewer(helper.since)
    actions.let_help(patient=scene.patient, user_id=a_user().pk, name="Cy", **scene.told("2026-03-02T09:00"))
    assert seen_by(in_force) == {Helper}
    assert Helper.objects.visible_to(in_force).get() == helper
    mine = scene.dose(2, "2026-03-02T14:00", by=in_force).dose
    late = scene.told("2026-03-02T14:05", in_force)
    actions.snooze_dose(course=scene.course, client_id=an_id(2), day=FIRST_DAY, wall=time(8), **late)
    actions.report_emergency(course=scene.course, client_id=an_id(2), symptoms=["seizure"], **late)
    assert seen_by(in_force) == {Helper, Dose, Snooze}
    assert Dose.objects.visible_to(in_force).get() == mine
    assert not Medicine.objects.visible_to(in_force).exists()
    assert Practice.objects.visible_to(in_force).get() == scene.practice


def test_a_helper_acts_on_the_courses_of_the_one_patient_while_the_leave_holds(scene: Scene) -> None:
    helper = Helper.objects.get()
    in_force = helper.as_viewer(helper.since)
    scene.patient = a_patient(scene.practice)
    scene.enter()
    for action in ("see_today", "log_dose", "snooze_dose", "report_emergency"):
        assert Course.objects.open_to(in_force, action).get() == scene.course
    for action in ("read", "check_in", "ask_to_talk"):
        assert not Course.objects.open_to(in_force, action).exists()
    helper.until = helper.since.replace(year=2027)
    helper.revoked_at = helper.since
    lapsed = helper.as_viewer(helper.since)
    assert not Course.objects.open_to(lapsed, "log_dose").exists()
    assert seen_by(lapsed) == set()


def test_a_manager_hands_over_courses_of_the_own_practice_that_they_do_not_read(scene: Scene) -> None:
    manager = a_clinician(scene.practice, "manager").as_viewer()
    assert Course.objects.open_to(manager, "hand_over").get() == scene.course
    assert not Course.objects.open_to(a_clinician(a_practice(), "manager").as_viewer(), "hand_over").exists()
    assert not Course.objects.open_to(manager, "read").exists()
    assert Course.objects.open_to(SYSTEM, "read").get() == scene.course


@pytest.mark.parametrize(
    "viewer",
    [
        Viewer(kind=Kind.OPERATOR),
        Viewer(kind=Kind.OPERATOR, roles=frozenset({Role.PRESCRIBER})),
        Viewer(kind=Kind.CLINICIAN, roles=frozenset({Role.PRESCRIBER})),
        Viewer(kind=Kind.PATIENT),
        Viewer(kind=Kind.TOKEN),
    ],
)
def test_an_operator_and_whoever_has_no_reach_see_nothing_of_patients(scene: Scene, viewer: Viewer) -> None:
    assert not any(model.objects.visible_to(viewer).exists() for model in rows_of_patients())


def test_a_manager_sees_staff_and_settings_and_no_patient(scene: Scene) -> None:
    manager = a_clinician(scene.practice, "manager").as_viewer()
    assert not any(model.objects.visible_to(manager).exists() for model in rows_of_patients())
    assert Clinician.objects.visible_to(manager).count() == 3
    assert Practice.objects.visible_to(manager).get() == scene.practice


def test_a_deactivated_clinician_sees_nothing(scene: Scene) -> None:
    clinician = a_clinician(scene.practice)
    clinician.is_active, clinician.deactivated_at = False, ENTERED
    assert not Course.objects.visible_to(clinician.as_viewer()).exists()
    assert not Practice.objects.visible_to(clinician.as_viewer()).exists()


def test_a_practices_own_medicine_is_seen_by_it_alone(scene: Scene) -> None:
    facts = {"medicine_class": "muscle relaxant", "source": "our pharmacist"}
    own = actions.add_medicine(
        practice=scene.practice, code="relaxol", facts=facts, checked_on=FIRST_DAY, **scene.told(ENTERED)
    )
    elsewhere = a_clinician(a_practice()).as_viewer()
    assert Medicine.objects.visible_to(scene.by).filter(pk=own.pk).exists()
    assert not Medicine.objects.visible_to(elsewhere).filter(pk=own.pk).exists()
    assert Medicine.objects.visible_to(elsewhere).filter(code="carisoprodol").exists()


def test_staff_limits_and_changes_of_a_practice_are_hidden_from_patients_and_other_practices(scene: Scene) -> None:
    by = scene.told(ENTERED, SYSTEM)
    actions.set_class_limit(practice=scene.practice, medicine_class="opioid", days=10, **by)
    elsewhere = a_clinician(a_practice()).as_viewer()
    for model in (Clinician, PracticeClassLimit, PracticeChange):
        assert not model.objects.visible_to(scene.patient.as_viewer()).exists()
        assert not model.objects.visible_to(elsewhere).filter(practice=scene.practice).exists()
        assert model.objects.visible_to(SYSTEM).exists()
