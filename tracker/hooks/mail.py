"""What the mail provider calls back with: bounces and complaints. django-anymail checks the signature and reads it."""

from collections.abc import Callable
from uuid import UUID

from anymail.signals import AnymailTrackingEvent, EventType, RejectReason
from anymail.signals import tracking as told
from anymail.webhooks.brevo import BrevoTrackingWebhookView
from anymail.webhooks.mailersend import MailerSendTrackingWebhookView
from anymail.webhooks.mailgun import MailgunTrackingWebhookView
from anymail.webhooks.postmark import PostmarkTrackingWebhookView
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from notifications.came_back import address_is_no_use, came_back
from notifications.channel_names import EMAIL
from tracker import clock

VIEWS: dict[str, Callable[[], Callable[[HttpRequest], HttpResponse]]] = {
    "mailgun": MailgunTrackingWebhookView.as_view,
    "mailersend": MailerSendTrackingWebhookView.as_view,
    "postmark": PostmarkTrackingWebhookView.as_view,
    "brevo": BrevoTrackingWebhookView.as_view,
}
# What is said of the mailbox for good; what else was refused may go out another time.
GONE = frozenset({RejectReason.BOUNCED, RejectReason.INVALID})
UNWANTED = {
    EventType.COMPLAINED: "its reader called our mail unwanted",
    EventType.UNSUBSCRIBED: "its reader wants no mail from us",
}


@csrf_exempt
@never_cache
@require_POST
def tracking(request: HttpRequest) -> HttpResponse:
    """One call of the provider that the settings name; 403 where there is none, 400 without its signature."""
    if not settings.MAIL_HOOK:
        raise PermissionDenied
    return VIEWS[settings.MAIL_HOOK]()(request)


@receiver(told, dispatch_uid="hooks.mail")
def note(event: AnymailTrackingEvent, **_: object) -> None:
    """A mail came back, or its reader wants none: nothing goes to that mailbox until it is confirmed again."""
    now = clock.now()
    mailbox = str(event.recipient or "").strip().lower()
    if event.event_type in UNWANTED:
        address_is_no_use(EMAIL, mailbox, because=UNWANTED[event.event_type], now=now)
    elif event.event_type == EventType.BOUNCED or (
        event.event_type == EventType.REJECTED and event.reject_reason in GONE
    ):
        _each(event, "the mailbox sends mail back", gone=True)
        # Couples share one, and it is gone for both.
        address_is_no_use(EMAIL, mailbox, because="the mailbox sends mail back", now=now)
    elif event.event_type in {EventType.REJECTED, EventType.FAILED}:
        _each(event, "the mail provider could not deliver it", gone=False)


def _each(event: AnymailTrackingEvent, reason: str, *, gone: bool) -> None:
    try:
        delivery = UUID(str((event.metadata or {}).get("delivery", "")))
    except ValueError:
        return
    came_back(delivery, EMAIL, reason=reason, gone=gone, now=clock.now())
