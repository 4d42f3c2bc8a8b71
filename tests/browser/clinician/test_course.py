"""The course page and what is signed from it: by keyboard alone, back, large text and narrow, on paper."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from courses import actions
from courses.models import Course, EndPlan, PatientNote
from courses.rules.facts import Outcome
from tests.browser.opening import DESK, NARROW, PHONE, Browse
from tests.browser.text import no_sideways_scroll, nothing_is_cut_off, twice_as_large
from tests.courses.making import an_id, at
from tests.tracker.clinician.conftest import Desk

Open = Callable[..., Page]


@pytest.fixture
def course(desk: Desk) -> Course:
    """The course that ends without a plan, about which somebody asked twice and was answered once."""
    course = Course.objects.get(patient__family_name="Ending")
    mine: dict[str, Any] = {"by": course.patient.as_viewer(), "through": "page"}
    actions.ask_to_talk(course=course, client_id=an_id(50), line="May I go on?", **mine, now=at("2026-03-15T10:00"))
    actions.answer(course=course, outcome=Outcome.MESSAGE_LEFT, **desk.told("2026-03-16T10:00"))
    told: dict[str, Any] = {"symptoms": ["insomnia", "tremor"], "pain": 7, "line": "I shake at night.", **mine}
    actions.check_in(course=course, client_id=an_id(51), **told, now=at("2026-03-16T11:00"))
    return course


@pytest.fixture
def opened(desk: Desk, browse: Browse) -> Open:
    """A page of the desk in a browser of its own, as the prescriber."""

    def open_page(path: str, **more: Any) -> Page:
        page = browse(desk.prescriber, **{"size": "desk", **more}).new_page()
        page.goto(path)
        return page

    return open_page


def url(course: Course, path: str = "") -> str:
    return f"/desk/courses/{course.pk}/{path}"


@pytest.mark.parametrize("path", ["", "plan/", "stop/", "revise/", "patient"])
def test_no_word_is_lost_on_a_narrow_screen_or_with_text_twice_as_large(
    course: Course, opened: Open, path: str
) -> None:
    page = opened(f"/desk/patients/{course.patient_id}/" if path == "patient" else url(course, path))
    for size in (NARROW, PHONE, DESK):
        page.set_viewport_size(size["viewport"])
        no_sideways_scroll(page)
        nothing_is_cut_off(page)
    twice_as_large(page)
    for size in (PHONE, DESK):
        page.set_viewport_size(size["viewport"])
        no_sideways_scroll(page)
        nothing_is_cut_off(page)


def test_the_end_is_planned_by_keyboard_alone(course: Course, opened: Open) -> None:
    page = opened(url(course))
    _tab_to(page, "Plan for the end")
    page.keyboard.press("Enter")
    page.wait_for_url("**/plan/")
    expect(page.get_by_role("heading", name="What it changes for the patient")).to_be_visible()
    _tab_to(page, "decision")
    page.keyboard.press("Space")
    _tab_to(page, "Record the plan")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{url(course)}")
    expect(page.get_by_text("The plan for the end is recorded: stop as planned.")).to_be_visible()
    assert EndPlan.objects.get().decision == "stop_as_planned"


def test_going_back_shows_the_form_by_what_holds_now_and_signs_nothing(course: Course, opened: Open) -> None:
    page = opened(url(course, "plan/"))
    expect(page.locator(".effects-of")).to_contain_text("Do not stop suddenly")
    page.get_by_label("Stop as planned").check()
    page.get_by_role("button", name="Record the plan").click()
    page.wait_for_url(f"**{url(course)}")
    page.go_back()
    expect(page.locator(".effects-of")).to_contain_text("plans that you stop")
    expect(page.locator(".effects-of")).not_to_contain_text("Do not stop suddenly")
    assert EndPlan.objects.count() == 1


def test_an_answer_is_taken_back_where_it_stands(course: Course, opened: Open) -> None:
    page = opened(url(course))
    page.get_by_role("button", name="Undo the answer").click()
    expect(page.locator("main")).to_contain_text("The answer is taken back.")
    expect(page.get_by_role("button", name="Undo the answer")).to_have_count(0)


def test_a_note_is_written_and_taken_back_by_keyboard(course: Course, opened: Open) -> None:
    page = opened(f"/desk/patients/{course.patient_id}/")
    _tab_to(page, "text")
    page.keyboard.type("Her sister brings her.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#notes")).to_contain_text("Her sister brings her.")
    page.get_by_role("button", name="Take back the note").click()
    expect(page.locator("#notes s")).to_contain_text("Her sister brings her.")
    assert PatientNote.objects.get().undone_at is not None


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_the_course_is_printed_on_one_page(course: Course, opened: Open, paper: str) -> None:
    page = opened(url(course))
    expect(page.get_by_role("button", name="Print one page")).to_be_visible()
    printed = PdfReader(BytesIO(page.pdf(format=paper, landscape=True)))
    assert len(printed.pages) == 1
    said = " ".join(printed.pages[0].extract_text().split())
    for words in ("Ending", "Numbers for review", "Ending without a plan", "Withdrawal symptoms"):
        assert words in said
    assert "Day by day" not in said


def _tab_to(page: Page, name: str) -> None:
    """Press Tab until what has this name or label has the focus."""
    for _ in range(120):
        page.keyboard.press("Tab")
        said = page.evaluate(
            "(document.activeElement.getAttribute('name') || '') + '|' + document.activeElement.innerText"
        )
        if name in (part.strip() for part in said.split("|")):
            return
    raise AssertionError(f"{name} is not reached by Tab")
