"""The pages as an app: it can be installed, a new version waits, signing out leaves nothing, and it is light."""

import gzip
from pathlib import Path

from playwright.sync_api import Dialog, Response, expect

from courses.models import Dose
from tests.browser.opening import Browse
from tests.browser.patient.offline.phone import all_sent, go, goes_dark, ready, take, unsent, until
from tests.browser.scenes import running_course
from tests.browser.server import Server
from tests.browser.watch import Watch

MOST_SCRIPT, MOST_AT_FIRST = 30 * 1024, 100 * 1024
LEFT = """async () => [
    ...await caches.keys(),
    ...(await indexedDB.databases()).map((one) => one.name),
    ...(await navigator.serviceWorker.getRegistrations()).map((one) => one.scope),
]"""


def test_the_app_can_be_installed(server: Server, browse: Browse, profile: Path) -> None:
    context, page = ready(browse, running_course(server.now()).patient, profile=profile)
    asking = context.new_cdp_session(page)
    manifest = asking.send("Page.getAppManifest")
    errors = asking.send("Page.getInstallabilityErrors")
    asking.detach()
    assert manifest["url"].endswith("/me/manifest/en.webmanifest")
    assert manifest["errors"] == []
    assert errors["installabilityErrors"] == []


def test_signing_out_leaves_nothing_and_back_shows_nothing(server: Server, browse: Browse) -> None:
    _context, page = ready(browse, running_course(server.now()).patient)
    page.goto("/me/settings/")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_text("You are signed out.")).to_be_visible()
    assert page.evaluate(LEFT) == []
    for _ in range(2):
        page.go_back()
        page.wait_for_timeout(500)
        expect(page.get_by_text("Carisoprodol")).to_have_count(0)
        expect(page.get_by_text("Ada")).to_have_count(0)
    page.goto("/")
    assert page.evaluate(LEFT) == []


def test_signing_out_with_something_unsent_asks_first(server: Server, browse: Browse, watch: Watch) -> None:
    watch.expect(" 503 ")
    _context, page = ready(browse, running_course(server.now()).patient, sync=False)
    page.route("**/me/outbox/", lambda route: route.fulfill(status=503, body=""))
    take(page)
    asked: list[str] = []

    def no(dialog: Dialog) -> None:
        asked.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", no)
    go(page, "/me/settings/")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_timeout(2000)
    assert asked == ["Not all is sent yet. If you sign out now, it is lost. Sign out all the same?"]
    assert unsent(page) == 1
    page.unroute("**/me/outbox/")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_text("You are signed out.")).to_be_visible()
    assert len(asked) == 1
    assert Dose.objects.count() == 1


def test_a_new_version_waits_and_takes_nothing_from_who_types(server: Server, browse: Browse, watch: Watch) -> None:
    context, page = ready(browse, running_course(server.now()).patient)
    goes_dark(context, watch)
    page.reload()
    take(page)
    page.goto("/me/talk/")
    line = page.get_by_label("What is on your mind?")
    line.fill("I am in the middle of a")
    context.set_offline(False)
    # Another address for the same scope is what a changed script is: a new worker.
    page.evaluate("navigator.serviceWorker.register('/sw.js?new', {scope: '/me/'})")
    until(page, "navigator.serviceWorker.getRegistration('/me/').then((one) => Boolean(one.waiting))")
    page.wait_for_timeout(500)
    expect(line).to_have_value("I am in the middle of a")
    expect(page.get_by_text("New version.")).to_have_count(0)
    assert page.evaluate("navigator.serviceWorker.controller.scriptURL").endswith("/sw.js")
    line.fill("")
    line.blur()
    expect(page.get_by_text("New version.")).to_be_visible()
    page.get_by_role("button", name="Reload").click()
    page.wait_for_load_state()
    all_sent(page)
    assert Dose.objects.count() == 1


def test_the_pages_are_light(server: Server, browse: Browse) -> None:
    answers: list[Response] = []
    context = browse(running_course(server.now()).patient)
    page = context.new_page()
    page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108 (Playwright marks what it calls)
    page.goto("/me/")
    page.wait_for_load_state("networkidle")
    packed = {}
    for answer in answers:
        if answer.status == 200:
            packed[answer.url.removeprefix(server.address)] = len(gzip.compress(answer.body()))
    scripts = sum(size for url, size in packed.items() if url.endswith(".js"))
    assert 0 < scripts <= MOST_SCRIPT
    assert sum(packed.values()) <= MOST_AT_FIRST
