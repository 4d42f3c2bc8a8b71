"""The outbox: N doses are N rows, whatever the line does; it waits for its own patient, and for a session."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from courses.models import Dose
from tests.browser.opening import Browse, end_sessions, sign_in
from tests.browser.patient.offline.phone import (
    OUTBOX,
    all_sent,
    answer_lost,
    go,
    goes_dark,
    is_ready,
    ready,
    take,
    twice,
    unsent,
)
from tests.browser.scenes import local, running_course
from tests.browser.server import Server
from tests.browser.watch import Watch
from tests.courses.making import Scene, a_patient

AMOUNTS = ("0.25", "0.5", "0.75")


def log_extra(page: Page, scene: Scene, amount: str) -> None:
    """Log one besides the plan, past the kind word if there is one."""
    before = unsent(page)
    page.goto(f"/me/courses/{scene.course.pk}/extra/")
    page.get_by_label("How many did you take?").fill(amount)
    page.get_by_role("button", name="Log it").click()
    yes = page.get_by_role("button", name="Yes, log it")
    expect(yes.or_(page.locator(".doses"))).to_be_visible()
    if yes.is_visible():
        yes.click()
    expect(page.locator(".doses")).to_be_visible()
    assert unsent(page) == before + 1


def through(_route: Route) -> None:
    """The line is good."""
    _route.continue_()


@pytest.mark.parametrize("line", [through, twice, answer_lost])
def test_n_doses_logged_without_a_signal_are_n_rows_after_a_restart(
    server: Server, browse: Browse, watch: Watch, profile: Path, line: Callable[[Route], None]
) -> None:
    scene = running_course(server.now())
    context, page = ready(browse, scene.patient, profile=profile)
    goes_dark(context, watch)
    page.reload()
    take(page)
    for amount in AMOUNTS:
        log_extra(page, scene, amount)
    assert unsent(page) == len(AMOUNTS) + 1
    context.close()

    watch.expect("ERR_CONNECTION_RESET")
    context = browse(scene.patient, profile=profile)
    page = context.new_page()
    page.route(OUTBOX, line, times=2)
    go(page, "/me/")
    all_sent(page)
    assert sorted(map(str, Dose.objects.values_list("amount", flat=True))) == ["0.2500", "0.5000", "0.7500", "1.0000"]
    go(page, "/me/")
    expect(page.locator(".dose.taken")).to_have_count(len(AMOUNTS) + 1)


@pytest.mark.parametrize("line", [twice, answer_lost])
def test_a_tap_with_a_bad_line_makes_one_dose(
    server: Server, browse: Browse, watch: Watch, line: Callable[[Route], None]
) -> None:
    watch.expect("ERR_CONNECTION_RESET")
    _context, page = ready(browse, running_course(server.now()).patient)
    page.route(OUTBOX, line, times=1)
    take(page)
    expect(page.locator(".dose.taken")).to_have_count(1)
    go(page, "/me/")
    all_sent(page)
    expect(page.locator(".dose.taken:not(.waiting)")).to_have_count(1)
    assert Dose.objects.count() == 1


@pytest.mark.parametrize("status", [429, 500, 502])
def test_what_a_server_in_trouble_did_not_take_waits(server: Server, browse: Browse, watch: Watch, status: int) -> None:
    watch.expect(f" {status} ")
    _context, page = ready(browse, running_course(server.now()).patient, sync=False)
    page.route(OUTBOX, lambda route: route.fulfill(status=status, body="no"))
    take(page)
    expect(page.get_by_text("Not sent yet").first).to_be_visible()
    assert unsent(page) == 1
    page.unroute(OUTBOX)
    go(page, "/me/")
    all_sent(page)
    assert Dose.objects.count() == 1


def test_what_waits_is_sent_in_the_background_too(server: Server, browse: Browse, watch: Watch) -> None:
    watch.expect(" 503 ")
    _context, page = ready(browse, running_course(server.now()).patient)
    page.route(OUTBOX, lambda route: route.fulfill(status=503, body="no"))
    take(page)
    all_sent(page)
    assert Dose.objects.count() == 1


def test_what_is_refused_is_kept_apart_and_said(server: Server, browse: Browse, watch: Watch) -> None:
    watch.expect(" 409 ")
    scene = running_course(server.now())
    _context, page = ready(browse, scene.patient)
    refusal = '{"done": false, "code": "conflict", "said": "Something else was saved by this tap before."}'
    page.route(OUTBOX, lambda route: route.fulfill(status=409, body=refusal, content_type="application/json"), times=1)
    take(page)
    expect(page.get_by_text("One thing could not be saved")).to_be_visible()
    expect(page.get_by_text("Something else was saved by this tap before.")).to_be_visible()
    go(page, "/me/")
    expect(page.get_by_text("One thing could not be saved")).to_be_visible()
    page.get_by_role("button", name="I have read it").click()
    page.wait_for_timeout(300)
    go(page, "/me/")
    expect(page.get_by_text("One thing could not be saved")).to_have_count(0)


def test_a_session_that_ran_out_keeps_all_and_says_so_and_sends_after_sign_in(
    server: Server, browse: Browse, watch: Watch
) -> None:
    scene = running_course(server.now())
    context, page = ready(browse, scene.patient)
    goes_dark(context, watch)
    page.reload()
    take(page)
    log_extra(page, scene, "0.5")
    end_sessions(context)
    context.set_offline(False)
    page.wait_for_timeout(1500)
    assert Dose.objects.count() == 0
    go(page, "/me/")
    expect(page.get_by_text("Sign in to send 2 doses. They are safe on this phone.")).to_be_visible()
    sign_in(context, scene.patient, server)
    go(page, "/me/")
    all_sent(page)
    assert Dose.objects.count() == 2


def test_another_person_on_the_phone_neither_sends_nor_sees_what_waits(
    server: Server, browse: Browse, watch: Watch
) -> None:
    # The page that is still open as the former patient's tries once.
    watch.expect(" 403 ")
    scene = running_course(server.now())
    other = a_patient(scene.practice, given_name="Ben")
    context, page = ready(browse, scene.patient)
    goes_dark(context, watch)
    page.reload()
    take(page)
    end_sessions(context)
    context.clear_cookies()
    sign_in(context, other, server)
    context.set_offline(False)
    go(page, "/me/")
    is_ready(page)
    expect(page.get_by_text("Ben")).to_be_visible()
    expect(page.get_by_text("Not sent yet")).to_have_count(0)
    assert unsent(page) == 0
    page.wait_for_timeout(1000)
    assert Dose.objects.count() == 0
    goes_dark(context, watch)
    page.reload()
    expect(page.get_by_text("Carisoprodol")).to_have_count(0)
    context.set_offline(False)
    context.clear_cookies()
    sign_in(context, scene.patient, server)
    go(page, "/me/")
    expect(page.locator(".dose.taken:not(.waiting)")).to_have_count(1)
    assert Dose.objects.get().patient_id == scene.patient.pk


def off_by(context: BrowserContext, off: timedelta) -> None:
    """From the next page on the phone's clock is so far off."""
    context.add_init_script(f"{{ const now = Date.now; Date.now = () => now() + {off.total_seconds() * 1000}; }}")
    context.add_init_script(
        "self.Date = class extends Date { constructor(...told) { super(...(told.length ? told : [Date.now()])); } };"
    )


def test_a_day_after_it_was_kept_the_page_of_another_time_means_that_days_today(
    server: Server, browse: Browse, watch: Watch
) -> None:
    scene = running_course(server.now())
    context, page = ready(browse, scene.patient, sync=False)
    off_by(context, timedelta(days=1))
    goes_dark(context, watch)
    page.goto(f"/me/courses/{scene.course.pk}/other-time/")
    expect(page.get_by_label("Yesterday")).to_be_attached()
    days = page.locator('input[name="day"]').evaluate_all("(fields) => fields.map((field) => field.value)")
    today = local(server.now(), scene.patient).date()
    assert days == [str(today + timedelta(days=1)), str(today)]


def test_a_phone_three_hours_slow_logs_its_dose_when_it_was_tapped(
    server: Server, browse: Browse, watch: Watch
) -> None:
    slow = timedelta(hours=3)
    context, page = ready(browse, running_course(server.now()).patient, sync=False)
    off_by(context, -slow)
    goes_dark(context, watch)
    page.reload()
    page.goto("/me/")
    tapped_at = server.now()
    take(page)
    context.set_offline(False)
    all_sent(page)
    dose = Dose.objects.get()
    assert abs(dose.taken_at - tapped_at) < timedelta(minutes=1)
    assert dose.phone_instant is not None
    assert abs(dose.phone_instant + slow - tapped_at) < timedelta(minutes=1)
