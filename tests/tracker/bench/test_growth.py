"""The morning that is played through: what must hold of it whatever the costs are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.deliver import BATCH as DELIVER_BATCH
from notifications.ready import AT_ONCE as SWEEP_BATCH
from tracker.bench.growth.played import Costs, House, play

COSTS = Costs(sweep=0.0002, deliver=0.001)
due = st.integers(DELIVER_BATCH * 2, 20_000)
costs = st.builds(
    Costs,
    sweep=st.floats(1e-5, 1e-2),
    deliver=st.floats(1e-5, 1e-2),
    channel=st.floats(0, 1e-2),
    crowding=st.floats(0, 1),
)
houses = st.builds(House, sweepers=st.integers(1, 4), deliverers=st.integers(1, 8), database=st.integers(1, 8))


def test_one_of_each_takes_the_first_batch_to_sweep_and_then_as_long_as_the_slower() -> None:
    morning = play(10_000, COSTS, House())
    assert morning.swept == pytest.approx(10_000 * COSTS.sweep)
    assert morning.done == pytest.approx(SWEEP_BATCH * COSTS.sweep + 10_000 * COSTS.deliver)


def test_who_shares_one_core_takes_turns() -> None:
    morning = play(10_000, COSTS, House(database=1))
    assert morning.done == pytest.approx(10_000 * (COSTS.sweep + COSTS.deliver))


def test_crowding_slows_those_who_are_there_together() -> None:
    crowded = Costs(COSTS.sweep, COSTS.deliver, crowding=0.5)
    assert play(10_000, crowded, House()).done > play(10_000, COSTS, House()).done


@given(due, costs, houses)
def test_all_is_handed_over_and_never_quicker_than_the_work_allows(count: int, given: Costs, house: House) -> None:
    morning = play(count, given, house)
    least = count * max(given.sweep / house.sweepers, (given.deliver + given.channel) / house.deliverers)
    least = max(least, count * (given.sweep + given.deliver) / house.database)
    assert morning.done >= least * 0.999
    assert 0 < morning.median <= morning.p99 * 1.001 <= morning.done * 1.002
    assert morning.swept <= morning.done


@given(due, costs)
def test_more_cores_and_more_hands_are_never_slower_than_one_of_each(count: int, given: Costs) -> None:
    alone = Costs(given.sweep, given.deliver, given.channel)
    few = play(count, alone, House(1, 1, 1))
    many = play(count, alone, House(2, 4, 8))
    assert many.done <= few.done * 1.001
