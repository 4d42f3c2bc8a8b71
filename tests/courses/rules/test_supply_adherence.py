"""CMA2, CMA6 and CMA7 for dispensing records, held against the values that AdhereR 0.8.1 gives."""

import csv
from datetime import date, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from random import Random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from courses.rules.supply_adherence import Fill, SupplyAdherence, supply_adherence

DATA = Path(__file__).parent / "data"
UNDEFINED = SupplyAdherence(None, None, None)


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def fills_of(patient: str) -> list[Fill]:
    return [
        Fill(datetime.strptime(row["date"], "%m/%d/%Y").date(), int(row["days"]))  # noqa: DTZ007 - a date alone
        for row in rows("adherer_short_course_fills.csv")
        if row["pid"] == patient
    ]


EXPECTED = {row[""]: row for row in rows("adherer_short_course_expected.csv")}


@pytest.mark.parametrize("patient", sorted(EXPECTED))
def test_the_measures_are_those_of_the_reference(patient: str) -> None:
    found = supply_adherence(fills_of(patient))
    assert {"CMA2": found.cma2, "CMA6": found.cma6, "CMA7": found.cma7}.keys() < EXPECTED[patient].keys()
    for name, value in (("CMA2", found.cma2), ("CMA6", found.cma6), ("CMA7", found.cma7)):
        assert value is not None
        assert round(float(value), 4) == float(EXPECTED[patient][name])


def test_without_a_fill_nothing_is_defined() -> None:
    assert supply_adherence([]) == UNDEFINED
    assert supply_adherence([Fill(date(2026, 1, 1), 7)], observed_from=date(2026, 2, 1)) == UNDEFINED
    assert supply_adherence([Fill(date(2026, 2, 1), 7)], observed_from=date(2026, 1, 1)) == UNDEFINED


def test_what_earlier_fills_left_is_carried_into_the_window_by_cma7_alone() -> None:
    fills = [Fill(date(2026, 1, 1), 14), Fill(date(2026, 1, 11), 5)]
    found = supply_adherence(fills, observed_from=date(2026, 1, 8), observation_days=20)
    assert found.cma2 == Fraction(5, 17)
    assert found.cma6 == Fraction(5, 17)
    assert found.cma7 == Fraction(12, 20)


def test_a_fill_on_the_day_that_the_window_ends_is_outside_it() -> None:
    fills = [Fill(date(2026, 1, 1), 7), Fill(date(2026, 1, 22), 7)]
    assert supply_adherence(fills).cma2 == Fraction(7, 21)
    assert supply_adherence(fills, observation_days=22).cma2 == Fraction(14, 22)


def test_the_window_ends_with_the_follow_up() -> None:
    fills = [Fill(date(2026, 1, 1), 10), Fill(date(2026, 3, 2), 10)]
    assert supply_adherence(fills, observation_days=90).cma2 == Fraction(10, 60)


FILLS = st.lists(
    st.builds(Fill, st.dates(date(2026, 1, 1), date(2026, 3, 1)), st.integers(1, 60)), min_size=1, max_size=8
)


@given(FILLS, st.randoms(use_true_random=False))
def test_the_order_of_the_fills_never_matters(fills: list[Fill], random: Random) -> None:
    shuffled = list(fills)
    random.shuffle(shuffled)
    assert supply_adherence(shuffled) == supply_adherence(fills)


@given(FILLS, st.integers(1, 60))
def test_capped_measures_stay_between_nothing_and_all_and_below_the_uncapped(fills: list[Fill], days: int) -> None:
    found = supply_adherence(fills, observation_days=days)
    assert found.cma2 is not None
    assert found.cma6 is not None
    assert 0 < found.cma6 <= 1
    assert found.cma6 <= found.cma2
    assert found.cma7 == found.cma6  # from the first fill on, nothing is carried in


@given(FILLS, st.integers(0, 40))
def test_supply_from_before_only_adds(fills: list[Fill], later: int) -> None:
    start = min(fill.on for fill in fills) + timedelta(days=later)
    found = supply_adherence(fills, observed_from=start)
    assume(found.cma7 is not None)
    inside = supply_adherence([fill for fill in fills if fill.on >= start], observed_from=start, follow_up_days=400)
    assert found.cma7 is not None
    assert found.cma7 <= 1
    if later <= 39:
        assert inside.cma7 is not None
        assert found.cma7 >= inside.cma7
