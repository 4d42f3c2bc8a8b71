"""Mail by a provider's API: real requests to a server that speaks it, and signed calls back."""

import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from datetime import datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import parse_qs

import pytest
from django.http import HttpResponse
from django.test import Client, override_settings

from courses.models import Patient
from notifications.channels import only
from notifications.channels.email import EmailChannel
from notifications.channels.interface import Away, NotDelivered, Permanent, Trouble
from notifications.deliver import deliver
from notifications.models import Delivery, Endpoint, Person
from notifications.sweep import sweep
from tests.notifications.house import EIGHT, House, reachable
from tests.notifications.test_email import outgoing
from tracker import clock
from tracker.environment import read

KEY, SIGNING = "a-key", "a-signing-key"


class Mailgun:
    """Takes mails as Mailgun does."""

    def __init__(self) -> None:
        self.mails: list[bytes] = []
        self.status = 200
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if provider.status == 200:
                    provider.mails.append(body)
                told = json.dumps({"id": "<1@example.org>", "message": "Queued"}).encode()
                self.send_response(provider.status)
                self.send_header("Content-Length", str(len(told)))
                self.end_headers()
                self.wfile.write(told)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self.server = HTTPServer(("127.0.0.1", 0), Handler)


@pytest.fixture
def mailgun(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> Iterator[Mailgun]:
    """The provider, named as an operator names it."""
    provider = Mailgun()
    thread = threading.Thread(target=provider.server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    told = {
        "SHORTCOURSE_ENV": "development",
        "EMAIL_URL": f"mailgun+http://{KEY}@127.0.0.1:{provider.server.server_address[1]}",
        "EMAIL_HOOK_SECRET": SIGNING,
        "DEFAULT_FROM_EMAIL": "Reminders <reminders@tracker.example>",
    }

    def now() -> datetime:
        return EIGHT

    monkeypatch.setattr(clock, "now", now)
    chosen = read(told, base_dir=tmp_path)
    with override_settings(**chosen.mail, MAIL_IN_USE=True, DEFAULT_FROM_EMAIL=chosen.default_from_email):
        yield provider
    provider.server.shutdown()
    thread.join()
    provider.server.server_close()


@pytest.fixture
def patient(house: House, mailgun: Mailgun) -> Patient:
    """A patient with a mailbox, and a mail that went out."""
    patient = house.patient(mail="ann@example.org")
    house.course(patient)
    sweep(EIGHT)
    with only(EmailChannel()):
        assert deliver("email", EIGHT) == {"sent": 1}
    return patient


def told(event: str, *, key: str = SIGNING, to: str = "ann@example.org", **more: Any) -> HttpResponse:
    """Mailgun calls back."""
    stamp, token = "1768222800", "a" * 50
    signed = hmac.new(key.encode(), f"{stamp}{token}".encode(), hashlib.sha256).hexdigest()
    body = {
        "signature": {"timestamp": stamp, "token": token, "signature": signed},
        "event-data": {"event": event, "recipient": to, "timestamp": 1768222800.0, "id": "x", **more},
    }
    answer: HttpResponse = Client().post(  # type: ignore[assignment]
        "/hooks/mail", json.dumps(body), content_type="application/json"
    )
    return answer


def bounce(**more: Any) -> HttpResponse:
    """The mail came back for good."""
    variables = {"delivery": str(Delivery.objects.earliest("pk").pk)}
    told_by_it: dict[str, Any] = {"delivery-status": {"code": 550, "message": "no such user"}}
    return told(
        "failed",
        severity="permanent",
        reason="generic",
        **{"user-variables": variables, **told_by_it},
        **more,
    )


@pytest.mark.usefixtures("patient")
def test_a_mail_by_a_provider_keeps_its_id_over_repeats_and_carries_its_delivery(mailgun: Mailgun) -> None:
    (mail,) = mailgun.mails
    delivery = str(Delivery.objects.get().pk)
    told = parse_qs(mail.decode())
    assert told["h:Message-Id"] == [f"<{delivery}@tracker.example>"]
    assert (told["v:delivery"], told["subject"]) == ([delivery], ["Reminder"])


@pytest.mark.parametrize(
    ("status", "failure"), [(400, Permanent), (401, Away), (402, Away), (429, Trouble), (500, Trouble)]
)
def test_an_error_of_a_provider_says_whether_trying_again_can_help(
    mailgun: Mailgun, status: int, failure: type[NotDelivered]
) -> None:
    mailgun.status = status
    (handed,) = EmailChannel().send_all([outgoing()])
    assert type(handed.failure) is failure


def test_a_provider_that_is_away_is_no_fault_of_the_mail(mailgun: Mailgun) -> None:
    with override_settings(ANYMAIL={"MAILGUN_API_KEY": KEY, "MAILGUN_API_URL": "http://127.0.0.1:9/v3"}):
        (handed,) = EmailChannel().send_all([outgoing()])
    assert isinstance(handed.failure, Away)


def test_a_mail_that_came_back_retires_the_mailbox_and_goes_by_the_next_channel(patient: Patient) -> None:
    reachable(Person.PATIENT, patient.pk, "screen", channel="console", place=90)
    assert bounce().status_code == 200
    assert Endpoint.objects.get(address="ann@example.org").retired_because == "the mailbox sends mail back"
    assert dict(Delivery.objects.values_list("channel", "status")) == {"email": "retired", "console": "queued"}


def test_a_mailbox_that_two_share_is_gone_for_both(house: House, patient: Patient) -> None:
    reachable(Person.PATIENT, house.patient().pk, "ann@example.org")
    bounce()
    assert not Endpoint.objects.filter(channel="email", retired_at=None).exists()


@pytest.mark.usefixtures("patient")
def test_a_complaint_retires_the_mailbox() -> None:
    assert told("complained").status_code == 200
    assert Endpoint.objects.get().retired_because == "its reader called our mail unwanted"
    assert Delivery.objects.get().status == "sent"


@pytest.mark.usefixtures("patient")
def test_a_mail_that_is_put_off_changes_nothing() -> None:
    told("failed", severity="temporary", reason="greylisted")
    assert Endpoint.objects.get().retired_at is None
    assert Delivery.objects.get().status == "sent"


@pytest.mark.usefixtures("patient")
def test_without_its_signature_nothing_is_believed() -> None:
    assert told("complained", key="another").status_code == 400
    with override_settings(MAIL_HOOK=""):
        assert told("complained").status_code == 403
    assert Endpoint.objects.get().retired_at is None
