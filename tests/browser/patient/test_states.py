"""axe finds nothing in the states that no address opens: forms that were not taken, a phone without a signal."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from courses.models import Patient
from notifications.models import SmsPractice
from tests.browser.judges.axe import COLOURS, violations
from tests.browser.opening import Browse
from tests.browser.patient.offline.phone import NO_SIGNAL, NOT_SENT, OUTBOX, go, goes_dark, ready, take
from tests.browser.scenes import running_course
from tests.browser.server import Server
from tests.browser.text import no_sideways_scroll
from tests.browser.watch import Watch
from tracker import clock
from tracker.accounts.codes import user_of_patient
from tracker.accounts.invitations import invite
from tracker.accounts.models import BoundTo

# Past what scripts and fields hold back: as a browser without them sends it.
SEND = """(fields) => {
    const form = document.createElement("form");
    const all = {csrfmiddlewaretoken: document.querySelector("main [name=csrfmiddlewaretoken]").value, ...fields};
    form.method = "post";
    for (const [name, value] of Object.entries(all)) {
        const field = document.createElement("input");
        [field.type, field.name, field.value] = ["hidden", name, value];
        form.append(field);
    }
    document.body.append(form);
    HTMLFormElement.prototype.submit.call(form);
}"""
TOO_LONG = "x" * 1001
AN_ID = "00000000-0000-4000-8000-000000000001"
# Where it is sent from, what is sent, and what the page then says.
NOT_TAKEN: list[tuple[str, dict[str, Any], str]] = [
    ("/me/courses/{course}/check-in/", {"id": AN_ID, "step": "4", "pain": "11"}, "Not saved yet"),
    ("/me/courses/{course}/check-in/", {"id": AN_ID, "step": "4", "line": TOO_LONG}, "Not saved yet"),
    ("/me/courses/{course}/talk/", {"id": AN_ID, "line": TOO_LONG}, "Not saved yet"),
    ("/me/courses/{course}/other-time/", {"id": AN_ID, "day": "", "time": ""}, "Not saved yet"),
    ("/me/courses/{course}/extra/", {"id": AN_ID, "amount": "many"}, "Not saved yet"),
    ("/me/settings/", {"message_hour": "x"}, "Not saved yet"),
    ("/me/start/language/", {}, "Nothing was changed"),
    ("/me/start/hour/", {}, "Nothing was changed"),
    ("/me/start/lock_screen/", {}, "Nothing was changed"),
    ("/me/settings/mailbox/", {"email": "x"}, "Not saved yet"),
    ("/me/settings/number/", {"number": "12"}, "Not saved yet"),
    ("/me/settings/number/", {"number": "202-555-0143"}, "Look at your texts"),
    ("/me/settings/number/code/", {"code": "000000"}, "This code does not fit"),
]

AT_THE_DOOR: list[tuple[str, dict[str, Any], str]] = [
    ("/accounts/patient/", {"email": "x"}, "Please look at this"),
    ("/accounts/patient/", {"email": "nobody@example.org"}, "Look into your email"),
    ("/accounts/patient/code/", {"code": "12"}, "Please look at this"),
]


@pytest.fixture
def found() -> dict[str, list[str]]:
    """What axe finds, by where."""
    return {}


def judge(page: Page, where: str, found: dict[str, list[str]]) -> None:
    """Light and dark; and nothing is wider than the phone."""
    for scheme, only in (("light", {}), ("dark", {"only": COLOURS})):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
        if wrong := violations(page, **only):
            found[f"{where}, {scheme}"] = wrong
    page.emulate_media(color_scheme="light")
    no_sideways_scroll(page)


def come_in_face_to_face(patient: Patient) -> None:
    now = clock.now()
    told: dict[str, Any] = {"patient_id": patient.pk, "practice_id": patient.practice_id, "made_by": None, "now": now}
    made = invite(bound_to=BoundTo.BIRTH_DATE, **told).invitation
    made.accepted_at, made.user = now, user_of_patient(patient.pk, now)
    made.save()


def test_axe_finds_nothing_in_forms_that_were_not_taken(
    server: Server, browse: Browse, watch: Watch, found: dict[str, list[str]]
) -> None:
    watch.expect("status of 422")
    scene = running_course(server.now())
    SmsPractice.objects.create(practice=scene.practice, since=server.now())
    come_in_face_to_face(scene.patient)
    for who, forms in ((scene.patient, NOT_TAKEN), (None, AT_THE_DOOR)):
        page = browse(who, size="narrow", service_workers="block").new_page()
        for path, fields, said in forms:
            page.goto(path.format(course=scene.course.pk))
            with page.expect_navigation():
                page.evaluate(SEND, fields)
            expect(page.locator("main")).to_contain_text(said)
            judge(page, f"{path} {sorted(fields)}", found)
    assert found == {}


def test_axe_finds_nothing_without_a_signal(
    server: Server, browse: Browse, watch: Watch, found: dict[str, list[str]]
) -> None:
    watch.expect(" 409 ")
    scene = running_course(server.now())
    context, page = ready(browse, scene.patient, sync=False)
    refusal = '{"done": false, "code": "conflict", "said": "Something else was saved by this tap before."}'
    page.route(OUTBOX, lambda route: route.fulfill(status=409, body=refusal, content_type="application/json"), times=1)
    take(page)
    expect(page.get_by_text("One thing could not be saved")).to_be_visible()
    judge(page, "one thing was refused", found)
    page.get_by_role("button", name="I have read it").click()
    page.wait_for_timeout(300)
    goes_dark(context, watch)
    go(page, "/me/")
    take(page)
    expect(page.get_by_text(NOT_SENT).first).to_be_visible()
    judge(page, "a dose is not sent yet", found)
    go(page, "/me/talk/")
    page.get_by_role("button", name="Ask to talk").click()
    expect(page.get_by_text(NO_SIGNAL)).to_be_visible()
    judge(page, "a talk request is not sent yet", found)
    go(page, "/me/urgent/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Urgent help")
    judge(page, "urgent help", found)
    go(page, "/me/report/")
    expect(page.get_by_role("heading", level=1)).to_have_text("No signal")
    judge(page, "a page that is not on the phone", found)
    assert found == {}
