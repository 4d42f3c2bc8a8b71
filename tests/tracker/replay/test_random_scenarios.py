"""Whatever happens, the tables and the pure fold tell the same story."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from tests.tracker.replay.generating import scenarios
from tests.tracker.replay.stories import scenario
from tracker.replay.running import by_fold, by_tables

LARGE = (HealthCheck.too_slow, HealthCheck.data_too_large)


def check(document: dict[str, Any]) -> None:
    told = scenario(document)
    assert by_tables(told) == by_fold(told)


@given(scenarios())
@settings(max_examples=3, deadline=None, suppress_health_check=LARGE)
def test_both_worlds_tell_the_same_story(document: dict[str, Any]) -> None:
    check(document)


@pytest.mark.slow
@given(scenarios())
@settings(max_examples=60, deadline=None, suppress_health_check=LARGE)
def test_both_worlds_tell_the_same_story_of_many(document: dict[str, Any]) -> None:
    check(document)


def test_both_worlds_tell_of_one_talk_message_a_day_when_the_second_falls_due_as_the_story_ends() -> None:
    check(
        {
            "title": "at 22:30 a talk message falls due on a medication day that has had one",
            "patient": {
                "time_zone": "America/New_York",
                "birth_date": "1985-05-05",
                "message_hour": "22:30",
                "quiet_hours": ["22:00", "07:00"],
                "follow_up": True,
            },
            "practice": {"time_zone": "America/New_York", "day_boundary": "08:00"},
            "courses": [
                {
                    "id": "c1",
                    "medicine": "carisoprodol",
                    "strength": "350 mg tablet",
                    "first_day": "2026-03-05",
                    "steps": [{"days": 3, "slots": [["09:30", 1]]}],
                }
            ],
            "events": [
                {"at": "2026-03-09T21:00", "dose": {"id": "d0", "course": "c1", "amount": 1}},
                {
                    "at": "2026-03-10T10:00",
                    "check_in": {"id": "k1", "course": "c1", "use": "as_planned", "symptoms": ["insomnia"]},
                },
            ],
            "until": "2026-03-11T06:32",
        }
    )
