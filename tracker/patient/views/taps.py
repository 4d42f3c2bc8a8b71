"""A tap on a notification: it acts by what the message carried, with no open page and no session.

What cannot be done without a question is not done: then the answer names the page that asks.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial, wraps
from uuid import UUID, uuid5

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from courses import actions
from courses.access import SYSTEM
from courses.errors import Conflict, ShortcourseError
from courses.models import Dose, Patient, Through
from courses.rules.window import Slot
from notifications.models import Delivery, Person, Subscription
from notifications.push_tokens import LATER, TAKEN, Tap, UnknownToken, read_receipt, read_tap
from notifications.rules.schedule import wall_key
from notifications.subscriptions import confirm
from tracker import clock
from tracker.accounts.limits import Limit, ip_of
from tracker.patient.reading import CourseReading, Reading, read
from tracker.patient.views.logging import Sent, words_before

# The ids of what is made by a tap: the same tap on two phones, or sent twice, makes the same one.
BY_TAP = UUID("7d0f6a0e-3b0c-5c0e-9b52-5d0c9f1c2a77")
TRIES_A_TOKEN = Limit("push-token", 20, timedelta(hours=1))
WRONG_TOKENS_AN_IP = Limit("push-wrong", 60, timedelta(hours=1))
UNKNOWN, TOO_MANY = 400, 429

Answer = Callable[[str, datetime, HttpRequest], HttpResponse]


def _by_token(is_ours: Callable[[str], object]) -> Callable[[Answer], Callable[[HttpRequest], HttpResponse]]:
    """The signed token is the permission: a worker has neither form nor, perhaps, session. `is_ours` raises
    UnknownToken; what was not signed here is not counted one by one, or anybody could fill the cache with counts."""

    def by_token(answer: Answer) -> Callable[[HttpRequest], HttpResponse]:
        @csrf_exempt
        @never_cache
        @require_POST
        @wraps(answer)
        def answered(request: HttpRequest) -> HttpResponse:
            now, token = clock.now(), request.POST.get("token", "")
            try:
                is_ours(token)
                if not TRIES_A_TOKEN.allows(token, now):
                    return JsonResponse({"done": False, "code": "too_many"}, status=TOO_MANY)
                return answer(token, now, request)
            except UnknownToken:
                allowed = WRONG_TOKENS_AN_IP.allows(ip_of(request), now)
                code = "unknown_token" if allowed else "too_many"
                return JsonResponse({"done": False, "code": code}, status=UNKNOWN if allowed else TOO_MANY)

        return answered

    return by_token


@_by_token(partial(read_tap, TAKEN))
def taken(token: str, now: datetime, _request: HttpRequest) -> HttpResponse:
    """Log the dose of the slot as taken now; where something is to be said or asked first, name the page that does."""
    tap = read_tap(TAKEN, token)
    reading = _reading(tap, now)
    try:
        course = reading.course(tap.course)
    except Http404:
        return _ask("patient:today")
    dose_id = uuid5(BY_TAP, f"{tap.course} {tap.day} {wall_key(tap.wall)}")
    before = Dose.objects.visible_to(reading.viewer).filter(client_id=dose_id).first()
    slot = _slot(course, tap)
    if before is not None and before.undone_at is None:
        return _done()
    if before is None and now >= tap.until:
        return _ask("patient:other_time", tap.course)
    if before is not None or slot is None:
        return _ask("patient:today")
    if slot in course.known.counted(tap.day):
        return _done()
    sent = Sent(dose_id, slot.amount, now, slot=(tap.day, wall_key(tap.wall)))
    asks = words_before(reading, course, sent)
    return _log(reading, course, sent) if asks is None else _ask("patient:today")


def _log(reading: Reading, course: CourseReading, sent: Sent) -> HttpResponse:
    try:
        actions.log_dose(
            course=course.row,
            client_id=sent.id,
            amount=sent.amount,
            taken_at=sent.taken_at,
            by=reading.viewer,
            through=Through.PAGE,
            now=clock.now,
        )
    except Conflict:
        # Two phones at once: the other one came first, and is the dose.
        return _done()
    except ShortcourseError:
        return _ask("patient:today")
    return _done()


@_by_token(partial(read_tap, LATER))
def later(token: str, now: datetime, _request: HttpRequest) -> HttpResponse:
    """Ask for one more reminder of the slot, half an hour from now; the same tap twice asks once."""
    tap = read_tap(LATER, token)
    reading = _reading(tap, now)
    if now >= tap.until:
        return _ask("patient:today")
    message = Delivery.objects.visible_to(SYSTEM).values_list("message_id", flat=True).get(pk=tap.delivery)
    try:
        actions.snooze_dose(
            course=reading.course(tap.course).row,
            client_id=uuid5(BY_TAP, f"later {message} {tap.course} {tap.day} {wall_key(tap.wall)}"),
            day=tap.day,
            wall=tap.wall,
            by=reading.viewer,
            through=Through.PAGE,
            now=clock.now,
        )
    except (Http404, ShortcourseError):
        return _ask("patient:today")
    return _done()


@_by_token(read_receipt)
def received(token: str, now: datetime, _request: HttpRequest) -> HttpResponse:
    """The phone says that a message came."""
    return JsonResponse({"done": confirm(read_receipt(token), now=now)})


def _reading(tap: Tap, now: datetime) -> Reading:
    """All of the patient to whom the message went; raises UnknownToken where their phone is theirs no more, or its
    buttons are off."""
    delivery = Delivery.objects.visible_to(SYSTEM).select_related("endpoint").filter(pk=tap.delivery).first()
    if delivery is None or delivery.endpoint.person_kind != Person.PATIENT or delivery.endpoint.retired_at is not None:
        raise UnknownToken
    if not Subscription.objects.visible_to(SYSTEM).filter(pk=delivery.endpoint_id, buttons=True).exists():
        raise UnknownToken
    patient = Patient.objects.visible_to(SYSTEM).filter(pk=delivery.endpoint.person_id).first()
    if patient is None:
        raise UnknownToken
    return read(patient.as_viewer(), now)


def _slot(course: CourseReading, tap: Tap) -> Slot | None:
    window_day = course.known.window.day(tap.day)
    return next((slot for slot in (window_day.slots if window_day else ()) if slot.wall == tap.wall), None)


def _done() -> HttpResponse:
    return JsonResponse({"done": True})


def _ask(name: str, *about: object) -> HttpResponse:
    return JsonResponse({"done": False, "open": reverse(name, args=about)})
