"""The look: its colours as agreed, its components in every state, its error pages."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.views.defaults import bad_request, page_not_found, permission_denied, server_error
from pytest_django.fixtures import Settings

from tracker.look.course_line import MOST_DIAMONDS, WIDTH, CourseLine
from tracker.look.icons import PATHS

# From the project's agreement on the look: light and dark.
COLOURS = {
    "ground": ("#F1F5F3", "#0A171A"), "sheet": ("#FFFFFF", "#11242A"), "ink": ("#0F2A30", "#E8F0ED"),
    "ink-2": ("#43575B", "#A6BABA"), "rule": ("#CFD9D6", "#24393F"), "edge": ("#6A7D80", "#7A9194"),
    "lake": ("#0A5862", "#85D4CC"), "on-lake": ("#FFFFFF", "#04262A"), "lake-soft": ("#D8EAE8", "#16383C"),
    "sun": ("#F6C445", "#F4C653"), "sun-edge": ("#8A5F00", "#D6A63A"), "sun-soft": ("#FDF0C9", "#2E270F"),
    "sun-ink": ("#553A00", "#FBE5AC"), "brick": ("#A3281A", "#FF9D8B"), "brick-soft": ("#FBE3DE", "#3B1712"),
    "sky": ("#2A5A84", "#9AC5EC"),
}  # fmt: skip


def css(path: str) -> str:
    found = finders.find(path)
    assert isinstance(found, str)
    return Path(found).read_text()


def luminance(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(("name", "both"), COLOURS.items())
def test_tokens_are_as_agreed(name: str, both: tuple[str, str]) -> None:
    assert tuple(re.findall(rf"--{name}: (#[0-9A-F]{{6}});", css("look/tokens.css"))) == both


@pytest.mark.parametrize("mode", [0, 1])
@pytest.mark.parametrize(
    ("text", "ground"),
    [
        ("ink", "ground"), ("ink", "sheet"), ("ink-2", "ground"), ("ink-2", "sheet"), ("lake", "ground"),
        ("lake", "sheet"), ("on-lake", "lake"), ("ink", "lake-soft"), ("sun-ink", "sun-soft"), ("brick", "ground"),
        ("brick", "sheet"), ("brick", "brick-soft"), ("sky", "ground"),
    ],
)  # fmt: skip
def test_text_can_be_read_by_day_and_by_night(text: str, ground: str, mode: int) -> None:
    assert contrast(COLOURS[text][mode], COLOURS[ground][mode]) >= 4.5


@pytest.mark.parametrize("path", ["look/look.css", "patient/phone.css"])
def test_colours_come_from_the_tokens_alone(path: str) -> None:
    assert not re.search(r"#[0-9a-fA-F]{3,8}\b(?![^{]*\{)", css(path))


def test_the_styleguide_shows_every_sign_and_state(client: Client) -> None:
    page = client.get("/styleguide/").content.decode()
    for name in PATHS:
        assert f"icon-{name}" in page
    assert "This field is required." in page
    assert page.count("course-line") >= 8


def test_the_styleguide_is_not_in_production(client: Client, settings: Settings) -> None:
    settings.PRODUCTION = True
    assert client.get("/styleguide/").status_code == 404


@pytest.mark.parametrize(
    ("line", "passed", "today", "dots", "rings", "diamonds"),
    [
        (CourseLine(14, 0), False, False, 0, 13, 0),
        (CourseLine(14, 1), True, True, 0, 12, 0),
        (CourseLine(14, 9), True, True, 7, 4, 0),
        (CourseLine(14, 14), True, True, 12, 0, 0),
        (CourseLine(14, 15), True, False, 12, 0, 0),
        (CourseLine(14, 20, 3), True, False, 12, 0, 3),
        (CourseLine(14, 40, 99), True, False, 12, 0, MOST_DIAMONDS),
        (CourseLine(90, 40), True, True, 0, 0, 0),
        (CourseLine(1, 1), True, True, 0, 0, 0),
    ],
)
def test_the_line_says_where_one_is(
    line: CourseLine, passed: bool, today: bool, dots: int, rings: int, diamonds: int
) -> None:
    assert (line.passed_to is not None) is passed
    assert (line.today is not None) is today
    assert (len(line.dots), len(line.rings), len(line.diamonds)) == (dots, rings, diamonds)
    for x in (*line.dots, *line.rings, *line.diamonds, line.post, line.passed_to or 0, line.today or 0):
        assert 0 <= x <= WIDTH


def test_the_line_has_a_name_or_is_hidden() -> None:
    line = CourseLine(14, 9)
    assert 'aria-label="Day 9"' in render_to_string("look/course_line.html", {"line": line, "name": "Day 9"})
    assert 'aria-hidden="true"' in render_to_string("look/course_line.html", {"line": line})


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        (lambda request: bad_request(request, ValueError("x")), 400),
        (lambda request: permission_denied(request, ValueError("x")), 403),
        (lambda request: page_not_found(request, ValueError("x")), 404),
        (server_error, 500),
    ],
)
def test_error_pages_say_what_happened_that_nothing_is_lost_and_what_to_do(answer: object, status: int) -> None:
    assert callable(answer)
    response = answer(RequestFactory().get("/"))
    page = response.content.decode()
    assert response.status_code == status
    assert page.count("<h1") == 1
    assert "Nothing that was saved is lost." in page
    assert "Is it an emergency?" in page
    assert "Back to the start" in page
    assert "{%" not in page
    assert "{#" not in page


def test_a_page_that_is_not_there_has_our_look(client: Client) -> None:
    page = client.get("/nowhere/")
    assert page.status_code == 404
    assert "There is no such page" in page.content.decode()


def test_a_form_without_its_token_is_told_kindly() -> None:
    page = Client(enforce_csrf_checks=True).post("/accounts/patient/", {"email": "a@example.org"})
    assert page.status_code == 403
    assert "This page was open for too long" in page.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    [
        "/", "/accounts/login/", "/accounts/patient/", "/accounts/password/reset/", "/accounts/password/reset/done/",
        "/accounts/signup/", "/accounts/inactive/", "/styleguide/", "/me/urgent/",
    ],
)  # fmt: skip
def test_pages_before_sign_in_keep_the_strict_policy(client: Client, path: str) -> None:
    answer = client.get(path)
    html = answer.content.decode()
    assert answer.status_code == 200
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert "style=" not in html
    assert not re.search(r"<script(?![^>]*\bsrc=)", html)
    assert html.count("<h1") == 1
    assert "{#" not in html
    assert 'href="/static/look/tokens.css"' in html
