"""Reminders on the phone: whether they arrive, what a lock screen shows, buttons, a test, taking a phone out."""

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from courses.access import Viewer
from notifications.channel_names import WEB_PUSH
from notifications.channels import channels
from notifications.channels.web_push import WebPushChannel, vapid
from notifications.channels.web_push.content import test_content
from notifications.channels.web_push.postman import Parcel
from notifications.models import Person, Subscription
from notifications.people import Someone, retire
from notifications.preferences import come_again, coming_again, may_name, show_on_lock_screen
from notifications.rules.reminder import DOSE_KINDS
from notifications.subscriptions import (
    REMOVED,
    SILENT_AFTER,
    TakenOut,
    WrongSubscription,
    let_go,
    of_person,
    set_buttons,
    subscribe,
    unsubscribe,
)
from tracker import clock
from tracker.accounts.guards import for_patients
from tracker.accounts.limits import Limit
from tracker.accounts.sessions import Place, place_of
from tracker.patient.forms import valid_uuid
from tracker.patient.reading import Reading
from tracker.patient.views.page import page, reading_of

TESTS_A_PATIENT = Limit("push-tests", 10, timedelta(hours=1))
SYNCS_A_PATIENT = Limit("push-syncs", 240, timedelta(hours=1))
REFUSED, TOO_MANY = 422, 429
# The phone is to let go of its subscription.
NOT_HERE = "not_here"


@require_GET
@for_patients
def show(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Each phone with what it confirmed; what can be chosen."""
    reading = reading_of(viewer)
    person = _person(reading)
    context = {
        "phones": [_told(reading, one) for one in of_person(person)],
        "off": not push_key(request),
        "details": may_name(person),
        "again": bool(coming_again(person) & DOSE_KINDS),
    }
    return page(request, reading, "reminders", context)


def _told(reading: Reading, phone: Subscription) -> dict[str, object]:
    moment = reading.say.moment
    return {
        "id": phone.pk,
        "added": moment(phone.endpoint.added_at),
        "confirmed": moment(phone.confirmed_at) if phone.confirmed_at else "",
        "silent": phone.unconfirmed >= SILENT_AFTER,
        "buttons": phone.buttons,
    }


@require_POST
@for_patients
def sync(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """What a phone says at each load: how it is subscribed, if it is. The answer is the key to subscribe with; an empty
    one means that no phone can subscribe here."""
    person, now, key = Someone(Person.PATIENT, _patient(viewer)), clock.now(), push_key(request)
    told = {name: _told_by(request, name) for name in ("address", "p256dh", "auth", "vapid_key", "former")}
    if told["address"] and place_of(request) is Place.SHARED_PHONE:
        let_go(address=told["address"], p256dh=told["p256dh"], auth=told["auth"], now=now)
        return JsonResponse({"key": key, "phone": "", "code": NOT_HERE})
    if not key or not told["address"]:
        return JsonResponse({"key": key, "phone": ""})
    if not SYNCS_A_PATIENT.allows(str(person.id), now):
        return JsonResponse({"key": key, "phone": "", "code": "too_many"}, status=TOO_MANY)
    try:
        phone = subscribe(person=person, **told, now=now)
    except TakenOut:
        return JsonResponse({"key": key, "phone": "", "code": NOT_HERE})
    except WrongSubscription as wrong:
        return JsonResponse({"key": key, "phone": "", "code": str(wrong)}, status=REFUSED)
    return JsonResponse({"key": key, "phone": str(phone.pk)})


@require_POST
@for_patients
def leave(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The phone has unsubscribed itself."""
    person = Someone(Person.PATIENT, _patient(viewer))
    return JsonResponse({"done": unsubscribe(person=person, address=_told_by(request, "address"), now=clock.now())})


@require_POST
@for_patients
def phone(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """One deed for one phone: a test, its buttons on or off, out."""
    reading = reading_of(viewer)
    found = Subscription.objects.visible_to(viewer).select_related("endpoint").filter(pk=_asked_of(request)).first()
    if found is None:
        messages.info(request, _("This phone gets no reminders any more."))
        return redirect("patient:reminders")
    deed = request.POST.get("do", "")
    if deed == "test":
        _test(request, reading, found)
    elif deed in {"buttons_on", "buttons_off"}:
        set_buttons(person=_person(reading), address=found.endpoint.address, on=deed == "buttons_on")
        messages.success(request, _("Saved."))
    elif deed == "remove":
        retire(found.endpoint, because=REMOVED, now=reading.now)
        messages.success(request, _("This phone gets no more reminders."))
    return redirect("patient:reminders")


def _told_by(request: HttpRequest, name: str) -> str:
    """What a phone told, without the one sign that no database looks for."""
    return str(request.POST.get(name, "")).replace("\0", "")


def _asked_of(request: HttpRequest) -> UUID | None:
    return valid_uuid(request.POST.get("phone", ""))


def _test(request: HttpRequest, reading: Reading, found: Subscription) -> None:
    """Send one now, on the same way as every reminder."""
    now = clock.now()
    way = channels().get(WEB_PUSH)
    if not TESTS_A_PATIENT.allows(str(reading.patient.pk), now):
        messages.warning(request, _("You have sent many tests. Please wait a while."))
        return
    link = settings.BASE_URL + reverse("patient:reminders")
    content = test_content(found, link=link, language=reading.patient.language)
    failure = way.send_one(Parcel(None, content, now)) if isinstance(way, WebPushChannel) else None
    if failure is None:
        messages.success(request, _("A test is on its way. It comes within a minute."))
    else:
        messages.warning(request, _("The test could not be sent. Take this phone out and turn reminders on again."))


@require_POST
@for_patients
def choose(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """What a lock screen may show, and whether a dose reminder that did not come is sent by mail too."""
    person, now = _person(reading_of(viewer)), clock.now()
    show_on_lock_screen(person, details=request.POST.get("shows") == "details", now=now)
    for kind in sorted(DOSE_KINDS):
        come_again(person, kind, on=request.POST.get("again") == "on", now=now)
    messages.success(request, _("Saved."))
    return redirect("patient:reminders")


def _person(reading: Reading) -> Someone:
    return Someone(Person.PATIENT, reading.patient.pk)


def _patient(viewer: Viewer) -> UUID:
    if viewer.patient_id is None:
        raise Http404
    return viewer.patient_id


def push_key(request: HttpRequest) -> str:
    """The key to subscribe with; none on a phone that several people use: its lock screen is everybody's."""
    return "" if place_of(request) is Place.SHARED_PHONE else vapid.current_key()
