"""The stories of the project: what was entered there without an override passes every check."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from courses.rules.days import medication_day
from courses.rules.entry_checks import DaySpan, OtherCourse, Proposal, check_entry, spans_of
from courses.rules.facts import AsNeeded, RevisionKind, Step, StepSlot
from courses.rules.steps import validate_steps
from tests.courses.rules.entry_checks.cases import CATALOGUE

SCENARIOS = Path(__file__).parents[3] / "scenarios"
FILES = sorted(SCENARIOS.glob("stories/*.json"))
Entered = tuple[str, str | None, Proposal]


def read(file: Path) -> Any:
    document = json.loads(file.read_text(encoding="utf-8"), parse_float=Decimal, parse_int=Decimal)
    return document.get("scenario", document)


def step_of(raw: Any) -> Step:
    if "as_needed" in raw:
        needed = raw["as_needed"]
        pattern = AsNeeded(needed["amount"], int(needed["min_interval_minutes"]), needed["max_per_day"])
        return Step(int(raw["days"]), as_needed=pattern)
    return Step(int(raw["days"]), tuple(StepSlot(time.fromisoformat(wall), amount) for wall, amount in raw["slots"]))


class Telling:
    """A scenario told as far as entry checks need it: windows as they change, and days of use."""

    def __init__(self, scenario: Any) -> None:
        self.scenario = scenario
        self.boundary = time.fromisoformat(scenario["practice"]["day_boundary"])
        self.windows: dict[str, frozenset[date]] = {}
        self.used: dict[str, set[date]] = {}
        self.courses = {course["id"]: course for course in scenario["courses"]}

    def entered(self) -> Iterator[Entered]:
        """Each course, extension and revision as (what, override, proposal), in order."""
        first = min(date.fromisoformat(course["first_day"]) for course in self.courses.values())
        before = datetime.combine(first, time(), tzinfo=UTC) - timedelta(days=2)
        for course in self.courses.values():
            yield self._propose(
                course["id"], course, RevisionKind.PRESCRIBE, date.fromisoformat(course["first_day"]), before
            )
        zone = ZoneInfo(self.scenario["patient"]["time_zone"])
        for event in self.scenario["events"]:
            self._note_use(event, zone)
            for kind in (RevisionKind.EXTEND, RevisionKind.REVISE):
                if change := event.get(kind.value):
                    now = datetime.fromisoformat(event["at"]).replace(tzinfo=zone)
                    today = medication_day(now, zone.key, self.boundary)
                    window = self.windows[change["course"]]
                    follows = max(window) + timedelta(days=1) if kind is RevisionKind.EXTEND else min(window)
                    yield self._propose(change["course"], change, kind, max(follows, today), now)

    def _note_use(self, event: Any, zone: ZoneInfo) -> None:
        if "dose" in event:
            taken = datetime.fromisoformat(event["at"]).replace(tzinfo=zone)
            self.used.setdefault(event["dose"]["course"], set()).add(medication_day(taken, zone.key, self.boundary))
        if "every_slot" in event:
            days = DaySpan(date.fromisoformat(event["from"]), date.fromisoformat(event["to"])).days()
            self.used.setdefault(event["every_slot"], set()).update(days)

    def _propose(self, course: str, entry: Any, kind: RevisionKind, first_day: date, now: datetime) -> Entered:
        patient, assessment = self.scenario["patient"], self.scenario["assessment"]
        raw = self.courses[course]
        medicine = CATALOGUE[raw["medicine"]]
        alike = [
            other
            for other, given in self.courses.items()
            if CATALOGUE[given["medicine"]].medicine_class == medicine.medicine_class
        ]
        steps = tuple(step_of(step) for step in entry["steps"])
        proposal = Proposal(
            kind=kind,
            medicine=medicine,
            mg_per_unit=Decimal(raw["strength"].split(" ")[0]),
            steps=validate_steps(steps, first_day=first_day, day_boundary=self.boundary),
            first_day=first_day,
            now=now,
            today=medication_day(now, patient["time_zone"], self.boundary),
            time_zone=patient["time_zone"],
            day_boundary=self.boundary,
            birth_date=date.fromisoformat(patient["birth_date"]),
            earlier_window=spans_of(self.windows.get(course, ())),
            other_courses=tuple(
                OtherCourse(CATALOGUE[self.courses[other]["medicine"]], spans_of(days))
                for other, days in self.windows.items()
                if other != course
            ),
            risk_factors=frozenset(assessment.get("risk_factors", ())),
            other_medicines=frozenset(assessment.get("other_medicines", ())),
            days_limit=medicine.days_limit,
            class_days_of_use=frozenset(day for other in alike for day in self.used.get(other, ())),
            supply=raw.get("supply"),
        )
        self.windows[course] = proposal.course_days
        return (f"{kind} {course}", entry.get("override"), proposal)


def checks(proposal: Proposal) -> set[str]:
    return {finding.check for finding in check_entry(proposal, CATALOGUE) if finding.needs_reason}


def test_all_stories_are_there() -> None:
    assert len(FILES) >= 51


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_what_was_entered_without_an_override_passes_every_check(file: Path) -> None:
    fired = {what: checks(proposal) for what, override, proposal in Telling(read(file)).entered() if override is None}
    assert {what: found for what, found in fired.items() if found} == {}


@pytest.mark.parametrize(
    ("story", "expected"),
    [
        ("09-continued", {"prescribe c1": set(), "prescribe c2": {"longer_than_label"}}),
        ("19-drowsy", {"prescribe c1": set(), "prescribe c2": {"interaction"}}),
        ("22-third-course", {"prescribe c1": set(), "prescribe c2": set(), "prescribe c3": set()}),
        ("25-generated-8", {"prescribe c1": {"longer_than_label", "repeat_courses", "risk_factors"}}),
        ("27-generated-52", {"prescribe c1": set(), "extend c1": set()}),
        ("32-generated-169", {"prescribe c1": set()}),
        (
            "45-generated-366",
            {
                "prescribe c1": {"longer_than_label"},
                "prescribe c2": {"longer_than_label", "daily_amount_over_label", "already_running"},
                "extend c1": {"longer_than_label", "already_running", "repeat_courses"},
            },
        ),
    ],
)
def test_the_checks_that_fire_are_those_that_the_story_was_overridden_for(
    story: str, expected: dict[str, set[str]]
) -> None:
    telling = Telling(read(SCENARIOS / "stories" / f"{story}.json"))
    assert {what: checks(proposal) for what, _, proposal in telling.entered()} == expected
