"""Whatever the description allows, and what it does not, is answered as described: never with a 500.

The parameters of an address are those of rows that are there, in half of the tries: else almost all would be 404.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode, checks
from schemathesis.core.result import Ok
from schemathesis.specs.openapi import checks as openapi_checks

from courses import actions
from courses.access import Role
from courses.models import Flag
from courses.rules.facts import Outcome
from tests.courses.making import Scene, a_clinician, an_id
from tests.tracker.api.calling import Caller, as_staff
from tests.tracker.api.described import DESCRIBED
from tracker.accounts.limits import Limit
from tracker.api import limits

SCHEMA = schemathesis.openapi.from_dict(DESCRIBED)
SCHEMA.app = WSGIHandler()
CHECKS = [
    checks.not_a_server_error,
    openapi_checks.status_code_conformance,
    openapi_checks.content_type_conformance,
    openapi_checks.response_headers_conformance,
    openapi_checks.response_schema_conformance,
]
HEALTH = list(HealthCheck)
pytestmark = [pytest.mark.slow, pytest.mark.django_db]


@pytest.fixture
def there(scene: Scene, patient: Caller, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, str]]:
    """The ids of rows that are there, by the names that addresses have for them; nobody is limited."""
    for throttle in (limits.Requests, limits.Changes):
        monkeypatch.setattr(throttle, "limit", Limit("none", 10**9, timedelta(minutes=1)))
    path = f"courses/{scene.course.pk}"
    scene.dose(1, "2026-03-02T08:05")
    for where in ("check-ins", "talk-requests"):
        patient.post(f"{path}/{where}", {"id": str(an_id(1))})
    activity = actions.add_activity(course=scene.course, kind="rest", text="Rest", **scene.told("2026-03-02T09:00"))
    patient.post(f"{path}/activities/{activity.pk}/ticks", {"id": str(an_id(1))})
    briefing = actions.brief(patient=scene.patient, version="1", text="Rest.", **scene.told("2026-03-02T09:00"))
    told = scene.told("2026-03-02T09:00")
    note = actions.write_note(patient=scene.patient, client_id=uuid4(), text="Hard of hearing.", **told).note
    # One that ends no wait: the request stays open to be answered.
    answer = actions.answer(course=scene.course, outcome=Outcome.NO_ANSWER, **told)
    assert answer is not None
    patient.post(f"{path}/emergencies", {"id": str(uuid4()), "symptoms": ["seizure"]})
    # As Django's own test client has it: the connection that holds the test's transaction is not closed.
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield {
        "course_id": str(scene.course.pk),
        "patient_id": str(scene.patient.pk),
        "medicine_id": str(scene.course.medicine_id),
        "flag_id": str(Flag.objects.get(rule="emergency_symptoms").pk),
        "dose_id": str(an_id(1)),
        "check_in_id": str(an_id(1)),
        "request_id": str(an_id(1)),
        "activity_id": str(activity.pk),
        "tick_id": str(an_id(1)),
        "briefing_id": str(briefing.pk),
        "note_id": str(note.pk),
        "answer_id": str(answer.pk),
        "clinician_id": str(scene.prescriber.pk),
        "code": "wrong_input",
    }
    for signal in signals:
        signal.connect(close_old_connections)


def use(there: dict[str, str], case: Any) -> None:
    """Put ids of rows that are there in place of those that were made up."""
    case.path_parameters = {name: there[name] for name in case.path_parameters}
    if isinstance(case.body, dict):
        for name in {"patient", "medicine"} & case.body.keys():
            case.body[name] = there[f"{name}_id"]


def answers_as_described(case: Any, real: bool, caller: Caller, there: dict[str, str]) -> None:
    """Send one case as this caller, and hold the answer against the description."""
    if real:
        use(there, case)
    response = case.call(headers={**caller.headers, "Host": "testserver"})
    case.validate_response(response, checks=CHECKS)


def test_every_operation_answers_as_described(
    scene: Scene, patient: Caller, prescriber: Caller, there: dict[str, str], subtests: pytest.Subtests
) -> None:
    manager = as_staff(a_clinician(scene.practice, "manager"), Role.MANAGER)
    # All callers in one test: making the strategies of an operation takes longer than calling it.
    tries = {"patient": (patient, 8), "prescriber": (prescriber, 10), "manager": (manager, 3), "nobody": (Caller(), 2)}
    for result in SCHEMA.get_all_operations():
        assert isinstance(result, Ok)
        operation = result.ok()
        cases: st.SearchStrategy[Any] = st.one_of(
            [operation.as_strategy(generation_mode=mode) for mode in GenerationMode]
        )
        for name, (caller, most) in tries.items():
            with subtests.test(f"{operation.label} as {name}"):
                quietly = settings(
                    max_examples=most, deadline=None, derandomize=True, database=None, suppress_health_check=HEALTH
                )
                whose, ids = st.just(caller), st.just(there)
                quietly(given(cases, st.booleans(), whose, ids)(answers_as_described))()
