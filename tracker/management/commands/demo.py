"""`manage.py demo`: a fictional practice, built anew and served on this machine."""

import subprocess
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from tracker.demo.place import BASE_DIR, USUAL_FOLDER, AlreadyRunning, Place
from tracker.demo.processes import finished, process, told_to_end
from tracker.demo.serving import CannotServe, Serving, free_port
from tracker.demo.sign_ins import Ways, lines
from tracker.demo.stories import STORIES

PORT = 8000


class Command(BaseCommand):
    help = "Build a fictional practice in a database of its own, and serve it with its reminders until Ctrl-C."
    # This process touches no database: neither the project's nor the demo's.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where it is served, and what is not to be done."""
        parser.add_argument("--host", default="127.0.0.1", help="the address to listen at (127.0.0.1)")
        parser.add_argument("--port", type=int, default=PORT, help=f"the port ({PORT}); if it is taken, the next free")
        parser.add_argument("--no-serve", action="store_true", help="build the database only")
        parser.add_argument("--pages", action="store_true", help="list the pages of the demo that runs now, as JSON")
        parser.add_argument("--folder", type=Path, default=USUAL_FOLDER, help="where its files are kept (var/demo)")

    def handle(self, *, host: str, port: int, no_serve: bool, pages: bool, folder: Path, **_options: Any) -> None:
        """Do as told."""
        place = Place(folder.absolute())
        if pages:
            self._list_pages(place)
            return
        try:
            with place.held():
                self._make(place, None if no_serve else (host, port))
        except AlreadyRunning:
            raise CommandError("A demo runs already in this folder. End it with Ctrl-C where it runs.") from None
        except CannotServe as problem:
            raise CommandError(str(problem)) from None

    def _list_pages(self, place: Place) -> None:
        address = place.served_at()
        if address is None:
            raise CommandError(
                "No demo is served now. Start one in another terminal (make demo), or wait until it is built."
            )
        command = place.command("tracker.demo.listing", str(place.folder))
        done = subprocess.run(command, cwd=BASE_DIR, env=place.environment(address=address), check=False)  # noqa: S603
        sys.exit(done.returncode)

    def _make(self, place: Place, at: tuple[str, int] | None) -> None:
        place.clear()
        with told_to_end() as told:
            if at is not None:
                free_port(*at)
            command = place.command("tracker.demo.build", str(place.folder))
            with process(command, place.environment()) as child:
                status = finished(child, told)
            if status is None:
                self._say("Ended before it was built.")
                return
            if status:
                raise CommandError(f"Building the demo failed with status {status}; what went wrong is above.")
            if at is None:
                self._say(f"Built: {place.database}")
                return
            host, wanted = at
            port = free_port(host, wanted)
            if port != wanted:
                self._say(f"Port {wanted} is taken; {port} is free.")
            serving = Serving(place, host, port, told)
            serving.run(lambda: self._welcome(place, serving.address))
            self._say("The demo has ended.")

    def _welcome(self, place: Place, address: str) -> None:
        ways = Ways(home=reverse("home"), staff=reverse("account_login"), patient=reverse("accounts:patient_sign_in"))
        for line in lines(address, ways, STORIES, sorted(place.built()["links"].items())):
            self._say(line)

    def _say(self, line: str) -> None:
        """Print a line at once: who reads it through a pipe must not wait for more."""
        self.stdout.write(line)
        self.stdout.flush()
