"""`manage.py bench NAME...`: what this machine can do, a line of JSON a bench; progress goes to standard error."""

import os
import subprocess
import sys
from argparse import ArgumentParser
from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from notifications.channels.web_push.vapid import new_private_key
from tracker.bench.names import ALONE, NAMES
from tracker.bench.place import HOST, free_port, fresh_database
from tracker.bench.servers import NoServers, servers

ALL = "all"
AN_HOUR = 60


class Command(BaseCommand):
    help = "Measures ours against a floor, in one run, on servers and in a database of its own."
    # The project's own database is not touched, nor asked for.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which benches, and how large."""
        parser.add_argument("names", nargs="+", metavar="NAME", choices=[ALL, *NAMES], help=", ".join([ALL, *NAMES]))
        parser.add_argument(
            "--scale", type=float, default=1.0, metavar="SHARE", help="of the full size, for a quick look: 0.01"
        )

        parser.add_argument(
            "--minutes", type=float, default=AN_HOUR, metavar="N", help="how long the soak lasts (60), two at least"
        )

    def handle(self, *, names: Sequence[str], scale: float, minutes: float, **_options: Any) -> None:
        """Print a line a bench; exit status 1 if one does not reach its target at the full size."""
        if not 0 < scale <= 1:
            raise CommandError(f"--scale is {scale:g}; it is a share of the full size, more than 0, at most 1.")
        try:
            named = servers(os.environ)
        except NoServers as error:
            raise CommandError(str(error)) from error
        chosen = [name for name in NAMES if name not in ALONE] if ALL in names else names
        # The soak's size is its length.
        scales = {name: minutes / AN_HOUR if name == "soak" else scale for name in chosen}
        failed = [name for name in chosen if not self._run(name, scales[name], named)]
        if failed:
            raise CommandError(f"not measured: {', '.join(failed)}")

    def _run(self, name: str, scale: float, named: Mapping[str, str]) -> bool:
        self.stderr.write(f"{name}, scale {scale:g}")
        with fresh_database(named["DATABASE_URL"]) as address:
            environment = {
                **{
                    key: value
                    for key, value in os.environ.items()
                    if key in {"PATH", "HOME", "LANG", "XDG_RUNTIME_DIR"}
                },
                "SHORTCOURSE_ENV": "development",
                "DEBUG": "false",
                "LOG_LEVEL": "ERROR",
                "DATABASE_URL": address,
                "REDIS_URL": named["REDIS_URL"],
                "PUSH_LOCAL_SERVICE": f"http://{HOST}:{free_port()}",
                "EMAIL_URL": f"smtp://{HOST}:{free_port()}",
                "VAPID_PRIVATE_KEY": new_private_key(),
            }
            ran = subprocess.run(  # noqa: S603 (our own interpreter and module)
                [sys.executable, "-m", "tracker.bench", name, str(scale)],
                cwd=settings.BASE_DIR, env=environment, check=False,
            )  # fmt: skip
        return ran.returncode == 0
