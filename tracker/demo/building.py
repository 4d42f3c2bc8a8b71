"""From an empty database to the demo's practice, with every history told up to now."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from django.core.management import call_command

from courses.catalogue import load_catalogue
from courses.models import Dose, Flag
from courses.rules.days import instant_of, zone_of
from notifications.models import Reminder
from tracker.demo.chronicle import Chronicle
from tracker.demo.installation import add_dead_letters, add_operator
from tracker.demo.place import Built
from tracker.demo.practice import House, open_house
from tracker.demo.stories import STORIES
from tracker.demo.story import Story
from tracker.demo.telling import put

Say = Callable[[str], None]

# The practice was there before its first patient.
A_DAY = timedelta(days=1)
EARLIER = timedelta(days=40)
SAID_EVERY_DAYS = 3


def build(*, now: datetime, say: Say) -> Built:
    """Make the tables in the database of the settings, which has to be empty; tell every story; add the operator's."""
    say("Making the tables ...")
    call_command("migrate", verbosity=0, interactive=False, skip_checks=True)
    built = tell(STORIES, now=now, say=say)
    add_operator()
    add_dead_letters(now)
    return built


def tell(stories: Sequence[Story], *, now: datetime, say: Say) -> Built:
    """The demo's house, with these histories up to now."""
    load_catalogue(now - EARLIER)
    house = open_house(now=now, begun_at=now - EARLIER)
    chronicle = Chronicle(ends_at=now)
    done = {story.key: put(story, house, chronicle) for story in stories}
    _add_digests(house, chronicle)
    local = now.astimezone(zone_of(house.practice.time_zone))
    say(f"Telling the histories of {len(stories)} patients up to {local:%A %d %B %H:%M}, practice time ...")
    chronicle.tell(_Progress(now, say).come_to)
    say(
        f"  now: {Dose.objects.count()} doses, {Reminder.objects.count()} reminders, "
        f"{Flag.objects.count()} findings, {chronicle.messages} messages (none of them sent)"
    )
    return {
        "links": {story.name: house.links[story.key] for story in stories if story.key in house.links},
        "patients": {key: str(deeds.patient.pk) for key, deeds in done.items()},
        "courses": {f"{key}/{name}": str(row.pk) for key, deeds in done.items() for name, row in deeds.courses.items()},
        "staff": {key: str(clinician.pk) for key, clinician in house.staff.items()},
    }


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
