"""What the SMS provider calls back with: what became of a text, and what somebody answered. Signed, or refused."""

from collections.abc import Callable
from functools import wraps
from uuid import UUID

import structlog
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.crypto import salted_hmac
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from courses.models import Patient
from notifications.came_back import came, came_back, start, stop
from notifications.channel_names import SMS
from notifications.channels.sms.numbers import E164
from notifications.channels.sms.sending import provider
from notifications.channels.sms.twilio import GONE, SAID_STOP, UNSUBSCRIBED, is_signed
from notifications.channels.sms.words import Word, language_of, word_of
from notifications.models import Endpoint, Person
from tracker import clock
from tracker.hooks.limits import ANSWERS_A_NUMBER

View = Callable[..., HttpResponse]
LONGEST_TEXT = 1600

log = structlog.get_logger("tracker.hooks")


def signed(view: View) -> View:
    """Only who knows the token is heard: 403 for anybody else, and where SMS is off."""

    @csrf_exempt
    @never_cache
    @require_POST
    @wraps(view)
    def checked(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        address = settings.BASE_URL + request.get_full_path()
        told = request.headers.get("X-Twilio-Signature", "")
        if not settings.SMS or not is_signed(settings.SMS[2], address, dict(request.POST.lists()), told):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return checked


@signed
def status(request: HttpRequest, delivery: UUID) -> HttpResponse:
    """What became of a text."""
    said, code = request.POST.get("MessageStatus", ""), _number(request.POST.get("ErrorCode", ""))
    now = clock.now()
    if said in {"failed", "undelivered"}:
        reason = SAID_STOP if code == UNSUBSCRIBED else f"the carrier answered with {code}"
        came_back(delivery, SMS, reason=reason, gone=code in GONE or code == UNSUBSCRIBED, now=now)
    elif said in {"delivered", "read"}:
        came(delivery, SMS, now=now)
    return HttpResponse(status=204)


@signed
def incoming(request: HttpRequest) -> HttpResponse:
    """What somebody answered: STOP and START are done, HELP and all else get a line that says where help is."""
    number, text = request.POST.get("From", ""), request.POST.get("Body", "")[:LONGEST_TEXT]
    if not E164.fullmatch(number):
        return _answer("")
    word, now = word_of(text), clock.now()
    if word is Word.STOP:
        stop(number, now=now)
    elif word is Word.START:
        start(number, now=now)
    log.info("sms_answered", word=word.value)
    way = provider()
    by_provider = bool(request.POST.get("OptOutType")) or (way is not None and way.answers(text))
    # Two machines that answer each other end here.
    if by_provider or not ANSWERS_A_NUMBER.allows(salted_hmac("tracker.hooks.sms", number).hexdigest(), now):
        return _answer("")
    return _answer(_words(word, number, text))


def _words(word: Word, number: str, text: str) -> str:
    """What is answered, in the language of the word, or of whose number it is."""
    patient = _whose(number)
    language = language_of(text) or (patient.language if patient is not None else "en")
    emergency = patient.practice.emergency_number if patient is not None else ""
    told = {"word": word.value, "site": settings.BASE_URL, "emergency": emergency}
    with translation.override(language):
        return " ".join(render_to_string("hooks/sms_answer.txt", told).split())


def _whose(number: str) -> Patient | None:
    """The patient whose number it is or was, where it is one's alone."""
    rows = Endpoint.objects.filter(channel=SMS, address=number, person_kind=Person.PATIENT)
    people = set(rows.values_list("person_id", flat=True)[:2])
    return Patient.objects.select_related("practice").filter(pk__in=people).first() if len(people) == 1 else None


def _answer(text: str) -> HttpResponse:
    return HttpResponse(render_to_string("hooks/sms_answer.xml", {"text": text}), content_type="text/xml")


def _number(told: str) -> int:
    return int(told) if told.isascii() and told.isdigit() and len(told) <= len("99999") else 0
