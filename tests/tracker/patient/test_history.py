"""The record by month, by day and over time: facts in words and signs; nothing that praises or blames."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from courses import actions
from courses.rules.facts import Use
from tests.courses.making import REASONS, Scene, a_user, an_id, as_needed, slots
from tests.tracker.patient.phone import Phone

pytestmark = pytest.mark.django_db
On = Callable[[Scene, str], Phone]

DAY = "/me/history/2026-03-02/"


def cell_of(phone: Phone, day: str, path: str = "/me/history/") -> tuple[str, list[str]]:
    """What a day of the calendar says to those who listen, and its signs."""
    html = phone.client.get(path).content.decode()
    link = re.search(rf'<a href="/me/history/{day}/">(.*?)</a>', html, re.DOTALL)
    assert link is not None
    words = re.search(r'class="unseen">: (.*?)</span>', link[1], re.DOTALL)
    assert words is not None
    return words[1], re.findall(r'class="day-sign (\w+)"', link[1])


def test_a_day_of_the_calendar_says_what_was_planned_and_what_was_logged(scene: Scene, phone: On) -> None:
    scene.dose(1, "2026-03-02T08:05")
    scene.dose(2, "2026-03-02T14:05")
    assert cell_of(phone(scene, "2026-03-03T12:00"), "2026-03-02") == (
        "planned 4 tablets, logged 2 tablets",
        ["taken", "taken", "open", "open"],
    )


def test_the_same_dose_counts_for_a_slot_here_as_in_the_rules(scene: Scene, phone: On) -> None:
    for n, wall in enumerate(("08:05", "08:30", "14:00")):
        scene.dose(n, f"2026-03-02T{wall}")
    words, signs = cell_of(phone(scene, "2026-03-03T12:00"), "2026-03-02")
    assert words == "planned 4 tablets, logged 3 tablets, 1 not in the plan"
    assert signs == ["taken", "taken", "open", "open", "extra"]


def test_a_check_in_and_a_dose_after_the_end_have_signs_and_words_of_their_own(scene: Scene, phone: On) -> None:
    scene.dose(1, "2026-03-17T09:00")
    told = scene.told("2026-03-17T10:00", scene.patient.as_viewer())
    actions.check_in(course=scene.course, client_id=an_id(2), use=Use.STILL_TAKING, pain=3, **told)
    assert cell_of(phone(scene, "2026-03-17T12:00"), "2026-03-17") == (
        "logged 1 tablet, after the end, 1 check-in, today",
        ["after", "check_in"],
    )


def test_an_as_needed_day_has_no_open_rings(phone: On) -> None:
    scene = Scene(steps=(as_needed(),))
    scene.dose(1, "2026-03-02T09:00")
    words, signs = cell_of(phone(scene, "2026-03-03T12:00"), "2026-03-02")
    assert words == "when needed, at most 4 tablets, logged 1 tablet"
    assert signs == ["taken"]


def test_a_day_to_come_says_what_is_planned_and_the_last_is_named(scene: Scene, phone: On) -> None:
    there = phone(scene, "2026-03-03T12:00")
    assert cell_of(there, "2026-03-10")[0] == "planned 4 tablets"
    assert cell_of(there, "2026-03-15")[0] == "planned 4 tablets, last day"


def test_a_silent_day_says_that_nothing_is_logged(scene: Scene, phone: On) -> None:
    assert cell_of(phone(scene, "2026-03-04T12:00"), "2026-03-02")[0] == "planned 4 tablets, nothing logged"


def test_a_bedtime_tablet_after_midnight_is_of_the_day_before(scene: Scene, phone: On) -> None:
    scene.dose(1, "2026-03-03T00:30")
    page = phone(scene, "2026-03-03T12:00").get(DAY)
    assert "Tue 3 Mar, 12:30 am, 1 tablet" in page


def test_many_doses_a_day_are_counted_in_figures(phone: On) -> None:
    scene = Scene(steps=(slots(*(f"{hour:02}:00" for hour in range(6, 18)), amount=Decimal("0.5")),), overrides=REASONS)
    html = phone(scene, "2026-03-02T23:00").client.get("/me/history/").content.decode()
    assert '<span class="count" aria-hidden="true">0 / 12</span>' in html


def test_a_course_over_two_months_is_two_pages(phone: On) -> None:
    scene = Scene(steps=(slots("08:00", days=45),), overrides=REASONS)
    there = phone(scene, "2026-03-20T12:00")
    page = there.get("/me/history/")
    assert "March 2026" in page
    assert "Month after" in page
    assert "Month before" not in page
    assert "April 2026" in there.get("/me/history/2026-04/")


@pytest.mark.parametrize(
    "path", ["2026-02/", "2027-01/", "2026-13/", "0001-01/", "2026-02-30/", "2026-01-01/", "9999-12-31/", "abc/"]
)
def test_a_month_or_day_that_the_record_has_not_is_not_there(scene: Scene, phone: On, path: str) -> None:
    assert phone(scene, "2026-03-03T12:00").client.get(f"/me/history/{path}").status_code == 404


def test_before_anything_is_entered_the_page_says_so(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    patient = actions.register_patient(
        practice=scene.practice, given_name="Bo", family_name="Li", birth_date=date(1990, 1, 1),
        **scene.told("2026-03-03T12:00"),
    )  # fmt: skip
    assert "Nothing is logged yet." in Phone(patient, monkeypatch, "2026-03-03T12:00").get("/me/history/")


def test_the_day_says_who_logged_and_when_if_that_was_later(scene: Scene, phone: On) -> None:
    leave = actions.let_help(patient=scene.patient, user_id=a_user().pk, name="Bo", **scene.told("2026-03-02T07:00"))
    helper = leave.as_viewer(scene.told("2026-03-02T08:00")["now"])
    scene.dose(1, "2026-03-02T08:00", by=helper)
    scene.dose(3, "2026-03-02T20:00", by=scene.by)
    scene.dose(2, "2026-03-02T14:00", now="2026-03-03T09:00")
    page = phone(scene, "2026-03-03T12:00").get(DAY)
    assert "8:00 am, 1 tablet Logged by Bo." in page
    assert "2:00 pm, 1 tablet Logged by you, Tue 3 Mar, 9:00 am." in page
    assert "8:00 pm, 1 tablet Logged by your practice." in page


def test_an_undone_dose_stays_struck_through_with_who_and_when(scene: Scene, phone: On) -> None:
    scene.dose(1, "2026-03-02T08:00")
    there = phone(scene, "2026-03-03T12:00")
    undo = next(form for form in there.forms(DAY) if form["action"].endswith("/undo/"))
    answer = there.post(**{"path": undo.pop("action"), **undo})
    assert answer["Location"] == DAY
    html = there.client.get(DAY).content.decode()
    assert re.search(r"<s>8:00\s*am, 1 tablet</s>", html.replace("\xa0", " "))
    page = there.get(DAY)
    assert "Undone by you, Tue 3 Mar, 12:00 pm." in page
    assert "Logged –" in page
    assert not [form for form in there.forms(DAY) if form["action"].endswith("/undo/")]


@pytest.mark.parametrize("day", ["", "//evil.example", "2026-99-99", "https://evil.example/"])
def test_an_undo_leads_back_to_no_other_place(scene: Scene, phone: On, day: str) -> None:
    scene.dose(1, "2026-03-02T08:00")
    answer = phone(scene, "2026-03-03T12:00").post(f"/me/doses/{an_id(1)}/undo/", day=day)
    assert answer["Location"] == "/me/"


def test_the_day_tells_a_check_in_in_words_and_ones_own_line(scene: Scene, phone: On) -> None:
    told = scene.told("2026-03-02T10:00", scene.patient.as_viewer())
    actions.check_in(
        course=scene.course, client_id=an_id(1), use=Use.LESS, pain=6, drowsiness=2, symptoms=["insomnia"],
        line="<b>Bad</b> night", **told,
    )  # fmt: skip
    page = phone(scene, "2026-03-03T12:00").get(DAY)
    for words in ("Pain 6 of 10", "Sleepy", "Less than planned", "Poor sleep", "<b>Bad</b> night"):
        assert words in page, words


def test_pain_and_use_are_one_picture_with_a_table_after_it(scene: Scene, phone: On) -> None:
    for n, pain in enumerate((None, 7, 5)):
        day = date(2026, 3, 2 + n)
        scene.all_of(day)
        told = scene.told(f"{day}T22:45", scene.patient.as_viewer())
        actions.check_in(course=scene.course, client_id=an_id(n + 1), pain=pain, **told)
    there = phone(scene, "2026-03-04T23:30")
    path = f"/me/courses/{scene.course.pk}/over-time/"
    html = there.client.get(path).content.decode()
    assert html.count('class="logged" x=') == 3
    assert html.count('class="planned" x=') == 14
    assert html.count('class="pain-point"') == 2
    assert html.count('class="post" x=') == 1
    assert "Tue 3 Mar 1 check-in 4 tablets 4 tablets 7" in there.get(path)


def test_an_undone_check_in_is_not_drawn(scene: Scene, phone: On) -> None:
    told = scene.told("2026-03-03T10:00", scene.patient.as_viewer())
    made = actions.check_in(course=scene.course, client_id=an_id(1), pain=7, **told).check_in
    actions.undo_check_in(check_in=made, **{**told, "now": told["now"]})
    html = phone(scene, "2026-03-04T12:00").client.get(f"/me/courses/{scene.course.pk}/over-time/").content.decode()
    assert "pain-point" not in html
    assert "Nothing is logged yet." in html


def test_the_picture_of_a_long_course_shows_its_newest_days(phone: On) -> None:
    scene = Scene(steps=(slots("08:00", days=200),), overrides=REASONS)
    scene.dose(1, "2026-03-02T08:00")
    html = phone(scene, "2026-03-20T12:00").client.get(f"/me/courses/{scene.course.pk}/over-time/").content.decode()
    assert html.count('class="planned" x=') == 62


def test_how_often_the_database_is_asked_does_not_grow_with_the_record(scene: Scene, phone: On) -> None:
    paths = ["/me/", "/me/history/", DAY, f"/me/courses/{scene.course.pk}/over-time/"]
    told = scene.told("2026-03-02T10:00", scene.patient.as_viewer())
    scene.dose(900, "2026-03-02T07:50")
    actions.check_in(course=scene.course, client_id=an_id(901), pain=5, **told)
    few = [_queries(phone(scene, "2026-03-02T12:00"), path) for path in paths]
    scene.all_of(date(2026, 3, 2))
    scene.days(date(2026, 3, 3), 5)
    for n in range(5):
        told = scene.told(f"2026-03-07T1{n}:00", scene.patient.as_viewer())
        actions.check_in(course=scene.course, client_id=an_id(n + 1), pain=5, **told)
    many = [_queries(phone(scene, "2026-03-07T23:00"), path) for path in paths]
    assert many == few
    assert max(many) <= 26, many


def _queries(there: Phone, path: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert there.client.get(path).status_code == 200
    return len(asked)
