"""What holds of judging in any story."""

import random
from dataclasses import fields, replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from courses.rules import facts
from courses.rules.judging import advance, next_judgement
from courses.rules.known import Clock, Knowledge
from courses.rules.numbers import numbers
from courses.rules.record import Record
from tests.courses.rules.stories import end_of, stories
from tests.courses.rules.telling import Told

pytestmark = pytest.mark.slow

usual = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def judged(patient: facts.Patient, until: datetime, start: datetime) -> Record:
    return advance(Record(start), patient, until)


def shuffled(patient: facts.Patient, by: random.Random) -> facts.Patient:
    """The same facts in another order."""

    def mixed(items: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(by.sample(items, len(items)))

    def course(one: facts.Course) -> facts.Course:
        told: dict[str, Any] = {f.name: getattr(one, f.name) for f in fields(one)}
        changed: dict[str, Any] = {name: mixed(of) if isinstance(of, tuple) else of for name, of in told.items()}
        return facts.Course(**changed)

    return replace(
        patient, settings=mixed(patient.settings), courses=mixed(tuple(course(one) for one in patient.courses))
    )


def known_by(told: Told, at: datetime) -> Told:
    """The story as far as it was told by an instant."""
    early = [build for build in told.builds if build[0] <= at]
    return replace(told, builds=early, began=told.start)


def cuts(told: Told, at: list[float]) -> list[datetime]:
    """Instants between start and end of a story."""
    start, end = told.start, end_of(told)
    return [start + timedelta(seconds=int((end - start).total_seconds() * share)) for share in sorted(at)]


SHARES = st.lists(st.floats(0, 1), max_size=8)


@usual
@given(told=stories(), seed=st.integers(0, 10**6))
def test_the_order_in_which_facts_are_handed_over_never_matters(told: Told, seed: int) -> None:
    end = end_of(told)
    patient = told.patient
    assert judged(shuffled(patient, random.Random(seed)), end, told.start) == judged(patient, end, told.start)  # noqa: S311


@usual
@given(told=stories(), share=st.floats(0, 1))
def test_flags_depend_on_nothing_told_later(told: Told, share: float) -> None:
    [at] = cuts(told, [share])
    early = known_by(told, at)
    assert judged(told.patient, at, told.start) == judged(early.patient, at, told.start)


@usual
@given(told=stories(), shares=SHARES, facts_only=st.booleans())
def test_one_advance_equals_any_chain_of_advances(told: Told, shares: list[float], facts_only: bool) -> None:
    end, record, knowledge = end_of(told), Record(told.start), told.knowledge
    at_facts = [at for at, _ in told.builds[:: max(1, len(told.builds) // 3)]]
    for at in sorted([*cuts(told, shares), *at_facts]):
        record = advance(record, knowledge, at, facts_only=facts_only)
    assert advance(record, knowledge, end) == judged(told.patient, end, told.start)


@usual
@given(told=stories(), shares=SHARES)
def test_each_action_at_its_own_instant_leaves_the_record_of_one_look_at_the_end(
    told: Told, shares: list[float]
) -> None:
    """As in the house: an action judges up to its instant without its fact, then again with it; sweeps come between."""
    end, record = end_of(told), Record(told.start)
    sweeps, actions = cuts(told, shares), sorted(told.builds, key=lambda build: build[0])
    for n, (at, _) in enumerate(actions):
        before = replace(told, builds=actions[:n], began=told.start)
        after = replace(told, builds=actions[: n + 1], began=told.start)
        while sweeps and sweeps[0] < at:
            record = advance(record, before.patient, sweeps.pop(0))
        record = advance(record, before.patient, at, facts_only=True)
        record = advance(record, after.patient, at, facts_only=True)
    assert advance(record, told.patient, end) == judged(told.patient, end, told.start)


@usual
@given(told=stories(), shares=st.tuples(st.floats(0, 1), st.floats(0, 1)))
def test_a_clock_set_back_takes_nothing_away(told: Told, shares: tuple[float, float]) -> None:
    earlier, later = cuts(told, list(shares))
    record = judged(told.patient, later, told.start)
    assert advance(record, told.patient, earlier) == record


@usual
@given(told=stories())
def test_between_the_instants_named_time_alone_changes_nothing(told: Told) -> None:
    knowledge, end = told.knowledge, end_of(told)
    last = max(at for at, _ in told.builds)
    record = advance(Record(told.start), knowledge, last)
    while (following := next_judgement(record, knowledge)) is not None and following <= end:
        before = advance(record, knowledge, following, facts_only=True)
        assert (before.flags, before.history) == (record.flags, record.history)
        record = advance(record, knowledge, following)
    assert advance(record, knowledge, end).history == record.history == judged(told.patient, end, told.start).history


@usual
@given(told=stories())
def test_opened_never_moves_and_history_tells_how_every_flag_stands(told: Told) -> None:
    record = judged(told.patient, end_of(told), told.start)
    assert [event.at for event in record.history] == sorted(event.at for event in record.history)
    for (course, rule), flag in record.flags.items():
        events = [event for event in record.history if (event.course, event.rule) == (course, rule)]
        assert events[0].at == flag.opened_at
        assert (events[-1].status, events[-1].severity) == (flag.status, flag.severity)
        assert list(flag.evidence) == sorted(set(flag.evidence))


@usual
@given(told=stories())
def test_counting_conserves_amounts(told: Told) -> None:
    known = Knowledge(told.patient).at(end_of(told))
    for course in known.courses:
        assert sum(course.amount(day) for day in course.doses_by_day) == sum(dose.amount for dose in course.doses)
        for day in course.window.days:
            window_day = course.window.day(day)
            assert window_day
            counted = course.counted(day)
            assert len({dose.id for dose in counted.values()}) == len(counted)
            assert set(counted) <= set(window_day.slots)
            assert len({slot.wall for slot in window_day.slots}) == len(window_day.slots)
        found = numbers(course, Clock(end_of(told)))
        slotted = [day for day in map(course.window.day, course.window.days) if day and day.slots]
        if course.doses and slotted:
            assert found.planned == sum(day.planned for day in slotted)
            assert found.taken == sum(course.amount(day.day) for day in slotted)
