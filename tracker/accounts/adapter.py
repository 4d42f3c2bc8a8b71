from allauth.account.adapter import DefaultAccountAdapter
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from tracker import clock
from tracker.accounts.models import User
from tracker.accounts.sessions import Place, begin

NO_ADDRESS = "unknown"


class StaffAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """How staff sign in: accounts are made by a practice's manager, so nobody signs up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002  allauth hands it over
        """Never."""
        return False

    def login(self, request: HttpRequest, user: User) -> None:
        """Sign in, for as long as staff's sessions last."""
        super().login(request, user)
        begin(request, Place.STAFF, clock.now())

    def get_client_ip(self, request: HttpRequest) -> str:
        """The client's address, as limits count it; where the server tells none (a socket without a proxy), nobody's
        in particular: all are counted together, and nobody is turned away for it."""
        try:
            return str(super().get_client_ip(request))
        except PermissionDenied:
            return NO_ADDRESS
