"""The fixtures hold what they promise: else nothing that is tried with them means much."""

from playwright.sync_api import expect

from courses.models import Dose
from tests.browser.opening import Browse, end_sessions
from tests.browser.scenes import running_course
from tests.browser.server import Server
from tests.browser.watch import Watch
from tests.courses.making import Scene


def test_a_patient_is_signed_in_and_the_server_goes_by_the_clock_of_the_test(server: Server, browse: Browse) -> None:
    server.set_clock("2026-03-02T08:10")
    page = browse(Scene().patient).new_page()
    page.goto("/me/")
    page.locator("form[action='/me/doses/'] button").first.click()
    expect(page.get_by_text("8:10 am", exact=True)).to_be_visible()
    assert Dose.objects.count() == 1


def test_by_the_real_clock_a_dose_is_just_due(server: Server, browse: Browse) -> None:
    scene = running_course(server.now())
    page = browse(scene.patient).new_page()
    page.goto("/me/")
    page.locator("form[action='/me/doses/'] button").first.click()
    expect(page.locator("form[action$='/undo/']").first).to_be_attached()
    assert Dose.objects.count() == 1


def test_errors_in_the_console_and_foreign_requests_are_seen(browse: Browse, watch: Watch) -> None:
    page = browse().new_page()
    page.goto("/")
    page.evaluate("console.error('seen')")
    page.evaluate("document.body.append(Object.assign(new Image(), {src: 'http://127.0.0.2:9/pixel.png'}))")
    page.wait_for_timeout(100)
    seen = watch.seen()
    assert any("seen" in one for one in seen)
    assert any("127.0.0.2" in one for one in seen)
    watch.forget()


def test_a_session_can_run_out(server: Server, browse: Browse) -> None:
    context = browse(running_course(server.now()).patient)
    page = context.new_page()
    page.goto("/me/")
    expect(page).to_have_url(f"{server.address}/me/")
    end_sessions(context)
    page.goto("/me/")
    expect(page).not_to_have_url(f"{server.address}/me/")
