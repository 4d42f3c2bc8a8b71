"""From an empty database to the demo's practice, with every history told up to now."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.core.management import call_command
from django.db import connection

from courses.catalogue import load_catalogue
from courses.models import Dose, Flag
from courses.rules.days import instant_of, zone_of
from notifications.models import Reminder
from tracker.demo.chronicle import Chronicle
from tracker.demo.practice import House, open_house
from tracker.demo.stories import STORIES
from tracker.demo.telling import put

Say = Callable[[str], None]

# The practice was there before its first patient.
A_DAY = timedelta(days=1)
EARLIER = timedelta(days=40)
SAID_EVERY_DAYS = 3


def build(*, now: datetime, say: Say) -> House:
    """The demo's house in the database of the settings, which has to be empty."""
    say("Making the tables ...")
    call_command("migrate", verbosity=0, interactive=False, skip_checks=True)
    load_catalogue(now - EARLIER)
    # A demo that the power cut off is built anew.
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous = OFF")
    house = open_house(now=now, begun_at=now - EARLIER)
    chronicle = Chronicle(ends_at=now)
    for story in STORIES:
        put(story, house, chronicle)
    _add_digests(house, chronicle)
    local = now.astimezone(zone_of(house.practice.time_zone))
    say(f"Telling the histories of {len(STORIES)} patients up to {local:%A %d %B %H:%M}, practice time ...")
    chronicle.tell(_Progress(now, say).come_to)
    say(
        f"  now: {Dose.objects.count()} doses, {Reminder.objects.count()} reminders, "
        f"{Flag.objects.count()} findings, {chronicle.messages} messages (none of them sent)"
    )
    return house


class _Progress:
    """Says every few days of the story how far it is, and on which one."""

    def __init__(self, now: datetime, say: Say) -> None:
        self._now = now
        self._say = say
        self._said: set[int] = set()

    def come_to(self, until: datetime) -> None:
        """The story has come to this instant."""
        ago = (self._now - until).days
        if ago % SAID_EVERY_DAYS == 0 and ago not in self._said and ago:
            self._said.add(ago)
            self._say(f"  {ago} days ago: {Dose.objects.count()} doses, {Reminder.objects.count()} reminders")


def _add_digests(house: House, chronicle: Chronicle) -> None:
    """The staff's digest goes out on its minute; no patient's agenda says when."""
    practice = house.practice
    for ago in range(EARLIER.days):
        at = instant_of(house.today - A_DAY * ago, practice.digest_hour, practice.time_zone)
        chronicle.add(at, chronicle.look)
