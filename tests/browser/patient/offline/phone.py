"""A phone whose app is ready for a day without a signal, and what its patient does with it."""

from contextlib import suppress
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Error, Page, Route

from courses.models import Patient
from tests.browser.opening import Browse
from tests.browser.watch import Watch

NO_SIGNAL = "No signal. What you log is kept safe here."
NOT_SENT = "Not sent yet"
OUTBOX = "**/me/outbox/"


# A browser without background sync, as Firefox and Safari are: nothing is sent behind the page's back.
NO_SYNC = """if (self.ServiceWorkerRegistration)
    Object.defineProperty(ServiceWorkerRegistration.prototype, 'sync', {value: undefined})"""


def ready(
    browse: Browse, who: Patient, *, profile: Path | None = None, sync: bool = True, **more: Any
) -> tuple[BrowserContext, Page]:
    """Today is open, the worker rules the page, and the plan is kept."""
    context = browse(who, profile=profile, **more)
    if not sync:
        context.add_init_script(NO_SYNC)
    page = context.new_page()
    page.goto("/me/")
    is_ready(page)
    return context, page


def is_ready(page: Page) -> None:
    """Wait until a page could do without a signal."""
    page.evaluate("navigator.serviceWorker.ready.then(() => 0)")
    until(page, "kept.get('plan').then((plan) => Boolean(plan) && Boolean(navigator.serviceWorker.controller))")


def newest_is_kept(page: Page) -> None:
    """Wait until what the phone keeps is what the server would give it now."""
    newest = "kept.get('plan').then((plan) => fetch('/me/kept.json?version=' + plan?.version))"
    until(page, f"{newest}.then((answer) => answer.status === 204)")


def go(page: Page, path: str) -> None:
    """Open a page, also while another is being loaded again."""
    for _ in range(5):
        try:
            page.goto(path)
        except Error as error:
            if "ERR_ABORTED" not in str(error) and "interrupted" not in str(error):
                raise
            page.wait_for_timeout(300)
        else:
            return
    page.goto(path)


def until(page: Page, asked: str, within: float = 15_000) -> None:
    """Wait until a question to the page is answered with yes."""
    waited = 0.0
    while not page.evaluate(asked):
        assert waited < within, asked
        page.wait_for_timeout(100)
        waited += 100


def goes_dark(context: BrowserContext, watch: Watch) -> None:
    """The signal is gone."""
    watch.expect("ERR_INTERNET_DISCONNECTED|Failed to fetch|ERR_FAILED")
    context.set_offline(True)


def take(page: Page, place: int = 0) -> None:
    """Tap a button that logs a dose."""
    page.locator('.dose form[data-keep="dose"] button').nth(place).click()
    page.wait_for_timeout(200)


def unsent(page: Page) -> int:
    """How many entries wait on the phone."""
    return int(page.evaluate("outbox.mine().then((entries) => entries.length)"))


def all_sent(page: Page) -> None:
    """Wait until nothing waits."""
    waits = -1
    for _ in range(150):
        # The page may be on its way to being loaded again.
        with suppress(Error):
            waits = unsent(page)
            if not waits:
                return
        page.wait_for_timeout(100)
    raise AssertionError(f"{waits} wait still")


def twice(route: Route) -> None:
    """Each request is sent twice, and the second answer counts."""
    route.fetch()
    route.fulfill(response=route.fetch())


def answer_lost(route: Route) -> None:
    """The request comes through, its answer does not."""
    route.fetch()
    route.abort("connectionreset")
