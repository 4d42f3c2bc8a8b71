"""One demo and one context a size for all pages; a page's own cookies are put in before it is opened."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.every_page.demo import Demo, Opened, served
from tests.browser.opening import SIZES
from tests.browser.watch import Watch

# A page that is itself an error is said to be one by the console.
STATUS = r"the server responded with a status of (404|410|422)"


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """The demo that is served."""
    with served(tmp_path_factory.mktemp("demo")) as there:
        yield there


@pytest.fixture(scope="session")
def opened() -> dict[Browser, dict[str, BrowserContext]]:
    """The contexts of a browser, which end with it."""
    return {}


@pytest.fixture
def contexts(chromium: Browser, opened: dict[Browser, dict[str, BrowserContext]]) -> dict[str, BrowserContext]:
    """A context a size, in which nothing moves: what fades in has no colour of its own yet."""
    if chromium not in opened:
        opened[chromium] = {name: chromium.new_context(**size, reduced_motion="reduce") for name, size in SIZES.items()}
    return opened[chromium]


@pytest.fixture
def show(demo: Demo, contexts: dict[str, BrowserContext]) -> Iterator[Callable[[int, str], Page]]:
    """Opens a page by its number in LISTED; it fails for an error in the console or a request to another origin."""
    watch = Watch(demo.address)
    shown: list[Page] = []

    def of(number: int, size: str) -> Page:
        opened: Opened = demo.pages[number]
        context = contexts[size]
        context.clear_cookies()
        context.add_cookies(opened.cookies_for_a_context())  # type: ignore[arg-type]
        page = context.new_page()
        shown.append(page)
        if opened.page.status != 200:
            watch.expect(STATUS)
        watch.on_page(page)
        answer = page.goto(opened.url)
        assert answer is not None
        assert answer.status == opened.page.status
        assert answer.headers.get("content-type", "").startswith("text/html"), "it answers machines: see SHOWN"
        return page

    yield of
    for page in shown:
        page.close()
    assert watch.seen() == []
