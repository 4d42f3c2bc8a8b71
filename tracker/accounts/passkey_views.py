"""A patient's passkeys: adding one on a phone of one's own, taking it away, and coming in by it."""

import json
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from courses.access import Viewer
from courses.errors import ShortcourseError
from tracker import clock
from tracker.accounts import limits, passkeys
from tracker.accounts.forms import AddressForm
from tracker.accounts.guards import for_patients
from tracker.accounts.models import User
from tracker.accounts.sessions import Place, place_of, sign_in_patient
from tracker.accounts.viewer import viewer_of
from tracker.accounts.views import WRONG, own_path_asked, too_many


@require_POST
@never_cache
def passkey_asked(request: HttpRequest) -> HttpResponse:
    """What the browser asks the phone, before anybody is signed in: the same for all."""
    if not limits.TRIES_AN_IP.allows(limits.ip_of(request), clock.now()):
        return too_many(request)
    return JsonResponse(passkeys.ask_who())


@require_POST
@never_cache
def passkey_sign_in(request: HttpRequest) -> HttpResponse:
    """Sign a patient in by what the phone answered."""
    now = clock.now()
    if viewer_of(request) is not None:
        return redirect("home")
    if not limits.TRIES_AN_IP.allows(limits.ip_of(request), now):
        return too_many(request)
    wanted = own_path_asked(request)
    opened = passkeys.opened_by(_answer(request))
    if opened is None:
        messages.error(request, _("That did not work. Sign in with a code instead."))
        return render(request, "accounts/patient_sign_in.html", {"form": AddressForm()}, status=WRONG)
    sign_in_patient(request, opened.user, opened.place, now)
    return HttpResponseRedirect(wanted or "/me/")


@require_http_methods(["GET", "HEAD", "POST"])
@for_patients
def own_passkeys(request: HttpRequest, _viewer: Viewer) -> HttpResponse:
    """The patient's passkeys, and a new one; on a shared phone none is made."""
    user, status = _user(request), 200
    on_own_phone = place_of(request) is Place.OWN_PHONE
    if request.method == "POST" and on_own_phone:
        try:
            passkeys.make(user, _answer(request))
        except ShortcourseError:
            messages.error(request, _("That did not work. Nothing was changed. You can try again."))
            status = WRONG
        else:
            messages.success(request, _("Done. Next time you can sign in with the lock of this phone."))
            return redirect("accounts:passkeys")
    context: dict[str, Any] = {"keys": passkeys.listed(user), "on_own_phone": on_own_phone}
    if on_own_phone:
        context["asked"] = passkeys.ask_to_make(user)
    return render(request, "accounts/passkeys.html", context, status=status)


@require_POST
@for_patients
def passkey_remove(request: HttpRequest, _viewer: Viewer, pk: int) -> HttpResponse:
    """Take one away; it opens nothing any more."""
    if passkeys.remove(_user(request), pk):
        messages.success(request, _("It is taken away. It opens nothing any more."))
    return redirect("accounts:passkeys")


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101 (the guard has let a patient in)
    return request.user


def _answer(request: HttpRequest) -> Any:
    """What the phone answered, as JSON; None for anything else."""
    sent = request.POST.get("credential", "")
    try:
        told = json.loads(sent) if len(sent) <= passkeys.LONGEST_ANSWER else None
    except (ValueError, RecursionError):
        return None
    return told if isinstance(told, dict) else None
