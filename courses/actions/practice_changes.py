"""Keeping what was changed of a practice, in the transaction that changes it."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import models

from courses.access import Viewer
from courses.models import Practice, PracticeChange
from courses.models.row import ByKind

Changed = Mapping[str, tuple[Any, Any]]


def columns(row: models.Model | None, names: Iterable[str]) -> dict[str, Any]:
    """What the row says in these columns now; nothing (None) in each where there is no row."""
    return {name: None if row is None else getattr(row, name) for name in names}


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> Changed:
    """Of each column that says something else than before: what it said and what it says.

    A new row changes nothing by what it leaves empty.
    """
    pairs = {name: (before[name], told) for name, told in after.items() if before[name] != told}
    return {name: pair for name, pair in pairs.items() if not all(map(_is_empty, pair))}


def keep_change(
    *,
    practice_id: UUID,
    action: str,
    about: UUID | None,
    called: str,
    changed: Changed,
    by: Viewer,
    through: str,
    instant: datetime,
) -> PracticeChange | None:
    """Write down a change; None where nothing changed, of which nothing is written."""
    if not changed:
        return None
    return PracticeChange.objects.create(
        practice=Practice(pk=practice_id),
        what=action,
        about=about,
        called=called,
        changed={name: list(pair) for name, pair in changed.items()},
        by_kind=ByKind(by.kind.value),
        by_id=by.id,
        through=through,
        known_at=instant,
    )


def _is_empty(told: object) -> bool:
    # Not `not told`: an age of 0 is something that is said.
    return told is None or told is False or told in ("", [])
