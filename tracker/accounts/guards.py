"""Who a page is for. A guarded view gets its viewer as the second argument; nobody else gets that far.

Nobody signed in: to the sign-in that fits, and back. Somebody else: 404, as if the page were not there. Staff of whom
the practice asks a second step, and who have none: to where it is set up.
"""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, resolve_url
from django.utils.cache import add_never_cache_headers

from courses.access import STAFF, Kind, Role, Viewer
from tracker.accounts import second_factor
from tracker.accounts.viewer import viewer_of

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, Viewer, P], HttpResponseBase]
Guarded = Callable[Concatenate[HttpRequest, P], HttpResponseBase]

STAFF_SIGN_IN = "account_login"
PATIENT_SIGN_IN = "accounts:patient_sign_in"
SET_UP = "mfa_index"
ASKED = "Your practice asks for a second step when you sign in. Set one up, then go on."


def for_patients(view: View[P]) -> Guarded[P]:
    """The page is a patient's own."""
    return _guard(view, lambda viewer: viewer.kind is Kind.PATIENT, PATIENT_SIGN_IN)


def for_helpers(view: View[P]) -> Guarded[P]:
    """The page is for who helps a patient by a leave that holds now."""
    return _guard(view, lambda viewer: viewer.kind is Kind.HELPER and viewer.patient_id is not None, PATIENT_SIGN_IN)


def for_staff(view: View[P]) -> Guarded[P]:
    """The page is for clinicians of any role."""
    return for_roles(*STAFF)(view)


def for_roles(*roles: Role) -> Callable[[View[P]], Guarded[P]]:
    """The page is for clinicians with one of these roles."""
    wanted = frozenset(roles)

    def guard(view: View[P]) -> Guarded[P]:
        return _guard(view, lambda viewer: viewer.kind is Kind.CLINICIAN and bool(viewer.roles & wanted), STAFF_SIGN_IN)

    return guard


def for_operators(view: View[P]) -> Guarded[P]:
    """The page is for who runs the installation."""
    return _guard(view, lambda viewer: viewer.kind is Kind.OPERATOR, STAFF_SIGN_IN)


def for_password_holders(view: View[P]) -> Guarded[P]:
    """The page is for who signs in by password: clinicians and operators, never a patient."""
    return _guard(
        view,
        lambda viewer: viewer.kind is Kind.OPERATOR or (viewer.kind is Kind.CLINICIAN and bool(viewer.roles)),
        STAFF_SIGN_IN,
        asks_second_step=False,
    )


def _guard(
    view: View[P], lets_in: Callable[[Viewer], bool], sign_in: str, *, asks_second_step: bool = True
) -> Guarded[P]:
    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        viewer = viewer_of(request)
        if viewer is None:
            # A form that was sent is not sent again by coming back to its address; its page is where one came from.
            back = (
                request.get_full_path() if request.method in ("GET", "HEAD") else request.META.get("HTTP_REFERER", "")
            )
            return redirect_to_login(_own_path(request, back), resolve_url(sign_in))
        if not lets_in(viewer):
            raise Http404
        if asks_second_step and second_factor.is_missing(request.user, viewer):
            messages.warning(request, ASKED)
            return redirect(SET_UP)
        response = view(request, viewer, *args, **kwargs)
        # What is shown is somebody's own: no cache keeps it, and Back after sign-out shows nothing.
        add_never_cache_headers(response)
        return response

    return guarded


def _own_path(request: HttpRequest, address: str) -> str:
    """The path of an address of our own, the front page's of any other."""
    own = f"{request.scheme}://{request.get_host()}"
    path = address.removeprefix(own)
    return path if path.startswith("/") and not path.startswith("//") else "/"
