"""How many queries a page of the desk makes follows from no number of patients."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from courses.models import Patient
from tests.tracker.clinician.conftest import Desk
from tests.tracker.clinician.many import copy_patient, who_asks
from tests.tracker.clinician.test_fillings import NOT_ASKED
from tests.tracker.clinician.test_worklist import judge

NOON = "2026-03-12T12:00"


def queries(desk: Desk, path: str) -> int:
    client = desk.opened(when=NOON)
    assert client.get(path).status_code == 200
    with CaptureQueriesContext(connection) as captured:
        client.get(path)
    return len(captured)


@pytest.fixture
def three(desk: Desk) -> Desk:
    """Three patients for whom something is asked in every way."""
    patient = who_asks(desk)
    judge(desk, NOON)
    copy_patient(Patient.objects.get(pk=patient.pk), 2)
    return desk


def enters(desk: Desk) -> int:
    """Queries of the form of a course, filled as last time, with everybody in the practice alike."""
    path = f"/desk/patients/{desk.patient.pk}/enter/"
    client = desk.opened(when=NOON)
    assert client.post(path, {"use": "last", **NOT_ASKED}).status_code == 302
    with CaptureQueriesContext(connection) as captured:
        page = client.get(path).content.decode()
    assert "Also in your practice" in page
    assert "Sign for" in page
    return len(captured)


def test_a_form_of_a_course_makes_as_many_with_3_patients_as_with_30(three: Desk) -> None:
    few = enters(three)
    copy_patient(Patient.objects.get(pk=three.patient.pk), 27)
    assert Patient.objects.count() == 30
    assert enters(three) == few


@pytest.mark.parametrize(
    "path", ["/desk/", "/desk/?show=mine", "/desk/?show=ending", "/desk/patients/", "/desk/patients/?q=copy", "course"]
)
def test_with_3_patients_as_many_as_with_30(three: Desk, path: str) -> None:
    path = three.url if path == "course" else path
    few = queries(three, path)
    copy_patient(Patient.objects.get(pk=three.patient.pk), 27, family_name="Another")
    assert Patient.objects.count() == 30
    assert queries(three, path) == few


def test_500_rows_are_a_page_of_50_by_as_many_queries(three: Desk) -> None:
    few = queries(three, "/desk/")
    copy_patient(Patient.objects.get(pk=three.patient.pk), 497, family_name="Another")
    assert queries(three, "/desk/") == few
    page = three.opened().get("/desk/").content.decode()
    assert "500 people need someone" in page
    assert page.count('scope="row"') == 50
    assert "Page 1 of 10" in page


def test_looking_again_loads_no_facts_where_nothing_changed(three: Desk) -> None:
    client = three.opened(when=NOON)
    page = client.get("/desk/").content.decode()
    marks = re.findall(r'name="mark"\s+form="looking"\s+value="([^"]*)"', page)
    assert len(marks) == 3
    with CaptureQueriesContext(connection) as captured:
        assert client.post("/desk/changes/", {"mark": marks, "page": "1", "people": "3"}).status_code == 204
    asked = [query["sql"] for query in captured if "courses_dose" in query["sql"] or "stepslot" in query["sql"]]
    assert asked == []
