"""From a file to its story, through the tables or through the pure fold alone."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from tracker.replay.database import in_memory, named
from tracker.replay.fold_world import told_by_fold
from tracker.replay.reading import read_file
from tracker.replay.scenario import Scenario
from tracker.replay.story import story
from tracker.replay.table_world import told_by_tables
from tracker.replay.timeline import script_of

Tell = Callable[[Scenario], dict[str, Any]]


def by_fold(scenario: Scenario) -> dict[str, Any]:
    """The story by the pure rules, without a database; raises ScenarioError."""
    return story(scenario.title, told_by_fold(script_of(scenario)))


def by_tables(scenario: Scenario, database: str | None = None) -> dict[str, Any]:
    """The story by actions, sweep and delivery, in memory or in the database named; raises ScenarioError."""
    script = script_of(scenario)
    with _database(database):
        return story(scenario.title, told_by_tables(script))


def story_of(path: Path, tell: Tell) -> dict[str, Any]:
    """The story of the scenario in a file; raises ScenarioError."""
    return tell(read_file(path))


def _database(name: str | None) -> AbstractContextManager[None]:
    return in_memory() if name is None else named(name)
