"""Push services that are gone, busy, broken or silent: each phone is treated as its own asks, and nobody else waits."""

import time
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler
from itertools import pairwise
from urllib.parse import urlsplit

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.test import override_settings

from courses.models import Patient
from notifications.channels import only
from notifications.channels.web_push import WebPushChannel
from notifications.deliver import deliver
from notifications.leases import LONGEST_WAIT, MOST_ATTEMPTS, WAITS
from notifications.models import Delivery, Endpoint, Status
from notifications.sweep import sweep
from tests.faults.conftest import Results
from tests.faults.places import free_port, wait_until
from tests.faults.test_killed import this_minute
from tests.notifications.house import EIGHT, build, reachable
from tests.notifications.push.subscribed import subscribed
from tests.push_service import Phone, PushService
from tracker import clock
from tracker.bench.clockwork import RUN_REMINDERS, Clockwork
from tracker.bench.due import Crowd

ASKED_SECONDS, HANGS_SECONDS = 6, 30
GOOD, MAILS = 20, 10


class TimedService(PushService):
    """Remembers when each phone was written to."""

    def __init__(self) -> None:
        self.times: dict[str, list[float]] = defaultdict(list)
        super().__init__()

    def take(self, request: BaseHTTPRequestHandler) -> None:
        self.times[request.path].append(time.monotonic())
        super().take(request)

    def of(self, phone: Phone) -> list[float]:
        """When this phone was written to."""
        return self.times[urlsplit(phone.address).path]


class Mails:
    """Whom mails came to."""

    def __init__(self) -> None:
        self.to: list[str] = []

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.to += envelope.rcpt_tos
        return "250 OK"


@pytest.fixture
def service(vapid_key: str, installed: None) -> Iterator[TimedService]:
    """A push service with phones."""
    with TimedService() as service, override_settings(PUSH_LOCAL_SERVICE=service.origin):
        yield service


@pytest.fixture
def mails() -> Iterator[tuple[Mails, int]]:
    """A mail server, and its port."""
    mails, port = Mails(), free_port()
    controller = Controller(mails, hostname="127.0.0.1", port=port)
    controller.start()
    yield mails, port
    controller.stop()


def with_phone(crowd: Crowd, minute: datetime, phone: Phone) -> Patient:
    """A patient with that phone, due at that minute."""
    patient = crowd.patient(minute)
    subscribed(patient, phone, now=minute)
    return patient


def test_each_answer_is_taken_as_it_is_meant_and_others_are_unhurt(
    clockwork: Clockwork, service: TimedService, mails: tuple[Mails, int], results: Results
) -> None:
    came, port = mails
    minute = this_minute()
    crowd = Crowd.open(service.origin, clock.now())
    good = [service.phone() for _ in range(GOOD)]
    gone, busy, broken, silent = [service.phone(), service.phone()], service.phone(), service.phone(), service.phone()
    gone[0].answer, gone[1].answer = 404, 410
    busy.answer, busy.answer_headers = 429, {"Retry-After": str(ASKED_SECONDS)}
    broken.answer, silent.hangs_for_seconds = 503, HANGS_SECONDS
    for phone in (silent, broken, busy, *gone, *good):
        with_phone(crowd, minute, phone)
    for number in range(MAILS):
        reachable("patient", crowd.patient(minute).pk, f"{number}@example.org")
    running = clockwork.start(
        *RUN_REMINDERS, PUSH_LOCAL_SERVICE=service.origin, EMAIL_URL=f"smtp://127.0.0.1:{port}",
        DEFAULT_FROM_EMAIL="reminders@shortcourse.example",
    )  # fmt: skip
    wait_until(lambda: len(came.to) == MAILS and all(phone.received for phone in good), "whom nothing keeps")
    told_at = clock.now()
    of_the_silent = Delivery.objects.get(endpoint__address=silent.address)
    assert of_the_silent.status == Status.LEASED, "it should hang still while others have theirs"
    again_at = _put_off_until(busy)
    wait_until(lambda: len(service.of(busy)) > 1, "the second try at the busy one")
    wait_until(lambda: not Delivery.objects.filter(status=Status.LEASED).exists(), "the silent one's time-out")
    assert running.end() == 0
    lost = sum(not phone.received for phone in good)
    repeated = sum(len(phone.received) - 1 for phone in good if phone.received) + len(came.to) - len(set(came.to))
    results.note("push 404/410, 429, 503, a hang of 30 s: the others", of=GOOD + MAILS, lost=lost, repeated=repeated)
    assert (lost, repeated) == (0, 0)
    assert [len(service.of(phone)) for phone in gone] == [1, 1]
    assert all(Endpoint.objects.get(address=phone.address).retired_at for phone in gone)
    # Not by our own waits, which are longer.
    assert again_at <= told_at + timedelta(seconds=ASKED_SECONDS + 10)
    assert all(later - earlier >= ASKED_SECONDS - 1 for earlier, later in pairwise(service.of(busy)))
    for phone in (broken, silent):
        put_off = Delivery.objects.get(endpoint__address=phone.address)
        assert (put_off.status, put_off.attempts, len(service.of(phone))) == (Status.QUEUED, 1, 1)
        assert put_off.available_at > clock.now()


def _put_off_until(phone: Phone) -> datetime:
    """When the first try at a phone is to be followed by another."""
    delivery = Delivery.objects.filter(endpoint__address=phone.address, status=Status.QUEUED, attempts__gt=0)
    until: datetime | None = None

    def was_tried() -> bool:
        nonlocal until
        # Asked once: a moment later it may be tried again already.
        until = delivery.values_list("available_at", flat=True).first()
        return until is not None

    wait_until(was_tried, "a first try")
    assert until is not None
    return until


def test_a_service_in_trouble_is_asked_ever_less_often_and_then_no_more(
    transactional_db: None, service: TimedService, results: Results
) -> None:
    house, phone = build(), service.phone()
    phone.answer = 503
    patient = house.patient()
    subscribed(patient, phone)
    house.course(patient, days=8)
    # An ending waits for a day, a dose would be too late after two hours.
    now = EIGHT + timedelta(days=4, hours=2)
    waited = _tried_until_dead(phone, now)
    assert waited == list(WAITS)
    assert len(service.of(phone)) == MOST_ATTEMPTS
    results.note("push 5xx: attempts until it is set aside", of=MOST_ATTEMPTS)


def test_who_asks_for_a_week_is_asked_after_hours(transactional_db: None, service: TimedService) -> None:
    house, phone = build(), service.phone()
    phone.answer, phone.answer_headers = 429, {"Retry-After": "99999"}
    patient = house.patient()
    subscribed(patient, phone)
    house.course(patient, days=8)
    waited = _tried_until_dead(phone, EIGHT + timedelta(days=4, hours=2), times=1)
    assert waited == [LONGEST_WAIT]


def _tried_until_dead(phone: Phone, now: datetime, times: int = MOST_ATTEMPTS) -> list[timedelta]:
    """Sweep once, then deliver whenever it may be; how long it waited each time."""
    waited = []
    channel = WebPushChannel()
    with only(channel):
        sweep(now)
        for _ in range(times):
            deliver("web_push", now)
            delivery = Delivery.objects.get()
            if delivery.status == Status.DEAD:
                break
            waited.append(delivery.available_at - now)
            now = delivery.available_at
    channel.close()
    return waited
