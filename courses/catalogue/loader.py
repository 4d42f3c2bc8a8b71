"""From `medicines.csv` to the common catalogue, as often as one likes: what did not change is left alone.

It uses the models, so it runs after `migrate` and never inside a migration.
"""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import transaction

from courses.models.medicines import COMMON, Medicine

CATALOGUE = Path(__file__).with_name("medicines.csv")

_WHOLE = ("label_min_days", "label_max_days", "days_a_year_limit", "age_min", "age_max", "contraindicated_under_age")
_DECIMAL = ("label_max_single_mg", "label_max_daily_mg")
_LISTS = ("brands", "contraindicated_with", "interacts_with")
_TEXTS = (
    "rxcui_ingredient", "subclass", "limit_text", "limit_basis", "dose_basis", "dose_source", "abrupt_stop_risk",
    "us_schedule", "contraindications", "note", "source",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of one entry, before and after."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class CatalogueChanges:
    """What a load did, by the names of medicines."""

    added: tuple[str, ...] = ()
    changed: Mapping[str, tuple[FieldChange, ...]] = field(default_factory=dict)
    unchanged: tuple[str, ...] = ()
    withdrawn: tuple[str, ...] = ()

    def lines(self) -> Iterator[str]:
        """The same in words, a line a change."""
        yield from (f"added {name}" for name in self.added)
        for name, changes in self.changed.items():
            yield from (f"changed {name}: {one.field} from {one.before!r} to {one.after!r}" for one in changes)
        yield from (f"withdrawn {name}" for name in self.withdrawn)
        yield f"unchanged: {len(self.unchanged)}"


def load_catalogue(now: datetime, path: Path = CATALOGUE) -> CatalogueChanges:
    """Bring the common catalogue to what the file says. An entry that the file left out is withdrawn, never deleted:
    courses point to it. A version rises only with a change. Raises ValueError for a file that cannot be read."""
    wanted = dict(_read(path))
    added, changed, unchanged, withdrawn = [], {}, [], []
    with transaction.atomic():
        there = {row.code: row for row in Medicine.objects.select_for_update().filter(scope=COMMON)}
        for code, values in wanted.items():
            row = there.get(code)
            if row is None:
                Medicine.objects.create(code=code, changed_at=now, **values)
                added.append(code)
            elif changes := _set(row, {**values, "withdrawn_at": None}, now):
                changed[code] = changes
            else:
                unchanged.append(code)
        for code, row in there.items():
            if code not in wanted and row.withdrawn_at is None:
                _set(row, {"withdrawn_at": now}, now)
                withdrawn.append(code)
    return CatalogueChanges(tuple(added), changed, tuple(unchanged), tuple(withdrawn))


def _set(row: Medicine, values: Mapping[str, Any], now: datetime) -> tuple[FieldChange, ...]:
    changes = tuple(
        FieldChange(name, getattr(row, name), value) for name, value in values.items() if getattr(row, name) != value
    )
    if changes:
        for change in changes:
            setattr(row, change.field, change.after)
        row.version += 1
        row.changed_at = now
        row.save()
    return changes


def _read(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    seen: set[str] = set()
    with path.open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file), start=2):
            try:
                code, values = row["medicine"].strip(), _values(row)
            except (KeyError, ValueError, ArithmeticError) as error:
                raise ValueError(f"{path.name}, line {number}: {error!r}") from error
            if not code or code in seen:
                raise ValueError(f"{path.name}, line {number}: the medicine's name is missing or stands there twice")
            seen.add(code)
            yield code, values


def _values(row: Mapping[str, str]) -> dict[str, Any]:
    """A line of the file as columns; what it does not give is None, an empty list or empty text."""
    if row["sedating"] not in {"yes", "no"}:
        raise ValueError("sedating is neither yes nor no")
    values: dict[str, Any] = {name: row[name].strip() for name in _TEXTS}
    values |= {name: int(row[name]) if row[name] else None for name in _WHOLE}
    values |= {name: Decimal(row[name]) if row[name] else None for name in _DECIMAL}
    values |= {name: [part.strip() for part in row[name].split(";") if part.strip()] for name in _LISTS}
    values["medicine_class"] = row["class"].strip()
    values["sedating"] = row["sedating"] == "yes"
    values["checked_on"] = date.fromisoformat(row["checked_on"])
    return values
