"""A practice at its desk, in browsers."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from playwright.sync_api import Locator, Page

from courses import actions
from courses.models import Clinician, Flag, Patient
from courses.rules.record import Status
from tests.browser.opening import Browse
from tests.browser.server import Server
from tests.courses.making import a_patient, an_id, at
from tests.tracker.clinician.conftest import Desk
from tests.tracker.clinician.test_worklist import judge, reached

NOW = "2026-03-17T09:00"
At = Callable[..., Page]


@pytest.fixture
def desk(server: Server) -> Desk:
    """Three people need someone: Beyond takes it after the end, Asking wants to talk, Ending has no plan."""
    desk = Desk(server.set_clock)
    rename(desk.patient, "Beyond")
    reached(desk.patient, desk.now)
    desk.dose(1, "2026-03-16T22:05")
    for flag in Flag.objects.filter(status=Status.OPEN).exclude(rule="use_beyond_window"):
        actions.acknowledge(course=desk.course, rule=flag.rule, **desk.told("2026-03-16T22:06"))
    asking = a_patient(desk.practice, family_name="Asking")
    reached(asking, desk.now)
    told: dict[str, Any] = {"by": asking.as_viewer(), "through": "page", "now": at("2026-03-16T09:00")}
    course = desk.enter(patient=asking, first_day=at("2026-03-16T12:00").date(), now=at("2026-03-16T08:00"))
    actions.ask_to_talk(course=course, client_id=an_id(2), line="Too sleepy to drive.", **told)
    ending = a_patient(desk.practice, family_name="Ending")
    reached(ending, desk.now)
    course = desk.enter(patient=ending, first_day=at("2026-03-05T12:00").date(), now=at("2026-03-04T08:00"))
    for day in range(5, 16):
        actions.log_dose(
            course=course,
            client_id=an_id(100 + day),
            amount=Decimal(4),
            taken_at=at(f"2026-03-{day:02}T08:00"),
            by=ending.as_viewer(),
            through="page",
            now=at(f"2026-03-{day:02}T08:00"),
        )
    judge(desk, NOW)
    server.set_clock(NOW)
    return desk


@pytest.fixture
def listed(desk: Desk, browse: Browse) -> At:
    """The list in a browser of its own, as the prescriber or somebody else."""

    def opened(clinician: Clinician | None = None, **more: Any) -> Page:
        page = browse(clinician or desk.prescriber, **{"size": "desk", **more}).new_page()
        page.goto("/desk/")
        return page

    return opened


def rename(patient: Patient, family_name: str) -> None:
    """Call a patient so."""
    patient.family_name = family_name
    patient.save(update_fields=["family_name"])


def row(page: Page, name: str) -> Locator:
    """The row of somebody."""
    return page.locator("tbody[data-person]", has_text=name)
