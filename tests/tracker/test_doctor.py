import socket
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from uuid import uuid4

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink
from django.core.management import call_command
from django.db import OperationalError, connection
from django.test import Client, override_settings

from notifications.models import Agenda, Delivery, Endpoint
from tests.notifications.house import build
from tracker import clock
from tracker.operator.heartbeats import beat_seen

NOBODY_LISTENS = "redis://127.0.0.1:9/0"
SMTP = "django.core.mail.backends.smtp.EmailBackend"
ALONE = override_settings(BROKER_IN_USE=False, MAIL_IN_USE=False)


def doctor() -> tuple[int, dict[str, str]]:
    """The exit status, and each part's line."""
    out = StringIO()
    status = 0
    try:
        call_command("doctor", stdout=out)
    except SystemExit as end:
        status = int(str(end.code))
    return status, {line.split(":")[0][7:]: line for line in out.getvalue().splitlines()}


@pytest.fixture
def mailbox() -> Iterator[Controller]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(Sink(), hostname="127.0.0.1", port=port)
    controller.start()
    yield controller
    controller.stop()


@pytest.mark.django_db
@ALONE
def test_one_machine_without_broker_and_mail_is_well_and_what_is_off_is_named() -> None:
    beat_seen("sweep", clock.now())
    status, told = doctor()
    assert status == 0
    assert {part for part, line in told.items() if line.startswith("off")} == {
        "broker",
        "mail",
        "sms",
        "push keys",
        "phones",
        "beat",
        "worker",
    }
    assert {part for part, line in told.items() if line.startswith("ok")} == {
        "providers",
        "settings",
        "database",
        "clock",
        "migrations",
        "sweep",
        "set aside",
        "deliveries",
    }


@pytest.mark.django_db
@ALONE
def test_who_is_set_aside_and_what_was_given_up_is_counted(client: Client) -> None:
    now = clock.now()
    beat_seen("sweep", now)
    house = build()
    house.course(house.patient(mail="ann@example.org"))
    Delivery.objects.create(
        day=now.date(),
        message_id=uuid4(),
        endpoint=Endpoint.objects.get(),
        channel="email",
        status="dead",
        available_at=now,
        finished_at=now,
        reason="its worker died at each attempt",
    )
    Agenda.objects.filter(patient__isnull=False).update(set_aside_at=now, failures=5, failure="ValueError")
    status, told = doctor()
    assert status == 1
    assert told["set aside"].startswith("wrong  set aside: the sweep fails on 1 patients and 0 practices")
    assert told["deliveries"].startswith("wrong  deliveries: 1 were given up")
    ready = client.get("/health/ready")
    assert (ready.status_code, ready.json()["degraded"]) == (200, ["set_aside", "deliveries"])


@pytest.mark.django_db
@ALONE
def test_a_sweep_that_nobody_started_is_wrong_and_the_line_says_how_to_start_it() -> None:
    status, told = doctor()
    assert status == 1
    assert told["sweep"].startswith("wrong  sweep: was never seen; start it: python manage.py run_reminders")


@pytest.mark.django_db
@override_settings(BROKER_IN_USE=True, REDIS_URL=NOBODY_LISTENS, MAIL_IN_USE=False)
def test_a_broker_that_is_set_and_away_is_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tracker.operator.doctor.app.control.ping", lambda timeout: [])
    beat_seen("beat", clock.now() - timedelta(minutes=3))
    beat_seen("sweep", clock.now())
    status, told = doctor()
    assert status == 1
    assert told["broker"].startswith("wrong  broker: Redis does not answer")
    assert told["beat"].startswith("wrong  beat: was last seen 180 s ago")
    assert told["worker"].startswith("wrong  worker: none answers")


@pytest.mark.redis
@pytest.mark.django_db
def test_a_broker_without_workers_is_told_apart_from_no_broker() -> None:
    told = doctor()[1]
    assert told["broker"].startswith("ok")
    assert told["worker"].startswith("wrong  worker: none answers")


@pytest.mark.django_db
@override_settings(BROKER_IN_USE=False, MAIL_IN_USE=True, EMAIL_BACKEND=SMTP, EMAIL_HOST="127.0.0.1", EMAIL_PORT=9)
def test_a_mail_server_that_is_away_is_wrong() -> None:
    beat_seen("sweep", clock.now())
    status, told = doctor()
    assert status == 1
    assert told["mail"].startswith("wrong  mail: 127.0.0.1:9 takes none (ConnectionRefusedError); correct EMAIL_URL")


@pytest.mark.django_db
def test_a_mail_server_that_answers_is_ok(mailbox: Controller) -> None:
    with override_settings(MAIL_IN_USE=True, EMAIL_BACKEND=SMTP, EMAIL_HOST="127.0.0.1", EMAIL_PORT=mailbox.port):
        assert doctor()[1]["mail"].startswith("ok")


@pytest.mark.django_db
@ALONE
def test_without_a_database_the_rest_is_still_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise OperationalError("gone")

    monkeypatch.setattr(connection, "cursor", refuse)
    status, told = doctor()
    assert status == 1
    assert told["database"].startswith("wrong  database: does not answer")
    assert "broker" in told


@pytest.mark.django_db
@ALONE
def test_unapplied_migrations_are_wrong() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'operator_pages' AND name = '0001_initial'")
    status, told = doctor()
    assert status == 1
    assert "operator_pages.0001_initial; run: python manage.py migrate" in told["migrations"]


@pytest.mark.django_db
@ALONE
def test_a_clock_that_went_astray_is_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    ahead = clock.now() + timedelta(minutes=2)
    monkeypatch.setattr("tracker.management.commands.doctor.clock.now", lambda: ahead)
    assert doctor()[1]["clock"].startswith("wrong  clock: this machine's and the database's are 1")
