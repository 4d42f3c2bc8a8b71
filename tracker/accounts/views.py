"""Coming in and going out. Staff's sign-in is django-allauth's; this is the patients', and the front door."""

from uuid import UUID

from django.conf import settings
from django.contrib import auth, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from courses.access import Kind
from tracker import clock
from tracker.accounts import codes, limits
from tracker.accounts.forms import AddressForm, BirthDateForm, CodeForm
from tracker.accounts.helpers import helps_by, open_helper_invitation
from tracker.accounts.invitations import accepted_for, accepted_for_number, open_invitation
from tracker.accounts.models import BoundTo, HelperInvitation, Invitation
from tracker.accounts.sessions import Place, sign_in_patient
from tracker.accounts.viewer import viewer_of

LINK, ASKED, NEXT, BY_SMS = "invitation_token", "sign_in_request", "sign_in_next", "sign_in_by_sms"
NOBODYS = UUID(int=0)
WRONG, GONE, TOO_MANY = 422, 410, 429
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
    if viewer.kind is Kind.HELPER and viewer.patient_id is not None:
        return redirect("/helping/")
    return render(request, "accounts/nothing_here.html")


@require_GET
@never_cache
def invitation_link(request: HttpRequest, token: str) -> HttpResponse:
    """The link of an invitation. The secret moves into the session, out of the address and its history."""
    if not limits.LINKS_AN_IP.allows(limits.ip_of(request), clock.now()):
        return too_many(request)
    request.session[LINK] = token
    return redirect("accounts:invitation")


@require_http_methods(["GET", "POST"])
@never_cache
def invitation(request: HttpRequest) -> HttpResponse:
    """What the link leads to: one button that asks for the code, or the birth date. Opening it sends nothing, as
    previews open links."""
    now = clock.now()
    token = str(request.session.get(LINK, ""))
    found = open_invitation(token, now) or open_helper_invitation(token, now)
    if found is None:
        return render(request, "accounts/invitation_gone.html", status=GONE)
    translation.activate(found.language)
    if isinstance(found, Invitation) and found.bound_to == BoundTo.BIRTH_DATE:
        return _birth_date(request, token)
    by_sms = isinstance(found, Invitation) and found.bound_to == BoundTo.NUMBER
    if request.method == "POST":
        if isinstance(found, Invitation) and by_sms:
            return _ask_by_sms(request, found.number, [found])
        return _ask(request, found.email, [found])
    context = {
        "mailbox": _masked(found.email),
        "number": _masked_number(found.number) if isinstance(found, Invitation) and by_sms else "",
        "to_help": isinstance(found, HelperInvitation),
    }
    return render(request, "accounts/invitation.html", context)


def _birth_date(request: HttpRequest, token: str) -> HttpResponse:
    now = clock.now()
    form = BirthDateForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not limits.TRIES_AN_IP.allows(limits.ip_of(request), now):
            return too_many(request)
        accepted = codes.try_birth_date(token, form.cleaned_data["birth_date"], now)
        if accepted is not None:
            return _come_in(request, accepted, Place(form.cleaned_data["shared"]))
        if open_invitation(token, now) is None:
            return render(request, "accounts/invitation_gone.html", {"tried": True}, status=GONE)
        form.add_error(None, _("This birth date does not fit. Look at it again, or ask your practice."))
    return render(request, "accounts/birth_date.html", {"form": form}, status=WRONG if form.errors else 200)


@require_http_methods(["GET", "POST"])
@never_cache
def patient_sign_in(request: HttpRequest) -> HttpResponse:
    """Coming back: the address, then the code. The answer is the same whoever is known here."""
    if viewer_of(request) is not None:
        return redirect("home")
    form = AddressForm(request.POST or None, with_numbers=bool(settings.SMS))
    wanted = request.GET.get("next", "")
    if _is_own_path(wanted):
        request.session[NEXT] = wanted
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"].strip().lower()
        if form.number:
            return _ask_by_sms(request, form.number, accepted_for_number(form.number))
        return _ask(request, email, [*accepted_for(email), *helps_by(email, clock.now())])
    return render(request, "accounts/patient_sign_in.html", {"form": form})


@require_http_methods(["GET", "POST"])
@never_cache
def patient_code(request: HttpRequest) -> HttpResponse:
    """The code, and whether others use the phone."""
    now = clock.now()
    asked = request.session.get(ASKED)
    if asked is None:
        return redirect("accounts:patient_sign_in")
    by_sms = bool(request.session.get(BY_SMS))
    form = CodeForm(request.POST or None, by_sms=by_sms)
    if request.method == "POST" and form.is_valid():
        if not limits.TRIES_AN_IP.allows(limits.ip_of(request), now):
            return too_many(request)
        accepted = codes.try_code(UUID(asked), form.cleaned_data["code"], now)
        if accepted is not None:
            return _come_in(request, accepted, Place(form.cleaned_data["shared"]))
        if by_sms:
            form.add_error("code", _("This code does not fit. Look at the newest text, or ask for a new code."))
        else:
            form.add_error("code", _("This code does not fit. Look at the newest email, or ask for a new code."))
    over = request.method == "POST" and codes.is_over(UUID(asked), now)
    return render(
        request,
        "accounts/patient_code.html",
        {"form": form, "over": over, "by_link": LINK in request.session, "by_sms": by_sms},
    )


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign out: the session goes, and so does what the browser kept of it."""
    auth.logout(request)
    messages.success(request, _("You are signed out."))
    return redirect("home")


def _come_in(request: HttpRequest, accepted: codes.Accepted, place: Place) -> HttpResponse:
    """Begin the session, and lead where one wanted to go; a patient's first way is through the first steps."""
    wanted = own_path_asked(request)
    sign_in_patient(request, accepted.user, place, clock.now())
    if isinstance(accepted.invitation, HelperInvitation):
        return HttpResponseRedirect("/helping/")
    if wanted:
        return HttpResponseRedirect(wanted)
    return HttpResponseRedirect("/me/start/" if accepted.is_new else "/me/")


def _ask(request: HttpRequest, email: str, invitations: list[codes.WayIn]) -> HttpResponse:
    """Make and mail the codes, within the limits, which count every address alike."""
    now = clock.now()
    within = limits.CODES_AN_IP.allows(limits.ip_of(request), now)
    if not (limits.CODES_AN_ADDRESS.allows(email, now) and within):
        return too_many(request)
    asked = codes.ask_for_codes(email, invitations, now)
    request.session[ASKED], request.session[BY_SMS] = str(asked.pk), False
    return redirect("accounts:patient_code")


def _ask_by_sms(request: HttpRequest, number: str, invitations: list[Invitation]) -> HttpResponse:
    """The same by SMS, within limits of its own: each text costs. Nothing goes to a number that is not known here."""
    now = clock.now()
    within = limits.CODES_AN_IP.allows(limits.ip_of(request), now)
    if not (limits.texts_allowed(request, number, now) and within):
        return too_many(request)
    practice = invitations[0].practice_id if invitations else NOBODYS
    asked = codes.ask_for_codes(number, invitations, now, by_sms_of=practice)
    request.session[ASKED], request.session[BY_SMS] = str(asked.pk), True
    return redirect("accounts:patient_code")


def own_path_asked(request: HttpRequest) -> str:
    """Where somebody wanted to go before the sign-in, if that is a page of ours."""
    wanted = str(request.session.get(NEXT, ""))
    return wanted if _is_own_path(wanted) else ""


def _is_own_path(wanted: str) -> bool:
    """Whether an address is a path of ours, and neither a name of a view nor another's address."""
    return (
        wanted.startswith("/")
        and not wanted.startswith("//")
        and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    )


def too_many(request: HttpRequest) -> HttpResponse:
    """That it was tried too often."""
    response = render(request, "429.html", status=TOO_MANY)
    response["Retry-After"] = "3600"
    return response


def _masked(email: str) -> str:
    """Enough of an address to know one's own by."""
    name, _at, host = email.partition("@")
    return f"{name[:MASKED]}…@{host}"


def _masked_number(number: str) -> str:
    """Enough of a number to know one's own by."""
    return f"…{number[-MASKED:]}"
