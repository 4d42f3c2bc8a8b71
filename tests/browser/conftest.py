"""What tests in browsers share: a server and a browser for each process of the run, a database that each begins anew.

def test_a_dose_is_logged(server: Server, browse: Browse) -> None:
    server.set_clock("2026-03-02T08:10")        # without it: the real clock, see `scenes.running_course`
    page = browse(Scene().patient).new_page()     # signed in, on a phone, watched for errors and foreign requests
    page.goto("/me/")
"""

import os
from collections.abc import Generator, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import caches
from django.db import connection
from playwright.sync_api import Browser, Error, Playwright, expect, sync_playwright

from tests.browser.browsers import Missing, find
from tests.browser.opening import CHROMIUM_ARGUMENTS, Browse
from tests.browser.patience import SECONDS, patience
from tests.browser.server import Server
from tests.browser.watch import Watch

# Playwright keeps a loop running in this thread, which Django takes for asynchronous code; it is not.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
# Longer than any machine needs: a test says what is right, not how fast this machine is today.
expect.set_options(timeout=20_000)


# Where a practice sends texts, its pages offer them; the provider is nobody, on the port that throws all away.
NOBODY_TEXTS = f"twilio+http://AC{'0' * 32}:a-token@127.0.0.1:9?from=+12025550100"

tables_key = pytest.StashKey[dict[str, list[str]]]()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest begins first, so that the others go on beside it."""
    items.sort(key=lambda item: -_seconds(item))


def _seconds(item: pytest.Item) -> float:
    marked = item.get_closest_marker("patience")
    return float(marked.args[0]) if marked else SECONDS


def _tables(config: pytest.Config) -> dict[str, list[str]]:
    nothing: dict[str, list[str]] = {}
    return config.stash.setdefault(tables_key, nothing)


def pytest_sessionfinish(session: pytest.Session) -> None:
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["tables"] = _tables(session.config)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """What the processes of a run have measured is one table."""
    for title, lines in getattr(node, "workeroutput", {}).get("tables", {}).items():
        _tables(node.config).setdefault(title, []).extend(lines)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """What was measured, below what passed and failed."""
    for title, lines in _tables(config).items():
        terminalreporter.section(title)
        for line in lines:
            terminalreporter.write_line(line)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """No test waits for ever: `@pytest.mark.patience(3600)` is for one that takes longer than the others."""
    with patience(_seconds(item)) as lost:
        done = yield
    if lost.is_set():
        _tables(item.config).setdefault("A browser hung and was ended", []).append(item.nodeid)
    return done


@pytest.fixture(scope="session")
def tables(pytestconfig: pytest.Config) -> dict[str, list[str]]:
    """What is printed at the end: lines by the title of their table."""
    return _tables(pytestconfig)


def found(kind: str) -> str:
    """The path of a browser. Without it the test is skipped, and says why; CI skips none."""
    try:
        return find(kind)
    except Missing as why:
        if os.environ.get("CI", "").lower() in {"1", "true"}:
            pytest.fail(str(why))
        pytest.skip(str(why))


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """Where Chromium is."""
    return found("chromium")


@pytest.fixture(scope="session")
def firefox_path() -> str:
    """Where Firefox is."""
    return found("firefox")


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """The driver."""
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="session")
def browsers() -> Iterator[list[Browser]]:
    """Those that were started, the one in use last."""
    started: list[Browser] = []
    yield started
    for browser in started:
        with suppress(Error):
            browser.close()


@pytest.fixture
def chromium(playwright: Playwright, chromium_path: str, browsers: list[Browser]) -> Browser:
    """The one browser process of the run; another one only if that has died."""
    if not browsers or not browsers[-1].is_connected():
        browsers.append(playwright.chromium.launch(executable_path=chromium_path, args=CHROMIUM_ARGUMENTS))
    return browsers[-1]


@pytest.fixture(scope="session")
def running_server(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The one server process of the run; tests take `server`."""
    server = Server(tmp_path_factory.mktemp("server"), str(connection.settings_dict["NAME"]), SMS_URL=NOBODY_TEXTS)
    with ExitStack() as stack:
        stack.enter_context(server.running())
        yield server


@pytest.fixture
def server(transactional_db: None, running_server: Server) -> Server:
    """The server, with an empty database, no mails, the real clock, and all limits unused."""
    running_server.begin_anew()
    caches["default"].clear()
    return running_server


@pytest.fixture
def watch(server: Server) -> Iterator[Watch]:
    """Fails the test for what a page did that none may do; `watch.expect` names what a test provokes."""
    watch = Watch(server.address)
    yield watch
    assert watch.seen() == []


@pytest.fixture
def browse(
    playwright: Playwright, chromium: Browser, chromium_path: str, server: Server, watch: Watch
) -> Iterator[Browse]:
    """Opens contexts of Chromium: see `opening.Browse`."""
    opened = Browse(playwright, chromium, chromium_path, server, watch)
    yield opened
    opened.close()


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    """A folder for a browser that is ended and started again: `browse(patient, profile=profile)`."""
    return tmp_path / "profile"
