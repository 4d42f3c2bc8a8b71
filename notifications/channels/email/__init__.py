"""Mail: HTML and plain text, opaque, over one connection a batch."""

import smtplib
from collections.abc import Iterator, Sequence
from datetime import timedelta
from email.utils import parseaddr
from functools import partial
from http import HTTPStatus

from anymail.exceptions import AnymailError, AnymailRecipientsRefused, AnymailRequestsAPIError
from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext

from notifications.channels.email.moulds import moulded
from notifications.channels.interface import (
    AddressGone,
    Away,
    Handed,
    NotDelivered,
    Outgoing,
    Permanent,
    Transient,
    Trouble,
    one_by_one,
)

# The enhanced codes (RFC 3463) that say beyond doubt that there is no such mailbox. 550 alone is also used for policy:
# without one of them the mail fails, but the mailbox stays.
NO_SUCH_MAILBOX = (b"5.1.1", b"5.1.2", b"5.1.3", b"5.1.6", b"5.1.10", b"5.2.1")
MOVED = 551
PERMANENT = 500
MOST_LOST = 2
SHUTTING_DOWN = 421
SIGN_IN_FIRST = 530
# Should it be a mail itself that makes the server hang up, those behind it go first.
AFTER_HANGING_UP = timedelta(minutes=5)


class EmailChannel:
    """Hands mails to the server that the settings name."""

    name = "email"

    def send_all(self, outgoing: Sequence[Outgoing]) -> Iterator[Handed]:
        """Send each over one connection; where the server is away, the rest of the batch waits with the first."""
        connection = get_connection()
        try:
            yield from _each(connection, outgoing)
        finally:
            _close(connection)


def _each(connection: BaseEmailBackend, outgoing: Sequence[Outgoing]) -> Iterator[Handed]:
    lost = 0
    down: NotDelivered | None = None
    for one in outgoing:
        # A server that hangs costs a time-out each time: two of them are enough to know.
        down = down if lost >= MOST_LOST else _open(connection)
        handed = Handed(one, down) if down else next(one_by_one(partial(_send, connection), [one]))
        if isinstance(handed.failure, Away):
            lost += 1
            down = Away(handed.failure.reason)
            _close(connection)
        yield handed


def mail_for(outgoing: Outgoing) -> EmailMultiAlternatives:
    """The mail: nothing in it tells of a medicine, a dose, a practice or a condition."""
    told = {"link": outgoing.link, "leave": outgoing.leave, "to_staff": outgoing.to_staff}
    headers = {
        # The same at every attempt: mail programs show a repeat as one.
        "Message-ID": f"<{outgoing.tag}@{_sending_domain()}>",
        # Keeps holiday notices from answering (RFC 3834).
        "Auto-Submitted": "auto-generated",
    }
    if outgoing.leave is not None:
        headers["List-Unsubscribe"] = f"<{outgoing.leave}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    with translation.override(outgoing.language):
        mail = EmailMultiAlternatives(
            subject=gettext("Something waits for you") if outgoing.to_staff else gettext("Reminder"),
            body=render_to_string("notifications/email/message.txt", told),
            to=[outgoing.address],
            headers=headers,
        )
        # What a provider tells of this mail later carries this back; SMTP knows nothing of it.
        mail.metadata = {"delivery": str(outgoing.delivery)}  # type: ignore[attr-defined]
        mail.attach_alternative(render_to_string("notifications/email/message.html", told), "text/html")
    return mail


def _sending_domain() -> str:
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"


def _open(connection: BaseEmailBackend) -> NotDelivered | None:
    """Open the connection if it is not; why that failed, if it did."""
    if not settings.MAIL_IN_USE:
        return Permanent("mail is off in the settings")
    try:
        # Open beforehand: send_messages() closes after each mail what it had to open itself.
        connection.open()
    except (smtplib.SMTPException, OSError) as error:
        return Away(_failure(error).reason)
    return None


def _send(connection: BaseEmailBackend, outgoing: Outgoing) -> None:
    try:
        # Others want more of a mail than its bytes.
        by_smtp = isinstance(connection, EmailBackend)
        connection.send_messages([moulded(outgoing, mail_for) if by_smtp else mail_for(outgoing)])
    except AnymailError as error:
        raise _of_provider(error) from error
    except (smtplib.SMTPException, OSError) as error:
        raise _failure(error) from error


def _close(connection: BaseEmailBackend) -> None:
    try:
        connection.close()
    except (smtplib.SMTPException, OSError):
        # It was lost already: what matters is known by now.
        return


def _failure(error: smtplib.SMTPException | OSError) -> NotDelivered:
    """What an error of the mail server means for trying again."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, answer = next(iter(error.recipients.values()))
        gone = code == MOVED or (code >= PERMANENT and answer.startswith(NO_SUCH_MAILBOX))
        return AddressGone(f"mailbox refused with {code}") if gone else _refused(code, "recipient refused")
    if isinstance(error, smtplib.SMTPAuthenticationError):
        # The operator's to mend, and no fault of the mail.
        return Away(f"the mail server refused the sign-in with {error.smtp_code}")
    if isinstance(error, smtplib.SMTPResponseException):
        return _refused(error.smtp_code, "refused")
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return Permanent("the mail server cannot take what this mail needs")
    return Away(type(error).__name__, AFTER_HANGING_UP)


def _of_provider(error: AnymailError) -> NotDelivered:
    """What an error of a mail provider's API means for trying again."""
    if isinstance(error, AnymailRecipientsRefused):
        return AddressGone("the provider refuses the mailbox")
    status = getattr(error, "status_code", None)
    if status is None:
        # No answer at all; else the mail itself cannot be put as the provider wants it.
        unreached = isinstance(error, AnymailRequestsAPIError)
        return Away(type(error).__name__) if unreached else Permanent(type(error).__name__)
    said = f"the mail provider answered with {status}"
    if status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.PAYMENT_REQUIRED, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND}:
        return Away(said)
    busy = status == HTTPStatus.TOO_MANY_REQUESTS or status >= HTTPStatus.INTERNAL_SERVER_ERROR
    return Trouble(said) if busy else Permanent(said)


def _refused(code: int, said: str) -> NotDelivered:
    """What an answer other than yes means."""
    if code in {SHUTTING_DOWN, SIGN_IN_FIRST}:
        return Away(f"the mail server takes none now ({code})")
    return Permanent(f"{said} with {code}") if code >= PERMANENT else Transient(f"put off with {code}")
