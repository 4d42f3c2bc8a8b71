"""The lock of a phone as a patient's way in, by Chromium's own virtual one: added, used, ended by the practice."""

import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from playwright.sync_api import CDPSession, Page, expect

from courses.models import Patient
from tests.browser.opening import Browse
from tests.browser.scenes import running_course
from tests.browser.server import Server
from tests.courses.making import Scene
from tracker import clock
from tracker.accounts.access import end_access
from tracker.accounts.codes import user_of_patient
from tracker.accounts.invitations import invite


@pytest.fixture
def scene(server: Server, watch: Any) -> Scene:
    """Ada has come in by an invitation. A key is bound to a host by name, so these pages are asked for by one."""
    watch.expect("another origin: .*//localhost")
    scene = running_course(server.now())
    let_in(scene.patient)
    return scene


def let_in(patient: Patient) -> None:
    now = clock.now()
    made = invite(
        patient_id=patient.pk, practice_id=patient.practice_id, email="ada@example.org", made_by=None, now=now
    ).invitation
    made.accepted_at, made.user = now, user_of_patient(patient.pk, now)
    made.save()


@pytest.fixture
def phone(scene: Scene, browse: Browse, server: Server) -> Page:
    """A phone with a lock, on which Ada has signed in by a code."""
    address = server.address.replace("127.0.0.1", "localhost")
    context = browse(scene.patient, base_url=address)
    session = next(one for one in context.cookies() if one.get("name") == "sessionid")
    context.add_cookies([{"name": "sessionid", "value": session["value"], "url": address}])
    page = context.new_page()
    lock(page)
    return page


def lock(page: Page) -> tuple[CDPSession, str]:
    """Give a page a phone's lock, which its owner opens at once."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    made = session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return session, str(made["authenticatorId"])


def add(page: Page) -> None:
    page.goto("/me/settings/")
    page.get_by_role("link", name="Sign in with the phone's lock").click()
    page.get_by_role("button", name="Use the lock of this phone").click()
    expect(page.get_by_text("Next time you can sign in with the lock of this phone")).to_be_visible()


def sign_out(page: Page) -> None:
    page.context.clear_cookies()
    page.goto("/accounts/patient/")


def test_a_phones_lock_is_added_and_signs_in_for_as_long_as_a_code_does(phone: Page, scene: Scene) -> None:
    add(phone)
    expect(phone.get_by_role("heading", name="Phones that let you in")).to_be_visible()
    sign_out(phone)
    phone.get_by_role("button", name="Use the lock of this phone").click()
    expect(phone).to_have_url(re.compile("/me/$"))
    cookie = next(one for one in phone.context.cookies() if one.get("name") == "sessionid")
    left = cookie["expires"] - clock.now().timestamp()
    assert 29 * 24 * 3600 < left <= 30 * 24 * 3600 + 60


def test_when_the_practice_ends_access_the_lock_opens_nothing(phone: Page, scene: Scene, watch: Any) -> None:
    watch.expect(" 422 ")
    add(phone)
    end_access(scene.patient.pk)
    assert not Authenticator.objects.exists()
    phone.goto("/me/")
    expect(phone).to_have_url(re.compile("/accounts/patient/"))
    phone.get_by_role("button", name="Use the lock of this phone").click()
    expect(phone.get_by_text("That did not work. Sign in with a code instead.").first).to_be_visible()
    phone.goto("/me/")
    expect(phone).to_have_url(re.compile("/accounts/patient/"))


def test_one_that_is_taken_away_opens_nothing(phone: Page, watch: Any) -> None:
    watch.expect(" 422 ")
    add(phone)
    phone.get_by_role("button", name=re.compile("Take it away")).click()
    expect(phone.get_by_text("It opens nothing any more").first).to_be_visible()
    sign_out(phone)
    phone.get_by_role("button", name="Use the lock of this phone").click()
    expect(phone.get_by_text("That did not work. Sign in with a code instead.").first).to_be_visible()


def test_without_a_script_the_code_is_the_way_and_nothing_is_offered_in_vain(scene: Scene, browse: Browse) -> None:
    page = browse(java_script_enabled=False).new_page()
    page.goto("/accounts/patient/")
    expect(page.get_by_role("button", name="Send me a code")).to_be_visible()
    expect(page.get_by_role("button", name="Use the lock of this phone")).to_be_hidden()
