"""What is shown with no reason asked: supply, quiet hours, slots that a start in mid-day loses."""

from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest

from courses.rules.entry_checks import check_entry
from courses.rules.entry_checks.slots_in_quiet_hours import quiet
from courses.rules.facts import RevisionKind, Step
from tests.courses.rules.entry_checks.cases import CATALOGUE, FIRST, as_needed, fact, names, proposal, shown, slots

TWICE = slots(3, "09:00", "21:00")


@pytest.mark.parametrize(
    ("supply", "steps", "said"),
    [
        ("5", [TWICE], "5 units at hand, 6 planned: 1 too few for the window."),
        ("6", [TWICE], None),
        ("8", [TWICE], None),  # a day's amount left over, not over it
        ("8.5", [TWICE], "8.5 units at hand, 6 planned: 2.5 left over, more than a day's 2."),
        ("7", [as_needed(2, "1", "4")], "7 units at hand, 8 planned at most: 1 too few for the window."),
        ("0", [TWICE], "0 units at hand, 6 planned: 6 too few for the window."),
        ("10", [TWICE, slots(2, "21:00")], None),  # a taper: the largest day's amount is left over
        ("10.1", [TWICE, slots(2, "21:00")], "10.1 units at hand, 8 planned: 2.1 left over, more than a day's 2."),
    ],
)
def test_supply_is_held_against_the_window(supply: str, steps: list[Step], said: str | None) -> None:
    told = proposal("ketorolac", *steps, supply=Decimal(supply))
    assert shown(told).get("supply_lasts") == said
    assert "supply_lasts" not in names(told)


def test_an_unknown_supply_is_not_short() -> None:
    assert shown(proposal("ketorolac", TWICE, supply=None)) == {}


def test_an_extension_counts_what_is_still_planned_before_it() -> None:
    extended = proposal("ketorolac", TWICE, kind=RevisionKind.EXTEND, supply=Decimal(6), still_planned=Decimal(4))
    assert fact(extended, "supply_lasts") == "6 units at hand, 10 planned: 4 too few for the window."


def at(hour: int, minute: int = 0) -> datetime:
    """A wall time of 1 June in New York, as an instant."""
    return datetime(2026, 6, 1, hour + 4, minute, tzinfo=UTC)


def test_slots_that_are_past_need_no_supply() -> None:
    assert shown(proposal("ketorolac", TWICE, supply=Decimal(5), now=at(12), today=FIRST)).keys() == {
        "slots_lost_today"
    }


@pytest.mark.parametrize(
    ("now", "said"),
    [
        (at(8, 59), None),
        (at(9), None),  # from that instant on
        (at(9, 1), "1 slot already past (today 09:00); a start tomorrow has every slot."),
        (at(15), "2 slots already past (today 09:00, 14:00); a start tomorrow has every slot."),
    ],
)
def test_a_start_in_mid_day_loses_the_slots_before_it(now: datetime, said: str | None) -> None:
    told = proposal("ketorolac", slots(3, "09:00", "14:00", "01:00"), now=now, today=FIRST, quiet_end=time(22))
    assert shown(told).get("slots_lost_today") == said
    assert "slots_lost_today" not in names(told)


def test_a_slot_after_midnight_is_lost_only_after_midnight() -> None:
    bedtime = slots(1, "00:30")
    before, after = at(19), datetime(2026, 6, 2, 5, 0, tzinfo=UTC)
    assert "slots_lost_today" not in shown(proposal("ketorolac", bedtime, now=before, today=FIRST))
    assert "slots_lost_today" in shown(proposal("ketorolac", bedtime, now=after, today=FIRST))


def test_slots_of_whole_past_days_are_counted_without_their_wall_times() -> None:
    late = proposal("ketorolac", slots(4, "09:00"), first_day=date(2026, 5, 29), now=at(8), today=FIRST)
    assert shown(late)["slots_lost_today"] == "3 slots already past; a start tomorrow has every slot."


def test_a_course_that_is_over_before_it_is_entered_loses_all() -> None:
    over = proposal("ketorolac", slots(2, "09:00"), first_day=date(2026, 5, 20), now=at(8), today=FIRST)
    assert shown(over)["slots_lost_today"].startswith("2 slots already past; ")


def test_a_revision_in_mid_day_loses_nothing_that_tomorrow_would_keep() -> None:
    assert shown(proposal("ketorolac", TWICE, kind=RevisionKind.REVISE, now=at(15), today=FIRST)) == {}
    assert shown(proposal("ketorolac", TWICE, kind=RevisionKind.EXTEND, now=at(15), today=FIRST)).keys() == {
        "slots_lost_today"
    }


@pytest.mark.parametrize(
    ("wall", "start", "end", "inside"),
    [
        ("21:59", "22:00", "07:00", False),
        ("22:00", "22:00", "07:00", True),
        ("00:00", "22:00", "07:00", True),
        ("06:59", "22:00", "07:00", True),
        ("07:00", "22:00", "07:00", False),
        ("00:00", "00:00", "06:00", True),
        ("06:00", "00:00", "06:00", False),
        ("12:00", "00:00", "06:00", False),
        ("09:00", "09:00", "09:00", False),
        ("10:00", "09:00", "09:00", False),
    ],
)
def test_quiet_hours_hold_from_their_start_up_to_their_end(wall: str, start: str, end: str, inside: bool) -> None:
    assert quiet(*(time.fromisoformat(text) for text in (wall, start, end))) is inside


def test_slots_in_quiet_hours_are_named_once_each() -> None:
    told = proposal("ketorolac", slots(1, "23:30", "09:00"), slots(1, "23:30", "01:00"))
    sentence = "In the patient's quiet hours (22:00-07:00): 01:00, 23:30. These reminders go out all the same."
    assert shown(told) == {"slots_in_quiet_hours": sentence}


def test_what_is_only_shown_says_where_it_comes_from_and_asks_for_no_reason() -> None:
    late = proposal("ketorolac", slots(2, "09:00", "23:00"), now=at(12), today=FIRST, supply=Decimal(1))
    assert [(finding.check, finding.source, finding.needs_reason) for finding in check_entry(late, CATALOGUE)] == [
        ("supply_lasts", "the course as entered", False),
        ("slots_in_quiet_hours", "the patient's settings", False),
        ("slots_lost_today", "the course as entered", False),
    ]
