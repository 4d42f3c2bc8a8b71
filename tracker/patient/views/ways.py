"""How messages reach the patient: which way first, a number for texts, and a way that was lost."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from courses.access import Viewer
from notifications.channel_names import EMAIL, SMS, WEB_PUSH
from notifications.channels.sms.numbers import WrongNumber, as_read, number_of
from notifications.channels.sms.sending import is_on, stopped
from notifications.lost import lost_of
from notifications.models import Endpoint, Person
from notifications.people import Someone, put_first, retire
from notifications.subscriptions import REMOVED
from tracker import clock
from tracker.accounts import codes, limits
from tracker.accounts.access import accepted_invitation, confirm_number, mailbox_is
from tracker.accounts.first_steps import note_step, steps_left
from tracker.accounts.forms import NumberForm, OnlyCodeForm
from tracker.accounts.guards import for_patients
from tracker.patient.reading import Reading
from tracker.patient.views.page import page, reading_of

ASKED = "number_asked"
MAIL_ASKED = "mailbox_again_asked"
NUMBERS_A_PATIENT = limits.Limit("numbers-patient", 5, timedelta(days=1))
WRONG = 422
CHOICES = (WEB_PUSH, EMAIL, SMS)


@dataclass(frozen=True, slots=True)
class Way:
    """One way that is in use."""

    channel: str
    address: str


@require_GET
@for_patients
def show(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The ways in their order, and what can be chosen."""
    reading = reading_of(viewer)
    choices = ways_of(viewer)
    lost = lost_of(reading.patient.pk)
    lost_mail, lost_number = lost.get(EMAIL), lost.get(SMS)
    context = {
        "choices": choices,
        "lost_mail": lost_mail.address if lost_mail else "",
        "lost_number": as_read(lost_number.address) if lost_number else "",
        "said_stop": bool(lost_number and stopped([lost_number.address])),
        "sms": texts_offered(reading, choices),
        "has_number": any(way.channel == SMS for way in choices),
    }
    return page(request, reading, "ways", context)


def ways_of(viewer: Viewer) -> list[Way]:
    """The ways by which messages come to a patient, in their order; the app itself is none to choose."""
    rows = Endpoint.objects.visible_to(viewer).filter(retired_at=None, verified_at__isnull=False, channel__in=CHOICES)
    in_order: dict[str, Way] = {}
    for row in rows.order_by("place", "pk"):
        shown = as_read(row.address) if row.channel == SMS else row.address if row.channel == EMAIL else ""
        in_order.setdefault(row.channel, Way(row.channel, shown))
    return list(in_order.values())


def texts_offered(reading: Reading, choices: list[Way]) -> bool:
    """Whether a number can be given: the practice sends texts, and none goes to this patient yet."""
    return is_on(reading.practice.pk) and all(way.channel != SMS for way in choices)


@require_POST
@for_patients
def first(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Which way comes first."""
    reading, channel = reading_of(viewer), request.POST.get("first", "")
    if channel in CHOICES:
        put_first(_person(reading), channel)
        messages.success(request, _("Saved."))
    return redirect("patient:ways")


@require_POST
@for_patients
def remove_number(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """No more texts."""
    reading = reading_of(viewer)
    for row in Endpoint.objects.visible_to(viewer).filter(channel=SMS, retired_at=None):
        retire(row, because=REMOVED, now=reading.now)
    messages.success(request, _("You get no more texts."))
    return redirect("patient:ways")


@require_http_methods(["GET", "POST"])
@for_patients
def number(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Which number; a code goes there."""
    reading = reading_of(viewer)
    invitation = accepted_invitation(reading.patient.pk)
    if invitation is None or not is_on(reading.practice.pk):
        return redirect("patient:ways")
    form = NumberForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        now = clock.now()
        try:
            typed = number_of(form.cleaned_data["number"], reading.practice.country)
        except WrongNumber as wrong:
            form.add_error("number", str(NumberForm.WRONG[wrong.code]))
        else:
            if stopped([typed]):
                form.add_error("number", _("This number said STOP. Send START from it first, then try again."))
            elif not (
                NUMBERS_A_PATIENT.allows(str(reading.patient.pk), now) and limits.texts_allowed(request, typed, now)
            ):
                form.add_error("number", _("Too many codes were asked for. Try again tomorrow."))
            else:
                asked = codes.ask_for_codes(typed, [invitation], now, by_sms_of=reading.practice.pk)
                request.session[ASKED] = {"request": str(asked.pk), "number": typed}
                return redirect("patient:number_code")
    return page(
        request, reading, "number", {"form": form, "back": back_of(reading)}, status=WRONG if form.errors else 200
    )


@require_http_methods(["GET", "POST"])
@for_patients
def number_code(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The code that came there: from now on texts go there."""
    reading = reading_of(viewer)
    invitation, asked = accepted_invitation(reading.patient.pk), request.session.get(ASKED)
    if asked is None or invitation is None:
        return redirect("patient:number")
    form = OnlyCodeForm(request.POST or None, by_sms=True)
    if request.method == "POST" and form.is_valid():
        if _is_right(reading, asked["request"], form):
            confirm_number(invitation, asked["number"], clock.now())
            del request.session[ASKED]
            messages.success(request, _("Texts go there now."))
            if "channels" not in steps_left(reading.patient.pk):
                return redirect("patient:ways")
            note_step(reading.patient.pk, "channels", clock.now())
            return redirect(f"{reverse('patient:start')}?go=on")
        form.add_error("code", _("This code does not fit. Look at the newest text, or ask for a new code."))
    context = {"form": form, "number": as_read(asked["number"]), "back": back_of(reading)}
    return page(request, reading, "number_code", context, status=WRONG if form.errors else 200)


@require_http_methods(["GET", "POST"])
@for_patients
def mailbox_again(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """A mailbox that was lost is tried again by a code to it: the same one, as another comes by an invitation."""
    reading = reading_of(viewer)
    invitation, lost = accepted_invitation(reading.patient.pk), lost_of(reading.patient.pk).get(EMAIL)
    if invitation is None or lost is None or invitation.email != lost.address:
        return redirect("patient:ways")
    asked = request.session.get(MAIL_ASKED)
    form = OnlyCodeForm(request.POST if request.method == "POST" and "code" in request.POST else None)
    if form.is_bound and asked and form.is_valid():
        if _is_right(reading, asked, form):
            mailbox_is(reading.patient.pk, lost.address, clock.now())
            del request.session[MAIL_ASKED]
            messages.success(request, _("Your messages go there now."))
            return redirect("patient:ways")
        form.add_error("code", _("This code does not fit. Look at the newest email, or ask for a new code."))
    elif request.method == "POST" and not form.is_bound:
        now = clock.now()
        within = limits.CODES_AN_IP.allows(limits.ip_of(request), now)
        if limits.CODES_AN_ADDRESS.allows(lost.address, now) and within:
            request.session[MAIL_ASKED] = asked = str(codes.ask_for_codes(lost.address, [invitation], now).pk)
        else:
            messages.warning(request, _("Too many codes were asked for. Try again in an hour."))
    context = {"form": form, "mailbox": lost.address, "asked": bool(asked), "back": back_of(reading)}
    return page(request, reading, "mailbox_again", context, status=WRONG if form.errors else 200)


def back_of(reading: Reading) -> str:
    """From where an address is given: among the first steps, or later from the list of ways."""
    first = "channels" in steps_left(reading.patient.pk)
    return reverse("patient:first_step", args=["channels"]) if first else reverse("patient:ways")


def _is_right(reading: Reading, request_id: str, form: OnlyCodeForm) -> bool:
    accepted = codes.try_code(UUID(request_id), form.cleaned_data["code"], clock.now())
    return accepted is not None and getattr(accepted.invitation, "patient_id", None) == reading.patient.pk


def _person(reading: Reading) -> Someone:
    return Someone(Person.PATIENT, reading.patient.pk)
