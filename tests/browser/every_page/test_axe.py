"""axe finds nothing on any page: on a phone and at a desk, light and dark."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.every_page.demo import LISTED, SHOWN, title
from tests.browser.judges.axe import COLOURS, violations
from tests.browser.opening import DESK


@pytest.mark.parametrize("number", SHOWN, ids=[title(LISTED[number]) for number in SHOWN])
def test_axe_finds_nothing(number: int, show: Callable[[int, str], Page]) -> None:
    page = show(number, "phone")
    found = {"phone, light": violations(page)}
    page.emulate_media(color_scheme="dark")
    found["phone, dark"] = violations(page, COLOURS)
    page.set_viewport_size(DESK["viewport"])
    found["desk, dark"] = violations(page, COLOURS)
    page.emulate_media(color_scheme="light")
    found["desk, light"] = violations(page)
    assert {where: wrong for where, wrong in found.items() if wrong} == {}
