"""From a printed invitation to Today in a real browser: the sheet prints on one page, and a minute is enough."""

import re
import time
from pathlib import Path

from playwright.sync_api import expect

from tests.browser.opening import Browse
from tests.browser.scenes import running_course
from tests.browser.server import Server

MINUTE = 60


def test_a_printed_invitation_leads_to_today_in_under_a_minute(server: Server, browse: Browse, tmp_path: Path) -> None:
    scene = running_course(server.now())
    desk = browse(scene.prescriber, size="desk").new_page()
    desk.goto(f"/desk/patients/{scene.patient.pk}/")
    desk.get_by_label("Email for the invitation").fill("ada@example.org")
    desk.get_by_role("button", name="Make an invitation to print").click()
    expect(desk.get_by_role("img", name="The link below, as a square to scan")).to_be_visible()
    paper = desk.pdf(format="Letter", path=tmp_path / "sheet.pdf")
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 1
    link = re.sub(r"\s", "", desk.locator(".address").inner_text())

    began = time.monotonic()
    page = browse().new_page()
    page.goto(link)
    page.get_by_role("button", name="Send me the code").click()
    code = re.findall(r"\b[0-9]{6}\b", str(server.mails()[-1].get_body(("plain",))))[0]
    page.get_by_label("The 6-digit code from the email").fill(code)
    page.get_by_label("No, only I use it").check()
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("button", name="I took it").first).to_be_visible()
    expect(page).to_have_url(f"{server.address}/me/")
    assert time.monotonic() - began < MINUTE

    # What is to set up waits below the dose, and takes one tap each.
    page.get_by_role("link", name=re.compile("short things to set up")).click()
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Your phone says")
    page.get_by_role("button", name="Yes, that is right").click()
    page.get_by_role("button", name=re.compile("^10:00")).click()
    page.get_by_role("button", name="Yes, keep it so").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Messages come by email")


def test_face_to_face_without_scripts_the_birth_date_is_enough(server: Server, browse: Browse) -> None:
    scene = running_course(server.now())
    desk = browse(scene.prescriber, size="desk", java_script_enabled=False).new_page()
    desk.goto(f"/desk/patients/{scene.patient.pk}/")
    desk.get_by_label(re.compile("the birth date")).check()
    desk.get_by_role("button", name="Make an invitation to print").click()
    link = re.sub(r"\s", "", desk.locator(".address").inner_text())

    page = browse(size="narrow", java_script_enabled=False).new_page()
    page.goto(link)
    born = scene.patient.birth_date
    page.get_by_label("Month").select_option(str(born.month))
    page.get_by_label("Day").fill(str(born.day))
    page.get_by_label("Year").fill(str(born.year))
    page.get_by_label("No, only I use it").check()
    page.get_by_role("button", name="Come in").click()
    expect(page.get_by_role("button", name="I took it").first).to_be_visible()
    page.goto("/me/start/zone/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Your practice says GMT")
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= page.viewport_size["width"]  # type: ignore[index]
