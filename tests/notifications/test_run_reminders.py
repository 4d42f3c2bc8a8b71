"""The command: once, as a rehearsal, and until told to stop."""

import os
import signal
import subprocess
import sys
import threading
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from courses.models import Flag, FlagEvent, Patient
from notifications.models import Agenda, Carried, Delivery, Message, Reminder
from tests.notifications.house import EIGHT, House, at
from tracker.management.commands import run_reminders
from tracker.operator.heartbeats import last_seen

PROJECT = Path(__file__).resolve().parents[2]


def everything() -> list[object]:
    """All that a sweep could change."""
    models = (Agenda, Reminder, Message, Carried, Delivery, Flag, FlagEvent, Patient)
    return [list(model._default_manager.order_by("pk").values()) for model in models]


def rehearsed(instant: str) -> str:
    out = StringIO()
    call_command("run_reminders", once=True, now=instant, stdout=out)
    return out.getvalue()


def test_a_rehearsal_says_what_would_go_out_and_leaves_nothing(house: House) -> None:
    patient = house.patient(mail="ann@example.org")
    house.course(patient)
    before = everything()
    told = rehearsed("2026-01-12T08:00:00-05:00")
    assert f"patient {patient.pk}: dose_due; by email" in told
    assert "1 messages; reminders: 1 sent" in told
    assert "Ann" not in told
    assert "ann@" not in told
    assert everything() == before


def test_a_rehearsal_leaves_no_judgement(house: House) -> None:
    house.course(house.patient())
    before = everything()
    # By then two days were silent: a flag would open.
    rehearsed("2026-01-20T12:00:00-05:00")
    assert everything() == before


@pytest.mark.parametrize("instant", ["yesterday", "2026-01-12T08:00:00", "9999-12-31T23:59:59Z"])
def test_an_instant_that_is_none_is_refused(instant: str) -> None:
    with pytest.raises(CommandError, match="--now"):
        call_command("run_reminders", once=True, now=instant)


def test_a_rehearsal_is_asked_for_in_full() -> None:
    with pytest.raises(CommandError, match="--once"):
        call_command("run_reminders", now="2026-01-12T08:00:00Z")


def test_once_sweeps_and_delivers_and_is_seen(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    house.course(house.patient())
    call_command("run_reminders", once=True)
    assert last_seen("sweep") is not None
    assert Agenda.objects.get(patient__isnull=False).next_due_at != EIGHT
    assert at(12, 8) == EIGHT


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_it_runs_until_it_is_told_to_stop() -> None:
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    code = (
        "import django; django.setup()\n"
        "from django.db import connection\n"
        f"connection.settings_dict['NAME'] = {str(connection.settings_dict['NAME'])!r}\n"
        "from django.core.management import call_command\n"
        "call_command('run_reminders')\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], cwd=PROJECT, env=environment, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert "reminders are running" in process.stdout.readline()
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=20) == 0


# Each tick looks after the connections first.
@pytest.mark.django_db
def test_an_unexpected_error_ends_no_loop_and_a_dead_one_ends_the_others() -> None:
    stop, ticks = threading.Event(), []

    def work() -> None:
        ticks.append(1)
        if len(ticks) == 1:
            raise ValueError("Ann Example")
        raise SystemExit

    with pytest.raises(SystemExit):
        run_reminders._each_second(stop, work)
    assert (len(ticks), stop.is_set()) == (2, True)


@pytest.mark.django_db
def test_a_thread_that_dies_ends_the_process(monkeypatch: pytest.MonkeyPatch) -> None:
    def die(stop: threading.Event, _channel: str) -> None:
        stop.set()

    monkeypatch.setattr(run_reminders, "_deliver_until", die)
    monkeypatch.setattr(run_reminders, "_sweep", lambda: None)
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    with pytest.raises(CommandError, match="died"):
        call_command("run_reminders")
