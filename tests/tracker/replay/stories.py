"""The stories of the project: each a scenario with the story that it must give, by an independent reading."""

import json
from pathlib import Path
from typing import Any

from tracker.replay.reading import read
from tracker.replay.scenario import Scenario

FILES = sorted((Path(__file__).parents[2] / "scenarios" / "stories").glob("*.json"))


def load(file: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """A scenario, and its story."""
    document = json.loads(file.read_text(encoding="utf-8"))
    return document["scenario"], document["story"]


def scenario(document: dict[str, Any]) -> Scenario:
    """A scenario from a document in Python."""
    return read(json.dumps(document).encode())
