"""What was changed of the practice, as its managers read it."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from courses import actions
from courses.access import SYSTEM
from courses.models import PracticeChange
from tests.courses.making import FIRST_DAY, Scene, a_user, slots
from tests.tracker.clinician.conftest import Desk
from tests.tracker.clinician.test_practice import SETTINGS

PATH = "/desk/practice/"


def read(desk: Desk, path: str = PATH) -> str:
    page = desk.opened(desk.manager).get(path).content.decode()
    return " ".join(page.replace('<span class="words">', "").replace("</span>", "").split())


def limits(desk: Desk, count: int) -> None:
    for number in range(count):
        now = desk.now + timedelta(minutes=number)
        told = {**desk.told(now, desk.manager.as_viewer()), "days": number + 1}
        actions.set_class_limit(practice=desk.practice, medicine_class="opioid", **told)


def test_a_manager_reads_who_changed_which_setting_from_what_to_what_and_when(desk: Desk) -> None:
    assert "Nothing yet." in read(desk)
    sent = {**SETTINGS, "phone": "555-0143", "escalation_after_hours": "4.5", "day_boundary": "03:30"}
    assert desk.opened(desk.manager).post(PATH, sent).status_code == 302
    page = read(desk)
    assert "Phone: was 555-0142, now 555-0143" in page
    assert "Escalation after hours: was 24, now 4.5" in page
    assert "Day boundary: was 04:00, now 03:30" in page
    assert "Out of hours phone: was" not in page
    assert "M. Okoro, Sun 1 Mar 2026 12:00" in page
    assert PracticeChange.objects.get().through == "page"


def test_staff_and_medicines_are_told_by_name(desk: Desk) -> None:
    by: dict[str, Any] = desk.told(desk.now, desk.manager.as_viewer())
    ito = actions.add_clinician(
        practice=desk.practice, user_id=a_user().pk, name="N. Ito", is_reviewer=True, **{**by, "through": "api"}
    )
    actions.deactivate_clinician(clinician=ito, **by)
    facts = {"medicine_class": "other", "source": "<b>ours</b>", "brands": ["One", "Two"]}
    medicine = actions.add_medicine(
        practice=desk.practice, code="relaxol", facts=facts, checked_on=FIRST_DAY, **desk.told(desk.now)
    )
    actions.withdraw_medicine(medicine=medicine, **desk.told(desk.now))
    page = read(desk)
    assert "N. Ito joined" in page
    assert "Reviewer: was nothing, now yes" in page
    assert "M. Okoro, by a program, Sun 1 Mar" in page
    assert "N. Ito was deactivated" in page
    assert "Active: was yes, now no" in page
    assert "Brands: was nothing, now One, Two" in page
    assert "Checked on: was nothing, now 2 Mar 2026" in page
    assert "&lt;b&gt;ours&lt;/b&gt;" in page
    assert "Medicine relaxol was withdrawn" in page
    assert "Withdrawn: was no, now Sun 1 Mar 2026 12:00" in page
    assert page.index("was withdrawn") < page.index("was deactivated") < page.index("N. Ito joined")


def test_others_of_the_staff_and_other_practices_do_not_read_it(desk: Desk) -> None:
    limits(desk, 1)
    for clinician in (desk.prescriber, desk.reviewer):
        assert "What was changed" not in desk.opened(clinician).get(PATH).content.decode()
    other = Scene()
    actions.change_practice(practice=other.practice, changes={"phone": "555-9999"}, **other.told(desk.now, SYSTEM))
    page = read(desk)
    assert "Limit of opioid" in page
    assert "555-9999" not in page


def test_fifty_stand_on_a_page_the_newest_first_by_as_many_queries_as_one(desk: Desk) -> None:
    limits(desk, 1)
    few = queries(desk)
    limits(desk, 60)
    assert queries(desk) == few
    page = read(desk)
    assert page.count("Limit of opioid") == 50
    assert "Page 1 of 2" in page
    assert "Days in 365: was 59, now 60" in page
    assert "Days in 365: was nothing, now 1" not in page
    older = read(desk, f"{PATH}?changes=2")
    assert older.count("Limit of opioid") == PracticeChange.objects.count() - 50
    assert "Days in 365: was nothing, now 1" in older


@pytest.mark.parametrize("number", ["0", "-1", "x", "%00", "9" * 400, "1e999", "\u0663"])
def test_a_page_that_is_not_there_is_the_nearest(desk: Desk, number: str) -> None:
    assert "What was changed" in read(desk, f"{PATH}?changes={number}")


def queries(desk: Desk) -> int:
    client = desk.opened(desk.manager)
    client.get(PATH)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(PATH).status_code == 200
    return len(captured)


def test_a_template_is_told_with_its_medicines_name_and_its_steps_in_words(desk: Desk) -> None:
    actions.keep_template(
        practice=desk.practice,
        name="Back strain",
        medicine=desk.course.medicine,
        strength=desk.course.strength,
        steps=(slots("08:00", "20:00", days=3), slots("20:00", days=1)),
        **desk.told(desk.now, desk.manager.as_viewer()),
    )
    page = read(desk)
    assert f"Medicine: was nothing, now {desk.course.medicine.code}" in page
    assert "Steps: was nothing, now 3 days: 1 unit at 08:00, 20:00; then 1 day: 1 unit at 20:00" in page
    assert "{&#x27;" not in page
    assert str(desk.course.medicine_id) not in page
