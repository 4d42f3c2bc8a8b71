"""Extend, taper, correct: new steps with their checks, what they would send, and the record of what was prescribed."""

import re
from datetime import date
from html import unescape
from typing import Any

import pytest

from courses import actions
from courses.models import EndPlan, Override, Revision
from tests.courses.making import Scene
from tests.tracker.clinician.conftest import Desk

TAPER = {
    "wall-0": "08:00",
    "wall-1": "22:30",
    "step-0-days": "3",
    "step-0-amount-0": "1",
    "step-0-amount-1": "1",
    "step-1-days": "3",
    "step-1-amount-1": "1",
}


def send(desk: Desk, path: str, when: str, do: str = "sign", **told: Any) -> Any:
    """Open the page, fill the form in, send it."""
    page = desk.page(path, when=when)
    seen = re.findall(r'name="seen"\s+value="(\d+)"', page)[0]
    return desk.opened(when=when).post(f"{desk.url}{path}", {"seen": seen, "do": do, **told})


def words(answer: Any) -> str:
    return " ".join(unescape(answer.content.decode()).split())


def test_the_form_shows_the_wall_times_and_proposes_no_amount(desk: Desk) -> None:
    page = " ".join(desk.page("revise/", when="2026-03-10T09:00").split())
    assert 'name="wall-3" value="22:30"' in page
    assert 'name="step-0-amount-0" value=""' in page
    assert "The new steps begin today" in page
    assert "joint benzodiazepine guideline 2025" in page


def test_looking_shows_before_and_after_side_by_side_and_changes_nothing(desk: Desk) -> None:
    page = words(send(desk, "revise/", "2026-03-10T09:00", "check", reason="taper", **TAPER))
    assert '<th scope="col">As it stands</th><th scope="col">With the new steps</th>' in page
    assert "Your last day is March 15, 2026. Do not stop suddenly" in page
    assert "Follow the steps on your page to March 15, 2026." in page
    assert "amounts fall from step to step" in page
    assert "as they are" in page
    assert "Your prescriber changed your plan." in page
    assert "Your plan changes tomorrow." in page
    assert Revision.objects.count() == 1


def test_a_taper_is_signed_and_the_past_stays_as_it_was_prescribed(desk: Desk) -> None:
    answer = send(desk, "revise/", "2026-03-10T09:00", reason="Slow end agreed with her.", **TAPER)
    assert answer.headers["Location"] == desk.url
    revision = Revision.objects.get(number=2)
    assert (revision.kind, revision.begins_on) == ("revise", date(2026, 3, 10))
    page = " ".join(unescape(desk.page("?on=2026-03-05", when="2026-03-10T09:01")).split())
    assert "1 tablet at 08:00, 14:00, 20:00, 22:30. Prescribed by Dr. Reyes" in page
    page = " ".join(unescape(desk.page("?on=2026-03-13", when="2026-03-10T09:01")).split())
    assert "1 tablet at 22:30. Revised by Dr. Reyes, today 09:00: “Slow end agreed with her.”." in page
    assert "Last day Sun 15 Mar, in 5 days." in page


def test_an_extension_asks_for_the_reason_the_plan_and_the_checks(desk: Desk) -> None:
    long = {"wall-0": "08:00", "step-0-days": "14", "step-0-amount-0": "1"}
    missing = send(desk, "extend/", "2026-03-14T09:00", **long)
    assert missing.status_code == 422
    assert "Why: Write why." in words(missing)
    assert "An extension needs the plan for the new end" in words(missing)
    unanswered = send(desk, "extend/", "2026-03-14T09:00", reason="still in pain", plan="stop_as_planned", **long)
    assert unanswered.status_code == 422
    assert "28 days of carisoprodol; the label's maximum is 21" in words(unanswered)
    assert "still in pain" in words(unanswered)
    answer = send(
        desk,
        "extend/",
        "2026-03-14T09:00",
        reason="still in pain",
        plan="see_patient",
        by_day="2026-03-20",
        **long,
        **{"override-longer_than_label": "seen by the specialist"},
    )
    assert answer.status_code == 302
    assert Revision.objects.get(number=2).begins_on == date(2026, 3, 16)
    assert EndPlan.objects.get().by_day == date(2026, 3, 20)
    assert Override.objects.get(revision__number=2).reason == "seen by the specialist"
    assert "“seen by the specialist”" in desk.page(when="2026-03-14T09:01")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"by_day": "2026-03-14"}, "id_by_day"),
        ({"plan": "see_patient"}, "id_by_day"),
        ({"plan": "see_patient", "by_day": "2026-05-01"}, "id_by_day"),
        ({"plan": "zebra"}, "id_plan"),
        ({"reason": ""}, "id_reason"),
        ({"step-1-days": "x"}, "step-1-days"),
        ({"step-1-amount-1": "1/2"}, "step-1-amount-1"),
    ],
)
def test_what_is_wrong_is_told_at_its_field(desk: Desk, changes: dict[str, str], field: str) -> None:
    answer = send(desk, "revise/", "2026-03-10T09:00", **{"reason": "kept words", **TAPER, **changes})
    assert answer.status_code == 422
    assert f'href="#{field}"' in words(answer)
    if "reason" not in changes:
        assert "kept words" in words(answer)
    assert Revision.objects.count() == 1


def test_a_stale_form_says_what_changed_and_keeps_the_steps(desk: Desk) -> None:
    seen = re.findall(r'name="seen"\s+value="(\d+)"', desk.page("revise/", when="2026-03-10T09:00"))[0]
    assert send(desk, "revise/", "2026-03-10T09:01", reason="first", **TAPER).status_code == 302
    client = desk.opened(when="2026-03-10T09:03")
    sent = {"seen": seen, "do": "sign", "reason": "second", **TAPER, "step-0-days": "5"}
    answer = client.post(f"{desk.url}revise/", sent)
    assert answer.status_code == 409
    assert "Dr. Reyes revised the course, 2 min ago." in words(answer)
    assert 'name="step-0-days" value="5"' in words(answer)
    assert Revision.objects.count() == 2


def test_after_the_last_day_one_extends(desk: Desk) -> None:
    assert "after it a course is extended" in desk.page("revise/", when="2026-03-20T09:00")
    sent = {"seen": "99", "do": "sign", "reason": "x", **TAPER}
    answer = desk.opened(when="2026-03-20T09:00").post(f"{desk.url}revise/", sent)
    assert answer.status_code == 422
    assert Revision.objects.count() == 1


def test_a_stopped_course_is_not_changed(desk: Desk) -> None:
    actions.stop(course=desk.course, reason="rash", told="call us", **desk.told("2026-03-05T09:00"))
    for path in ("extend/", "revise/"):
        assert "do not change" in desk.page(path, when="2026-03-05T09:01")
        sent = {"seen": "99", "do": "sign", "reason": "x", "plan": "stop_as_planned", **TAPER}
        assert desk.opened(when="2026-03-05T09:02").post(f"{desk.url}{path}", sent).status_code == 422
    assert Revision.objects.count() == 1


@pytest.mark.parametrize("path", ["extend/", "revise/"])
def test_only_prescribers_of_the_practice(desk: Desk, path: str) -> None:
    other = Scene()
    client = desk.opened(desk.reviewer, "2026-03-10T09:00")
    assert client.get(f"{desk.url}{path}").status_code == 403
    assert client.post(f"{desk.url}{path}", {"do": "sign"}).status_code == 403
    client = desk.opened(when="2026-03-10T09:00")
    assert client.get(f"/desk/courses/{other.course.pk}/{path}").status_code == 404
    assert client.post(f"/desk/courses/{other.course.pk}/{path}", {}).status_code == 404


def test_a_form_sent_twice_revises_once(desk: Desk) -> None:
    client = desk.opened(when="2026-03-10T09:00")
    key = re.findall(r'name="form_key"\s+value="([^"]+)"', client.get(f"{desk.url}revise/").content.decode())[0]
    sent = {"seen": "99", "do": "sign", "reason": "x", "form_key": key, **TAPER}
    for _ in range(2):
        assert client.post(f"{desk.url}revise/", sent).status_code == 302
    assert Revision.objects.count() == 2


def test_after_a_late_first_dose_the_steps_stand_as_prescribed_and_nothing_is_signed_by_looking(desk: Desk) -> None:
    desk.dose(1, "2026-03-03T09:00")
    page = " ".join(desk.page("revise/?as=prescribed", when="2026-03-05T09:00").split())
    assert "The first dose came Tue 3 Mar, on day 2." in page
    assert 'name="step-0-days" value="12"' in page
    assert all(f'name="step-0-amount-{n}" value="1"' in page for n in range(4))
    assert 'name="step-1-days" value=""' in page
    assert Revision.objects.count() == 1


def test_keeping_the_planned_days_meets_the_checks_and_leaves_past_days_as_prescribed(desk: Desk) -> None:
    desk.dose(1, "2026-03-03T09:00")
    walls = {f"wall-{n}": wall for n, wall in enumerate(["08:00", "14:00", "20:00", "22:30"])}
    steps = {"step-0-days": "14", **{f"step-0-amount-{n}": "1" for n in range(4)}}
    answer = send(desk, "revise/", "2026-03-03T10:00", reason="Began a day late.", **walls, **steps)
    assert answer.status_code == 302
    page = " ".join(unescape(desk.page("?on=2026-03-02", when="2026-03-03T10:01")).split())
    assert "Prescribed by Dr. Reyes" in page
    assert "Last day Mon 16 Mar, in 13 days." in page
    assert "?as=prescribed" not in page, "it is dealt with"
