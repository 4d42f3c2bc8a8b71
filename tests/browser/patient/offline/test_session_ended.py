"""A session that ended: the plan on the phone goes as soon as the phone hears of it; what waits to be sent stays."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from courses.models import Dose
from tests.browser.opening import Browse, end_sessions, sign_in
from tests.browser.patient.offline.phone import all_sent, go, goes_dark, is_ready, ready, take, unsent, until
from tests.browser.scenes import running_course
from tests.browser.server import Server
from tests.browser.watch import Watch

MEDICINE = "Carisoprodol"
KEPT_PAGES = "kept.get('plan').then((plan) => Boolean(plan?.lines))"
NAMED = """kept.get('plan').then((plan) => JSON.stringify(plan || '').includes('Carisoprodol'))"""


def shows_nothing(page: Page) -> None:
    """Without a signal no page of the phone says anything of the plan; urgent help has its number all the same."""
    page.goto("/me/urgent/")
    expect(page.locator(".alarm-number")).to_be_visible()
    for path in ("/me/", "/me/check-in/", "/me/talk/"):
        page.goto(path)
        expect(page.get_by_text("This page is not on this phone")).to_be_visible()
        expect(page.get_by_text(MEDICINE)).to_have_count(0)


def test_the_sign_in_page_drops_the_plan_and_keeps_what_waits(server: Server, browse: Browse, watch: Watch) -> None:
    scene = running_course(server.now())
    context, page = ready(browse, scene.patient, sync=False)
    assert page.evaluate(NAMED)
    goes_dark(context, watch)
    page.reload()
    take(page)
    end_sessions(context)
    page.reload()
    # Nobody has told the phone yet: without a signal nothing changes.
    expect(page.locator(".dose.taken.waiting")).to_have_count(1)
    assert page.evaluate(KEPT_PAGES)
    context.set_offline(False)
    go(page, "/me/")
    expect(page.get_by_text("Sign in to send 1 dose. It is safe on this phone.")).to_be_visible()
    until(page, f"{NAMED}.then((named) => !named)")
    go(page, "/accounts/patient/")
    expect(page.get_by_text("Sign in to send 1 dose. It is safe on this phone.")).to_be_visible()
    goes_dark(context, watch)
    shows_nothing(page)
    assert unsent(page) == 1
    context.set_offline(False)
    sign_in(context, scene.patient, server)
    go(page, "/me/")
    all_sent(page)
    assert Dose.objects.count() == 1
    is_ready(page)
    until(page, KEPT_PAGES)


def test_with_nothing_to_send_all_of_the_plan_is_dropped(server: Server, browse: Browse, watch: Watch) -> None:
    context, page = ready(browse, running_course(server.now()).patient)
    end_sessions(context)
    go(page, "/me/")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    until(page, "kept.get('plan').then((plan) => !plan)")
    goes_dark(context, watch)
    shows_nothing(page)


@pytest.mark.parametrize("answer", [302, 401])
def test_a_phone_that_is_shown_the_way_to_sign_in_in_place_of_its_plan_drops_it(
    server: Server, browse: Browse, watch: Watch, answer: int
) -> None:
    watch.expect(" 401 ")
    _context, page = ready(browse, running_course(server.now()).patient)
    headers = {"Location": "/accounts/patient/?next=/me/"} if answer == 302 else {}
    page.route("**/me/kept.json*", lambda route: route.fulfill(status=answer, headers=headers))
    page.goto("/me/check-in/")
    until(page, "kept.get('plan').then((plan) => !plan)")


@pytest.mark.parametrize("fails", [lambda route: route.abort(), lambda route: route.fulfill(status=503)])
def test_a_server_in_trouble_drops_nothing(
    server: Server, browse: Browse, watch: Watch, fails: Callable[[Route], None]
) -> None:
    watch.expect(" 503 |ERR_FAILED")
    _context, page = ready(browse, running_course(server.now()).patient)
    page.route("**/me/kept.json*", fails)
    page.goto("/me/check-in/")
    page.wait_for_load_state("networkidle")
    assert page.evaluate(KEPT_PAGES)
