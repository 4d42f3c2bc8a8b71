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
