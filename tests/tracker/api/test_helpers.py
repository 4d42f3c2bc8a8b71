"""A helper sees today's plan, logs doses, puts them off and reports emergencies. All else is not there for them."""

from uuid import uuid4

import pytest

from courses import actions
from courses.models import CheckIn, Dose, Helper
from tests.courses.making import REASONS, Scene, a_patient, a_user, at
from tests.tracker.api.calling import Caller, a_dose
from tests.tracker.api.described import DESCRIBED

pytestmark = pytest.mark.django_db
# What a helper finds, and how it is asked.
THEIRS = {
    ("get", "/api/v1/me"),
    ("get", "/api/v1/today"),
    ("post", "/api/v1/courses/{course_id}/doses"),
    ("post", "/api/v1/courses/{course_id}/doses/{dose_id}/undo"),
    ("post", "/api/v1/courses/{course_id}/emergencies"),
    ("post", "/api/v1/courses/{course_id}/snoozes"),
}
ANYBODYS = {"/api/v1/problems", "/api/v1/problems/{code}"}


@pytest.fixture
def leave(scene: Scene) -> Helper:
    return actions.let_help(patient=scene.patient, user_id=a_user().pk, name="Bo", **scene.told("2026-03-01T13:00"))


@pytest.fixture
def helper(leave: Helper) -> Caller:
    """A helper has no token: they come by the session of the pages."""
    caller = Caller()
    caller.client.force_login(leave.user)
    return caller


@pytest.fixture
def path(scene: Scene) -> str:
    return f"courses/{scene.course.pk}"


def test_a_helper_sees_todays_plan_and_no_details(scene: Scene, helper: Caller, patient: Caller) -> None:
    scene.dose(1, "2026-03-04T08:05")
    scene.enter(first_day=at("2026-03-20T00:00").date(), overrides=REASONS)
    today = helper.get("today").json()
    [course] = today["courses"]
    assert set(course["course"]) == {"id", "medicine", "strength", "unit", "today", "state"}
    assert course["details"] is None
    assert (course["course"]["id"], course["taken_today"]) == (str(scene.course.pk), "1")
    assert [slot["wall"] for slot in course["day"]["slots"]] == ["08:00", "14:00", "20:00", "22:30"]
    assert today["call"]["emergency_number"] == "911"
    whole = patient.get("today").json()["courses"]
    assert [one["details"]["state"] for one in whole] == ["active", "planned"]


def test_a_helper_logs_a_dose_and_undoes_their_own_alone(scene: Scene, helper: Caller, path: str) -> None:
    sent = a_dose(taken_at="2026-03-04T11:00:00-05:00")
    first = helper.post(f"{path}/doses", sent)
    assert (first.status_code, helper.post(f"{path}/doses", sent).status_code) == (201, 200)
    assert Dose.objects.get().by_kind == "helper"
    undone = helper.post(f"{path}/doses/{sent['id']}/undo", {"id": str(uuid4())})
    assert (undone.status_code, undone.json()["undone_at"]) == (200, "2026-03-04T17:00:00Z")
    patients = scene.dose(1, "2026-03-04T08:05").dose
    assert helper.post(f"{path}/doses/{patients.client_id}/undo", {}).status_code == 404
    assert Dose.objects.get(pk=patients.pk).undone_at is None


def test_a_helper_reports_an_emergency(helper: Caller, path: str) -> None:
    told = helper.post(f"{path}/emergencies", {"id": str(uuid4()), "symptoms": ["seizure"]})
    assert told.status_code == 201
    assert CheckIn.objects.get().by_kind == "helper"


def test_whatever_else_there_is_is_not_there_for_a_helper(scene: Scene, helper: Caller) -> None:
    ids = {"course_id": scene.course.pk, "patient_id": scene.patient.pk, "medicine_id": scene.course.medicine_id}
    asked = 0
    for template, item in DESCRIBED["paths"].items():
        for method in item.keys() & {"get", "post", "put"}:
            if (method, template) in THEIRS or template in ANYBODYS:
                continue
            address = template
            for part in ("course_id", "patient_id", "medicine_id"):
                address = address.replace(f"{{{part}}}", str(ids[part]))
            address = "/".join(str(uuid4()) if piece.startswith("{") else piece for piece in address.split("/"))
            told = getattr(helper.client, method)(
                address, **({} if method == "get" else {"content_type": "application/json"})
            )
            assert told.status_code == 404, (method, address, told.content)
            asked += 1
    assert asked > 30


def test_another_patients_course_and_a_lapsed_leave_are_not_there(scene: Scene, helper: Caller, leave: Helper) -> None:
    mine, scene.patient = scene.course, a_patient(scene.practice)
    other = scene.enter()
    assert helper.post(f"courses/{other.pk}/doses", a_dose()).status_code == 404
    assert helper.post(f"courses/{mine.pk}/doses", a_dose()).status_code == 201
    Helper.objects.filter(pk=leave.pk).update(revoked_at=at("2026-03-04T11:59"))
    assert helper.post(f"courses/{mine.pk}/doses", a_dose()).status_code == 404
    assert helper.get("today").status_code == 404
