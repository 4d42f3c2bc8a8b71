"""The overview: what happened over a chosen time, each number with its list, and nobody ranked."""

import csv
import io
import re
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from courses import actions
from courses.models import Clinician, Course, Patient
from courses.rules.facts import Decision, Outcome
from notifications.models import Delivery, Endpoint, Person
from notifications.people import Someone, add_endpoint
from tests.courses.making import REASONS, Scene, a_clinician, a_patient, an_id, at, slots
from tests.tracker.clinician.conftest import Desk
from tests.tracker.clinician.many import copy_patient
from tracker.spreadsheet import BEGINS_A_CELL_ANEW, BEGINS_A_FORMULA, UTF_8_MARK, as_csv, cell

PATH = "/desk/practice/overview/"
WHOLE = {"from": "2026-03-01", "to": "2026-04-10"}
NOON = "2026-04-10T12:00"
SHORT: dict[str, Any] = {"steps": (slots("08:00", days=3),)}


def words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def numbers(desk: Desk, clinician: Clinician | None = None, when: str = NOON, **asked: Any) -> dict[str, str]:
    """What the page says of each number, by its key."""
    page = desk.opened(clinician or desk.reviewer, when).get(PATH, asked or WHOLE).content.decode()
    found = re.findall(r'overview/(\w+)/\?from=[^"&]*&amp;to=[^"&]*"\s*>([^<]*)<', page)
    return {key: told.strip() for key, told in found}


def days(first: str, last: str) -> dict[str, Any]:
    """What is asked for a time."""
    return {"from": first, "to": last}


def listed(desk: Desk, what: str, clinician: Clinician | None = None, **asked: str) -> list[dict[str, str]]:
    """The list of a number as its table says it."""
    answer = desk.opened(clinician or desk.reviewer, NOON).get(f"{PATH}{what}/csv/", {**WHOLE, **asked})
    assert answer.status_code == 200
    text = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
    assert text.startswith(UTF_8_MARK)
    return list(csv.DictReader(io.StringIO(text.removeprefix(UTF_8_MARK), newline="")))


def a_course(desk: Desk, name: str, first: date = date(2026, 3, 2), **entered: Any) -> Course:
    """A course of three days, or as said, of a patient of this name."""
    told = {"patient": a_patient(desk.practice, family_name=name), "first_day": first, **SHORT, **entered}
    return desk.enter(overrides=REASONS, **told)


def takes(course: Course, *days: str) -> None:
    for number, day in enumerate(days):
        told: dict[str, Any] = {"by": course.patient.as_viewer(), "through": "page", "now": at(f"{day}T08:00")}
        actions.log_dose(
            course=course, client_id=an_id(number + 1), amount=Decimal(1), taken_at=at(f"{day}T08:00"), **told
        )


@pytest.fixture
def ended(desk: Desk) -> Desk:
    """One course ended in each way; the desk's own runs for two weeks and has no dose."""
    takes(a_course(desk, "Planned"), "2026-03-02", "2026-03-03", "2026-03-04")
    takes(a_course(desk, "Beyond"), "2026-03-02", "2026-03-06")
    stopped = a_course(desk, "Stopped")
    takes(stopped, "2026-03-02")
    actions.stop(course=stopped, reason="rash", told="Call us if unwell.", **desk.told("2026-03-03T09:00"))
    a_course(desk, "Silent")
    return desk


def test_courses_are_counted_by_how_they_ended_and_every_one_once(ended: Desk) -> None:
    told = numbers(ended)
    assert (told["begun"], told["ended"]) == ("5", "5")
    ends = [told[key] for key in ("as_planned", "beyond", "stopped", "suddenly")]
    assert ends == ["1 of 3", "1 of 3", "1 of 3", "0 of 3"]
    assert told["no_data"] == "2 of 5"
    for what, name in (("as_planned", "Planned"), ("beyond", "Beyond"), ("stopped", "Stopped")):
        assert [row["Patient"] for row in listed(ended, what)] == [f"Ada {name}"]
    assert {row["End"] for row in listed(ended, "ended")} == {
        "as planned", "used beyond the end", "stopped by the practice", "nothing logged",
    }  # fmt: skip


def test_where_there_is_nothing_it_is_no_data_and_never_0_percent(desk: Desk) -> None:
    told = numbers(desk, **days("2025-01-01", "2025-01-31"))
    assert told["begun"] == told["ended"] == told["asked"] == "0"
    for key in ("as_planned", "beyond", "no_data", "tapers", "answered_day", "waits_later", "delivered"):
        assert told[key] == "no data"
    page = desk.opened(desk.reviewer, NOON).get(PATH, {"from": "2025-01-01", "to": "2025-01-31"}).content.decode()
    assert "%" not in words(page)


def test_a_course_counts_where_its_first_or_last_day_lies_and_has_ended_when_that_is_over(desk: Desk) -> None:
    takes(a_course(desk, "Planned"), "2026-03-02")
    three = days("2026-03-01", "2026-03-04")
    assert (numbers(desk, when="2026-03-04T23:00", **three)["ended"]) == "0"
    assert (numbers(desk, when="2026-03-05T01:00", **three)["ended"]) == "1"
    after = numbers(desk, **days("2026-03-03", "2026-03-31"))
    assert (after["begun"], after["ended"]) == ("0", "2")
    assert numbers(desk, **days("2026-03-05", "2026-03-10"))["ended"] == "0"


def test_an_extension_moves_the_end_and_a_cancelled_course_is_left_out(desk: Desk) -> None:
    longer, gone = a_course(desk, "Longer"), a_course(desk, "Gone", date(2026, 3, 20))
    takes(longer, "2026-03-02")
    told = desk.told("2026-03-03T09:00")
    actions.extend(
        course=longer, steps=(slots("08:00", days=4),), reason="still sore", plan=Decision.STOP_AS_PLANNED, **told
    )
    actions.cancel(course=gone, **told)
    by_name = {row["Patient"]: row["Last day"] for row in listed(desk, "begun")}
    assert by_name == {"Ada Ruiz": "2026-03-15", "Ada Longer": "2026-03-08"}


def test_tapers_are_those_that_the_rules_call_so(desk: Desk) -> None:
    falling = (slots("08:00", "20:00", days=2), slots("08:00", days=1))
    a_course(desk, "Taper", steps=falling)
    a_course(desk, "Rising", steps=falling[::-1])
    revised = a_course(desk, "Revised", steps=(slots("08:00", "20:00", days=3),))
    actions.revise(course=revised, steps=(slots("08:00", days=1),), reason="less", **desk.told("2026-03-03T05:00"))
    assert {row["Patient"] for row in listed(desk, "tapers")} == {"Ada Taper", "Ada Revised"}
    assert numbers(desk)["tapers"] == "2 of 4"


def test_answers_are_counted_by_how_long_the_patient_waited(desk: Desk) -> None:
    def asked(name: str, when: str) -> Course:
        course = a_course(desk, name, steps=(slots("08:00", days=40),))
        told: dict[str, Any] = {"by": course.patient.as_viewer(), "through": "page", "now": at(when)}
        actions.ask_to_talk(course=course, client_id=an_id(9), line="", **told)
        return course

    soon, late, later = (asked(name, "2026-03-10T09:00") for name in ("Soon", "Late", "Later"))
    actions.answer(course=soon, outcome=Outcome.SPOKE, **desk.told("2026-03-11T08:59"))
    actions.answer(course=late, outcome=Outcome.NO_ANSWER, **desk.told("2026-03-10T10:00"))
    actions.answer(course=late, outcome=Outcome.APPOINTMENT, **desk.told("2026-03-11T09:00"))
    actions.answer(course=later, outcome=Outcome.SPOKE, **desk.told("2026-03-13T09:00"))
    asked("Waits", "2026-04-10T11:00")
    asked("Forgotten", "2026-04-01T09:00")
    told = numbers(desk)
    ages = ("asked", "answered_day", "answered_three", "answered_later", "waits_day", "waits_three", "waits_later")
    assert [told[key] for key in ages] == ["5", "1 of 5", "1 of 5", "1 of 5", "1 of 5", "1 of 5", "1 of 5"]
    assert [row["Patient"] for row in listed(desk, "answered_three")] == ["Ada Late"]
    assert listed(desk, "waits_day")[0]["Answered"] == "waits 1 h"


def test_messages_are_counted_by_what_became_of_them(desk: Desk) -> None:
    deliver(desk.patient, "sent", "sent", "failed", "dropped", "queued")
    told = numbers(desk)
    assert [told[key] for key in ("delivered", "not_delivered", "on_the_way")] == ["2 of 4", "1 of 4", "1 of 4"]
    assert [row["Why"] for row in listed(desk, "not_delivered")] == ["no such mailbox"]
    page = desk.opened(desk.reviewer, NOON).get(f"{PATH}delivered/", WHOLE).content.decode()
    assert f"/desk/patients/{desk.patient.pk}/" in page


def deliver(patient: Patient, *statuses: str) -> None:
    now = at("2026-03-10T09:00")
    add_endpoint(
        person=Someone(Person.PATIENT, patient.pk), channel="email", address="a@example.org", verified_at=now, now=now
    )
    endpoint = Endpoint.objects.get(person_id=patient.pk)
    for number, status in enumerate(statuses):
        Delivery.objects.create(
            day=now.date(), message_id=an_id(number), endpoint=endpoint, channel="email", status=status,
            available_at=now, finished_at=None if status == "queued" else now,
            reason="no such mailbox" if status == "failed" else "",
        )  # fmt: skip


def test_by_prescriber_is_for_managers_in_the_order_of_names(ended: Desk) -> None:
    other = a_clinician(ended.practice, "prescriber")
    other.name = "Dr. Abel"
    other.save()
    a_course(ended, "Other", prescriber=other, by=other.as_viewer())
    page = ended.opened(ended.manager, NOON).get(PATH, WHOLE).content.decode()
    assert page.index("Dr. Abel") < page.index("Dr. Reyes", page.index("By prescriber"))
    theirs = listed(ended, "begun", ended.manager, prescriber=str(other.pk))
    assert [row["Prescriber"] for row in theirs] == ["Dr. Abel"]
    for clinician in (ended.prescriber, ended.reviewer):
        client = ended.opened(clinician, NOON)
        assert "By prescriber" not in client.get(PATH, WHOLE).content.decode()
        for path in ("begun/", "begun/csv/"):
            assert client.get(f"{PATH}{path}", {**WHOLE, "prescriber": str(other.pk)}).status_code == 403


def test_a_manager_reads_how_many_and_of_nobody_who(ended: Desk) -> None:
    assert numbers(ended, ended.manager)["ended"] == "5"
    deliver(ended.patient, "sent")
    client = ended.opened(ended.manager, NOON)
    for what in ("ended", "begun", "beyond", "asked", "delivered"):
        page = client.get(f"{PATH}{what}/", WHOLE).content.decode()
        assert "Ada" not in page
        assert "/desk/patients/" not in page.replace('action="/desk/patients/"', "")
        assert "Patient" not in (listed(ended, what, ended.manager) or [{}])[0]


def test_another_practices_numbers_are_its_own(ended: Desk) -> None:
    other = Scene()
    told = numbers(ended, a_clinician(other.practice, "reviewer"))
    assert (told["begun"], told["ended"]) == ("1", "1")


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"from": "2026-03-09", "to": "2026-03-01"}, "to"),
        ({"from": "yesterday", "to": "2026-03-01"}, "from"),
        ({"from": "2026-05-01", "to": "2026-05-02"}, "from"),
        ({"from": "2020-01-01", "to": "2026-03-01"}, "from"),
        ({"from": "2026-02-30"}, "from"),
    ],
)
def test_a_time_that_cannot_be_meant_is_told_at_its_field(desk: Desk, asked: dict[str, str], field: str) -> None:
    client = desk.opened(desk.reviewer, NOON)
    answer = client.get(PATH, asked)
    assert answer.status_code == 422
    assert f"period_{field}_error" in answer.content.decode()
    assert client.get(f"{PATH}begun/", asked).status_code == 404


def test_what_is_no_number_is_not_there(desk: Desk) -> None:
    client = desk.opened(desk.manager, NOON)
    for path in ("nothing/", "known/", "begun/?prescriber=x", "sent/csv/"):
        assert client.get(f"{PATH}{path}").status_code == 404


@pytest.mark.parametrize("path", ["", "begun/", "ended/", "asked/", "delivered/", "tapers/"])
def test_with_3_patients_as_many_queries_as_with_30(ended: Desk, path: str) -> None:
    told = ended.told("2026-03-10T09:00", ended.patient.as_viewer())
    actions.ask_to_talk(course=ended.course, client_id=an_id(9), line="", **told)
    a_course(ended, "Taper", steps=(slots("08:00", "20:00", days=2), slots("08:00", days=1)))
    deliver(ended.patient, "sent")
    patients = list(Patient.objects.all())
    few = queries(ended, path)
    for number, patient in enumerate(patients):
        copy_patient(patient, 5, family_name=f"Copy of {number}")
    assert queries(ended, path) == few


def queries(desk: Desk, path: str) -> int:
    client = desk.opened(desk.manager, NOON)
    client.get(f"{PATH}{path}", WHOLE)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(f"{PATH}{path}", WHOLE).status_code == 200
    return len(captured)


def test_a_name_that_is_a_formula_is_none_in_the_table(desk: Desk) -> None:
    Patient.objects.filter(pk=desk.patient.pk).update(given_name="=HYPERLINK(1)")
    (row,) = listed(desk, "begun")
    assert row["Patient"] == "'=HYPERLINK(1) Ruiz"


@given(st.lists(st.lists(st.text(), min_size=2, max_size=2), max_size=5))
def test_whatever_stands_in_a_table_no_cell_is_a_formula_and_nothing_is_lost(rows: list[list[str]]) -> None:
    text = "".join(as_csv(["a", "b"], rows)).removeprefix(UTF_8_MARK)
    read = list(csv.reader(io.StringIO(text, newline="")))[1:]
    for told, kept in zip(rows, read, strict=True):
        for one, other in zip(told, kept, strict=True):
            assert not other.lstrip().startswith(BEGINS_A_FORMULA)
            assert not other.startswith(BEGINS_A_CELL_ANEW)
            assert other == cell(one)
            assert other.removeprefix("'") == one.removeprefix("'")


@pytest.mark.parametrize("begins", ["=", "+", "-", "@", "\t=", " =", "\uff1d"])
def test_a_cell_that_begins_as_a_formula_begins_with_an_apostrophe(begins: str) -> None:
    assert cell(f"{begins}1+1") == f"'{begins}1+1"


def test_a_table_is_written_while_it_is_sent(desk: Desk) -> None:
    answer = desk.opened(desk.reviewer, NOON).get(f"{PATH}begun/csv/", WHOLE)
    assert answer.streaming
    assert "no-store" in answer["Cache-Control"]
    assert answer["Content-Disposition"] == 'attachment; filename="begun-2026-03-01-2026-04-10.csv"'


def test_the_days_are_those_of_the_practices_wall(desk: Desk) -> None:
    told = desk.told(at("2026-03-10T23:30"), desk.patient.as_viewer())
    actions.ask_to_talk(course=desk.course, client_id=an_id(9), line="", **told)
    assert numbers(desk, **days("2026-03-10", "2026-03-10"))["asked"] == "1"
    assert numbers(desk, **days("2026-03-11", "2026-03-11"))["asked"] == "0"
    assert timedelta(0) < at("2026-03-11T00:00") - at("2026-03-10T23:30")
