"""What is wrong gets a clear 4xx with the field and the reason, and leaves nothing behind."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import pytest

from courses.models import CheckIn, Course, Dispense, Dose, EndPlan, Patient, PatientSettings, TalkRequest
from tests.courses.making import Scene
from tests.tracker.api.bad_inputs import BODIES, COURSES, DOSES, PATHS, PEOPLE, STEPS, TOLD, ZONES
from tests.tracker.api.calling import Caller, a_dose, a_step

pytestmark = pytest.mark.django_db

TABLES = (CheckIn, Course, Dispense, Dose, EndPlan, Patient, PatientSettings, TalkRequest)


@contextmanager
def nothing_stored() -> Iterator[None]:
    """No row more in any table, and no patient's last place moved."""

    def state() -> list[Any]:
        rows = [table._default_manager.count() for table in TABLES]
        return [*rows, *Patient.objects.order_by("pk").values_list("last_seq", "judged_seq")]

    before = state()
    yield
    assert state() == before


def refused(told: Any, status: int, field: str, code: str) -> None:
    """The answer is this problem, about this field."""
    assert told.status_code == status, told.content
    assert told.headers["Content-Type"] == "application/problem+json"
    problem = told.json()
    assert problem["status"] == status
    assert problem["type"].startswith("/api/v1/problems/")
    found = {(fault["field"], fault["code"]) for fault in problem["errors"]}
    assert (field, code) in found, problem["errors"]
    assert all(fault["message"] and fault["what_to_do"] for fault in problem["errors"]), problem["errors"]


def test_a_dose_that_cannot_be_meant(scene: Scene, patient: Caller, subtests: pytest.Subtests) -> None:
    for other, field, code in DOSES:
        with subtests.test(str(other)[:60]), nothing_stored():
            refused(patient.post(f"courses/{scene.course.pk}/doses", a_dose(**other)), 422, field, code)


def test_a_body_that_cannot_be_read(scene: Scene, patient: Caller, subtests: pytest.Subtests) -> None:
    for body, field, code in BODIES:
        with subtests.test(str(body)[:60]), nothing_stored():
            refused(patient.send(f"courses/{scene.course.pk}/doses", body), 400, field, code)


def test_json_that_is_no_object(scene: Scene, patient: Caller, subtests: pytest.Subtests) -> None:
    for body in (b"[]", b"null", b'"text"', b"1", b"true", b"[{}]"):
        with subtests.test(str(body)), nothing_stored():
            refused(
                patient.send(f"courses/{scene.course.pk}/doses", body),
                422,
                "",
                "null" if body == b"null" else "invalid",
            )


def test_json_nested_a_hundred_thousand_deep_is_too_large_or_too_deep(scene: Scene, patient: Caller) -> None:
    path = f"courses/{scene.course.pk}/doses"
    assert patient.send(path, b"[" * 100_000).status_code == 413
    assert patient.send(path, b"[" * 60_000).status_code == 400


def test_no_body_at_all_names_every_field_that_is_missing(scene: Scene, patient: Caller) -> None:
    told = patient.post(f"courses/{scene.course.pk}/doses")
    assert {(fault["field"], fault["code"]) for fault in told.json()["errors"]} == {
        ("/id", "required"), ("/amount", "required"), ("/taken_at", "required"),
    }  # fmt: skip


def test_what_patients_tell_and_cannot_mean(scene: Scene, patient: Caller, subtests: pytest.Subtests) -> None:
    for where, sent, field, code in TOLD:
        with subtests.test(f"{where} {sent}"[:60]), nothing_stored():
            refused(patient.post(f"courses/{scene.course.pk}/{where}", {"id": str(uuid4()), **sent}), 422, field, code)


def test_steps_that_cannot_be_meant(scene: Scene, prescriber: Caller, subtests: pytest.Subtests) -> None:
    for steps, field, code in STEPS:
        sent = {"reason": "still in spasm", "plan": "stop_as_planned", "steps": steps}
        with subtests.test(str(steps)[:60]), nothing_stored():
            refused(prescriber.post(f"courses/{scene.course.pk}/extend", sent), 422, field, code)


@pytest.mark.parametrize("path", ["courses", "courses/preview"])
def test_courses_that_cannot_be_meant(scene: Scene, prescriber: Caller, path: str, subtests: pytest.Subtests) -> None:
    good = {
        "patient": str(scene.patient.pk),
        "medicine": str(scene.course.medicine_id),
        "strength": "350 mg tablet",
        "first_day": "2026-04-01",
        "steps": [a_step()],
    }
    for other, field, code in COURSES:
        if path == "courses/preview" and (code == "in_the_past" or field == "/prescriber"):
            continue  # a preview enters nothing
        with subtests.test(str(other)[:60]), nothing_stored():
            refused(prescriber.post(path, {**good, **other}), 422, field, code)


def test_zones_outside_the_pinned_tzdata(scene: Scene, patient: Caller, subtests: pytest.Subtests) -> None:
    for zone in ZONES:
        with subtests.test(zone[:20]), nothing_stored():
            told = patient.post(f"patients/{scene.patient.pk}/time-zone", {"time_zone": zone})
            refused(told, 422, "/time_zone", "unknown_zone")


def test_patients_that_cannot_be(scene: Scene, prescriber: Caller, subtests: pytest.Subtests) -> None:
    for other, field, code in PEOPLE:
        sent = {"given_name": "Ada", "family_name": "Ruiz", "birth_date": "1984-05-01", **other}
        with subtests.test(str(other)[:60]), nothing_stored():
            refused(prescriber.post("patients", sent), 422, field, code)


def test_addresses_that_ask_what_cannot_be_asked(scene: Scene, prescriber: Caller, subtests: pytest.Subtests) -> None:
    for path, field, code in PATHS:
        with subtests.test(path[:60]):
            refused(prescriber.get(path), 422, field, code)
    for on in ("", "0000-01-01", "9999-01-01", "today"):
        with subtests.test(on):
            told = prescriber.get(f"courses/{scene.course.pk}/prescribed?on={on}")
            assert (told.status_code, told.json()["errors"][0]["field"]) == (422, "/on")


def test_what_contradicts_the_course_is_refused(scene: Scene, prescriber: Caller, patient: Caller) -> None:
    path = f"courses/{scene.course.pk}"
    after = prescriber.post(f"{path}/end-plans", {"decision": "see_patient", "by": "2026-04-30"})
    refused(after, 422, "/by", "after_the_last_day")
    none = prescriber.post(f"{path}/end-plans", {"decision": "see_patient"})
    refused(none, 422, "/by", "required")
    untold = prescriber.post(f"{path}/stop", {"reason": "rash"})
    refused(untold, 422, "/told", "required")
    early = prescriber.post(f"{path}/close", {"reason": "done"})
    refused(early, 409, "", "not_over")
    patient.post(f"{path}/doses", a_dose())
    late = prescriber.post(f"{path}/cancel", {})
    refused(late, 409, "", "dose_taken")
    assert EndPlan.objects.count() == 0
