"""From a request to its viewer: by a bearer token, or by the session that the pages have (with its CSRF token)."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from rest_framework.authentication import BaseAuthentication, SessionAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied, Throttled
from rest_framework.request import Request

from courses.access import Viewer
from tracker import clock
from tracker.accounts import second_factor
from tracker.accounts.limits import ip_of
from tracker.accounts.models import User
from tracker.accounts.viewer import HELPING, viewer_of_user
from tracker.api.limits import WRONG_TOKENS, seconds_left
from tracker.api.models import ApiToken
from tracker.api.tokens import find_token

REALM = 'Bearer realm="Shortcourse"'


class TokenUser(AnonymousUser):
    """Whoever holds a token: nobody who can sign in. `clinician_id` says whose token it is, if a clinician's."""

    def __init__(self, row: ApiToken) -> None:
        """Of this token."""
        super().__init__()
        self.clinician_id = row.clinician_id

    @property
    def is_authenticated(self) -> bool:  # type: ignore[override]
        """The token is."""
        return True


class BearerToken(BaseAuthentication):
    """`Authorization: Bearer <token>`."""

    def authenticate(self, request: Request) -> tuple[TokenUser, Viewer] | None:
        """Who the token lets in; None where another way in is meant. Raises AuthenticationFailed, Throttled."""
        scheme, _, token = get_authorization_header(request).partition(b" ")
        if scheme.lower() != b"bearer":
            return None
        now = clock.now()
        row = find_token(token.strip().decode("latin-1"), now)
        if row is None:
            if not WRONG_TOKENS.allows(ip_of(request._request), now):  # noqa: SLF001 (DRF's name)
                raise Throttled(wait=seconds_left(WRONG_TOKENS, now))
            raise AuthenticationFailed("This token is not in force.", code="token_not_in_force")
        return TokenUser(row), row.as_viewer()

    def authenticate_header(self, request: Request) -> str:  # noqa: ARG002 (DRF's)
        """What a client without a sign-in is told."""
        return REALM


class SignedInSession(SessionAuthentication):
    """The cookies of the pages; what changes something carries the CSRF token too."""

    def authenticate(self, request: Request) -> tuple[Any, Any] | None:
        """Who is signed in, as a viewer."""
        found = super().authenticate(request)
        if found is None or not isinstance(found[0], User):
            return None
        viewer = viewer_of_user(found[0], helping=str(request._request.session.get(HELPING, "")))  # noqa: SLF001 (DRF's name)
        if second_factor.is_missing(found[0], viewer):
            raise PermissionDenied("The practice asks for a second step of the sign-in: set it up first.")
        return found[0], viewer

    def authenticate_header(self, request: Request) -> str:  # noqa: ARG002 (DRF's)
        """What a client without a sign-in is told."""
        return REALM
