"""No page scrolls sideways, and none loses words: on 320 px, and with text twice as large on a phone and at a desk."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.every_page.demo import LISTED, SHOWN, title
from tests.browser.opening import DESK, PHONE
from tests.browser.text import no_sideways_scroll, nothing_is_cut_off, twice_as_large


@pytest.mark.parametrize("number", SHOWN, ids=[title(LISTED[number]) for number in SHOWN])
def test_no_word_is_lost(number: int, show: Callable[[int, str], Page]) -> None:
    page = show(number, "narrow")
    no_sideways_scroll(page)
    nothing_is_cut_off(page)
    twice_as_large(page)
    for size in (PHONE, DESK):
        page.set_viewport_size(size["viewport"])
        no_sideways_scroll(page)
        nothing_is_cut_off(page)
