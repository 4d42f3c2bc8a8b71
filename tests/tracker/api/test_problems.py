from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from tests.courses.making import Scene
from tests.tracker.api.calling import API, Caller, a_dose
from tracker.accounts.limits import Limit
from tracker.api import limits
from tracker.api.problem_types import TYPES
from tracker.api.views import people

pytestmark = pytest.mark.django_db


def is_problem(told: Any, code: str) -> dict[str, Any]:
    assert told.headers["Content-Type"] == "application/problem+json"
    problem: dict[str, Any] = told.json()
    assert (problem["type"], problem["status"], told.status_code) == (
        f"/api/v1/problems/{code}", TYPES[code].status, TYPES[code].status,
    )  # fmt: skip
    assert problem["title"]
    assert problem["detail"]
    return problem


def test_nobody_signed_in_is_told_how() -> None:
    told = Caller().get("courses")
    is_problem(told, "not_signed_in")
    assert told.headers["WWW-Authenticate"].startswith("Bearer")


def test_addresses_that_lead_nowhere(scene: Scene, prescriber: Caller) -> None:
    for path in (
        "nothing",
        "courses/",
        "courses/1",
        f"courses/{uuid4()}",
        "schema",
        "me/../../admin",
        "%00",
        "a%0Ab/stop",
    ):
        is_problem(prescriber.get(path), "not_found")
    is_problem(prescriber.client.delete(f"{API}nothing"), "not_found")


@pytest.mark.parametrize("method", ["delete", "patch", "put", "options", "trace", "generic"])
def test_methods_that_are_not_allowed(scene: Scene, prescriber: Caller, method: str) -> None:
    call = getattr(prescriber.client, method)
    told = (
        call("PURGE", f"{API}courses", headers=prescriber.headers)
        if method == "generic"
        else call(f"{API}courses", headers=prescriber.headers)
    )
    is_problem(told, "method_not_allowed")
    assert told.headers["Allow"] == "GET, POST, HEAD"


def test_only_json_is_spoken(scene: Scene, prescriber: Caller) -> None:
    is_problem(prescriber.get("courses", headers={"Accept": "text/html"}), "not_acceptable")
    assert prescriber.get("courses", headers={"Accept": "text/html, */*;q=0.1"}).status_code == 200


@pytest.mark.parametrize(
    "content_type",
    ["text/plain", "application/xml", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "", "x"],
)
def test_only_json_is_read(scene: Scene, patient: Caller, content_type: str) -> None:
    told = patient.send(f"courses/{scene.course.pk}/doses", b"amount=1", content_type)
    is_problem(told, "unsupported_media_type")


def test_bodies_are_limited(scene: Scene, patient: Caller) -> None:
    path = f"courses/{scene.course.pk}/check-ins"
    is_problem(patient.send(path, b'{"line": "' + b"x" * 70_000 + b'"}'), "too_large")
    huge = patient.send(path, b"x" * 3_000_000)
    is_problem(huge, "too_large")
    # A length that lies gets no further.
    told = patient.send(path, b'{"line": "' + b"x" * 70_000 + b'"}', CONTENT_LENGTH="12")
    is_problem(told, "not_json")


def test_requests_are_limited_and_told_when_to_come_again(
    scene: Scene, patient: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits.Requests, "limit", Limit("few", 2, limits.REQUESTS.within))
    assert [patient.get("me").status_code for _ in range(2)] == [200, 200]
    told = patient.get("me")
    is_problem(told, "too_many_requests")
    assert 1 <= int(told.headers["Retry-After"]) <= 60


def test_changes_are_limited_more_than_reading(scene: Scene, patient: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits.Changes, "limit", Limit("few", 1, limits.CHANGES.within))
    path = f"courses/{scene.course.pk}/doses"
    assert patient.post(path, a_dose()).status_code == 201
    is_problem(patient.post(path, a_dose()), "too_many_requests")
    assert patient.get("me").status_code == 200


def test_a_fault_of_ours_is_a_problem_that_tells_nothing_of_us(
    scene: Scene, patient: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any) -> None:
        raise RuntimeError("secret")

    monkeypatch.setattr(people.Me, "get", fail)
    with pytest.raises(RuntimeError):
        patient.get("me")  # the signal of a fault is sent: whoever watches for faults sees it
    patient.client = Client(raise_request_exception=False)
    told = patient.get("me")
    is_problem(told, "server_error")
    assert b"secret" not in told.content


def test_each_kind_of_problem_is_documented_where_its_type_leads() -> None:
    caller = Caller()
    listed = caller.get("problems").json()
    assert {kind["code"] for kind in listed} == set(TYPES)
    for kind in listed:
        assert caller.get(kind["type"]).json() == kind
    is_problem(caller.get("problems/none"), "not_found")


def test_a_client_without_an_address_is_limited_with_all_of_its_kind() -> None:
    assert Client(REMOTE_ADDR="").get(f"{API}problems").status_code == 200
    assert Client(REMOTE_ADDR="").get(f"{API}me", headers={"Authorization": "Bearer sct_x"}).status_code == 401


def test_nothing_that_is_told_is_kept_by_a_cache(scene: Scene, patient: Caller) -> None:
    assert patient.get("me").headers["Cache-Control"] == "no-store"
    assert patient.get("nothing").headers["Cache-Control"] == "no-store"
