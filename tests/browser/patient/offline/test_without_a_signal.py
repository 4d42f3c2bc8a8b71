"""The pages without a signal: they open, and what is done there is in sight at once, marked, and once."""

import re

from playwright.sync_api import Page, expect

from courses import actions
from courses.models import ActivityTick, CheckIn, Dose, TalkRequest
from tests.browser.opening import Browse, zone_of
from tests.browser.patient.offline.phone import (
    NO_SIGNAL,
    NOT_SENT,
    all_sent,
    goes_dark,
    newest_is_kept,
    ready,
    take,
    unsent,
)
from tests.browser.scenes import running_course
from tests.browser.server import Server
from tests.browser.watch import Watch
from tests.courses.making import Scene, as_needed


def test_the_pages_open_without_a_signal_by_reload_and_by_their_addresses(
    server: Server, browse: Browse, watch: Watch
) -> None:
    scene = running_course(server.now())
    context, page = ready(browse, scene.patient)
    goes_dark(context, watch)
    page.reload()
    expect(page.get_by_text(NO_SIGNAL)).to_be_visible()
    expect(page.get_by_role("heading", name="Day 3 of 14")).to_be_visible()
    for path, heading in (
        ("/me/check-in/", "Is one of these happening?"),
        ("/me/talk/", "Talk to your prescriber"),
        (f"/me/courses/{scene.course.pk}/", "Day 3 of 14"),
        (f"/me/courses/{scene.course.pk}/extra/", "Thank you for telling us"),
        ("/me/urgent/", "Urgent help"),
    ):
        page.goto(path)
        expect(page.get_by_role("heading", name=heading).first).to_be_visible()
    expect(page.locator(".alarm-number")).to_contain_text(scene.practice.emergency_number)


def test_a_page_that_is_not_kept_says_so_and_leads_on(server: Server, browse: Browse, watch: Watch) -> None:
    context, page = ready(browse, running_course(server.now()).patient)
    goes_dark(context, watch)
    page.goto("/me/settings/")
    expect(page.get_by_text("This page is not on this phone")).to_be_visible()
    page.get_by_role("link", name="Today").click()
    expect(page.get_by_text(NO_SIGNAL)).to_be_visible()


def test_a_dose_is_in_sight_at_once_not_sent_yet_and_once_after_it_was_sent(
    server: Server, browse: Browse, watch: Watch
) -> None:
    context, page = ready(browse, running_course(server.now()).patient)
    goes_dark(context, watch)
    page.reload()
    take(page)
    expect(page.locator(".dose.taken")).to_have_count(1)
    expect(page.locator(".dose.taken")).to_contain_text(NOT_SENT)
    page.reload()
    expect(page.locator(".dose.taken")).to_have_count(1)
    assert Dose.objects.count() == 0
    context.set_offline(False)
    all_sent(page)
    expect(page.locator(".dose.taken:not(.waiting)")).to_have_count(1)
    expect(page.get_by_text(NOT_SENT)).to_have_count(0)
    dose = Dose.objects.get()
    assert dose.phone_instant == dose.taken_at
    assert dose.phone_zone == zone_of(dose.patient)


def test_the_signal_goes_while_the_page_is_open(server: Server, browse: Browse, watch: Watch) -> None:
    context, page = ready(browse, running_course(server.now()).patient)
    goes_dark(context, watch)
    expect(page.get_by_text(NO_SIGNAL)).to_be_visible()
    take(page)
    expect(page.locator(".dose.taken")).to_contain_text(NOT_SENT)
    context.set_offline(False)
    all_sent(page)
    assert Dose.objects.count() == 1


def test_taken_back_before_it_was_sent_it_is_as_if_it_had_not_been(
    server: Server, browse: Browse, watch: Watch
) -> None:
    context, page = ready(browse, running_course(server.now()).patient)
    goes_dark(context, watch)
    page.reload()
    take(page)
    page.locator(".dose.taken").get_by_role("button", name="Undo").click()
    expect(page.locator(".dose.due")).to_have_count(1)
    expect(page.locator(".dose.taken")).to_have_count(0)
    take(page)
    expect(page.locator(".dose.taken")).to_have_count(1)
    context.set_offline(False)
    all_sent(page)
    assert Dose.objects.filter(undone_at=None).count() == 1


def test_a_dose_of_before_is_taken_back_without_a_signal(server: Server, browse: Browse, watch: Watch) -> None:
    context, page = ready(browse, running_course(server.now()).patient)
    take(page)
    expect(page.locator(".dose.taken")).to_have_count(1)
    newest_is_kept(page)
    goes_dark(context, watch)
    page.reload()
    page.locator(".dose.taken").get_by_role("button", name="Undo").click()
    expect(page.locator(".taken-back")).to_contain_text(NOT_SENT)
    context.set_offline(False)
    all_sent(page)
    assert Dose.objects.get().undone_at is not None


def test_a_check_in_without_a_signal(server: Server, browse: Browse, watch: Watch) -> None:
    context, page = ready(browse, running_course(server.now()).patient)
    goes_dark(context, watch)
    page.goto("/me/check-in/")
    page.get_by_label("4", exact=True).check()
    page.get_by_label("Headache").check()
    page.get_by_label("Anything you want to say?").fill("It is fine.")
    page.get_by_role("button", name="Done").click()
    expect(page.get_by_text("Kept safe on this phone.")).to_be_visible()
    expect(page.locator('.row[href="/me/check-in/"]')).to_contain_text(NOT_SENT)
    context.set_offline(False)
    all_sent(page)
    made = CheckIn.objects.get()
    assert (made.pain, made.symptoms, made.line) == (4, ["headache"], "It is fine.")


def test_whoever_asks_to_talk_without_a_signal_is_told_that_nobody_has_it_and_whom_to_call(
    server: Server, browse: Browse, watch: Watch
) -> None:
    scene = running_course(server.now())
    scene.practice.phone = "555-0142"
    scene.practice.save()
    context, page = ready(browse, scene.patient)
    goes_dark(context, watch)
    page.goto("/me/talk/")
    page.get_by_label("What is on your mind?").fill("I worry.")
    page.get_by_role("button", name="Ask to talk").click()
    nobody_has_it(page)
    page.get_by_role("link", name="Today").click()
    nobody_has_it(page)
    context.set_offline(False)
    all_sent(page)
    expect(page.get_by_text("Nobody has it yet")).to_have_count(0)
    assert TalkRequest.objects.get().line == "I worry."


def nobody_has_it(page: Page) -> None:
    expect(page.get_by_text("Nobody has it yet")).to_be_visible()
    expect(page.locator('.nobody a[href="tel:5550142"]').first).to_be_visible()
    expect(page.locator('.nobody a[href="tel:911"]').first).to_be_visible()


def test_an_emergency_shows_the_number_at_once_and_that_nobody_has_it_yet(
    server: Server, browse: Browse, watch: Watch
) -> None:
    context, page = ready(browse, running_course(server.now()).patient)
    goes_dark(context, watch)
    page.goto("/me/check-in/")
    page.get_by_role("button", name="Trouble breathing").click()
    expect(page.locator(".alarm-number")).to_contain_text("911")
    expect(page.get_by_text("You told us: trouble breathing.")).to_be_visible()
    expect(page.get_by_text("Nobody has it yet")).to_be_visible()
    page.goto("/me/")
    expect(page.get_by_text("Nobody has your emergency answer yet.")).to_be_visible()
    context.set_offline(False)
    all_sent(page)
    assert CheckIn.objects.get().symptoms == ["trouble_breathing"]


def test_an_emergency_with_a_signal_shows_the_number_and_then_that_the_practice_has_it(
    server: Server, browse: Browse
) -> None:
    _context, page = ready(browse, running_course(server.now()).patient)
    page.goto("/me/check-in/")
    page.get_by_role("button", name="A seizure").click()
    expect(page.locator(".alarm-number")).to_contain_text("911")
    expect(page.get_by_text("Your practice can see it now.")).to_be_visible()
    assert CheckIn.objects.get().symptoms == ["seizure"]


def test_a_day_far_too_high_shows_the_numbers_before_and_after_it_is_logged(
    server: Server, browse: Browse, watch: Watch
) -> None:
    scene = running_course(server.now())
    context, page = ready(browse, scene.patient)
    goes_dark(context, watch)
    page.goto(f"/me/courses/{scene.course.pk}/extra/")
    page.get_by_label("How many did you take?").fill("many")
    page.get_by_role("button", name="Log it").click()
    expect(page.get_by_text("Type a number")).to_be_visible()
    page.get_by_label("How many did you take?").fill("9")
    page.get_by_role("button", name="Log it").click()
    expect(page.get_by_role("heading", name="This is a lot for one day")).to_be_visible()
    expect(page.get_by_role("link", name="Call 911")).to_be_visible()
    assert unsent(page) == 0
    page.get_by_role("button", name="Yes, log it").click()
    expect(page.locator(".alarm-number")).to_contain_text("911")
    expect(page.get_by_text("Poison line")).to_be_visible()
    expect(page.get_by_text("Nobody has it yet")).to_be_visible()
    context.set_offline(False)
    page.goto("/me/")
    all_sent(page)
    assert Dose.objects.get().amount == 9


def test_an_activity_is_ticked_and_the_tick_taken_back(server: Server, browse: Browse, watch: Watch) -> None:
    scene = with_an_activity(server)
    context, page = ready(browse, scene.patient)
    goes_dark(context, watch)
    page.reload()
    box = page.get_by_role("button", name=re.compile("Heat pack"))
    box.click()
    expect(box).to_have_attribute("aria-pressed", "true")
    expect(box).to_contain_text(NOT_SENT)
    box.click()
    expect(box).to_have_attribute("aria-pressed", "false")
    box.click()
    expect(box).to_have_attribute("aria-pressed", "true")
    context.set_offline(False)
    all_sent(page)
    assert ActivityTick.objects.filter(undone_at=None).count() == 1


def with_an_activity(server: Server) -> Scene:
    scene = running_course(server.now())
    told = scene.told(server.now())
    actions.add_activity(course=scene.course, kind="heat", text="Heat pack on your back", **told)
    return scene


def test_a_dose_close_to_another_is_said_kindly_and_logged_all_the_same(
    server: Server, browse: Browse, watch: Watch
) -> None:
    scene = running_course(server.now())
    context, page = ready(browse, scene.patient)
    goes_dark(context, watch)
    page.reload()
    take(page)
    page.goto(f"/me/courses/{scene.course.pk}/other-time/")
    page.get_by_role("button", name=re.compile("15 minutes ago")).click()
    expect(page.get_by_role("heading", name="Before you log it")).to_be_visible()
    expect(page.get_by_text("You logged one at")).to_be_visible()
    page.get_by_role("button", name="Yes, log it").click()
    expect(page.locator(".dose.taken")).to_have_count(2)
    context.set_offline(False)
    all_sent(page)
    assert Dose.objects.count() == 2


def test_a_second_tap_within_minutes_asks_when_it_was_taken(server: Server, browse: Browse, watch: Watch) -> None:
    scene = running_course(server.now(), step=as_needed())
    context, page = ready(browse, scene.patient)
    goes_dark(context, watch)
    page.reload()
    page.get_by_role("button", name="I took it").click()
    expect(page.get_by_text("Not sent yet.")).to_be_visible()
    page.get_by_role("button", name="I took it").click()
    expect(page.get_by_role("heading", name="When did you take it?")).to_be_visible()
    page.get_by_role("button", name="Just now").click()
    expect(page.locator(".needed .waits")).to_have_count(2)
    context.set_offline(False)
    all_sent(page)
    assert Dose.objects.count() == 2
