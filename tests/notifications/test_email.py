"""Mail over real SMTP, to a server in this process."""

import socket
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from uuid import uuid4

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.test import override_settings

from notifications.channels.email import EmailChannel
from notifications.channels.interface import AddressGone, Away, Outgoing, Permanent, Transient

SECRETS = ("carisoprodol", "soma", "tablet", "dose", "practice", "pain")


class Sink:
    """Takes mails, but for the addresses that it was told to answer otherwise."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.answers: dict[str, str] = {}
        self.sessions: set[int] = set()

    async def handle_RCPT(  # noqa: N802 (the server's name for it)
        self, _server: SMTP, session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        self.sessions.add(id(session))
        if address in self.answers:
            return self.answers[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        assert isinstance(envelope.content, bytes)
        mail = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        return "250 OK"


@pytest.fixture
def sink() -> Iterator[Sink]:
    """A mail server."""
    taking = Sink()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(taking, hostname="127.0.0.1", port=port)
    controller.start()
    with override_settings(
        EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend",
        EMAIL_HOST="127.0.0.1",
        EMAIL_PORT=port,
        EMAIL_TIMEOUT=5,
        EMAIL_USE_TLS=False,
        EMAIL_HOST_USER="",
        EMAIL_HOST_PASSWORD="",
        MAIL_IN_USE=True,
        DEFAULT_FROM_EMAIL="Reminders <reminders@tracker.example>",
    ):
        yield taking
    controller.stop()


def outgoing(
    address: str = "ann@example.org", *, leave: str | None = "https://t.example/n/leave/x", language: str = "en"
) -> Outgoing:
    key = uuid4()
    return Outgoing(
        key, address, str(key), to_staff=False, link="https://t.example/n/1", leave=leave, language=language
    )


def test_a_mail_is_opaque_and_opens_the_app(sink: Sink) -> None:
    one = outgoing()
    (handed,) = EmailChannel().send_all([one])
    assert handed.failure is None
    (mail,) = sink.mails
    plain, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert plain is not None
    assert html is not None
    assert mail["Subject"] == "Reminder"
    assert mail["Message-ID"] == f"<{one.tag}@tracker.example>"
    assert one.link in plain.get_content()
    assert one.link in html.get_content()
    everything = mail.as_string().lower()
    assert not [word for word in SECRETS if word in everything]


def test_a_mail_speaks_the_language_of_whom_it_goes_to(sink: Sink) -> None:
    list(EmailChannel().send_all([outgoing(language="es"), outgoing(language="en")]))
    spanish, english = sink.mails
    html = spanish.get_body(("html",))
    assert html is not None
    assert spanish["Subject"] == "Recordatorio"
    assert '<html lang="es">' in html.get_content()
    assert "Tiene un recordatorio." in html.get_content()
    assert "Abra la aplicación" in spanish.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert english["Subject"] == "Reminder"


def test_a_mail_that_may_be_left_carries_the_one_click_headers(sink: Sink) -> None:
    list(EmailChannel().send_all([outgoing(), outgoing(leave=None)]))
    first, second = sink.mails
    assert first["List-Unsubscribe"] == "<https://t.example/n/leave/x>"
    assert first["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert second["List-Unsubscribe"] is None
    assert "leave" not in second.as_string()


def test_a_batch_goes_over_one_connection(sink: Sink) -> None:
    list(EmailChannel().send_all([outgoing() for _ in range(5)]))
    assert (len(sink.mails), len(sink.sessions)) == (5, 1)


@pytest.mark.parametrize(
    ("answer", "failure"),
    [
        ("550 5.1.1 no such user", AddressGone),
        ("551 moved", AddressGone),
        ("550 5.7.1 policy", Permanent),
        ("452 4.2.2 mailbox full", Transient),
        ("530 5.7.0 sign in first", Away),
    ],
)
def test_an_error_says_whether_trying_again_can_help(sink: Sink, answer: str, failure: type[Exception]) -> None:
    sink.answers["gone@example.org"] = answer
    first, second = EmailChannel().send_all([outgoing("gone@example.org"), outgoing()])
    assert type(first.failure) is failure
    assert "gone@" not in str(first.failure)
    assert second.failure is None


def test_a_server_that_is_away_lets_the_whole_batch_wait(sink: Sink) -> None:
    with override_settings(EMAIL_PORT=9):
        handed = list(EmailChannel().send_all([outgoing() for _ in range(3)]))
    assert all(isinstance(one.failure, Away) for one in handed)
    assert sink.mails == []


def test_a_sign_in_that_is_refused_is_no_fault_of_the_mail(sink: Sink) -> None:
    with override_settings(EMAIL_HOST_USER="somebody", EMAIL_HOST_PASSWORD=uuid4().hex):
        (handed,) = EmailChannel().send_all([outgoing()])
    assert isinstance(handed.failure, Away)
    assert sink.mails == []


def test_mail_that_is_off_is_said_so() -> None:
    with override_settings(MAIL_IN_USE=False):
        (handed,) = EmailChannel().send_all([outgoing()])
    assert isinstance(handed.failure, Permanent)
