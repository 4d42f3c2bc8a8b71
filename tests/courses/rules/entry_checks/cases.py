"""What the tests of entry checks are made of: the catalogue, steps and proposals in few words."""

import csv
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

from courses.rules.entry_checks import DaySpan, EntryFinding, MedicineFacts, OtherCourse, Proposal, check_entry
from courses.rules.facts import AsNeeded, RevisionKind, Step, StepSlot

MEDICINES = Path(__file__).parents[4] / "courses" / "catalogue" / "medicines.csv"

with MEDICINES.open(encoding="utf-8", newline="") as rows:
    CATALOGUE: Mapping[str, MedicineFacts] = {
        row["medicine"]: MedicineFacts.from_row(row) for row in csv.DictReader(rows)
    }

FIRST = date(2026, 6, 1)
NOTHING_KNOWN = MedicineFacts(name="mixture of the house")


def slots(days: int, *walls: str, amount: str = "1") -> Step:
    """A step with the same amount at each wall time."""
    return Step(days, tuple(StepSlot(time.fromisoformat(wall), Decimal(amount)) for wall in walls))


def as_needed(days: int, amount: str, most: str) -> Step:
    """A step taken as needed, six hours apart."""
    return Step(days, as_needed=AsNeeded(Decimal(amount), 360, Decimal(most)))


def proposal(medicine: str | MedicineFacts, *steps: Step, **changes: Any) -> Proposal:
    """A new course from 1 June 2026 for someone of 41, entered at noon of the day before, with nothing else known."""
    facts = CATALOGUE[medicine] if isinstance(medicine, str) else medicine
    given: dict[str, Any] = {
        "kind": RevisionKind.PRESCRIBE,
        "medicine": facts,
        "mg_per_unit": None,
        "steps": steps or (slots(3, "09:00"),),
        "first_day": FIRST,
        "now": datetime(2026, 5, 31, 16, 0, tzinfo=UTC),
        "today": date(2026, 5, 31),
        "time_zone": "America/New_York",
        "day_boundary": time(4),
        "birth_date": date(1985, 5, 5),
        "days_limit": facts.days_limit,
    }
    return Proposal(**{**given, **changes})


def span(first: str, last: str) -> DaySpan:
    return DaySpan(date.fromisoformat(first), date.fromisoformat(last))


def other(medicine: str | MedicineFacts, *spans: tuple[str, str]) -> OtherCourse:
    """Another course of the patient, by the first and last days of its window."""
    facts = CATALOGUE[medicine] if isinstance(medicine, str) else medicine
    return OtherCourse(facts, tuple(span(first, last) for first, last in spans))


def found(of: Proposal) -> list[EntryFinding]:
    """The findings that ask for a reason."""
    return [finding for finding in check_entry(of, CATALOGUE) if finding.needs_reason]


def names(of: Proposal) -> set[str]:
    """The names of the checks that ask for a reason."""
    return {finding.check for finding in found(of)}


def shown(of: Proposal) -> dict[str, str]:
    """What is only shown, by the name of its check."""
    return {finding.check: finding.fact for finding in check_entry(of, CATALOGUE) if not finding.needs_reason}


def source(of: Proposal, check: str) -> str:
    """Where the one sentence of a check comes from."""
    [named] = [finding.source for finding in check_entry(of, CATALOGUE) if finding.check == check]
    return named


def fact(of: Proposal, check: str) -> str:
    """The one sentence of a check."""
    [sentence] = [finding.fact for finding in check_entry(of, CATALOGUE) if finding.check == check]
    return sentence
