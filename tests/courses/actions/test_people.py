"""Patients, staff and practices."""

from datetime import date, time
from decimal import Decimal
from typing import Any

import pytest

from courses import actions
from courses.access import SYSTEM
from courses.errors import NotAllowed, Refused, WrongInput
from courses.load import load_patient
from courses.models import Clinician, Dose, HandOver, Medicine, Patient, PatientSettings
from courses.rules.known import Knowledge
from tests.courses.making import ENTERED, FIRST_DAY, Scene, a_clinician, a_patient, a_practice, a_user, at, slots

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    return Scene()


def test_a_patient_begins_with_settings_in_the_practices_zone() -> None:
    practice = a_practice(time_zone="Europe/Madrid")
    patient = a_patient(practice, message_hour=time(11))
    (settings,) = load_patient(patient.pk).settings
    assert (settings.time_zone, settings.message_hour, settings.quiet_start) == ("Europe/Madrid", time(11), time(22))
    assert patient.name == "Ada Ruiz"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"birth_date": date(2026, 3, 2)}, "birth_date"),
        ({"birth_date": date(1899, 1, 1)}, "birth_date"),
        ({"given_name": ""}, "given_name"),
        ({"family_name": "x" * 101}, "family_name"),
        ({"language": "fr"}, "language"),
        ({"time_zone": "posixrules"}, "time_zone"),
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
        ({"time_zone": "x" * 300}, "time_zone"),
        ({"message_hour": time(10, 0, 1)}, "message_hour"),
    ],
)
def test_what_no_patient_can_be_is_refused_by_field(wrong: dict[str, Any], field: str) -> None:
    with pytest.raises(WrongInput) as error:
        a_patient(a_practice(), **wrong)
    assert error.value.field == field
    assert not Patient.objects.exists()


def test_a_move_is_a_new_row_and_to_where_one_is_changes_nothing(scene: Scene) -> None:
    told = scene.told("2026-03-03T09:00", scene.patient.as_viewer())
    actions.move_zone(patient=scene.patient, time_zone="America/New_York", **told)
    assert PatientSettings.objects.count() == 1
    moved = actions.move_zone(patient=scene.patient, time_zone="Pacific/Chatham", **told)
    assert (moved.known_at, moved.seq, PatientSettings.objects.count()) == (at("2026-03-03T09:00"), 3, 2)
    with pytest.raises(WrongInput):
        actions.move_zone(patient=scene.patient, time_zone="Factory", **told)


def test_what_a_patient_leaves_out_of_a_choice_stays(scene: Scene) -> None:
    told = scene.told("2026-03-03T09:00", scene.patient.as_viewer())
    actions.change_settings(patient=scene.patient, follow_up=False, **told)
    newest = actions.change_settings(patient=scene.patient, quiet_end=time(8), **told)
    assert (newest.follow_up, newest.quiet_end, newest.quiet_start) == (False, time(8), time(22))


def test_a_corrected_birth_date_stands_and_other_words_stay(scene: Scene) -> None:
    changed = actions.change_patient(
        patient=scene.patient, birth_date=date(1948, 5, 1), language="es", **scene.told("2026-03-03T09:00")
    )
    assert (changed.birth_date, changed.language, changed.given_name) == (date(1948, 5, 1), "es", "Ada")
    assert load_patient(scene.patient.pk).birth_date == date(1948, 5, 1)


def test_a_patient_signs_in_as_one_user(scene: Scene) -> None:
    user = a_user()
    told = {**scene.told("2026-03-03T09:00"), "by": SYSTEM}
    for _ in range(2):
        assert actions.bind_user(patient=scene.patient, user_id=user.pk, **told).user_id == user.pk
    with pytest.raises(Refused):
        actions.bind_user(patient=scene.patient, user_id=a_user().pk, **told)


def test_leave_to_help_ends_after_now(scene: Scene) -> None:
    told = scene.told("2026-03-03T09:00")
    with pytest.raises(WrongInput):
        actions.let_help(patient=scene.patient, user_id=a_user().pk, name="Bo", until=at("2026-03-03T09:00"), **told)


def test_a_course_goes_from_one_prescriber_to_another_with_who_and_why(scene: Scene) -> None:
    successor = a_clinician(scene.practice)
    told = scene.told("2026-03-03T09:00")
    actions.hand_over(course=scene.course, prescriber=successor, reason="leave", **told)
    kept = HandOver.objects.get()
    assert (kept.given_by, kept.taken_by, kept.reason) == (scene.prescriber, successor, "leave")
    scene.course.refresh_from_db()
    assert scene.course.prescriber == successor
    assert actions.hand_over(course=scene.course, prescriber=successor, **told) is None


def test_deactivating_a_prescriber_asks_for_a_successor_who_takes_every_course(scene: Scene) -> None:
    manager = a_clinician(scene.practice, "manager").as_viewer()
    scene.patient = a_patient(scene.practice)
    scene.enter()
    told = scene.told("2026-03-03T09:00", manager)
    with pytest.raises(Refused) as refused:
        actions.deactivate_clinician(clinician=scene.prescriber, **told)
    assert refused.value.field == "successor"
    successor = a_clinician(scene.practice)
    gone = actions.deactivate_clinician(clinician=scene.prescriber, successor=successor, **told)
    assert (gone.is_active, gone.deactivated_at, gone.roles) == (False, at("2026-03-03T09:00"), frozenset())
    assert successor.courses.count() == 2
    again = actions.deactivate_clinician(clinician=gone, **scene.told("2026-03-04T09:00", manager))
    assert again.deactivated_at == at("2026-03-03T09:00")


def test_courses_do_not_go_to_oneself_nor_to_a_reviewer(scene: Scene) -> None:
    told = {**scene.told("2026-03-03T09:00"), "by": SYSTEM}
    with pytest.raises(WrongInput):
        actions.hand_over_all(prescriber=scene.prescriber, successor=scene.prescriber, **told)
    with pytest.raises(Refused):
        actions.hand_over_all(prescriber=scene.prescriber, successor=a_clinician(scene.practice, "reviewer"), **told)


def test_a_prescriber_with_courses_stays_one(scene: Scene) -> None:
    manager = a_clinician(scene.practice, "manager").as_viewer()
    told = scene.told("2026-03-03T09:00", manager)
    roles: dict[str, Any] = {"is_prescriber": False, "is_reviewer": True, "is_manager": False, **told}
    with pytest.raises(Refused):
        actions.change_roles(clinician=scene.prescriber, **roles)
    other = actions.add_clinician(
        practice=scene.practice, user_id=a_user().pk, name="Dr. Ito", is_prescriber=True, **told
    )
    assert actions.change_roles(clinician=other, **roles).is_reviewer
    with pytest.raises(WrongInput):
        actions.change_roles(clinician=other, **{**roles, "is_reviewer": False})
    assert Clinician.objects.get(pk=other.pk).is_reviewer


def test_a_practice_keeps_somebody_who_manages_it(scene: Scene) -> None:
    only = a_clinician(scene.practice, "manager", "reviewer")
    told = scene.told("2026-03-03T09:00", only.as_viewer())
    roles: dict[str, Any] = {"is_prescriber": False, "is_reviewer": True, "is_manager": False, **told}
    with pytest.raises(Refused, match="Nobody but"):
        actions.change_roles(clinician=only, **roles)
    with pytest.raises(Refused, match="Nobody but"):
        actions.deactivate_clinician(clinician=only, **told)
    second = a_clinician(scene.practice, "manager")
    assert not actions.change_roles(clinician=only, **roles).is_manager
    with pytest.raises(Refused):
        actions.deactivate_clinician(clinician=second, **{**told, "by": second.as_viewer()})


def test_who_takes_escalations_is_said_with_the_roles_or_stays(scene: Scene) -> None:
    manager = a_clinician(scene.practice, "manager")
    nurse = a_clinician(scene.practice, "reviewer")
    roles: dict[str, Any] = {
        "is_prescriber": False,
        "is_reviewer": True,
        "is_manager": False,
        **scene.told("2026-03-03T09:00", manager.as_viewer()),
    }
    assert actions.change_roles(clinician=nurse, takes_escalations=True, **roles).takes_escalations
    assert actions.change_roles(clinician=nurse, **roles).takes_escalations
    assert not actions.change_roles(clinician=nurse, takes_escalations=False, **roles).takes_escalations


def test_a_practice_changes_its_settings_within_what_is_allowed(scene: Scene) -> None:
    manager = a_clinician(scene.practice, "manager").as_viewer()
    told = scene.told("2026-03-03T09:00", manager)
    changed = actions.change_practice(
        practice=scene.practice, changes={"phone": "555-0100", "escalation_after_hours": Decimal(12)}, **told
    )
    assert (changed.phone, changed.escalation_after_hours) == ("555-0100", Decimal(12))
    for wrong in ({"escalation_after_hours": Decimal(25)}, {"time_zone": "Mars"}, {"id": 3}, {"name": ""}):
        with pytest.raises(WrongInput):
            actions.change_practice(practice=scene.practice, changes=wrong, **told)
    with pytest.raises(NotAllowed):
        actions.change_practice(practice=a_practice(), changes={"phone": "1"}, **told)


def test_a_practice_sets_a_limit_of_its_own_and_takes_it_back(scene: Scene) -> None:
    manager = a_clinician(scene.practice, "manager").as_viewer()
    by = scene.told("2026-03-03T09:00", manager)
    told: dict[str, Any] = {"practice": scene.practice, "medicine_class": "opioid", **by}
    for days in (10, 20):
        limit = actions.set_class_limit(**told, days=days)
        assert limit is not None
        assert limit.days == days
    assert actions.set_class_limit(**told, days=None) is None
    with pytest.raises(WrongInput):
        actions.set_class_limit(**told, days=0)


def test_a_practices_own_medicine_has_a_version_and_a_source(scene: Scene) -> None:
    told: dict[str, Any] = {
        "practice": scene.practice,
        "code": "relaxol",
        "checked_on": FIRST_DAY,
        **scene.told(ENTERED),
    }
    facts = {"medicine_class": "muscle relaxant", "source": "label", "label_max_days": 7, "sedating": True}
    own = actions.add_medicine(facts=facts, **told)
    assert (own.is_own, own.version, own.sedating) == (True, 1, True)
    assert actions.add_medicine(facts=facts, **told).version == 1
    assert actions.add_medicine(facts={**facts, "label_max_daily_mg": Decimal(900)}, **told).version == 2
    # A risk in words that no rule reads would be taken for none.
    risks: list[dict[str, Any]] = [
        {"abrupt_stop_risk": risk} for risk in ("Yes", "yes, always", "after two weeks", "after 14 day")
    ]
    wrongs: list[dict[str, Any]] = [
        {"source": ""},
        {"label_max_days": -1},
        {"colour": "red"},
        {"label_max_daily_mg": Decimal("NaN")},
    ]
    for wrong in wrongs + risks:
        with pytest.raises(WrongInput):
            actions.add_medicine(facts={**facts, **wrong}, **told)
    for known in ("yes", "after 14 days", "no", "mild", ""):
        assert actions.add_medicine(facts={**facts, "abrupt_stop_risk": known}, **told).abrupt_stop_risk == known
    own.refresh_from_db()
    withdrawn = actions.withdraw_medicine(medicine=own, **scene.told(ENTERED))
    assert (withdrawn.withdrawn_at, withdrawn.version) == (ENTERED, 8)
    with pytest.raises(WrongInput):
        actions.withdraw_medicine(medicine=Medicine.objects.get(code="carisoprodol"), **scene.told(ENTERED))


def test_a_patients_own_day_boundary_can_be_the_practices_again(scene: Scene) -> None:
    told = scene.told("2026-03-03T09:00")
    own = actions.change_patient(patient=scene.patient, day_boundary=time(6), **told)
    assert own.day_boundary == time(6)
    assert actions.change_patient(patient=scene.patient, language="es", **told).day_boundary == time(6)
    assert actions.change_patient(patient=scene.patient, day_boundary=None, **told).day_boundary is None


def test_a_day_boundary_that_a_revision_brings_leaves_the_days_before_it_as_they_were(scene: Scene) -> None:
    scene.dose(1, "2026-03-03T05:00")
    actions.change_patient(patient=scene.patient, day_boundary=time(6), **scene.told("2026-03-04T11:00"))
    actions.revise(
        course=scene.course, steps=(slots("08:00", days=9),), reason="less", **scene.told("2026-03-04T12:00")
    )
    scene.dose(2, "2026-03-05T05:00")
    scene.dose(3, "2026-03-06T05:00")
    days = Dose.objects.order_by("seq").values_list("medication_day", flat=True)
    assert [day.day for day in days] == [3, 4, 5]
    (course,) = Knowledge(load_patient(scene.patient.pk)).upto(99).courses
    assert [course.window.start(date(2026, 3, day)) for day in (3, 4, 5)] == [
        at("2026-03-03T04:00"),
        at("2026-03-04T04:00"),
        at("2026-03-05T06:00"),
    ]
