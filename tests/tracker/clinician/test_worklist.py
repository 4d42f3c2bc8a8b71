"""Today's list: who needs someone, why, since when, and what is asked of whom."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from courses import actions
from courses.load import load_patient, load_record, save_record
from courses.models import Clinician, Course, Patient
from courses.rules.facts import Use
from courses.rules.judging import advance
from notifications.models import Endpoint
from tests.courses.making import FIRST_DAY, Scene, a_patient, at
from tests.tracker.clinician.conftest import Desk
from tracker.clinician.views import worklist as views


def judge(scene: Scene, when: str) -> None:
    """What the sweep does: judge everyone up to an instant."""
    for patient in Patient.objects.all():
        old = load_record(patient.pk)
        new = advance(old, load_patient(patient.pk), at(when))
        save_record(patient.pk, old, new, last_seq=patient.last_seq)


def reached(patient: Patient, when: datetime) -> None:
    """A confirmed mailbox, so that nothing is said of delivery."""
    Endpoint.objects.create(
        person_kind="patient",
        person_id=patient.pk,
        channel="email",
        address="a@b.example",
        added_at=when,
        verified_at=when,
    )


def worklist(desk: Desk, when: str, clinician: Clinician | None = None) -> str:
    return desk.opened(clinician, when).get("/desk/").content.decode()


def test_nobody_waits(desk: Desk) -> None:
    reached(desk.patient, desk.now)
    page = worklist(desk, "2026-03-02T12:00")
    assert "Nobody is waiting" in page
    assert "Last look 12:00" in page


def test_use_after_the_end_is_told_with_its_facts(desk: Desk) -> None:
    reached(desk.patient, desk.now)
    desk.all_of(FIRST_DAY)
    desk.dose(1, "2026-03-16T22:05")
    desk.dose(2, "2026-03-17T22:20", amount=Decimal(2))
    desk.dose(3, "2026-03-18T21:10")
    page = worklist(desk, "2026-03-19T09:10")
    assert "1 person needs someone" in page
    assert "4 tablets on 3 days after the end, last yesterday 21:10." in " ".join(page.split())
    assert "4 days after the end" in page
    assert "12 h" in page
    assert "Ruiz" in page
    assert "1 May 1984" in page
    assert "Dr. Reyes" in page


def test_the_most_urgent_come_first_and_each_person_once(desk: Desk) -> None:
    others = []
    for name in ("Emergency", "Talk", "Warning"):
        patient = a_patient(desk.practice, family_name=name)
        others.append((patient, desk.enter(patient=patient)))
        reached(patient, desk.now)
    for patient, course in others:
        told: dict[str, Any] = {"by": patient.as_viewer(), "through": "page", "now": at("2026-03-03T09:00")}
        if patient.family_name == "Emergency":
            actions.check_in(course=course, client_id=uuid4(), symptoms=["seizure"], **told)
        elif patient.family_name == "Talk":
            actions.ask_to_talk(course=course, client_id=uuid4(), line="Too sleepy to drive.", **told)
        else:
            actions.check_in(course=course, client_id=uuid4(), use=Use.MORE, **told)
    page = worklist(desk, "2026-03-03T10:00")
    places = [page.index(name) for name in ("Emergency,", "Talk,", "Warning,", "Ruiz,")]
    assert places == sorted(places)
    assert "4 people need someone" in page
    assert "“Too sleepy to drive.”" in page
    assert "A seizure, in the check-in of today 09:00." in page
    assert "Says that more is used, in the check-in of today 09:00." in page
    assert "Reminders reach nobody" in page  # Ruiz has confirmed no address


def test_a_talk_request_and_its_flag_are_one_thing_in_the_patients_words(desk: Desk) -> None:
    reached(desk.patient, desk.now)
    actions.ask_to_talk(
        course=desk.course,
        client_id=uuid4(),
        line="What now?",
        **desk.told("2026-03-02T09:00", desk.patient.as_viewer()),
    )
    judge(desk, "2026-03-03T10:00")
    page = worklist(desk, "2026-03-03T10:00")
    assert page.count("“What now?”") == 1
    assert "1 d 1 h" in page
    assert "Answer" in page


def test_an_acknowledged_flag_leaves_the_list(desk: Desk) -> None:
    reached(desk.patient, desk.now)
    judge(desk, "2026-03-12T12:00")
    assert "No plan" in worklist(desk, "2026-03-12T12:00")
    for rule in ("ending_without_plan", "not_started"):
        actions.acknowledge(course=desk.course, rule=rule, **desk.told("2026-03-12T12:01"))
    assert "Nobody is waiting" in worklist(desk, "2026-03-12T12:02")


def test_a_closed_course_asks_for_nobody_until_something_new_is_found(desk: Desk) -> None:
    reached(desk.patient, desk.now)
    desk.all_of(FIRST_DAY)
    desk.dose(1, "2026-03-16T22:05")
    actions.close(course=desk.course, reason="moved away", **desk.told("2026-03-17T09:00"))
    assert "Nobody is waiting" in worklist(desk, "2026-03-17T10:00")
    desk.dose(2, "2026-03-18T10:00")
    desk.dose(3, "2026-03-19T10:00")
    assert "3 tablets on 3 days after the end" in worklist(desk, "2026-03-19T10:05")


def test_a_manager_alone_sees_no_patient(desk: Desk) -> None:
    judge(desk, "2026-03-12T12:00")
    page = worklist(desk, "2026-03-12T12:00", desk.manager)
    assert "Ruiz" not in page
    assert "Patients are seen by prescribers and reviewers" in page


def test_another_practice_sees_nothing(desk: Desk) -> None:
    other = Scene()
    judge(desk, "2026-03-12T12:00")
    page = worklist(desk, "2026-03-12T12:00", desk.reviewer)
    assert str(desk.course.pk) in page
    assert str(other.course.pk) not in page


def test_the_number_of_queries_does_not_grow_with_patients(desk: Desk) -> None:
    def queries() -> int:
        client = desk.opened(when="2026-03-12T12:00")
        client.get("/desk/")
        with CaptureQueriesContext(
            connection,
        ) as captured:
            client.get("/desk/")
        return len(captured)

    def somebody_asks(name: str) -> None:
        patient = a_patient(desk.practice, family_name=name)
        actions.ask_to_talk(
            course=desk.enter(patient=patient),
            client_id=uuid4(),
            by=patient.as_viewer(),
            through="page",
            now=at("2026-03-02T09:00"),
        )

    # What nobody has told is not asked for: the first one brings that query.
    somebody_asks("First")
    judge(desk, "2026-03-12T12:00")
    few = queries()
    for n in range(8):
        somebody_asks(f"Patient {n}")
    judge(desk, "2026-03-12T12:00")
    assert queries() == few
    assert few < 45


def test_long_lists_have_pages(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "ROWS_A_PAGE", 4)
    for n in range(5):
        desk.enter(patient=a_patient(desk.practice, family_name=f"Patient {n}"))
    client = desk.opened(when="2026-03-02T09:00")
    first = client.get("/desk/").content.decode()
    assert "6 people need someone" in first
    assert "Page 1 of 2" in first
    assert client.get("/desk/?page=2").content.decode().count('scope="row"') == 2
    assert client.get("/desk/?page=zebra").status_code == 200


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_the_list_is_only_read(desk: Desk, method: str) -> None:
    assert getattr(desk.opened(), method)("/desk/").status_code == 405


def test_nobody_signed_in_is_asked_to_sign_in(desk: Desk) -> None:
    for path in ("/desk/", "/desk/patients/", desk.url, "/desk/practice/"):
        answer = Client().get(path)
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/accounts/login/")


def test_a_cancelled_course_asks_for_nobody(desk: Desk) -> None:
    reached(desk.patient, desk.now)
    judge(desk, "2026-03-12T12:00")
    actions.cancel(course=Course.objects.get(), **desk.told("2026-03-12T12:30"))
    assert "Nobody is waiting" in worklist(desk, "2026-03-12T13:00")


def test_language_is_said_where_it_is_another(desk: Desk) -> None:
    patient = a_patient(desk.practice, family_name="Soto", language="es", birth_date=date(1971, 3, 12))
    desk.enter(patient=patient)
    assert ", Spanish" in worklist(desk, "2026-03-02T09:00")
