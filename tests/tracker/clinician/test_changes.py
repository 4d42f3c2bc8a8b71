"""What can be done to a course by a form, by whom, and what happens when others did something meanwhile."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from types import ModuleType
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.db import OperationalError

from courses import actions
from courses.models import Acknowledgement, Dispense, EndPlan, Revision, TalkAnswer
from tests.courses.making import Scene
from tests.tracker.clinician.conftest import Desk
from tests.tracker.clinician.test_steps import TAPER
from tracker.accounts.models import AccessLog
from tracker.clinician.sheet import Sheet
from tracker.clinician.views import changes, steps
from tracker.clinician.views.changes import locked_sheet

DEEDS = ("answer", "plan", "stop", "cancel", "close", "dispense")


def shown(desk: Desk, path: str, when: str) -> dict[str, str]:
    """The hidden fields of the form as it is shown."""
    page = desk.page(path, when=when)
    form = page.split('method="post"', maxsplit=2)[2]
    return {name: re.findall(rf'name="{name}"\s+value="([^"]*)"', form)[0] for name in ("form_key", "seen")}


def do(desk: Desk, path: str, when: str, **told: Any) -> Any:
    """Open the page, fill the form in, send it."""
    hidden = shown(desk, path, when)
    return desk.opened(when=when).post(f"{desk.url}{path}", {**hidden, **told})


@pytest.mark.parametrize("deed", ["plan", "stop", "cancel", "dispense"])
def test_every_form_says_whose_course_it_changes(desk: Desk, deed: str) -> None:
    page = " ".join(desk.page(f"{deed}/", when="2026-03-03T09:00").split())
    assert "Ruiz, Ada" in page
    assert "For Ada Ruiz, born 1 May 1984 (41)." in page
    assert "Carisoprodol 350 mg tablet" in page


def test_acknowledge_with_a_note_and_a_date(desk: Desk) -> None:
    desk.dose(1, "2026-03-16T22:05")
    path = "flags/use_beyond_window/acknowledge/"
    page = desk.page(path, when="2026-03-17T09:00")
    assert "1 tablet on 1 day after the end, last yesterday 22:05." in page
    answer = do(desk, path, "2026-03-17T09:00", note="Called; will stop.", until="2026-03-20")
    assert answer.headers["Location"] == desk.url
    seen = Acknowledgement.objects.get()
    assert (seen.rule, seen.note, seen.until) == ("use_beyond_window", "Called; will stop.", date(2026, 3, 20))
    assert "Called; will stop." in desk.page(when="2026-03-17T09:01")


def test_acknowledging_for_more_than_7_days_is_told_at_the_date(desk: Desk) -> None:
    desk.dose(1, "2026-03-16T22:05")
    answer = do(desk, "flags/use_beyond_window/acknowledge/", "2026-03-17T09:00", note="Called", until="2026-03-25")
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "id_until_error" in page
    assert "Called" in page
    assert not Acknowledgement.objects.exists()


def test_an_emergency_is_offered_no_date(desk: Desk) -> None:
    told = desk.told("2026-03-03T09:00", desk.patient.as_viewer())
    actions.check_in(course=desk.course, client_id=uuid4(), symptoms=["seizure"], **told)
    path = "flags/emergency_symptoms/acknowledge/"
    assert 'name="until"' not in desk.page(path, when="2026-03-03T09:05")
    assert do(desk, path, "2026-03-03T09:05", note="Ambulance called.", until="2026-03-04").status_code == 302
    assert Acknowledgement.objects.get().until is None


def test_a_flag_that_is_not_there_or_not_open(desk: Desk) -> None:
    client = desk.opened(when="2026-03-02T09:00")
    assert client.get(f"{desk.url}flags/not_started/acknowledge/").status_code == 404
    assert client.get(f"{desk.url}flags/zebra/acknowledge/").status_code == 404
    page = desk.page("flags/not_started/acknowledge/", when="2026-03-05T09:00")
    assert "Not started" in page
    actions.acknowledge(course=desk.course, rule="not_started", **desk.told("2026-03-05T09:01"))
    assert "This flag is not open" in desk.page("flags/not_started/acknowledge/", when="2026-03-05T09:02")


def test_answer_a_talk_request(desk: Desk) -> None:
    told = desk.told("2026-03-03T09:00", desk.patient.as_viewer())
    actions.ask_to_talk(course=desk.course, client_id=uuid4(), line="What now?", **told)
    assert "Waits since today 09:00" in desk.page("answer/", when="2026-03-03T10:00")
    assert do(desk, "answer/", "2026-03-03T10:00", outcome="message_left", note="").status_code == 302
    assert "Asked to talk" in desk.page(when="2026-03-03T10:01")
    assert do(desk, "answer/", "2026-03-03T11:00", outcome="spoke", note="Sleeps better.").status_code == 302
    assert [one.outcome for one in TalkAnswer.objects.order_by("seq")] == ["message_left", "spoke"]
    assert "Talk requests, all answered" in desk.page(when="2026-03-03T11:01")
    assert "Nobody waits for an answer" in desk.page("answer/", when="2026-03-03T11:02")


def test_plan_for_the_end(desk: Desk) -> None:
    page = "2026-03-10T09:00"
    assert do(desk, "plan/", page, decision="see_patient", by_day="").status_code == 422
    wrong = do(desk, "plan/", page, decision="see_patient", by_day="2026-03-16", note="kept")
    assert wrong.status_code == 422
    assert "id_by_day_error" in wrong.content.decode()
    assert "kept" in wrong.content.decode()
    assert do(desk, "plan/", page, decision="stop_as_planned", by_day="2026-03-14").status_code == 422
    assert do(desk, "plan/", page, decision="see_patient", by_day="2026-03-14").status_code == 302
    assert EndPlan.objects.get().by_day == date(2026, 3, 14)
    assert do(desk, "plan/", "2026-03-11T09:00", decision="stop_as_planned").status_code == 302
    shown_page = desk.page(when="2026-03-11T09:01")
    assert "No longer in force." in shown_page


def test_stop_asks_what_the_patient_was_told_where_stopping_is_a_risk(desk: Desk) -> None:
    page = desk.page("stop/", when="2026-03-05T09:00")
    assert "Stopping carisoprodol suddenly is a risk" in page
    wrong = do(desk, "stop/", "2026-03-05T09:00", reason="rash", told="")
    assert wrong.status_code == 422
    assert "write what the patient was told" in wrong.content.decode()
    assert "rash" in wrong.content.decode()
    assert do(desk, "stop/", "2026-03-05T09:00", reason="rash", told="Call us if unwell.").status_code == 302
    stopped = desk.page(when="2026-03-05T09:01")
    assert "Stopped by a clinician" in stopped
    assert "“Call us if unwell.”" in stopped
    assert "This course was stopped" in desk.page("stop/", when="2026-03-05T09:02")


def test_cancel_before_the_first_dose_only(desk: Desk) -> None:
    assert do(desk, "cancel/", "2026-03-02T07:00", reason="entered for the wrong person").status_code == 302
    assert "Cancelled before the first dose." in desk.page(when="2026-03-02T07:01")
    other = Desk(desk.set_clock)
    other.dose(1, "2026-03-02T08:00")
    assert "stop the course instead" in other.page("cancel/", when="2026-03-02T09:00")
    answer = other.opened(when="2026-03-02T09:00").post(f"{other.url}cancel/", {"seen": "99"})
    assert answer.status_code == 409
    assert "Stop the course instead." in answer.content.decode()


def test_close_within_the_watch_asks_for_a_reason(desk: Desk) -> None:
    assert "It is not over" in desk.page("close/", when="2026-03-10T09:00")
    assert do(desk, "close/", "2026-03-20T09:00", reason="").status_code == 422
    assert do(desk, "close/", "2026-03-20T09:00", reason="moved away").status_code == 302
    assert "moved away" in desk.page(when="2026-03-20T09:01")
    for deed in ("plan", "stop", "cancel", "close", "dispense"):
        assert "This course is closed" in desk.page(f"{deed}/", when="2026-03-20T09:02")


def test_units_handed_out(desk: Desk) -> None:
    wrong = do(desk, "dispense/", "2026-03-03T09:00", units="-5")
    assert wrong.status_code == 422
    assert do(desk, "dispense/", "2026-03-03T09:00", units="28.5", on="2026-03-02", days="7").status_code == 302
    made = Dispense.objects.get()
    assert (made.units, made.on, made.days) == (Decimal("28.5"), date(2026, 3, 2), 7)
    assert "28.5 tablets" in desk.page(when="2026-03-03T09:01")


def test_what_others_did_meanwhile_is_told_and_the_words_stay(desk: Desk) -> None:
    desk.dose(1, "2026-03-16T22:05")
    path = "flags/use_beyond_window/acknowledge/"
    hidden = shown(desk, path, "2026-03-17T09:00")
    actions.acknowledge(
        course=desk.course,
        rule="use_beyond_window",
        note="On it.",
        **desk.told("2026-03-17T09:01", desk.reviewer.as_viewer()),
    )
    answer = desk.opened(when="2026-03-17T09:02").post(f"{desk.url}{path}", {**hidden, "note": "I rang them."})
    page = " ".join(answer.content.decode().split())
    assert answer.status_code == 409
    assert "L. Lindqvist acknowledged “Use beyond the window” (“On it.”), 1 min ago." in page
    assert "I rang them." in page
    assert Acknowledgement.objects.count() == 1


def test_a_stale_form_sent_again_as_it_now_stands_is_taken(desk: Desk) -> None:
    hidden = shown(desk, "plan/", "2026-03-10T09:00")
    actions.dispense(course=desk.course, units=Decimal(7), **desk.told("2026-03-10T09:01"))
    client = desk.opened(when="2026-03-10T09:02")
    answer = client.post(f"{desk.url}plan/", {**hidden, "decision": "stop_as_planned"})
    assert answer.status_code == 409
    assert "noted 7 tablets handed out" in answer.content.decode()
    seen = re.findall(r'name="seen"\s+value="(\d+)"', answer.content.decode())[0]
    again = client.post(f"{desk.url}plan/", {**hidden, "seen": seen, "decision": "stop_as_planned"})
    assert again.status_code == 302


def test_what_the_patient_logs_makes_no_form_stale(desk: Desk) -> None:
    hidden = shown(desk, "plan/", "2026-03-10T09:00")
    desk.dose(5, "2026-03-10T09:01")
    client = desk.opened(when="2026-03-10T09:02")
    assert client.post(f"{desk.url}plan/", {**hidden, "decision": "stop_as_planned"}).status_code == 302


def test_a_form_sent_twice_does_it_once(desk: Desk) -> None:
    hidden = shown(desk, "dispense/", "2026-03-03T09:00")
    client = desk.opened(when="2026-03-03T09:00")
    for _ in range(2):
        sent = client.post(f"{desk.url}dispense/", {**hidden, "seen": "99", "units": "7"})
        assert sent.status_code == 302
    assert Dispense.objects.count() == 1


@contextmanager
def _no_commit(sheet: Sheet) -> Iterator[Sheet]:
    with locked_sheet(sheet) as fresh:
        yield fresh
        raise OperationalError


@pytest.mark.parametrize(
    ("page", "path", "told"),
    [
        (changes, "dispense/", {"units": "7"}),
        (steps, "revise/", {"do": "sign", "reason": "x", **TAPER}),
    ],
)
def test_what_was_not_committed_may_be_sent_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, page: ModuleType, path: str, told: dict[str, str]
) -> None:
    hidden = shown(desk, path, "2026-03-10T09:00")
    client = desk.opened(when="2026-03-10T09:00")
    monkeypatch.setattr(page, "locked_sheet", _no_commit)
    with pytest.raises(OperationalError):
        client.post(f"{desk.url}{path}", {**hidden, **told})
    assert (Dispense.objects.count(), Revision.objects.count()) == (0, 1)
    monkeypatch.setattr(page, "locked_sheet", locked_sheet)
    assert client.post(f"{desk.url}{path}", {**hidden, **told}).status_code == 302
    assert (Dispense.objects.count(), Revision.objects.count()) in {(1, 1), (0, 2)}


def test_a_form_that_is_being_done_is_not_told_as_done(desk: Desk) -> None:
    hidden = shown(desk, "dispense/", "2026-03-03T09:00")
    cache.add(f"desk-form-{hidden['form_key']}", "doing")
    client = desk.opened(when="2026-03-03T09:00")
    page = client.post(f"{desk.url}dispense/", {**hidden, "units": "7"}, follow=True).content.decode()
    assert "is being done" in page
    assert not Dispense.objects.exists()


@pytest.mark.parametrize("deed", DEEDS)
def test_another_practices_course_is_not_there(desk: Desk, deed: str) -> None:
    other = Scene()
    client = desk.opened(when="2026-03-03T09:00")
    assert client.get(f"/desk/courses/{other.course.pk}/{deed}/").status_code == 404
    assert client.post(f"/desk/courses/{other.course.pk}/{deed}/", {}).status_code == 404


@pytest.mark.parametrize("deed", ["plan", "stop", "cancel"])
def test_a_reviewer_does_not_prescribe(desk: Desk, deed: str) -> None:
    client = desk.opened(desk.reviewer, "2026-03-03T09:00")
    assert client.get(f"{desk.url}{deed}/").status_code == 403
    assert client.post(f"{desk.url}{deed}/", {"reason": "x"}).status_code == 403
    page = client.get(desk.url).content.decode()
    assert f"{desk.url}{deed}/" not in page


@pytest.mark.parametrize("deed", ["answer", "close", "dispense"])
def test_a_reviewer_does_the_rest(desk: Desk, deed: str) -> None:
    assert desk.opened(desk.reviewer, "2026-03-03T09:00").get(f"{desk.url}{deed}/").status_code == 200


def test_a_manager_alone_has_no_course(desk: Desk) -> None:
    client = desk.opened(desk.manager, "2026-03-03T09:00")
    for path in ("", "stop/", "extend/", "flags/not_started/acknowledge/"):
        assert client.get(f"{desk.url}{path}").status_code == 404


def test_unknown_deeds_and_methods(desk: Desk) -> None:
    client = desk.opened(when="2026-03-03T09:00")
    assert client.get(f"{desk.url}zebra/").status_code == 404
    assert client.put(f"{desk.url}stop/").status_code == 405


def test_enormous_and_odd_words(desk: Desk) -> None:
    answer = do(desk, "plan/", "2026-03-10T09:00", decision="stop_as_planned", note="x" * 2001)
    assert answer.status_code == 422
    odd = "\u202eright to left\u200b and <script>alert(1)</script>"
    assert do(desk, "plan/", "2026-03-10T09:00", decision="stop_as_planned", note=odd).status_code == 302
    assert EndPlan.objects.get().note == odd
    assert "<script>alert" not in desk.page(when="2026-03-10T09:01")


def test_from_the_list_one_comes_back_to_the_list(desk: Desk) -> None:
    desk.dose(1, "2026-03-16T22:05")
    client = desk.opened(when="2026-03-17T09:00")
    answer = client.post(f"{desk.url}flags/use_beyond_window/acknowledge/?from=list", {"seen": "99", "note": ""})
    assert answer.headers["Location"] == "/desk/"
    page = client.get("/desk/").content.decode()
    assert "<strong>Ada Ruiz.</strong> “Use beyond the window” is acknowledged." in page
    assert "Undo" in page
    assert "Undo" not in client.get("/desk/").content.decode()


def test_what_cannot_be_done_is_not_offered(desk: Desk) -> None:
    running = desk.page(when="2026-03-03T09:00")
    assert f"{desk.url}stop/" in running
    assert f"{desk.url}close/" not in running
    actions.stop(course=desk.course, reason="rash", told="call us", **desk.told("2026-03-03T09:01"))
    stopped = desk.page(when="2026-03-03T09:02")
    for path in ("stop/", "extend/", "revise/", "cancel/"):
        assert f"{desk.url}{path}" not in stopped
    assert f"{desk.url}close/" in stopped


@pytest.mark.parametrize("path", ["plan", "stop", "dispense", "extend", "revise"])
def test_that_a_form_was_opened_is_noted_once(desk: Desk, path: str) -> None:
    desk.page(f"{path}/", when="2026-03-03T09:00")
    noted = AccessLog.objects.get()
    assert (noted.page, noted.patient_id) == (path, desk.patient.pk)


@pytest.mark.parametrize(
    ("deed", "when", "words"),
    [
        (
            "plan",
            "2026-03-10T09:00",
            [
                "Stop as planned",
                "Do not stop suddenly or carry on without advice.",
                "Your prescriber plans that you stop after March 15, 2026.",
                "Your prescriber wants to talk with you by March 15, 2026.",
            ],
        ),
        (
            "stop",
            "2026-03-10T09:00",
            ["If you stop it now", "not sent", "Your prescriber changed your plan.", '<td class="figures"> 0 </td>'],
        ),
        ("cancel", "2026-03-02T06:00", ["If you cancel it", "not sent", "Your prescriber changed your plan."]),
        ("close", "2026-03-17T09:00", ["Nothing that is sent changes.", "to come stay as they are"]),
    ],
)
def test_what_it_changes_for_the_patient_stands_beside_how_it_is_before_it_is_signed(
    desk: Desk, deed: str, when: str, words: list[str]
) -> None:
    page = desk.page(f"{deed}/", when=when)
    page = re.sub(r'<span class="label-narrow">[^<]*</span>', "", page)
    page = " ".join(page.split())
    assert ("As it stands" in page) is (deed != "close")
    for said in words:
        assert said in page
    assert page.index("What it changes for the patient") < page.index("For Ada Ruiz, born"), "read before it is signed"


def test_a_row_of_the_list_draws_no_messages(desk: Desk) -> None:
    client = desk.opened(when="2026-03-10T09:00")
    page = client.get(f"{desk.url}plan/?from=list", headers={"HX-Request": "true"}).content.decode()
    assert "As it stands" not in page
