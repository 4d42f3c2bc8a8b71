"""Today's list in a browser: by mouse, by keyboard alone, without a script, with two people at once, with 500 rows."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from courses.models import Acknowledgement, AcknowledgementUndo, Assignment, EndPlan, Patient, TalkAnswer
from tests.browser.clinician.conftest import At, row
from tests.browser.server import Server
from tests.tracker.clinician.conftest import Desk
from tests.tracker.clinician.many import copy_patient

POLL = 21_000


def focused(page: Page) -> str:
    """What has the focus, in words."""
    said: str = page.evaluate("document.activeElement.innerText || document.activeElement.name || ''")
    return " ".join(said.split())


def ruled(rule: str) -> Any:
    return Acknowledgement.objects.filter(rule=rule)


class TestThreeActions:
    """The three commonest jobs, counted from the list: at most three each, typing being one."""

    def test_acknowledge_with_a_note_by_mouse(self, listed: At) -> None:
        page = listed()
        page.get_by_role("link", name="then acknowledge: Ada Beyond").click()
        page.locator(".act textarea").fill("Called her.")
        page.get_by_role("button", name="Acknowledge").click()
        expect(page.locator("tbody.done")).to_contain_text("is acknowledged")
        assert ruled("use_beyond_window").get().note == "Called her."

    def test_answer_a_talk_request_by_mouse(self, listed: At) -> None:
        page = listed()
        page.get_by_role("link", name="Answer: Ada Asking").click()
        page.get_by_label("Spoke").check()
        page.get_by_role("button", name="Save the answer").click()
        expect(page.locator("tbody.done")).to_contain_text("Noted: ")
        assert TalkAnswer.objects.get().outcome == "spoke"

    def test_plan_for_the_end_by_mouse(self, listed: At) -> None:
        page = listed()
        page.get_by_role("link", name="Plan: Ada Ending").click()
        page.get_by_label("Stop as planned").check()
        page.get_by_role("button", name="Record the plan").click()
        expect(page.locator("tbody.done")).to_contain_text("recorded")
        assert EndPlan.objects.get().decision == "stop_as_planned"

    @pytest.mark.parametrize(
        ("name", "keys", "done"),
        [("Asking", ["r", "Space", "Enter"], TalkAnswer), ("Ending", ["p", "Space", "Enter"], EndPlan)],
    )
    def test_the_same_by_three_keys(self, listed: At, name: str, keys: list[str], done: Any) -> None:
        page = listed()
        to(page, name)
        for key in keys:
            page.keyboard.press(key)
            page.wait_for_timeout(400)
        expect(page.locator("tbody.done")).to_be_visible()
        assert done.objects.count() == 1

    def test_a_note_by_a_key_the_words_and_a_key(self, listed: At) -> None:
        page = listed()
        to(page, "Beyond")
        page.keyboard.press("n")
        expect(page.locator(".act textarea")).to_be_focused()
        page.keyboard.type("just a note: jkanrsz?/")
        page.keyboard.press("Control+Enter")
        expect(page.locator("tbody.done")).to_be_visible()
        assert ruled("use_beyond_window").get().note == "just a note: jkanrsz?/"


def to(page: Page, name: str) -> None:
    """Move by j until the row of somebody is open."""
    for _ in range(5):
        page.keyboard.press("j")
        if name in focused(page):
            return
    raise AssertionError(f"{name} is not reached by j")


def acknowledge(page: Page) -> None:
    """By the keys, in the open row."""
    page.keyboard.press("a")
    expect(page.get_by_role("button", name="Acknowledge")).to_be_focused()
    page.keyboard.press("Enter")


def test_j_and_k_move_and_one_row_is_open(listed: At) -> None:
    page = listed()
    names = []
    for key in "jjjjkk":
        page.keyboard.press(key)
        names.append(focused(page).partition(",")[0])
        expect(page.locator("tbody.is-open")).to_have_count(1)
    assert names[0] != names[1] != names[2]
    assert names[2] == names[3], "the last row is the last"
    assert names[4:] == [names[1], names[0]]


def test_enter_opens_the_course_and_back_leads_to_the_list(listed: At) -> None:
    page = listed()
    to(page, "Ending")
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/courses/**")
    page.go_back()
    expect(page.locator("tbody[data-person]")).to_have_count(3)


def test_undo_gives_the_row_back_and_the_focus_to_it(listed: At) -> None:
    page = listed()
    to(page, "Beyond")
    acknowledge(page)
    expect(page.get_by_role("button", name="Undo: Ada Beyond")).to_be_focused()
    page.keyboard.press("Enter")
    expect(row(page, "Beyond").locator("[data-open]")).to_be_focused()
    assert AcknowledgementUndo.objects.count() == 1


def test_the_line_with_undo_stays_until_one_moves_on(listed: At) -> None:
    page = listed()
    to(page, "Beyond")
    acknowledge(page)
    expect(page.locator("tbody.done")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_contain_text("2 people need someone")
    page.clock.run_for(3 * POLL)
    expect(page.locator("tbody.done")).to_be_visible()
    page.keyboard.press("k")
    page.clock.run_for(300)
    expect(page.locator("tbody.done")).to_have_count(0)


def test_a_person_is_given_to_a_colleague(desk: Desk, listed: At) -> None:
    page = listed()
    to(page, "Asking")
    page.keyboard.press("s")
    page.get_by_label("Give to").select_option("L. Lindqvist")
    page.get_by_role("button", name="Give").click()
    expect(row(page, "Asking").locator(".asked")).to_contain_text("L. Lindqvist")
    assert Assignment.objects.get().to == desk.reviewer


def test_the_list_of_keys_and_search(listed: At) -> None:
    page = listed()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    page.keyboard.press("j")
    expect(page.locator("tbody.is-open")).to_have_count(0)
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    page.keyboard.type("ask")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("1 found")


def test_keys_that_are_switched_off_do_nothing(listed: At) -> None:
    page = listed()
    page.goto("/desk/keys/")
    page.get_by_role("button", name="Switch the keys off").click()
    page.goto("/desk/")
    for key in "jan?":
        page.keyboard.press(key)
    expect(page.locator("tbody.is-open")).to_have_count(0)
    expect(page.locator("dialog[open]")).to_have_count(0)
    expect(page.locator(".deeds kbd:visible, .needs-keys:visible")).to_have_count(0)


def test_two_at_once_the_second_is_told_and_keeps_the_words(desk: Desk, listed: At, server: Server) -> None:
    first, second = listed(), listed(desk.reviewer)
    to(second, "Beyond")
    second.keyboard.press("n")
    second.locator(".act textarea").fill("I spoke with her.")
    to(first, "Beyond")
    acknowledge(first)
    expect(first.locator("tbody.done")).to_be_visible()
    server.set_clock("2026-03-17T09:01")
    second.clock.run_for(POLL)
    expect(row(second, "Beyond").locator(".notice")).to_contain_text("Dr. Reyes acknowledged this 1 min ago.")
    expect(second.locator(".act textarea")).to_have_value("I spoke with her.")
    expect(second.locator(".act textarea")).to_be_focused()


def test_a_stale_form_is_told_what_was_done(desk: Desk, listed: At, watch: Any) -> None:
    watch.expect(" 409 ")
    first, second = listed(), listed(desk.reviewer)
    to(second, "Beyond")
    second.keyboard.press("n")
    second.locator(".act textarea").fill("I spoke with her.")
    to(first, "Beyond")
    acknowledge(first)
    expect(first.locator("tbody.done")).to_be_visible()
    second.get_by_role("button", name="Acknowledge").click()
    expect(second.locator(".act .problems")).to_contain_text("Dr. Reyes acknowledged")
    expect(second.locator(".act textarea")).to_have_value("I spoke with her.")
    assert ruled("use_beyond_window").count() == 1


def test_what_others_did_changes_only_its_row_and_moves_no_focus(desk: Desk, listed: At) -> None:
    mine, other = listed(), listed(desk.reviewer)
    to(mine, "Ending")
    mine.evaluate("document.querySelectorAll('tbody[data-person]').forEach(row => row.dataset.old = 'yes')")
    to(other, "Asking")
    other.keyboard.press("r")
    other.get_by_label("Spoke").check()
    other.keyboard.press("Enter")
    expect(other.locator("tbody.done")).to_be_visible()
    mine.clock.run_for(POLL)
    expect(mine.locator("tbody.left")).to_contain_text("has left the list. L. Lindqvist answered")
    expect(mine.get_by_role("heading", level=1)).to_contain_text("2 people need someone")
    assert "Ending" in focused(mine)
    assert mine.locator("tbody[data-old=yes]").count() == 2
    mine.keyboard.press("k")
    mine.clock.run_for(300)
    expect(mine.locator("tbody.left")).to_have_count(0)


def test_a_hidden_page_does_not_ask(listed: At) -> None:
    page = listed()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if request.method == "POST" else None)
    page.evaluate("Object.defineProperty(document, 'hidden', { value: true, configurable: true })")
    page.clock.run_for(3 * POLL)
    assert asked == []
    page.evaluate("delete document.hidden; document.dispatchEvent(new Event('visibilitychange'))")
    page.wait_for_timeout(500)
    assert [url for url in asked if url.endswith("/desk/changes/")]


def test_without_a_script_every_act_is_a_page(listed: At) -> None:
    page = listed(java_script_enabled=False)
    row(page, "Beyond").get_by_role("link", name="why").click()
    page.get_by_role("link", name="Note").click()
    page.get_by_label("Note").fill("By hand.")
    page.get_by_role("button", name="Acknowledge").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("2 people need someone")
    page.get_by_role("button", name="Undo: Ada Beyond").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("3 people need someone")
    assert ruled("use_beyond_window").get().note == "By hand."


def test_no_motion_is_shown_to_whoever_asked_for_none(listed: At) -> None:
    page = listed(reduced_motion="reduce")
    to(page, "Beyond")
    acknowledge(page)
    expect(page.locator("tbody.done")).to_be_visible()
    page.keyboard.press("k")
    expect(page.locator("tbody.done")).to_have_count(0)


def test_500_rows_have_pages_and_keys(desk: Desk, listed: At) -> None:
    asking = Patient.objects.get(family_name="Asking")
    copy_patient(asking, 497)
    page = listed()
    expect(page.get_by_role("heading", level=1)).to_contain_text("500 people need someone")
    expect(page.locator("tbody[data-person]")).to_have_count(50)
    for _ in range(50):
        page.keyboard.press("j")
    expect(page.locator("tbody.is-open")).to_have_count(1)
    page.get_by_role("link", name="Less urgent").click()
    expect(page.get_by_text("Page 2 of 10")).to_be_visible()
    page.keyboard.press("j")
    expect(page.locator("tbody.is-open")).to_have_count(1)


@pytest.mark.parametrize("size", ["desk", "phone", "narrow"])
def test_nothing_scrolls_sideways(listed: At, size: str) -> None:
    page = listed(size=size)
    page.locator("[data-more]").first.click()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
