from datetime import UTC, datetime, timedelta
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from courses.access import Kind
from tracker import clock
from tracker.accounts.models import User
from tracker.accounts.second_factor import has_second_factor
from tracker.accounts.sessions import Place, begin
from tracker.accounts.staff import confirm_staff_mailbox
from tracker.accounts.viewer import viewer_of_user

NO_ADDRESS = "unknown"
MFA = "allauth.mfa"
JUST_NOW = timedelta(minutes=10)


class StaffAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """How staff sign in: accounts are made by a practice's manager, so nobody signs up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002  allauth hands it over
        """Never."""
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """Who signs in by a password: a clinician or an operator. Patients and helpers do not, whatever they have."""
        user: User | None = super().authenticate(request, **credentials)
        return user if user is not None and has_password_sign_in(user) else None

    def set_password(self, user: User, password: str) -> None:
        """Keep a new password, of those who sign in by one."""
        if not has_password_sign_in(user):
            raise PermissionDenied
        super().set_password(user, password)
        confirm_staff_mailbox(viewer_of_user(user), user.email, clock.now())

    def send_password_reset_mail(self, user: User, email: str, context: dict[str, Any]) -> None:
        """Mail the link, to those who sign in by a password; the page says the same either way."""
        if has_password_sign_in(user):
            super().send_password_reset_mail(user, email, context)

    def login(self, request: HttpRequest, user: User) -> None:
        """Sign in, for as long as staff's sessions last."""
        super().login(request, user)
        begin(request, Place.STAFF, clock.now())

    def is_reauthentication_required(self, *, app: str, **more: Any) -> bool:
        """Whether the password is asked for again. Who typed it a moment ago and had no second step then need not do so
        twice to set one up and read its codes."""
        since = just_signed_in(context.request)
        if app == MFA and since is not None and not has_second_factor(context.request.user, before=since):
            return False
        return bool(super().is_reauthentication_required(app=app, **more))

    def get_client_ip(self, request: HttpRequest) -> str:
        """The client's address, as limits count it; where the server tells none (a socket without a proxy), nobody's
        in particular: all are counted together, and nobody is turned away for it."""
        try:
            return str(super().get_client_ip(request))
        except PermissionDenied:
            return NO_ADDRESS


def just_signed_in(request: HttpRequest) -> datetime | None:
    """When the password of this session was typed, if that was within the last minutes."""
    typed = [one["at"] for one in get_authentication_records(request, request.user) if one["method"] == "password"]
    since = datetime.fromtimestamp(typed[-1], tz=UTC) if typed else None
    return since if since is not None and clock.now() < since + JUST_NOW else None


def has_password_sign_in(user: User) -> bool:
    """Whether a user signs in by password at all."""
    return viewer_of_user(user).kind in {Kind.CLINICIAN, Kind.OPERATOR}
