"""Entering a course in a browser: as last time by a few keys, checks as one types, and nothing that is lost."""

from decimal import Decimal

import pytest
from playwright.sync_api import Page, expect

from courses import actions
from courses.models import Course, Medicine, Patient
from tests.browser.judges.axe import COLOURS, violations
from tests.browser.opening import Browse, end_sessions, session_of
from tests.browser.server import Server
from tests.browser.text import no_sideways_scroll, nothing_is_cut_off, twice_as_large
from tests.browser.watch import Watch
from tests.courses.making import a_patient, at, slots
from tests.tracker.clinician.conftest import Desk
from tracker.clinician.models import Draft

NOW = "2026-06-01T09:00"
MOST_KEYS = 8
TWO_A_DAY = slots("20:00", "22:00", days=7)


@pytest.fixture
def ben(server: Server) -> tuple[Desk, Patient]:
    """A practice, and Ben Okafor, who had a course of carisoprodol in March."""
    desk = Desk(server.set_clock)
    ben = a_patient(desk.practice, given_name="Ben", family_name="Okafor")
    desk.enter(patient=ben, steps=(TWO_A_DAY,), indication="back strain", supply=Decimal(14))
    server.set_clock(NOW)
    return desk, ben


@pytest.fixture
def page(ben: tuple[Desk, Patient], browse: Browse) -> Page:
    """The form for Ben, as the prescriber."""
    page = browse(ben[0].prescriber, size="desk").new_page()
    page.goto(f"/desk/patients/{ben[1].pk}/enter/")
    return page


def courses_of(patient: Patient) -> int:
    return Course.objects.filter(patient=patient).count()


def kept(page: Page, server: Server) -> None:
    """Wait until what was typed is a draft."""
    expect(page.locator("#live-kept")).to_contain_text("Draft kept")
    page.wait_for_load_state("networkidle")


def typed(page: Page, **fields: str) -> None:
    for name, value in fields.items():
        page.locator(f"[name='{name.replace('__', '-')}']").fill(value)


class TestAsLastTime:
    """Counted: each key pressed after the patient's name is one, a modifier too."""

    def test_by_at_most_eight_keys_after_the_name(self, ben: tuple[Desk, Patient], browse: Browse) -> None:
        page = browse(ben[0].prescriber, size="desk").new_page()
        page.goto("/desk/")
        page.keyboard.press("/")
        page.keyboard.type("Okafor")
        pressed = 0

        def press(*keys: str) -> None:
            nonlocal pressed
            pressed += len(keys)
            page.keyboard.press("+".join(keys))

        press("Enter")
        expect(page.get_by_role("link", name="Okafor, Ben")).to_be_focused()
        press("c")
        expect(page.get_by_role("heading", level=1)).to_contain_text("Enter a course for Okafor, Ben")
        press("l")
        expect(page.locator("#sign")).to_contain_text("Sign for Ben Okafor, born 1 May 1984 (42)")
        expect(page.locator("#step-0-amount-0")).to_have_value("1")
        press("Control", "Enter")
        expect(page.locator(".notices, [role=status]").first).to_contain_text("The course for Ben Okafor is entered.")
        assert courses_of(ben[1]) == 2
        assert pressed <= MOST_KEYS, pressed

    def test_back_after_signing_asks_for_nothing_and_enters_nothing(
        self, ben: tuple[Desk, Patient], page: Page
    ) -> None:
        page.keyboard.press("l")
        expect(page.locator("#sign")).to_be_visible()
        page.locator("#sign").click()
        page.wait_for_url("**/desk/courses/**")
        page.go_back()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Enter a course for Okafor, Ben")
        assert courses_of(ben[1]) == 2
        assert not Draft.objects.exists()

    def test_the_keys_do_nothing_while_one_types(self, page: Page) -> None:
        page.locator("#id_indication").click()
        page.keyboard.type("low back, all of it")
        expect(page.locator("#id_indication")).to_have_value("low back, all of it")
        expect(page.locator("#id_medicine")).to_have_value("")


class TestAsOneTypes:
    def test_a_medicine_is_found_and_its_label_stands_beside(self, page: Page) -> None:
        page.keyboard.press("m")
        expect(page.locator("#id_medicine")).to_be_focused()
        page.keyboard.type("tizan")
        expect(page.locator("#live-medicine button")).to_have_count(1)
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        expect(page.locator("#live-medicine button")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator("#id_medicine")).to_have_value("tizanidine")
        expect(page.locator("#id_strength")).to_be_focused()
        expect(page.locator("#live-medicine")).to_contain_text("Source")

    def test_sums_checks_and_preview_follow_the_grid(self, page: Page) -> None:
        typed(page, medicine="soma", strength="350 mg tablet", supply="20", wall__0="08:00")
        typed(page, step__0__days="30", step__0__amount__0="1")
        expect(page.locator("#live-sums")).to_contain_text("30 tablets needed")
        expect(page.locator("#live-sums")).to_contain_text("10 tablets too few")
        expect(page.locator("#row-1-daily")).to_contain_text("350 mg")
        expect(page.locator("#live-side")).to_contain_text("30 days of carisoprodol; the label's maximum is 21")
        expect(page.locator("#live-foot")).to_contain_text("What this course will send")
        page.locator("#step-0-days").fill("7")
        expect(page.locator("#live-side")).not_to_contain_text("label's maximum is 21")

    def test_a_reason_is_typed_undisturbed(self, ben: tuple[Desk, Patient], page: Page) -> None:
        typed(page, medicine="soma", strength="350 mg tablet", wall__0="20:00")
        typed(page, step__0__days="30", step__0__amount__0="1")
        reason = page.locator("#override-longer_than_label")
        expect(reason).to_be_visible()
        reason.click()
        for part in ("Slow end ", "agreed with him; ", "back on 9 June."):
            page.keyboard.type(part)
            page.wait_for_timeout(600)
            expect(reason).to_be_focused()
        expect(reason).to_have_value("Slow end agreed with him; back on 9 June.")
        page.keyboard.press("Control+Enter")
        page.wait_for_url("**/desk/courses/**")
        assert courses_of(ben[1]) == 2

    def test_arrows_move_in_the_grid(self, page: Page) -> None:
        page.locator("#step-0-days").focus()
        page.keyboard.press("ArrowDown")
        expect(page.locator("#step-1-days")).to_be_focused()
        page.keyboard.press("ArrowUp")
        page.keyboard.press("ArrowUp")
        expect(page.locator("#step-0-days")).to_be_focused()


def test_by_the_keyboard_alone_from_the_medicine_to_the_signature(ben: tuple[Desk, Patient], page: Page) -> None:
    page.keyboard.press("m")
    for name, text in {
        "medicine": "carisoprodol", "strength": "350 mg tablet", "indication": "knee", "supply": "4", "wall-0": "20:00",
        "step-0-days": "4", "step-0-amount-0": "1",
    }.items():  # fmt: skip
        tab_to(page, name)
        page.keyboard.type(text)
    tab_to(page, "do", "sign")
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/courses/**")
    assert courses_of(ben[1]) == 2


def tab_to(page: Page, name: str, value: str = "") -> None:
    """Tab until a field has the focus; what is not shown never gets it."""
    for _ in range(120):
        if page.evaluate("([n, v]) => document.activeElement.name === n && (!v || document.activeElement.value === v)",
                         [name, value]):  # fmt: skip
            return
        page.keyboard.press("Tab")
        page.wait_for_timeout(20)
    raise AssertionError(f"{name} is not reached by Tab")


class TestNothingIsLost:
    def test_what_is_typed_is_there_after_leaving(self, page: Page, server: Server) -> None:
        typed(page, medicine="soma", indication="knee", wall__0="20:00", step__0__days="4")
        page.locator("#id_risk_factors input").first.check()
        kept(page, server)
        page.goto("/desk/")
        page.goto("/desk/drafts/")
        page.get_by_role("link", name="Okafor, Ben").click()
        expect(page.locator("#id_indication")).to_have_value("knee")
        expect(page.locator("#step-0-days")).to_have_value("4")
        expect(page.locator("#id_risk_factors input").first).to_be_checked()

    def test_a_session_that_ends_is_told_and_loses_nothing(
        self, ben: tuple[Desk, Patient], page: Page, server: Server
    ) -> None:
        typed(page, medicine="soma", indication="knee")
        kept(page, server)
        end_sessions(page.context)
        typed(page, strength="350 mg tablet")
        expect(page.locator("#said")).to_contain_text("You are signed out. What you typed is kept as your draft.")
        sign_in_again(page, ben[0], server)
        page.get_by_role("link", name="Sign in again").click()
        expect(page.locator("#id_indication")).to_have_value("knee")
        expect(page.locator("#id_strength")).to_have_value("350 mg tablet")

    def test_a_form_older_than_the_sign_in_signs_nothing_and_keeps_what_was_typed(
        self, ben: tuple[Desk, Patient], page: Page, server: Server, watch: Watch
    ) -> None:
        page.keyboard.press("l")
        expect(page.locator("#sign")).to_be_visible()
        page.evaluate("document.querySelector('#entry [name=csrfmiddlewaretoken]').value = 'x'.repeat(64)")
        page.locator("#sign").click()
        expect(page.locator("body")).to_contain_text("This form was older than your sign-in. Nothing was signed")
        assert courses_of(ben[1]) == 1
        page.locator("#sign").click()
        page.wait_for_url("**/desk/courses/**")
        assert courses_of(ben[1]) == 2

    def test_a_stale_form_meets_what_a_colleague_entered_meanwhile(
        self, ben: tuple[Desk, Patient], page: Page, watch: Watch
    ) -> None:
        watch.expect(r"the server responded with a status of 422")
        page.keyboard.press("l")
        expect(page.locator("#sign")).to_be_visible()
        enter_now(ben[0], ben[1])
        page.locator("#sign").click()
        expect(page.locator(".problems")).to_contain_text("Already running: Write a reason")
        assert courses_of(ben[1]) == 2

    def test_without_a_connection_it_says_so(self, page: Page, watch: Watch) -> None:
        watch.expect(r"ERR_INTERNET_DISCONNECTED")
        # What htmx says of it in the console.
        watch.expect(r"htmx:(afterRequest|sendError)")
        page.context.set_offline(True)
        typed(page, indication="knee")
        expect(page.locator("#said")).to_contain_text("No connection: what you type is not kept for now.")
        page.context.set_offline(False)
        typed(page, indication="knee joint")
        expect(page.locator("#live-kept")).to_contain_text("Draft kept")
        expect(page.locator("#said")).to_be_empty()


def sign_in_again(page: Page, desk: Desk, server: Server) -> None:
    page.context.add_cookies(
        [{"name": "sessionid", "value": session_of(desk.prescriber, server.now()), "url": server.address}]
    )


def enter_now(desk: Desk, patient: Patient) -> None:
    actions.prescribe(
        patient=patient,
        prescriber=desk.prescriber,
        medicine=Medicine.objects.get(code="carisoprodol"),
        strength="350 mg tablet",
        first_day=at(NOW).date(),
        steps=(TWO_A_DAY,),
        overrides={"repeat_courses": "weighed"},
        **desk.told(NOW),
    )


def test_without_a_script_by_the_buttons_alone(ben: tuple[Desk, Patient], browse: Browse) -> None:
    page = browse(ben[0].prescriber, size="desk", java_script_enabled=False).new_page()
    page.goto(f"/desk/patients/{ben[1].pk}/enter/")
    page.locator("#id_medicine").fill("caris")
    page.get_by_role("button", name="Keep as a draft").click()
    page.locator("#live-medicine button").click()
    expect(page.locator("#id_medicine")).to_have_value("carisoprodol")
    page.get_by_role("button", name="As last time").click()
    expect(page.locator("#step-0-days")).to_have_value("7")
    page.get_by_role("button", name="Check and preview").last.click()
    page.locator("#sign").click()
    expect(page.locator("body")).to_contain_text("The course for Ben Okafor is entered.")
    assert courses_of(ben[1]) == 2


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_a_form_that_says_all_it_can(
    ben: tuple[Desk, Patient], browse: Browse, scheme: str
) -> None:
    page = full(browse(ben[0].prescriber, size="desk", scheme=scheme).new_page(), ben[1])
    assert (violations(page, COLOURS) if scheme == "dark" else violations(page)) == []


@pytest.mark.parametrize("size", ["desk", "narrow"])
def test_with_text_twice_as_large_nothing_is_cut_off(ben: tuple[Desk, Patient], browse: Browse, size: str) -> None:
    page = browse(ben[0].prescriber, size=size).new_page()
    twice_as_large(page)
    full(page, ben[1])
    no_sideways_scroll(page)
    nothing_is_cut_off(page)


def full(page: Page, patient: Patient) -> Page:
    """The form with a medicine, checks and a preview."""
    page.goto(f"/desk/patients/{patient.pk}/enter/")
    typed(page, medicine="soma", strength="350 mg tablet", supply="84", wall__0="08:00", wall__1="22:30")
    typed(page, step__0__days="14", step__0__amount__0="1", step__0__amount__1="1")
    typed(page, step__1__days="10", step__1__amount__1="1", other_medicines="oxycodone")
    expect(page.locator("#live-foot")).to_contain_text("What this course will send")
    expect(page.locator("#live-side")).to_contain_text("oxycodone")
    return page
