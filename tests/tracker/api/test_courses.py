from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from courses.access import Role
from courses.models import Course, Flag, Medicine
from tests.courses.making import REASONS, Scene, a_clinician, a_patient
from tests.tracker.api.calling import Caller, a_dose, a_step, as_patient, as_staff

pytestmark = pytest.mark.django_db


def a_course(scene: Scene, **other: Any) -> dict[str, Any]:
    return {
        "patient": str(a_patient(scene.practice).pk),
        "medicine": str(Medicine.objects.get(code="carisoprodol").pk),
        "strength": "350 mg tablet",
        "first_day": "2026-03-05",
        "steps": [a_step("08:00", "20:00", days=7)],
        "supply": "14",
        **other,
    }


def test_a_course_is_entered_and_told_whole(scene: Scene, prescriber: Caller) -> None:
    told = prescriber.post("courses", a_course(scene))
    assert told.status_code == 201, told.content
    course = told.json()["course"]
    assert (course["state"], course["first_day"], course["last_day"], course["days"]) == (
        "planned", "2026-03-05", "2026-03-11", 7,
    )  # fmt: skip
    assert [slot["wall"] for slot in course["plan"][0]["slots"]] == ["08:00", "20:00"]
    assert course["prescriber"]["name"] == "Dr. Vega"
    assert course["revisions"][0]["through"] == "api"
    assert course["numbers"]["taken_ratio"] is None
    assert prescriber.get(f"courses/{course['id']}").json() == course


def test_entry_checks_answer_with_all_findings_until_each_has_a_reason(scene: Scene, prescriber: Caller) -> None:
    sent = a_course(scene, strength="500 mg tablet")
    told = prescriber.post("courses", sent)
    assert told.status_code == 409
    problem = told.json()
    assert problem["type"] == "/api/v1/problems/entry_refused"
    assert problem["missing"] == ["single_dose_over_label"]
    assert problem["findings"][0]["check"] == "single_dose_over_label"
    sent["overrides"] = {"single_dose_over_label": "no other strength at hand"}
    assert prescriber.post("courses", sent).status_code == 201


def test_a_preview_tells_what_would_be_sent_and_stores_nothing(scene: Scene, prescriber: Caller) -> None:
    before = Course.objects.count()
    told = prescriber.post("courses/preview", a_course(scene, strength="500 mg tablet"))
    assert told.status_code == 200, told.content
    drawn = told.json()
    assert drawn["missing"] == ["single_dose_over_label"]
    assert drawn["if_taken"][0] == {"at": "2026-03-05T13:00:00Z", "to": "patient", "kinds": ["dose_due"]}
    assert any("dose_follow_up" in one["kinds"] for one in drawn["if_not"])
    assert Course.objects.count() == before


def test_extend_revise_stop_and_close(scene: Scene, prescriber: Caller, set_clock: Callable[[str], None]) -> None:
    path = f"courses/{scene.course.pk}"
    steps = {"steps": [a_step("08:00", days=2)], "reason": "taper from today", "overrides": REASONS}
    revised = prescriber.post(f"{path}/revise", steps)
    assert revised.status_code == 200, revised.content
    assert revised.json()["course"]["last_day"] == "2026-03-05"
    no_plan = prescriber.post(f"{path}/extend", steps)
    assert no_plan.status_code == 422
    assert no_plan.json()["errors"][0]["field"] == "/plan"
    extended = prescriber.post(f"{path}/extend", {**steps, "plan": "see_patient", "by": "2026-03-06"})
    assert extended.json()["course"]["plan_in_force"]["by"] == "2026-03-06"
    stopped = prescriber.post(f"{path}/stop", {"reason": "rash", "told": "call us"})
    assert (stopped.status_code, stopped.json()["stopped_on"]) == (200, "2026-03-04")
    again = prescriber.post(f"{path}/extend", {**steps, "plan": "stop_as_planned"})
    assert again.status_code == 409
    assert again.json()["errors"][0]["code"] == "stopped"
    closed = prescriber.post(f"{path}/close", {"reason": "moved away"})
    assert closed.json()["closed_at"] is not None
    set_clock("2026-03-05T09:00")
    assert prescriber.post(f"{path}/doses", a_dose()).status_code == 201


def test_what_was_prescribed_on_a_past_day_is_told_with_who_when_and_why(scene: Scene, prescriber: Caller) -> None:
    path = f"courses/{scene.course.pk}"
    prescriber.post(f"{path}/revise", {"steps": [a_step()], "reason": "less", "overrides": REASONS})
    before = prescriber.get(f"{path}/prescribed?on=2026-03-03").json()
    assert (before["prescribed"], before["planned"], len(before["parts"])) == ("4", "4", 1)
    assert before["parts"][0]["by_id"] == str(scene.prescriber.pk)
    both = prescriber.get(f"{path}/prescribed?on=2026-03-04").json()
    assert [part["reason"] for part in both["parts"]] == ["", "less"]
    assert both["prescribed"] == "4"
    after = prescriber.get(f"{path}/prescribed?on=2026-03-30").json()
    assert (after["in_window"], after["prescribed"], after["parts"]) == (False, None, [])


def test_cancel_plan_dispense_and_assess(scene: Scene, prescriber: Caller) -> None:
    path = f"courses/{scene.course.pk}"
    plan = prescriber.post(f"{path}/end-plans", {"decision": "stop_as_planned", "note": "agreed"})
    assert (plan.status_code, plan.json()["decision"]) == (201, "stop_as_planned")
    handed = prescriber.post(f"{path}/dispenses", {"units": 56, "days": 14})
    assert (handed.status_code, handed.json()["units"], handed.json()["on"]) == (201, "56", "2026-03-04")
    assert len(prescriber.get(f"{path}/dispenses").json()["results"]) == 1
    assessed = prescriber.post(f"patients/{scene.patient.pk}/assessments", {"risk_factors": ["past misuse"]})
    assert assessed.status_code == 201
    assert prescriber.get(f"patients/{scene.patient.pk}/assessments").json()["results"] == [assessed.json()]
    cancelled = prescriber.post(f"{path}/cancel", {})
    assert cancelled.json()["state"] == "cancelled"


def test_reviewers_and_patients_change_no_plan(scene: Scene, patient: Caller) -> None:
    reviewer = as_staff(a_clinician(scene.practice, "reviewer"), Role.REVIEWER)
    for caller in (reviewer, patient):
        for what in ("extend", "revise", "stop", "cancel", "end-plans"):
            told = caller.post(f"courses/{scene.course.pk}/{what}", {})
            assert (told.status_code, told.json()["type"]) == (403, "/api/v1/problems/not_allowed"), what
        assert caller.post("courses", {}).status_code == 403


def test_a_patient_reads_no_flags_and_no_reasons(scene: Scene, patient: Caller) -> None:
    course = patient.get(f"courses/{scene.course.pk}").json()
    assert course["flags"] is None
    assert course["revisions"][0]["reason"] is None
    assert patient.get("flags").status_code == 403


@pytest.mark.parametrize("kind", ["staff", "patient"])
def test_another_practices_ids_answer_404_as_if_they_were_not_there(scene: Scene, kind: str) -> None:
    other = Scene()
    caller = as_staff(other.prescriber) if kind == "staff" else as_patient(other.patient)
    course, patient = f"courses/{scene.course.pk}", f"patients/{scene.patient.pk}"
    for path in (course, f"{course}/doses", f"{course}/prescribed?on=2026-03-02", f"{course}/reminders", patient):
        assert caller.get(path).status_code == 404, path
    assert caller.post(f"{course}/doses", a_dose()).status_code == 404
    assert caller.post(f"{course}/stop", {"reason": "x"}).status_code == 404
    assert caller.post(f"{patient}/time-zone", {"time_zone": "Europe/Madrid"}).status_code == 404
    listed = {row["id"] for row in caller.get("courses").json()["results"]}
    assert listed == {str(other.course.pk)}
    assert caller.get(f"courses?patient={scene.patient.pk}").json()["results"] == []


def test_another_practices_ids_in_a_body_are_unknown(scene: Scene, prescriber: Caller) -> None:
    other = Scene()
    for field, key in (
        ("patient", other.patient.pk),
        ("prescriber", other.prescriber.pk),
        ("assessment", other.patient.pk),
        ("medicine", other.patient.pk),
    ):
        told = prescriber.post("courses", a_course(scene, **{field: str(key)}))
        assert told.status_code == 422
        assert told.json()["errors"][0]["field"] == f"/{field}"
        assert told.json()["errors"][0]["code"] == "unknown_id"


@pytest.mark.parametrize("asked", ["limit=0", "limit=101", "limit=1_0", "limit=", "cursor=zzz"])
def test_what_a_list_is_wrongly_asked_is_told_by_its_name(prescriber: Caller, asked: str) -> None:
    told = prescriber.get(f"patients?{asked}")
    assert (told.status_code, told.json()["errors"][0]["field"]) == (422, f"/{asked.partition('=')[0]}")


def test_pages_follow_each_other_by_cursor(scene: Scene, prescriber: Caller) -> None:
    for _ in range(4):
        a_patient(scene.practice)
    first = prescriber.get("patients?limit=2").json()
    second = prescriber.get(first["next"].removeprefix("http://testserver")).json()
    third = prescriber.get(second["next"].removeprefix("http://testserver")).json()
    keys = [row["id"] for page in (first, second, third) for row in page["results"]]
    assert len(keys) == 5
    assert keys == sorted(keys, reverse=True)
    assert third["next"] is None


def test_the_number_of_queries_does_not_grow_with_what_is_listed(scene: Scene, prescriber: Caller) -> None:
    def queries(path: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as caught:
            assert prescriber.get(path).status_code == 200
        return len([one for one in caught if "shortcourse_cache" not in one["sql"]])

    paths = ("courses", "patients", "flags", f"courses/{scene.course.pk}", f"courses/{scene.course.pk}/doses")
    queries("me")  # the first request of a minute begins its count; the others raise it
    few = {path: queries(path) for path in paths}
    for n in range(5):
        scene.dose(n, f"2026-03-02T1{n}:00")
        scene.patient = a_patient(scene.practice)
        scene.course, kept = scene.enter(overrides=REASONS), scene.course
        scene.dose(n + 100, f"2026-03-02T1{n}:00", amount=9)
    assert kept is not None
    assert {path: queries(path) for path in paths} == few
    assert all(count <= 30 for count in few.values()), few


def test_a_courses_flags_are_judged_up_to_now_and_reading_writes_nothing(
    scene: Scene, prescriber: Caller, set_clock: Callable[[str], None]
) -> None:
    scene.days(scene.course.first_day, 3)
    set_clock("2026-03-07T05:00")
    told = prescriber.get(f"courses/{scene.course.pk}").json()["flags"]
    # Two full days without a dose: opened at the very boundary, whether or not a sweep came by.
    assert [(flag["rule"], flag["status"], flag["opened_at"], flag["id"]) for flag in told] == [
        ("missed_doses", "open", "2026-03-07T09:00:00Z", None)
    ]
    assert [item["key"] for item in told[0]["evidence"]] == ["2026-03-05", "2026-03-06"]
    assert not Flag.objects.exists()
    assert prescriber.get("flags").json()["results"] == []
    scene.dose(1, "2026-03-07T05:01")
    set_clock("2026-03-07T05:02")
    [listed] = prescriber.get(f"flags?course={scene.course.pk}").json()["results"]
    assert prescriber.get(f"courses/{scene.course.pk}").json()["flags"] == [listed]
