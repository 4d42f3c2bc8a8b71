"""Every story of the project comes out right, whole, through the tables and through the pure fold."""

from pathlib import Path

import pytest

from tests.tracker.replay.stories import FILES, load, scenario
from tracker.replay.running import by_fold, by_tables

# Short ones: moves, an outage, a stop.
QUICK = ("03-", "05-", "06-")


def through_tables() -> list[object]:
    return [
        pytest.param(file, id=file.stem, marks=() if file.stem.startswith(QUICK) else pytest.mark.slow)
        for file in FILES
    ]


def test_all_stories_are_there() -> None:
    assert len(FILES) == 51


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_pure_fold_tells_the_story(file: Path) -> None:
    told, story = load(file)
    assert by_fold(scenario(told)) == story


@pytest.mark.parametrize("file", through_tables())
def test_the_tables_tell_the_story(file: Path) -> None:
    told, story = load(file)
    assert by_tables(scenario(told)) == story


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_order_in_which_events_of_different_instants_stand_is_nothing(file: Path) -> None:
    told, story = load(file)
    # Sorting is stable: those of one instant stay in the order given.
    events = sorted(told["events"], key=lambda event: str(event.get("at", "")), reverse=True)
    assert by_fold(scenario(told | {"events": events})) == story
