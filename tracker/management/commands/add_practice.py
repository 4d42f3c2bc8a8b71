"""`manage.py add_practice`: a practice of this installation."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from courses import inputs
from courses.errors import WrongInput
from courses.models import Practice


class Command(BaseCommand):
    """Make a practice; everything else about it is its manager's to choose."""

    help = "Make a practice, and print its id."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Its name, where its clocks are, and the numbers that patients see."""
        parser.add_argument("name")
        parser.add_argument("--time-zone", required=True, help="such as America/New_York")
        parser.add_argument("--phone", required=True, help="what patients call when it is not urgent")
        parser.add_argument("--out-of-hours-phone", required=True, help="the same, while the practice is closed")

    def handle(self, **chosen: Any) -> None:
        """Make it and print its id."""
        named = ("name", "time_zone", "phone", "out_of_hours_phone")
        practice = Practice(**{name: chosen[name].strip() for name in named})
        try:
            inputs.zone("time_zone", practice.time_zone)
            practice.full_clean()
        except WrongInput as wrong:
            raise CommandError(f"{wrong} {wrong.what_to_do}".strip()) from wrong
        except ValidationError as wrong:
            raise CommandError("; ".join(wrong.messages)) from wrong
        practice.save()
        self.stdout.write(str(practice.pk))
