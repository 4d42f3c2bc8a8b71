"""Who may do what."""

import re
from pathlib import Path

import pytest

from courses import actions
from courses.access import MAY, SYSTEM, Kind, Role, Viewer, may
from courses.errors import NotAllowed
from tests.courses.making import Scene, a_clinician, a_patient, a_practice, an_id

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    return Scene()


def test_every_action_that_is_asked_for_stands_in_the_table() -> None:
    files = Path(actions.__file__).parent.glob("*.py")
    asked = {name for file in files for name in re.findall(r'(?:what=|allow\(by, )"(\w+)"', file.read_text())}
    assert asked
    assert asked <= MAY.keys()


@pytest.mark.parametrize(
    ("role", "can", "cannot"),
    [
        ("prescriber", ["prescribe", "stop", "acknowledge", "log_dose", "hand_over"], ["change_staff"]),
        ("reviewer", ["read", "acknowledge", "answer", "close"], ["prescribe", "extend", "stop", "plan_end", "cancel"]),
        ("manager", ["change_staff", "change_practice", "hand_over"], ["read", "prescribe", "acknowledge", "log_dose"]),
    ],
)
def test_staff_may_do_what_their_role_may(scene: Scene, role: str, can: list[str], cannot: list[str]) -> None:
    viewer = a_clinician(scene.practice, role).as_viewer()
    assert [action for action in can if not may(viewer, action, scene.patient)] == []
    assert [action for action in cannot if may(viewer, action, scene.patient)] == []


def test_nobody_may_do_anything_in_another_practice(scene: Scene) -> None:
    elsewhere = a_clinician(a_practice(), "prescriber", "reviewer", "manager").as_viewer()
    assert not any(may(elsewhere, action, scene.patient) for action in MAY)
    assert not any(may(elsewhere, action, scene.course) for action in MAY)


def test_a_patient_may_do_what_is_theirs_to_their_own(scene: Scene) -> None:
    me, other = scene.patient.as_viewer(), a_patient(scene.practice).as_viewer()
    assert may(me, "log_dose", scene.course)
    assert may(me, "ask_to_talk", scene.course)
    assert not may(me, "stop", scene.course)
    assert not may(other, "log_dose", scene.course)


def test_a_helper_may_log_doses_put_them_off_and_report_emergencies_and_no_more() -> None:
    helper = Viewer(kind=Kind.HELPER, roles=frozenset({Role.HELPER}))
    assert {action for action in MAY if may(helper, action)} == {
        *("see_today", "log_dose", "undo_dose", "snooze_dose", "report_emergency"),
    }


def test_a_token_may_do_what_its_roles_may_where_it_reaches(scene: Scene) -> None:
    token = Viewer(kind=Kind.TOKEN, practice_id=scene.practice.pk, roles=frozenset({Role.REVIEWER}))
    assert may(token, "acknowledge", scene.course)
    assert not may(token, "prescribe", scene.course)
    of_patient = Viewer(kind=Kind.TOKEN, roles=frozenset({Role.PATIENT}), patient_id=scene.patient.pk)
    assert may(of_patient, "log_dose", scene.course)
    assert not may(of_patient, "log_dose", a_patient(scene.practice))


def test_an_operator_may_do_nothing_and_the_system_everything(scene: Scene) -> None:
    assert not any(may(Viewer(kind=Kind.OPERATOR), action) for action in MAY)
    assert all(may(SYSTEM, action, scene.course) for action in MAY)


def test_an_action_refuses_who_may_not(scene: Scene) -> None:
    other = a_patient(scene.practice).as_viewer()
    with pytest.raises(NotAllowed):
        scene.dose(1, "2026-03-02T08:00", by=other)
    with pytest.raises(NotAllowed):
        actions.stop(course=scene.course, reason="rash", **scene.told("2026-03-02T08:00", scene.patient.as_viewer()))
    with pytest.raises(NotAllowed):
        actions.add_clinician(
            practice=scene.practice, user_id=an_id(1), name="X", is_manager=True, **scene.told("2026-03-02T08:00")
        )
