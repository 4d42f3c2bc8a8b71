"""The practice's pages in a browser: large text, a keyboard alone, on paper; and the second step of a sign-in."""

import re
from pathlib import Path

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from playwright.sync_api import Page, expect

from courses.models import Clinician, Practice
from tests.browser.opening import DESK, PHONE, Browse
from tests.browser.server import Server
from tests.browser.text import no_sideways_scroll, nothing_is_cut_off, twice_as_large
from tests.browser.watch import Watch
from tests.browser.ways.hands import Keyboard
from tests.tracker.accounts.test_second_factor import code_of
from tests.tracker.clinician.conftest import Desk

WORD = "four-good-words-here"
TIME = "?from=2026-03-01&to=2026-03-17"
PAGES = {
    "overview": f"/desk/practice/overview/{TIME}",
    "list": f"/desk/practice/overview/begun/{TIME}",
    "practice": "/desk/practice/",
}


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
def test_text_twice_as_large_needs_no_sideways_scroll(desk: Desk, browse: Browse, path: str) -> None:
    page = browse(everything(desk), size="narrow").new_page()
    page.goto(path)
    no_sideways_scroll(page)
    twice_as_large(page)
    for size in (PHONE, DESK):
        page.set_viewport_size(size["viewport"])
        no_sideways_scroll(page)
        nothing_is_cut_off(page)


def everything(desk: Desk) -> Clinician:
    """A manager who reads patients too."""
    desk.manager.is_reviewer = True
    desk.manager.save()
    return desk.manager


def test_by_the_keyboard_alone_a_number_leads_to_its_list_and_on_to_a_course(desk: Desk, browse: Browse) -> None:
    page = browse(everything(desk), size="desk").new_page()
    page.goto(PAGES["overview"])
    hand = Keyboard(page)
    hand.press(page.get_by_role("link", name=re.compile("Asked to talk: the list")).first)
    expect(page.get_by_role("heading", level=1)).to_have_text("Asked to talk: 1")
    hand.press(page.get_by_role("link", name="Ada Asking"))
    expect(page).to_have_url(re.compile("/desk/courses/"))


def test_by_the_keyboard_alone_a_manager_sets_the_day_boundary_and_asks_for_a_second_step(
    desk: Desk, browse: Browse
) -> None:
    page = browse(desk.manager, size="desk").new_page()
    page.goto("/desk/practice/")
    hand = Keyboard(page)
    boundary = page.get_by_label("A medication day begins at")
    hand.write(boundary, "")
    page.keyboard.press("Control+a")
    page.keyboard.type("05:00")
    hand.choose(page.get_by_label("Ask staff for a second step"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your sign-in")
    row = Practice.objects.get(pk=desk.practice.pk)
    assert (f"{row.day_boundary:%H:%M}", row.demands_second_factor) == ("05:00", True)


@pytest.mark.parametrize("name", ["overview", "list"])
def test_on_paper_there_is_the_whole_of_it_and_no_control(
    desk: Desk, browse: Browse, name: str, tmp_path: Path
) -> None:
    page = browse(everything(desk), size="desk").new_page()
    page.goto(PAGES[name])
    paper = page.pdf(format="Letter", path=tmp_path / f"{name}.pdf")
    assert 1 <= len(re.findall(rb"/Type\s*/Page\b", paper)) <= 2
    page.emulate_media(media="print")
    expect(page.locator(".desk-head nav, .period, .page-head .button").first).to_be_hidden()
    expect(page.get_by_role("heading", level=1)).to_be_visible()


@pytest.fixture
def signing_in(desk: Desk, browse: Browse, server: Server, watch: Watch) -> Page:
    """Dr. Reyes at the sign-in of a practice that asks for a second step. A key is bound to a host by name."""
    watch.expect("another origin: .*//localhost")
    user = desk.prescriber.user
    user.email = user.username = "reyes@example.org"
    # As the server keeps it; the tests' own hashes are quick ones.
    user.password = PBKDF2PasswordHasher().encode(WORD, "salt")
    user.save()
    Practice.objects.update(demands_second_factor=True)
    server.real_clock()
    page = browse(size="desk", base_url=server.address.replace("127.0.0.1", "localhost")).new_page()
    sign_in(page)
    return page


def sign_in(page: Page) -> None:
    page.goto("/accounts/login/")
    page.locator("[name=login]").fill("reyes@example.org")
    page.locator("[name=password]").fill(WORD)
    page.get_by_role("button", name="Sign in").click()


def sign_out(page: Page) -> None:
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_load_state()


def test_who_has_no_second_step_sets_up_an_app_and_goes_on(signing_in: Page) -> None:
    page = signing_in
    expect(page.get_by_text("Your practice asks for a second step")).to_be_visible()
    page.get_by_role("link", name="Set up an app").click()
    expect(page.get_by_role("img", name="The words below, as a square to scan")).to_be_visible()
    page.locator("[name=code]").fill(code_of(page.locator(".breaks").inner_text().replace(" ", "")))
    page.get_by_role("button", name="Switch it on").click()
    expect(page.locator(".codes li")).to_have_count(10)
    kept = page.locator(".codes li").first.inner_text()
    page.get_by_role("link", name="Go on to your pages").click()
    expect(page).to_have_url(re.compile("/desk/$"))
    sign_out(page)
    sign_in(page)
    page.locator("[name=code]").fill(kept)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page).to_have_url(re.compile("/desk/$"))


def test_a_security_key_is_a_second_step_too(signing_in: Page) -> None:
    page = signing_in
    key = page.context.new_cdp_session(page)
    key.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "usb", "automaticPresenceSimulation": True}
    key.send("WebAuthn.addVirtualAuthenticator", {"options": {**options, "isUserVerified": True}})
    page.get_by_role("link", name="Add a key").click()
    page.get_by_role("button", name="Add the key").click()
    expect(page.locator(".codes li")).to_have_count(10)
    page.get_by_role("link", name="Go on to your pages").click()
    sign_out(page)
    sign_in(page)
    page.get_by_role("button", name="Use a security key instead").click()
    expect(page).to_have_url(re.compile("/desk/$"))
