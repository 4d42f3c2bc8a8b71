"""Coming in and going out. Staff's sign-in is django-allauth's; this is the patients', and the front door."""

from uuid import UUID

from django.contrib import auth, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from courses.access import Kind
from tracker import clock
from tracker.accounts import codes, limits
from tracker.accounts.forms import AddressForm, CodeForm
from tracker.accounts.invitations import accepted_for, open_invitation
from tracker.accounts.models import Invitation
from tracker.accounts.sessions import Place, sign_in_patient
from tracker.accounts.viewer import viewer_of

LINK, ASKED, NEXT = "invitation_token", "sign_in_request", "sign_in_next"
GONE, TOO_MANY = 410, 429
MASKED = 2


@require_GET
@never_cache
def home(request: HttpRequest) -> HttpResponse:
    """The front door: everyone to their own side."""
    viewer = viewer_of(request)
    if viewer is None:
        return render(request, "accounts/welcome.html")
    if viewer.kind is Kind.CLINICIAN and viewer.roles:
        return redirect("/desk/")
    if viewer.kind is Kind.OPERATOR:
        return redirect("/operator/")
    if viewer.kind is Kind.PATIENT:
        return redirect("/me/")
    return render(request, "accounts/nothing_here.html")


@require_GET
@never_cache
def invitation_link(request: HttpRequest, token: str) -> HttpResponse:
    """The link of an invitation. The secret moves into the session, out of the address and its history."""
    if not limits.LINKS_AN_IP.allows(limits.ip_of(request), clock.now()):
        return _too_many(request)
    request.session[LINK] = token
    return redirect("accounts:invitation")


@require_http_methods(["GET", "POST"])
@never_cache
def invitation(request: HttpRequest) -> HttpResponse:
    """What the link leads to: one button that asks for the code. Opening it sends nothing, as previews open links."""
    now = clock.now()
    found = open_invitation(str(request.session.get(LINK, "")), now)
    if found is None:
        return render(request, "accounts/invitation_gone.html", status=GONE)
    if request.method == "POST":
        return _ask(request, found.email, [found])
    return render(request, "accounts/invitation.html", {"mailbox": _masked(found.email)})


@require_http_methods(["GET", "POST"])
@never_cache
def patient_sign_in(request: HttpRequest) -> HttpResponse:
    """Coming back: the address, then the code. The answer is the same whoever is known here."""
    if viewer_of(request) is not None:
        return redirect("home")
    form = AddressForm(request.POST or None)
    wanted = request.GET.get("next", "")
    if _is_own_path(wanted):
        request.session[NEXT] = wanted
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"].strip().lower()
        return _ask(request, email, accepted_for(email))
    return render(request, "accounts/patient_sign_in.html", {"form": form})


@require_http_methods(["GET", "POST"])
@never_cache
def patient_code(request: HttpRequest) -> HttpResponse:
    """The code, and whether others use the phone."""
    now = clock.now()
    asked = request.session.get(ASKED)
    if asked is None:
        return redirect("accounts:patient_sign_in")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not limits.TRIES_AN_IP.allows(limits.ip_of(request), now):
            return _too_many(request)
        accepted = codes.try_code(UUID(asked), form.cleaned_data["code"], now)
        if accepted is not None:
            wanted = str(request.session.get(NEXT, ""))
            sign_in_patient(request, accepted.user, Place(form.cleaned_data["shared"]), now)
            return HttpResponseRedirect(wanted if _is_own_path(wanted) else "/me/")
        form.add_error("code", _("This code does not fit. Look at the newest email, or ask for a new code."))
    over = request.method == "POST" and codes.is_over(UUID(asked), now)
    return render(
        request,
        "accounts/patient_code.html",
        {"form": form, "over": over, "by_link": LINK in request.session},
    )


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign out: the session goes, and so does what the browser kept of it."""
    auth.logout(request)
    messages.success(request, _("You are signed out."))
    return redirect("home")


def _ask(request: HttpRequest, email: str, invitations: list[Invitation]) -> HttpResponse:
    """Make and mail the codes, within the limits, which count every address alike."""
    now = clock.now()
    within = limits.CODES_AN_IP.allows(limits.ip_of(request), now)
    if not (limits.CODES_AN_ADDRESS.allows(email, now) and within):
        return _too_many(request)
    asked = codes.ask_for_codes(email, invitations, now)
    request.session[ASKED] = str(asked.pk)
    return redirect("accounts:patient_code")


def _is_own_path(wanted: str) -> bool:
    """Whether an address is a path of ours, and neither a name of a view nor another's address."""
    return (
        wanted.startswith("/")
        and not wanted.startswith("//")
        and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    )


def _too_many(request: HttpRequest) -> HttpResponse:
    response = render(request, "429.html", status=TOO_MANY)
    response["Retry-After"] = "3600"
    return response


def _masked(email: str) -> str:
    """Enough of an address to know one's own by."""
    name, _at, host = email.partition("@")
    return f"{name[:MASKED]}…@{host}"
