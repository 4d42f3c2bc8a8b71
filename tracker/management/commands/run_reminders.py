"""`manage.py run_reminders`: sweeps and delivers in one process, for one practice on one machine, without Celery."""

import signal
import threading
from argparse import ArgumentParser
from datetime import datetime
from typing import Any

import structlog
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import close_old_connections, connection

from courses import inputs
from courses.errors import WrongInput
from notifications.channels import channels
from notifications.deliver import deliver
from notifications.failures import of_the_database, place_of
from notifications.rehearsal import rehearse
from notifications.retention import forget
from notifications.sweep import sweep
from tracker import clock
from tracker.operator.heartbeats import beat_seen

FORGET_EVERY_SECONDS = 3600.0

log = structlog.get_logger(__name__)


class Command(BaseCommand):
    help = "Send reminders: sweep and deliver each second until told to stop. With --once, do it once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """--once and --now."""
        parser.add_argument("--once", action="store_true", help="sweep and deliver once, then end")
        parser.add_argument(
            "--now",
            metavar="INSTANT",
            help="with --once: rehearse as if it were this instant (2026-03-02T08:00:00-05:00); nothing leaves",
        )

    def handle(self, *_args: Any, once: bool, now: str | None, **_options: Any) -> None:
        """Run as told."""
        if now is not None and not once:
            raise CommandError("--now is for a rehearsal and needs --once.")
        if now is not None:
            self._rehearse(_instant(now))
        elif once:
            _sweep()
            for channel in channels():
                deliver(channel, clock.now)
        else:
            self._run()

    def _rehearse(self, instant: datetime) -> None:
        """Print what would go out."""
        found, swept = rehearse(instant)
        for message in found:
            by = ", ".join(message.channels) or "no channel (in the app only)"
            kinds = ", ".join(message.kinds)
            self.stdout.write(f"{message.at.isoformat()} {message.person_kind} {message.person_id}: {kinds}; by {by}")
        counts = ", ".join(f"{count} {outcome}" for outcome, count in sorted(swept.reminders.items())) or "none"
        self.stdout.write(f"rehearsal at {instant.isoformat()}: {len(found)} messages; reminders: {counts}")
        if swept.failed:
            raise CommandError(f"{swept.failed} patients could not be swept; the log says why.")

    def _run(self) -> None:
        """Until SIGTERM or Ctrl-C: sweep here, deliver in a thread a channel, so that a slow one holds up nothing.

        Where one of them dies all of it ends, and with a status that tells whoever keeps it running to start it again.
        """
        asked, stop = threading.Event(), threading.Event()

        def ask(*_: Any) -> None:
            asked.set()
            stop.set()

        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, ask)
        threads = [threading.Thread(target=_deliver_until, args=(stop, name), name=name) for name in channels()]
        threads.append(threading.Thread(target=_forget_until, args=(stop,), name="forget"))
        for thread in threads:
            thread.start()
        self.stdout.write("reminders are running; Ctrl-C ends them")
        _each_second(stop, _sweep)
        # What is in flight is finished and its result written.
        for thread in threads:
            thread.join()
        if not asked.is_set():
            raise CommandError("a part of it died; the log says why. Start it again.")


def _sweep() -> None:
    sweep(clock.now)
    beat_seen("sweep", clock.now())


def _deliver_until(stop: threading.Event, channel: str) -> None:
    try:
        _each_second(stop, lambda: deliver(channel, clock.now))
    finally:
        connection.close()


def _forget_until(stop: threading.Event) -> None:
    try:
        _each_second(stop, lambda: forget(clock.now()), every=FORGET_EVERY_SECONDS)
    finally:
        connection.close()


def _each_second(stop: threading.Event, work: Any, *, every: float | None = None) -> None:
    """Do the work each tick, or every so many seconds, until told to stop.

    No error ends it, and should it end all the same so do the others.
    """
    try:
        while not stop.is_set():
            try:
                close_old_connections()
                work()
            except Exception as error:  # noqa: BLE001 (the next tick may go well)
                if of_the_database(error):
                    log.warning("database_away", error=type(error).__name__)
                else:
                    log.error("tick_failed", error=place_of(error))  # noqa: TRY400 (its text may hold personal data)
            stop.wait(settings.TICK_SECONDS if every is None else every)
    finally:
        stop.set()


def _instant(text: str) -> datetime:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise CommandError(f"--now {text!r} is no instant; write it as 2026-03-02T08:00:00-05:00.") from None
    if instant.utcoffset() is None:
        raise CommandError(f"--now {text!r} has no offset; write it as {text}+00:00 or with the offset that is meant.")
    try:
        return inputs.instant("--now", instant)
    except WrongInput as wrong:
        raise CommandError(f"--now {text!r}: {wrong.message}") from wrong
