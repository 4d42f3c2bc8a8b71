"""The mails of sign-in. None names a medicine, a practice or a condition: a mailbox may be shared."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import structlog
from anymail.exceptions import AnymailError
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
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
        _send(email, _("Your sign-in code"), "codes", {"lines": lines})


def send_helper_invitation(email: str, address: str, language: str) -> None:
    """Mail a link to a helper. It says neither whom to help nor with what: the mailbox may be read by others."""
    with translation.override(language):
        _send(email, _("You are invited"), "helper_invitation", {"address": address})


def send_staff_invitation(email: str, address: str) -> bool:
    """Mail the link that sets a password to somebody of a practice's staff, which it does not name; whether it went."""
    told = {"address": address, "again_url": _address("account_reset_password")}
    return _send(email, "Set your password", "staff_invitation", told)


def send_no_sign_in(email: str) -> None:
    """Mail that nobody signs in with this address, so that who mistyped it learns so, and only they."""
    ways = {"staff_url": _address("account_login"), "patient_url": _address("accounts:patient_sign_in")}
    _send(email, _("Signing in"), "no_sign_in", ways)


def _address(name: str) -> str:
    return settings.BASE_URL.rstrip("/") + reverse(name)


def _send(email: str, subject: str, name: str, told: dict[str, Any]) -> bool:
    """Send the mail of a name, as plain text and as HTML; whether it went out."""
    mail = EmailMultiAlternatives(subject, render_to_string(f"accounts/mail/{name}.txt", told), to=[email])
    mail.attach_alternative(render_to_string(f"accounts/mail/{name}.html", {"subject": subject, **told}), "text/html")
    try:
        mail.send()
    except (OSError, AnymailError):
        # The page cannot say so without telling who is known here; it offers a new code. The log tells the operator.
        log.exception("sign_in_mail_failed")
        return False
    return True
