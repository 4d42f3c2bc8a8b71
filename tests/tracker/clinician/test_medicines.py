"""Medicines of the practice's own: marked as such, with their source, seen by nobody else."""

import re
from datetime import date
from decimal import Decimal
from html import unescape
from typing import Any

import pytest

from courses import actions
from courses.models import Course, Medicine
from tests.courses.making import Scene, slots
from tests.tracker.clinician.conftest import Desk

PATH = "/desk/practice/medicines/"
RELAXOL = {
    "code": "relaxol",
    "medicine_class": "muscle relaxant",
    "brands": "Relaxa, Soft",
    "label_max_days": "14",
    "limit_basis": "label",
    "label_max_daily_mg": "1200",
    "risk": "after",
    "risk_days": "14",
    "sedating": "on",
    "interacts_with": "class:opioid\nalcohol",
    "source": "Label of 2025, read by our pharmacist",
    "checked_on": "2026-02-27",
}


def send(desk: Desk, clinician: Any = None, **told: str) -> Any:
    return desk.opened(clinician).post(PATH, {**RELAXOL, **told})


def shown(desk: Desk, clinician: Any = None, asked: str = "") -> str:
    answer = desk.opened(clinician).get(f"{PATH}{asked}")
    assert answer.status_code == 200
    return " ".join(unescape(answer.content.decode()).split())


def test_a_prescriber_or_a_manager_adds_one_and_it_can_be_prescribed(desk: Desk) -> None:
    for clinician, code in ((desk.prescriber, "relaxol"), (desk.manager, "quietol")):
        assert send(desk, clinician, code=code).headers["Location"] == PATH
    row = Medicine.objects.get(code="relaxol")
    assert (row.practice, row.is_own, row.version, row.checked_on) == (desk.practice, True, 1, date(2026, 2, 27))
    assert (row.brands, row.interacts_with) == (["Relaxa", "Soft"], ["class:opioid", "alcohol"])
    assert (row.label_max_days, row.label_max_daily_mg, row.age_min) == (14, Decimal(1200), None)
    assert (row.abrupt_stop_risk, row.sedating) == ("after 14 days", True)
    page = shown(desk)
    assert "Relaxol" in page
    assert "your practice's own; muscle relaxant, 14 days at most; checked 27 Feb 2026" in page
    assert "read by our pharmacist" in page
    form = desk.opened().post(f"/desk/patients/{desk.patient.pk}/enter/", {"medicine": "relax"}).content.decode()
    assert "relaxol (Relaxa, Soft), your practice&#x27;s own" in " ".join(form.split())
    entered = desk.enter(
        medicine=row, strength="200 mg tablet", first_day=date(2026, 4, 20), steps=(slots("08:00", days=3),)
    )
    assert Course.objects.get(pk=entered.pk).medicine == row


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"code": " "}, "code"),
        ({"code": "x" * 81}, "code"),
        ({"medicine_class": ""}, "medicine_class"),
        ({"source": ""}, "source"),
        ({"checked_on": ""}, "checked_on"),
        ({"checked_on": "9999-12-31"}, "checked_on"),
        ({"label_max_days": "0"}, "label_max_days"),
        ({"label_max_days": "400"}, "label_max_days"),
        ({"label_max_single_mg": "NaN"}, "label_max_single_mg"),
        ({"label_max_daily_mg": "900000"}, "label_max_daily_mg"),
        ({"age_min": "200"}, "age_min"),
        ({"risk_days": ""}, "risk_days"),
        ({"risk": "perhaps"}, "risk"),
        ({"interacts_with": "x" * 81}, "interacts_with"),
    ],
)
def test_what_is_wrong_is_told_at_its_field_and_nothing_is_kept(desk: Desk, told: dict[str, str], field: str) -> None:
    answer = send(desk, **told)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert f"id_{field}_error" in page
    if field != "source":
        assert RELAXOL["source"] in page
    assert not Medicine.objects.filter(practice=desk.practice).exists()


def test_one_that_is_there_is_changed_on_purpose_alone(desk: Desk) -> None:
    send(desk)
    row = Medicine.objects.get(code="relaxol")
    Medicine.objects.filter(pk=row.pk).update(us_schedule="IV")
    again = send(desk)
    assert again.status_code == 422
    assert "Your practice has a medicine of this name" in again.content.decode()
    page = shown(desk, asked=f"?change={row.pk}")
    assert 'name="label_max_days" value="14"' in page
    assert 'name="risk_days" value="14"' in page
    assert re.search(r'<option value="after"\s+selected', page)
    assert send(desk, changes=str(row.pk), label_max_days="10").status_code == 302
    row.refresh_from_db()
    assert (row.label_max_days, row.version, row.us_schedule) == (10, 2, "IV")
    renamed = send(desk, changes=str(row.pk), code="relaxol forte")
    assert renamed.status_code == 422
    assert "A name does not change" in renamed.content.decode()


def test_the_same_form_sent_twice_adds_one(desk: Desk) -> None:
    key = "0198c2f4-9f6a-7c1e-8d53-2b7f0c9e4a11"
    assert send(desk, form_key=key).status_code == 302
    Medicine.objects.filter(code="relaxol").update(withdrawn_at=desk.now)
    assert send(desk, form_key=key).status_code == 302
    assert Medicine.objects.get(code="relaxol").withdrawn_at is not None


def test_one_is_withdrawn_and_had_back(desk: Desk) -> None:
    send(desk)
    row = Medicine.objects.get(code="relaxol")
    assert desk.opened(desk.manager).post(f"{PATH}{row.pk}/withdraw/").headers["Location"] == PATH
    row.refresh_from_db()
    assert row.withdrawn_at
    page = shown(desk)
    assert "Withdrawn" in page
    assert "Withdraw relaxol" not in page
    assert "relaxol" not in desk.opened().get(f"/desk/patients/{desk.patient.pk}/enter/").content.decode()
    assert desk.opened().get(f"{PATH}?change={row.pk}").status_code == 404
    assert send(desk).status_code == 302
    back = Medicine.objects.get(pk=row.pk)
    assert (back.withdrawn_at, back.version) == (None, 3)


def test_a_reviewer_reads_and_changes_nothing(desk: Desk) -> None:
    send(desk)
    row = Medicine.objects.get(code="relaxol")
    page = shown(desk, desk.reviewer)
    assert "Relaxol" in page
    assert "Add the medicine" not in page
    assert "Withdraw relaxol" not in page
    assert send(desk, desk.reviewer, code="other").status_code == 403
    assert desk.opened(desk.reviewer).post(f"{PATH}{row.pk}/withdraw/").status_code == 403
    assert PATH in desk.opened(desk.reviewer).get("/desk/practice/").content.decode()


def test_the_common_catalogue_and_another_practices_are_not_there(desk: Desk) -> None:
    other = Scene()
    facts = {"medicine_class": "muscle relaxant", "source": "ours"}
    theirs = actions.add_medicine(
        practice=other.practice, code="theirs", facts=facts, checked_on=date(2026, 2, 1), **other.told(desk.now)
    )
    common = Medicine.objects.get(code="carisoprodol")
    for row in (theirs, common):
        assert desk.opened().post(f"{PATH}{row.pk}/withdraw/").status_code == 404
        assert desk.opened().get(f"{PATH}?change={row.pk}").status_code == 404
        row.refresh_from_db()
        assert row.withdrawn_at is None
    assert "theirs" not in shown(desk).split("<main")[1]
    assert desk.opened().get(f"{PATH}?change=%00").status_code == 404
