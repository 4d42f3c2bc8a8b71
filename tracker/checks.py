"""What `manage.py check --deploy` refuses besides Django's own."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register


@register(Tags.security, deploy=True)
def no_local_push_service(**_: Any) -> Sequence[CheckMessage]:
    """The setting that lets pushes go to this machine is for tests alone."""
    if not settings.PUSH_LOCAL_SERVICE:
        return []
    return [
        Error(
            "PUSH_LOCAL_SERVICE is set: a push could go into your own network.",
            hint="Remove it; it is for tests on one machine.",
            id="shortcourse.E001",
        )
    ]


@register(Tags.security, deploy=True)
def no_local_sms_service(**_: Any) -> Sequence[CheckMessage]:
    """The setting that hands texts to a service on this machine is for tests alone."""
    if not settings.SMS or settings.SMS[0].startswith("https://"):
        return []
    return [
        Error(
            "SMS_URL names a service on this machine: no text would leave, and its token goes without encryption.",
            hint="Name the provider: twilio://ACCOUNT:TOKEN@api.twilio.com?from=+15550100",
            id="shortcourse.E002",
        )
    ]


@register(Tags.security, deploy=True)
def no_local_mail_service(**_: Any) -> Sequence[CheckMessage]:
    """The same of mail."""
    if not settings.MAIL_LOCAL:
        return []
    return [
        Error(
            "EMAIL_URL names a service on this machine: no mail would leave, and its key goes without encryption.",
            hint="Name the provider: mailgun://KEY@api.mailgun.net",
            id="shortcourse.E003",
        )
    ]
