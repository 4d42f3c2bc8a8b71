"""What was escalated to somebody who treats nobody: who waits and who must act, and nothing else of the record."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from courses import actions
from courses.models import Clinician
from notifications.models import Message
from notifications.sweep import sweep
from tests.courses.making import ENTERED, a_patient, an_id, at
from tests.tracker.clinician.conftest import Desk
from tracker.accounts.models import AccessLog

LINE = "I fell in the kitchen"
REPORTED = at("2026-03-03T09:00")
ESCALATED = REPORTED + timedelta(hours=1)
NOBODY = "Nothing is escalated to you"


@pytest.fixture
def reported(desk: Desk) -> Desk:
    """The patient told of an emergency, and nobody has looked."""
    sweep(ENTERED)
    told: dict[str, Any] = desk.told("2026-03-03T09:00", desk.patient.as_viewer())
    actions.check_in(course=desk.course, client_id=an_id(1), symptoms=["seizure"], line=LINE, drowsiness=3, **told)
    return desk


def listed(desk: Desk, clinician: Clinician, when: datetime) -> str:
    answer = desk.opened(clinician, when).get("/desk/")
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def escalate(desk: Desk) -> None:
    sweep(ESCALATED - timedelta(seconds=1))
    sweep(ESCALATED)
    desk.now = ESCALATED


def test_a_manager_to_whom_it_went_sees_who_waits_and_who_must_act(reported: Desk) -> None:
    sweep(ESCALATED - timedelta(seconds=1))
    assert NOBODY in listed(reported, reported.manager, ESCALATED - timedelta(seconds=1))
    escalate(reported)
    page = listed(reported, reported.manager, ESCALATED)
    assert "1 person waits" in page
    assert "Ruiz, Ada" in page
    assert "waits 1 h" in page
    assert "Must act: <strong>Dr. Reyes</strong>, or L. Lindqvist." in page


def test_it_shows_nothing_of_the_record(reported: Desk) -> None:
    escalate(reported)
    page = listed(reported, reported.manager, ESCALATED).lower()
    for word in ("kitchen", "seizure", "drows", "carisoprodol", "350", "/desk/patients/", "/desk/courses/"):
        assert word not in page, word
    client = reported.opened(reported.manager, ESCALATED)
    for path in (reported.url, f"/desk/patients/{reported.patient.pk}/", "/desk/patients/"):
        assert client.get(path).status_code in {403, 404}


def test_it_is_gone_once_somebody_has_acknowledged_it(reported: Desk) -> None:
    escalate(reported)
    later = ESCALATED + timedelta(minutes=5)
    told: dict[str, Any] = {"by": reported.prescriber.as_viewer(), "through": "page", "now": later}
    actions.acknowledge(course=reported.course, rule="emergency_symptoms", **told)
    page = listed(reported, reported.manager, later)
    assert NOBODY in page
    assert "Ruiz" not in page


def test_a_manager_to_whom_nothing_went_sees_nobody(reported: Desk) -> None:
    Clinician.objects.filter(pk=reported.reviewer.pk).update(takes_escalations=True)
    escalate(reported)
    assert Message.objects.filter(person_id=reported.reviewer.pk, kind="escalation").exists()
    assert "Ruiz" not in listed(reported, reported.manager, ESCALATED)
    other = Desk(reported.set_clock)
    assert "Ruiz" not in listed(other, other.manager, ESCALATED)


def test_a_person_stands_there_once_and_who_waits_longest_first(reported: Desk) -> None:
    second = a_patient(reported.practice, family_name="Abel")
    reasons = {"already_running": "both are meant"}
    courses = [reported.enter(patient=second), reported.enter(patient=second, overrides=reasons)]
    for number, course in enumerate(courses, start=2):
        told: dict[str, Any] = reported.told(f"2026-03-03T09:{number}0", second.as_viewer())
        actions.check_in(course=course, client_id=an_id(number), symptoms=["seizure"], **told)
    for instant in (ESCALATED, ESCALATED + timedelta(minutes=30)):
        sweep(instant)
    page = listed(reported, reported.manager, ESCALATED + timedelta(minutes=30))
    assert "2 people wait" in page
    assert page.count("Abel, Ada") == 1
    assert page.index("Ruiz, Ada") < page.index("Abel, Ada")


def test_each_patient_that_was_shown_is_in_the_access_log(reported: Desk) -> None:
    escalate(reported)
    listed(reported, reported.manager, ESCALATED)
    row = AccessLog.objects.get(clinician_id=reported.manager.pk)
    assert (row.patient_id, row.page, row.at) == (reported.patient.pk, "escalated", ESCALATED)
