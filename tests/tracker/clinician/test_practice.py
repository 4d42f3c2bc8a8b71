"""The practice: its settings, its limits, its staff."""

from typing import Any

from courses.models import Clinician, Course, HandOver, Practice, PracticeClassLimit
from tests.courses.making import Scene, a_clinician
from tests.tracker.clinician.conftest import Desk

SETTINGS = {
    "name": "Elm Street",
    "phone": "555-0142",
    "out_of_hours_phone": "555-0177",
    "hours": "Mon to Fri, 8 to 17",
    "answer_promise": "",
    "address": "",
    "country": "US",
    "time_zone": "America/New_York",
    "day_boundary": "04:00",
    "digest_hour": "07:30",
    "emergency_number": "911",
    "crisis_line": "988",
    "poison_line": "1-800-222-1222",
    "escalation_after_hours": "24",
    "emergency_escalation_after_hours": "1",
}


def send(desk: Desk, **changes: Any) -> Any:
    return desk.opened(desk.manager).post("/desk/practice/", {**SETTINGS, **changes})


def test_a_manager_changes_the_settings(desk: Desk) -> None:
    answer = send(desk, hours="Mon to Thu, 9 to 16", escalation_after_hours="4.5", day_boundary="0330")
    assert answer.status_code == 302
    row = Practice.objects.get(pk=desk.practice.pk)
    assert row.hours == "Mon to Thu, 9 to 16"
    assert str(row.day_boundary) == "03:30:00"
    assert row.escalation_after_hours == 4.5


def test_escalation_is_made_shorter_never_longer_and_what_is_wrong_is_told(desk: Desk) -> None:
    for changes in (
        {"escalation_after_hours": "25"},
        {"emergency_escalation_after_hours": "1.5"},
        {"escalation_after_hours": "0"},
        {"escalation_after_hours": "NaN"},
        {"hours": " "},
        {"out_of_hours_phone": ""},
        {"time_zone": "Mars/Olympus"},
        {"country": "usa"},
        {"day_boundary": "4 am"},
        {"day_boundary": "24:00"},
        {"name": "x" * 201},
    ):
        answer = send(desk, **{"answer_promise": "kept words", **changes})
        assert answer.status_code == 422, changes
        assert f"id_{next(iter(changes))}_error" in answer.content.decode(), changes
        assert "kept words" in answer.content.decode()
    assert Practice.objects.get(pk=desk.practice.pk).answer_promise == ""


def test_a_manager_says_how_long_messages_are_kept_a_year_at_least_or_for_good(desk: Desk) -> None:
    assert (
        "What patients logged, flags and decisions always stay."
        in desk.opened(desk.manager).get("/desk/practice/").content.decode()
    )
    for wrong in ("11", "601", "a year"):
        answer = send(desk, messages_kept_months=wrong)
        assert answer.status_code == 422, wrong
        assert "Write a whole number, 12 to 600." in answer.content.decode()
    for sent, kept in (("12", 12), ("600", 600), ("", None)):
        assert send(desk, messages_kept_months=sent).status_code == 302
        assert Practice.objects.get(pk=desk.practice.pk).messages_kept_months == kept


def test_others_see_the_practice_and_change_nothing(desk: Desk) -> None:
    for clinician in (desk.prescriber, desk.reviewer):
        client = desk.opened(clinician)
        page = client.get("/desk/practice/").content.decode()
        assert "555-0177" in page
        assert "Save the settings" not in page
        assert "Deactivate" not in page
        assert client.post("/desk/practice/", SETTINGS).status_code == 403
        assert client.post("/desk/practice/limit/", {"limit-medicine_class": "opioid"}).status_code == 403
        assert client.get(f"/desk/practice/staff/{desk.reviewer.pk}/deactivate/").status_code == 403


def test_the_practices_own_limit_of_a_class(desk: Desk) -> None:
    client = desk.opened(desk.manager)
    limit = {"limit-medicine_class": "muscle relaxant", "limit-days": "30"}
    assert client.post("/desk/practice/limit/", limit).status_code == 302
    assert PracticeClassLimit.objects.get().days == 30
    assert "Muscle relaxant: 30 days" in client.get("/desk/practice/").content.decode()
    assert client.post("/desk/practice/limit/", {**limit, "limit-days": "367"}).status_code == 422
    assert client.post("/desk/practice/limit/", {**limit, "limit-medicine_class": "zebra"}).status_code == 422
    assert client.post("/desk/practice/limit/", {**limit, "limit-days": ""}).status_code == 302
    assert not PracticeClassLimit.objects.exists()


def test_deactivating_a_prescriber_asks_for_a_successor(desk: Desk) -> None:
    successor = a_clinician(desk.practice, "prescriber")
    client = desk.opened(desk.manager)
    path = f"/desk/practice/staff/{desk.prescriber.pk}/deactivate/"
    assert "Dr. Reyes prescribes 1 course;" in " ".join(client.get(path).content.decode().split())
    answer = client.post(path, {"successor": ""})
    assert answer.status_code == 422
    assert "choose who takes over" in answer.content.decode()
    assert client.post(path, {"successor": str(desk.reviewer.pk)}).status_code == 422
    assert client.post(path, {"successor": str(successor.pk)}).status_code == 302
    assert Course.objects.get().prescriber == successor
    assert HandOver.objects.get().given_by == desk.prescriber
    assert not Clinician.objects.get(pk=desk.prescriber.pk).is_active
    assert "deactivated" in client.get("/desk/practice/").content.decode()


def test_who_has_no_courses_needs_no_successor_and_sees_nothing_afterwards(desk: Desk) -> None:
    gone = desk.opened(desk.reviewer)
    client = desk.opened(desk.manager)
    assert client.post(f"/desk/practice/staff/{desk.reviewer.pk}/deactivate/", {}).status_code == 302
    for path in ("/desk/", desk.url, "/desk/practice/"):
        assert gone.get(path).status_code == 404


def test_another_practices_staff_is_not_there(desk: Desk) -> None:
    other = Scene()
    client = desk.opened(desk.manager)
    path = f"/desk/practice/staff/{other.prescriber.pk}/deactivate/"
    assert client.get(path).status_code == 404
    assert client.post(path, {}).status_code == 404
    assert Clinician.objects.get(pk=other.prescriber.pk).is_active


def test_a_manager_asks_staff_for_a_second_step(desk: Desk) -> None:
    client = desk.opened(desk.manager)
    assert 'name="demands_second_factor"' in client.get("/desk/practice/").content.decode()
    assert 'name="demands_second_factor"' not in desk.opened().get("/desk/patients/new/").content.decode()
    assert send(desk).status_code == 302
    assert not Practice.objects.get(pk=desk.practice.pk).demands_second_factor
    assert send(desk, demands_second_factor="on").status_code == 302
    assert Practice.objects.get(pk=desk.practice.pk).demands_second_factor
