"""A practice at its desk: staff in each role, a patient with a course, and a clock that the tests set."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from courses.models import Clinician
from tests.courses.making import ENTERED, Scene, a_clinician, at
from tracker import clock


class Desk(Scene):
    """The scene of the actions' tests, seen through the pages."""

    def __init__(self, set_clock: Callable[[datetime], None], **entered: Any) -> None:
        """The practice is ready for courses: it has its hours and its number for out of hours."""
        super().__init__(**entered)
        self.practice.hours, self.practice.phone = "Mon to Fri, 8 to 17", "555-0142"
        self.practice.out_of_hours_phone = "555-0177"
        self.practice.save()
        self.prescriber.name = "Dr. Reyes"
        self.prescriber.save()
        self.reviewer = self._staff("L. Lindqvist", "reviewer")
        self.manager = self._staff("M. Okoro", "manager")
        self.set_clock = set_clock
        self.now = ENTERED

    def _staff(self, name: str, *roles: str) -> Clinician:
        clinician = a_clinician(self.practice, *roles)
        clinician.name = name
        clinician.save()
        return clinician

    def opened(self, clinician: Clinician | None = None, when: str | datetime | None = None) -> Client:
        """A browser in which a clinician (the prescriber) has just signed in."""
        if when is not None:
            self.now = at(when) if isinstance(when, str) else when
        self.set_clock(self.now)
        client = Client()
        client.force_login(
            (clinician or self.prescriber).user, backend="allauth.account.auth_backends.AuthenticationBackend"
        )
        return client

    def page(self, path: str = "", clinician: Clinician | None = None, when: str | datetime | None = None) -> str:
        """What a page of the course says."""
        answer = self.opened(clinician, when).get(f"{self.url}{path}")
        assert answer.status_code == 200, answer.status_code
        return answer.content.decode()

    @property
    def url(self) -> str:
        """The course's page."""
        return f"/desk/courses/{self.course.pk}/"


@pytest.fixture
def set_clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """The one clock, set by hand."""

    def put(now: datetime) -> None:
        monkeypatch.setattr(clock, "now", lambda: now)

    put(ENTERED)
    return put


@pytest.fixture
def desk(db: None, set_clock: Callable[[datetime], None]) -> Desk:
    """The practice at its desk."""
    return Desk(set_clock)
