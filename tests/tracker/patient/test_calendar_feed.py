"""The calendar address: a secret that can be taken back, what is to come by the schedule's own rules, titles that tell
nothing."""

import hashlib
import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from icalendar import Calendar

from courses import actions
from tests.courses.making import REASONS, Scene, as_needed, at, slots
from tests.tracker.patient.phone import Phone
from tracker import clock
from tracker.accounts.access import end_access
from tracker.accounts.models import CalendarFeed

pytestmark = pytest.mark.django_db
On = Callable[[Scene, str], Phone]

MORNING = "2026-03-02T06:00"


def address_of(there: Phone, **chosen: str) -> str:
    """A new address, as the page shows it once."""
    html = there.post("/me/calendar/make/", **chosen).content.decode()
    found = re.search(r'class="secret">\s*https?://[^/]+(/me/calendar/[^<\s]+\.ics)', html)
    assert found is not None
    return found[1]


def events(path: str, now: str = "", monkeypatch: pytest.MonkeyPatch | None = None) -> list[tuple[str, object]]:
    """What a calendar without any session reads: titles with their starts."""
    if monkeypatch is not None:
        monkeypatch.setattr(clock, "now", lambda: at(now))
    answer = Client().get(path)
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    return [(str(one["summary"]), one.decoded("dtstart")) for one in Calendar.from_ical(answer.content).walk("VEVENT")]


def test_the_address_is_shown_once_and_only_its_hash_is_kept(scene: Scene, phone: On) -> None:
    there = phone(scene, MORNING)
    path = address_of(there)
    secret = path.rpartition("/")[2].removesuffix(".ics")
    assert len(secret) >= 43
    kept = CalendarFeed.objects.get()
    assert kept.token_hash == hashlib.sha256(secret.encode()).hexdigest()
    page = there.get("/me/calendar/")
    assert secret not in page
    assert "No calendar has read it yet." in page


def test_it_tells_the_doses_to_come_the_check_ins_and_the_last_day(scene: Scene, phone: On) -> None:
    told = events(address_of(phone(scene, MORNING)))
    starts = [start for _title, start in told]
    assert starts[0] == at("2026-03-02T08:00")
    # 14 days of four doses, the check-in of day 7 (at 10:00), those of days 3 and 7 after the end, the last day.
    assert len(told) == 14 * 4 + 1 + 2 + 1
    assert at("2026-03-08T10:00") in starts
    assert date(2026, 3, 15) in starts
    assert {title for title, _start in told} == {"Reminder"}


def test_without_leave_nothing_in_it_names_the_medicine_or_anybody(scene: Scene, phone: On) -> None:
    raw = Client().get(address_of(phone(scene, MORNING))).content.decode().lower()
    assert scene.course.pk.hex not in raw.replace("-", "")
    # In a row of random letters any short word may stand by chance.
    raw = re.sub(r"uid:[0-9a-f]{32}@shortcourse", "", raw)
    for word in ("carisoprodol", "350", "tablet", "ada", "ruiz", "elm", "vega", "dose"):
        assert word not in raw, word


def test_with_leave_titles_name_amount_and_medicine(scene: Scene, phone: On) -> None:
    titles = {title for title, _start in events(address_of(phone(scene, MORNING), tells_more="on"))}
    assert titles == {
        "1 tablet, Carisoprodol 350 mg",
        "Check-in: Carisoprodol 350 mg",
        "Last day: Carisoprodol 350 mg",
    }


def test_what_is_taken_is_not_to_come(scene: Scene, phone: On) -> None:
    there = phone(scene, MORNING)
    path = address_of(there)
    scene.dose(1, "2026-03-02T07:30")
    there.set_clock("2026-03-02T07:31")
    assert at("2026-03-02T08:00") not in [start for _title, start in events(path)]


def test_what_a_stop_removed_is_gone(scene: Scene, phone: On, monkeypatch: pytest.MonkeyPatch) -> None:
    path = address_of(phone(scene, MORNING))
    actions.stop(course=scene.course, reason="rash", told="Call us.", **scene.told("2026-03-03T12:00"))
    starts = [start for _title, start in events(path, "2026-03-03T12:01", monkeypatch)]
    assert at("2026-03-03T14:00") not in starts


def test_as_needed_has_no_hours(phone: On) -> None:
    told = events(address_of(phone(Scene(steps=(as_needed(),)), MORNING)))
    assert not [start for _title, start in told if start == at("2026-03-02T08:00")]


def test_the_same_dose_has_the_same_id_each_time(scene: Scene, phone: On) -> None:
    there = phone(scene, MORNING)
    path = address_of(there)
    before = {str(one["uid"]) for one in Calendar.from_ical(Client().get(path).content).walk("VEVENT")}
    there.set_clock("2026-03-02T09:00")
    after = {str(one["uid"]) for one in Calendar.from_ical(Client().get(path).content).walk("VEVENT")}
    assert after < before
    assert len(before - after) == 1


def test_it_is_a_calendar_by_the_letter(scene: Scene, phone: On) -> None:
    raw = Client().get(address_of(phone(scene, MORNING))).content
    assert raw.startswith(b"BEGIN:VCALENDAR\r\n")
    assert all(len(line) <= 75 for line in raw.split(b"\r\n"))
    assert b"\n" not in raw.replace(b"\r\n", b"")
    calendar = Calendar.from_ical(raw)
    assert (str(calendar["version"]), bool(calendar["prodid"])) == ("2.0", True)
    for event in calendar.walk("VEVENT"):
        assert event["uid"]
        assert event.decoded("dtstamp").utcoffset() == timedelta(0)


def test_a_calendar_that_has_it_already_is_told_so(scene: Scene, phone: On) -> None:
    path = address_of(phone(scene, MORNING))
    first = Client().get(path)
    assert "private" in first["Cache-Control"]
    assert "max-age=900" in first["Cache-Control"]
    again = Client().get(path, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert "Set-Cookie" not in str(first.headers)


@pytest.mark.parametrize("secret", ["x", "opens-nothing", "x" * 43, "x" * 5000, "%00", "..%2f"])
def test_an_address_that_opens_nothing_is_not_there(scene: Scene, phone: On, secret: str) -> None:
    address_of(phone(scene, MORNING))
    assert Client().get(f"/me/calendar/{secret}.ics").status_code == 404


def test_taken_back_it_opens_nothing_and_a_new_one_ends_the_old(scene: Scene, phone: On) -> None:
    there = phone(scene, MORNING)
    first, second = address_of(there), address_of(there)
    assert Client().get(first).status_code == 404
    assert Client().get(second).status_code == 200
    assert "The address is taken back." in there.send("/me/calendar/revoke/")
    assert Client().get(second).status_code == 404
    assert "Make my address" in there.get("/me/calendar/")


def test_when_the_practice_ends_the_access_the_address_ends_too(scene: Scene, phone: On) -> None:
    path = address_of(phone(scene, MORNING))
    end_access(scene.patient.pk)
    assert Client().get(path).status_code == 404


def test_the_patient_sees_that_a_calendar_reads_it(scene: Scene, phone: On) -> None:
    there = phone(scene, MORNING)
    Client().get(address_of(there))
    assert "A calendar last read it: Mon 2 Mar, 6:00 am." in there.get("/me/calendar/")


def test_no_line_of_the_log_holds_the_secret(
    scene: Scene, phone: On, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    path = address_of(phone(scene, MORNING))
    wrong = "/me/calendar/a-secret-that-was-taken-back.ics"
    assert {Client().get(path).status_code, Client().get(wrong).status_code} == {200, 404}
    told = "".join(capfd.readouterr()) + caplog.text
    assert "patient:calendar_feed" in told
    assert path.rpartition("/")[2] not in told
    assert "taken-back" not in told


def test_who_asks_too_often_must_wait(scene: Scene, phone: On) -> None:
    path = address_of(phone(scene, MORNING))
    assert [Client().get(path).status_code for _ in range(121)][-2:] == [200, 429]
    misses = [Client().get("/me/calendar/none.ics").status_code for _ in range(121)]
    assert misses[-2:] == [404, 429]


def test_a_full_calendar_is_bounded(phone: On) -> None:
    walls = [f"{hour:02}:{minute:02}" for hour in range(5, 17) for minute in (0, 30)]
    scene = Scene(steps=(slots(*walls, days=60),), overrides=REASONS)
    assert len(events(address_of(phone(scene, "2026-03-02T04:30")))) == 500
