"""From a page of the list to what opens it: its address in this demo, and a session of who it is for."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import auth
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest

from courses.models import CheckIn, CourseTemplate, Dose, Helper
from courses.rules.facts import EMERGENCY_SYMPTOMS
from notifications.models import Delivery, Status
from tracker.accounts.models import User
from tracker.accounts.sessions import Place as Where
from tracker.accounts.sessions import begin
from tracker.demo import places
from tracker.demo.pages import ANONYMOUS, HELPER, OPERATOR, PATIENT, Page
from tracker.demo.place import Built
from tracker.demo.stories import STORIES

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


class Opened:
    """A built demo whose pages are opened; who looks at several has one session for all."""

    def __init__(self, built: Built, now: datetime) -> None:
        self._built = built
        self._now = now
        self._sessions: dict[str, str] = {}

    def entry(self, page: Page, base: str) -> dict[str, Any]:
        """The page as it stands in the list; `status` is what it answers with."""
        return {
            "url": base + page.address({key: self._found(what) for key, what in page.about.items()}),
            "role": page.role,
            "title": page.title,
            "cookies": self._cookies(page),
            "status": page.status,
        }

    def _found(self, what: str) -> str:
        """What is meant by a word and a key: `course due_now/a`, `staff okoye`, `=itself`."""
        kind, sign, key = what.rpartition("=") if what.startswith("=") else what.rpartition(" ")
        if sign == "=":
            return key
        find: dict[str, Callable[[str], str]] = {
            "course": self._built["courses"].__getitem__,
            "patient": self._built["patients"].__getitem__,
            "staff": self._built["staff"].__getitem__,
            "template": lambda name: str(CourseTemplate.objects.get(medicine__code=name).pk),
            "helper": self._helper,
            "dead letter": lambda beginning: str(
                Delivery.objects.get(status=Status.DEAD, reason__startswith=beginning).pk
            ),
            "link": self._token,
            "emergency": self._emergency,
            "last dose of yesterday": self._last_dose,
            "day before that of": self._day_before,
        }
        return find[kind](key)

    def _token(self, story: str) -> str:
        name = next(one.name for one in STORIES if one.key == story)
        return self._built["links"][name].rstrip("/").rpartition("/")[2]

    def _helper(self, story: str) -> str:
        return str(Helper.objects.get(patient=UUID(self._built["patients"][story])).pk)

    def _emergency(self, story: str) -> str:
        made = CheckIn.objects.filter(patient=UUID(self._built["patients"][story])).order_by("-seq")
        return str(next(one for one in made if EMERGENCY_SYMPTOMS & set(one.symptoms)).client_id)

    def _last_dose(self, story: str) -> str:
        """The last one of the day before the newest one's."""
        taken = Dose.objects.filter(patient=UUID(self._built["patients"][story]), undone_at=None)
        newest = taken.latest("taken_at").medication_day
        return str(taken.filter(medication_day__lt=newest).latest("taken_at").client_id)

    def _day_before(self, story: str) -> str:
        """The medication day of that dose."""
        dose = Dose.objects.get(patient=UUID(self._built["patients"][story]), client_id=self._last_dose(story))
        return dose.medication_day.isoformat()

    def _cookies(self, page: Page) -> list[dict[str, str]]:
        if page.role == ANONYMOUS:
            return []
        who = f"{page.role} {page.who}"
        if who not in self._sessions:
            self._sessions[who] = self._sign_in(page)
        return [{"name": settings.SESSION_COOKIE_NAME, "value": self._sessions[who]}]

    def _sign_in(self, page: Page) -> str:
        """A session as the sign-in pages make it."""
        by_code = page.role in {PATIENT, HELPER}
        request = HttpRequest()
        request.session = SessionStore()
        auth.login(request, self._user(page), backend=BACKEND)
        begin(request, Where.OWN_PHONE if by_code else Where.STAFF, self._now)
        request.session.save()
        return str(request.session.session_key)

    def _user(self, page: Page) -> User:
        if page.role == PATIENT:
            return User.objects.get(patient__pk=self._built["patients"][page.who])
        if page.role == HELPER:
            return User.objects.get(helps__patient=UUID(self._built["patients"][page.who]))
        if page.role == OPERATOR:
            return User.objects.get(email=places.OPERATOR_EMAIL)
        return User.objects.get(clinician__pk=self._built["staff"][page.who])
