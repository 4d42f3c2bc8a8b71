"""How histories are written: days from today, times from now."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from courses.models import ActivityKind
from tracker.demo.places import ZONES, zone_for
from tracker.demo.sign_ins import SHOWN
from tracker.demo.stories import STORIES
from tracker.demo.story import NOW, CareAdded, Steps

NIGHT = datetime(2026, 11, 23, 7, 50, 31, tzinfo=UTC)
EVERY_HOUR = [NIGHT + timedelta(hours=hour) for hour in range(24)]


def test_about_now_is_up_to_five_minutes_ago() -> None:
    assert NOW.at(NIGHT) == datetime(2026, 11, 23, 7, 50, tzinfo=UTC)
    assert NOW.plus(hours=-1).wall(NIGHT, "America/New_York") == time(1, 50)


def test_a_slot_about_now_gives_way_to_one_at_a_fixed_time() -> None:
    step = Steps(3, ("02:50", NOW)).facts(NIGHT, "America/New_York")
    assert [slot.wall for slot in step.slots] == [time(2, 50), time(2, 55)]


@pytest.mark.parametrize("now", EVERY_HOUR)
def test_at_the_practice_it_is_day_whenever_the_demo_is_built(now: datetime) -> None:
    assert zone_for(now) in ZONES
    assert 5 <= now.astimezone(ZoneInfo(zone_for(now))).hour < 21


def test_about_thirty_patients_each_of_whom_shows_something_else() -> None:
    assert 28 <= len(STORIES) <= 40
    for told in ("key", "name", "shows", "mailbox"):
        assert len({getattr(story, told) for story in STORIES}) == len(STORIES)


def test_addresses_lead_nowhere() -> None:
    assert all(story.mailbox.isascii() and story.mailbox.endswith("@example.org") for story in STORIES)


def test_those_whose_sign_in_is_printed_are_there() -> None:
    assert set(SHOWN) <= {story.key for story in STORIES if story.signs_in}


def test_what_stories_say_is_said_in_the_words_of_the_domain() -> None:
    care = {event.doing.kind for story in STORIES for event in story.events if isinstance(event.doing, CareAdded)}
    assert care <= set(ActivityKind.values)
