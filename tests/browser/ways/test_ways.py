"""Without JavaScript, with text twice as large, on 320 px, with a keyboard alone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from courses.models import CheckIn, Dose, TalkRequest
from tests.browser.opening import Browse
from tests.browser.scenes import running_course
from tests.browser.server import Server
from tests.browser.text import no_sideways_scroll, twice_as_large
from tests.browser.ways.hands import Finger, Keyboard

WORDS = "Can I drive on Friday?"


def with_a_finger(browse: Browse, server: Server) -> Finger:
    return Finger(browse(running_course(server.now()).patient).new_page())


def without_javascript(browse: Browse, server: Server) -> Finger:
    context = browse(running_course(server.now()).patient, java_script_enabled=False, has_touch=False, is_mobile=False)
    return Clicking(context.new_page())


def with_text_twice_as_large(browse: Browse, server: Server) -> Finger:
    page = browse(running_course(server.now()).patient).new_page()
    twice_as_large(page)
    return Finger(page)


def on_320_px(browse: Browse, server: Server) -> Finger:
    return Finger(browse(running_course(server.now()).patient, size="narrow").new_page())


def with_a_keyboard(browse: Browse, server: Server) -> Finger:
    return Keyboard(browse(running_course(server.now()).patient, size="desk").new_page())


class Clicking(Finger):
    """Asks the page nothing: it runs no script."""

    def press(self, button: object) -> None:
        """Press a button or follow a link."""
        button.click()  # type: ignore[attr-defined]


WAYS = [with_a_finger, without_javascript, with_text_twice_as_large, on_320_px, with_a_keyboard]
Way = Callable[[Browse, Server], Finger]


def until(page: Page, true: Callable[[], bool]) -> None:
    """Wait for what a page sends in the background."""
    for _ in range(100):
        if true():
            return
        page.wait_for_timeout(100)
    raise AssertionError("it never came true")


@pytest.mark.parametrize("way", WAYS)
def test_a_dose_is_logged(way: Way, browse: Browse, server: Server) -> None:
    hand = way(browse, server)
    hand.page.goto("/me/")
    hand.press(hand.page.locator("form[action='/me/doses/'] button").first)
    expect(hand.page.locator("form[action$='/undo/'] button").first).to_be_attached()
    until(hand.page, lambda: Dose.objects.filter(undone_at=None).count() == 1)
    no_sideways_scroll(hand.page)


@pytest.mark.parametrize("way", WAYS)
def test_a_check_in_is_made(way: Way, browse: Browse, server: Server) -> None:
    hand = way(browse, server)
    hand.page.goto("/me/check-in/")
    hand.press(hand.page.get_by_role("button", name="None of these"))
    number, done = hand.page.get_by_text("Check-in, "), hand.page.get_by_role("button", name="Done")
    for question in range(2, 20):
        expect(number).to_contain_text(f" {question} ")
        no_sideways_scroll(hand.page)
        answers, line = hand.page.locator("main .choices input"), hand.page.locator("main textarea")
        if answers.count():
            hand.choose(answers.first)
        if line.count():
            hand.write(line, WORDS)
        if done.is_visible():
            break
        hand.press(hand.page.get_by_role("button", name="Next"))
    hand.press(done)
    until(hand.page, lambda: CheckIn.objects.count() == 1)
    assert CheckIn.objects.get().line == WORDS


@pytest.mark.parametrize("way", WAYS)
def test_a_talk_is_asked_for(way: Way, browse: Browse, server: Server) -> None:
    hand = way(browse, server)
    hand.page.goto("/me/")
    hand.press(hand.page.get_by_role("navigation", name="Main").get_by_role("link", name="Talk"))
    expect(hand.page.get_by_role("button", name="Ask to talk")).to_be_visible()
    no_sideways_scroll(hand.page)
    hand.write(hand.page.locator("main textarea").first, WORDS)
    hand.press(hand.page.get_by_role("button", name="Ask to talk"))
    until(hand.page, lambda: TalkRequest.objects.count() == 1)
    assert TalkRequest.objects.get().line == WORDS
