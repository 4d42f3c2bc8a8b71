"""The mails of sign-in. None names a medicine, a practice or a condition: a mailbox may be shared."""

from collections.abc import Sequence
from dataclasses import dataclass

import structlog
from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

log = structlog.get_logger("tracker.accounts")


@dataclass(frozen=True, slots=True)
class Line:
    """One code, and whose it is where a mailbox serves several (a given name)."""

    label: str
    code: str


def send_codes(email: str, lines: Sequence[Line], language: str) -> None:
    """Mail the codes."""
    with translation.override(language):
        subject = _("Your sign-in code")
        body = render_to_string("accounts/mail/codes.txt", {"lines": lines})
    _send(email, subject, body)


def send_no_sign_in(email: str) -> None:
    """Mail that nobody signs in with this address, so that who mistyped it learns so, and only they."""
    ways = {"staff_url": _address("account_login"), "patient_url": _address("accounts:patient_sign_in")}
    _send(email, _("Signing in"), render_to_string("accounts/mail/no_sign_in.txt", ways))


def _address(name: str) -> str:
    return settings.BASE_URL.rstrip("/") + reverse(name)


def _send(email: str, subject: str, body: str) -> None:
    try:
        EmailMessage(subject, body, to=[email]).send()
    except OSError:
        # The page cannot say so without telling who is known here; it offers a new code. The log tells the operator.
        log.exception("sign_in_mail_failed")
