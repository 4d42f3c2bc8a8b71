"""The texts of sign-in: a code and nothing else. None names a medicine, a practice or a condition."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import structlog
from django.utils import translation
from django.utils.translation import gettext as _

from notifications.channels.interface import NotDelivered
from notifications.channels.sms.sending import send_text
from tracker.accounts.mails import Line

log = structlog.get_logger("tracker.accounts")


def text_codes(number: str, lines: Sequence[Line], language: str, *, practice_id: UUID, now: datetime) -> None:
    """Text the codes. That none went out is the operator's to know: the page offers a new one."""
    with translation.override(language):
        codes = ", ".join(f"{line.label}: {line.code}" if line.label else line.code for line in lines)
        text = _("Your code: %(codes)s. It works for 10 minutes. Give it to nobody.") % {"codes": codes}
    try:
        send_text(number, text, practice_id=practice_id, now=now)
    except NotDelivered as failure:
        log.warning("sign_in_text_failed", reason=failure.reason)
