"""How long a session lasts: staff's 12 hours; a patient's 30 days unused, on a shared phone 15 minutes."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from django.contrib import auth, messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from tracker import clock
from tracker.accounts.models import User

KEY = "shortcourse_session"


class Place(StrEnum):
    """Where a session lives, which is what decides how long."""

    STAFF = "staff"
    OWN_PHONE = "own_phone"
    SHARED_PHONE = "shared_phone"


@dataclass(frozen=True, slots=True)
class Length:
    """How long a session lasts; `unused` ones begin anew with each use, noted at most every `note_every`."""

    lasts: timedelta
    unused: bool
    note_every: timedelta = timedelta(0)


LENGTHS = {
    Place.STAFF: Length(timedelta(hours=12), unused=False),
    Place.OWN_PHONE: Length(timedelta(days=30), unused=True, note_every=timedelta(hours=6)),
    Place.SHARED_PHONE: Length(timedelta(minutes=15), unused=True, note_every=timedelta(seconds=15)),
}


def sign_in_patient(request: HttpRequest, user: User, place: Place, now: datetime) -> None:
    """Begin the session of a patient or of a helper: a new one, whatever was in the old."""
    request.session.flush()
    auth.login(request, user, backend="allauth.account.auth_backends.AuthenticationBackend")
    begin(request, place, now)


def begin(request: HttpRequest, place: Place, now: datetime) -> None:
    """Note in the session where it lives and when it began."""
    request.session[KEY] = {"place": place.value, "from": now.timestamp()}
    request.session.set_expiry(int(LENGTHS[place].lasts.total_seconds()))


def place_of(request: HttpRequest) -> Place | None:
    """Where the session of a request lives, None where nobody is signed in."""
    noted = request.session.get(KEY)
    return Place(noted["place"]) if noted else None


class SessionLengthMiddleware:
    """Ends a session that has lasted long enough, and says so on the next page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.user.is_authenticated:
            self._keep_or_end(request, clock.now())
        return self.get_response(request)

    def _keep_or_end(self, request: HttpRequest, now: datetime) -> None:
        noted = request.session.get(KEY)
        if noted is None:
            # Somebody signed in another way than through our pages; the shorter length is the safer one.
            by_code = request.user.get_username().startswith(("patient:", "helper:"))
            begin(request, Place.SHARED_PHONE if by_code else Place.STAFF, now)
            return
        length = LENGTHS[Place(noted["place"])]
        since = datetime.fromtimestamp(noted["from"], tz=UTC)
        if now >= since + length.lasts:
            auth.logout(request)
            messages.info(request, _("You were signed out to keep things private. Nothing is lost."))
        elif length.unused and now >= since + length.note_every:
            begin(request, Place(noted["place"]), now)
