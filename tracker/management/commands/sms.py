"""`manage.py sms`: which practices send texts, and how much they may spend on a day."""

from argparse import ArgumentParser
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from courses.access import SYSTEM
from courses.models import Practice
from notifications.channels.sms.sending import purses
from notifications.models import SmsPractice
from tracker import clock


class Command(BaseCommand):
    help = "Show which practices send SMS; with a practice, turn it on or off, or say how many segments a day it may."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The practice, and what is to change."""
        parser.add_argument("practice", nargs="?", help="its name, or its id")
        parser.add_argument("--on", action="store_true", help="it sends texts from now on")
        parser.add_argument("--off", action="store_true", help="it sends none")
        parser.add_argument(
            "--segments-a-day", type=int, metavar="N", help="at most so many; as SMS_SEGMENTS_A_DAY says where not told"
        )

    def handle(self, *_args: Any, practice: str | None, on: bool, off: bool, **options: Any) -> None:
        """Change what was told, then show."""
        most = options["segments_a_day"]
        if practice is None and (on or off or most is not None):
            raise CommandError("Name the practice.")
        if on and off:
            raise CommandError("It is either --on or --off.")
        if most is not None and most < 0:
            raise CommandError("--segments-a-day is 0 or more.")
        if practice is not None:
            self._change(_practice(practice), on=on, off=off, most=most)
        if not settings.SMS:
            self.stdout.write("SMS_URL is not set: nothing goes out.")
        rows = list(SmsPractice.objects.select_related("practice").order_by("practice__name", "pk"))
        of = purses([row.pk for row in rows], clock.now())
        for row in rows:
            state = f"on, {of[row.pk].spent} of {of[row.pk].most} segments used today" if row.pk in of else "off"
            self.stdout.write(f"{row.practice.name} ({row.pk}): {state}")

    def _change(self, practice: Practice, *, on: bool, off: bool, most: int | None) -> None:
        row, _ = SmsPractice.objects.get_or_create(practice=practice, defaults={"on": on, "since": clock.now()})
        if on or off:
            row.on = on
        if most is not None:
            row.segments_a_day = most
        row.save()


def _practice(told: str) -> Practice:
    found = Practice.objects.visible_to(SYSTEM)
    try:
        rows = list(found.filter(pk=UUID(told)))
    except ValueError:
        rows = list(found.filter(name=told))
    if len(rows) != 1:
        raise CommandError(f"{len(rows)} practices are called {told!r}; tell its id.")
    return rows[0]
