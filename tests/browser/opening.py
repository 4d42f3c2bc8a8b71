"""Contexts of a browser as people have them: a phone or a desk, light or dark, somebody signed in or nobody."""

from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib import auth
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest
from playwright.sync_api import Browser, BrowserContext, Error, Playwright

from courses.models import Clinician, Patient
from tests.browser.patience import CLOSING_SECONDS, patience
from tests.browser.server import Server
from tests.browser.watch import Watch, is_closed
from tracker.accounts.codes import user_of_patient
from tracker.accounts.models import User
from tracker.accounts.sessions import Place, begin

# The Pixel 7 as Playwright knows it, with the whole of its screen.
PHONE: dict[str, Any] = {
    "viewport": {"width": 412, "height": 915},
    "device_scale_factor": 2.625,
    "is_mobile": True,
    "has_touch": True,
}
DESK: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}}
NARROW: dict[str, Any] = {"viewport": {"width": 320, "height": 640}, "is_mobile": True, "has_touch": True}
SIZES = {"phone": PHONE, "desk": DESK, "narrow": NARROW}
CHROMIUM_ARGUMENTS = ["--no-sandbox"]


class Browse:
    """Opens contexts, watched, and closes them when the test ends."""

    def __init__(self, playwright: Playwright, browser: Browser, executable: str, server: Server, watch: Watch) -> None:
        """Nothing is open yet."""
        self._playwright, self._browser, self._executable = playwright, browser, executable
        self._server, self._watch = server, watch
        self._contexts: list[BrowserContext] = []

    def __call__(
        self,
        who: Patient | Clinician | None = None,
        *,
        size: str = "phone",
        scheme: str = "light",
        profile: Path | None = None,
        **more: Any,
    ) -> BrowserContext:
        """A context in which `who` is signed in, a patient in their own time zone.

        With a `profile` folder it is a browser of its own that can be restarted.

        `size` is one of SIZES; `more` is Playwright's own (`java_script_enabled=False`, `locale="es"`). Paths are
        relative to the server: `browse(patient).new_page().goto("/me/")`.
        """
        options = {
            **SIZES[size],
            "color_scheme": scheme,
            "base_url": self._server.address,
            "locale": "en-US",
            "timezone_id": zone_of(who) if isinstance(who, Patient) else "America/New_York",
            **more,
        }
        context = (
            self._browser.new_context(**options)
            if profile is None
            else self._playwright.chromium.launch_persistent_context(
                profile, executable_path=self._executable, args=CHROMIUM_ARGUMENTS, **options
            )
        )
        self._contexts.append(context)
        self._watch.on(context)
        if self._server.stands and more.get("java_script_enabled", True):
            # The pages' own clock goes on from there; a service worker's is the machine's.
            context.clock.install(time=self._server.now())
        if who is not None:
            sign_in(context, who, self._server)
        return context

    def close(self) -> None:
        """Close what is still open; a browser that will not, which is rare, is ended."""
        with patience(CLOSING_SECONDS):
            for context in self._contexts:
                try:
                    context.close()
                except Error as error:
                    if not is_closed(error):
                        raise


def zone_of(patient: Patient) -> str:
    """The time zone in which somebody is now."""
    return patient.settings_history.latest("seq").time_zone


def sign_in(context: BrowserContext, who: Patient | Clinician, server: Server) -> None:
    """Sign somebody in, as if the sign-in pages had done it now."""
    context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": session_of(who, server.now()), "url": server.address}]
    )


def session_of(who: Patient | Clinician, now: datetime) -> str:
    """The key of a new session: a patient's on a phone of their own, or one of the staff."""
    request = HttpRequest()
    request.session = SessionStore()
    if isinstance(who, Patient):
        user, place = user_of_patient(who.pk, now), Place.OWN_PHONE
    else:
        user, place = User.objects.get(pk=who.user_id), Place.STAFF
    auth.login(request, user, backend="allauth.account.auth_backends.AuthenticationBackend")
    begin(request, place, now)
    request.session.save()
    return str(request.session.session_key)


def end_sessions(context: BrowserContext) -> None:
    """Let all sessions run out, as seen from the phone: its cookies stay, the server knows them no more."""
    for cookie in context.cookies():
        if cookie.get("name") == settings.SESSION_COOKIE_NAME:
            with suppress(KeyError):
                SessionStore(session_key=cookie["value"]).delete()
