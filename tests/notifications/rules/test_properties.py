"""What holds of the schedule in any story."""

from collections import defaultdict
from datetime import datetime
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from courses.rules.judging import advance
from courses.rules.record import Record
from notifications.rules.due import due_between, fates
from notifications.rules.reminder import Fate, Kind, Reminder
from tests.courses.rules.stories import end_of, stories
from tests.courses.rules.telling import Told
from tests.courses.rules.test_properties import SHARES, cuts, known_by
from tests.notifications.rules.sending import key, out_at, walk

pytestmark = pytest.mark.slow

usual = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def all_due(told: Told, until: datetime) -> tuple[Reminder, ...]:
    return due_between(told.patient, advance(Record(told.start), told.patient, until), told.start, until)


@usual
@given(told=stories(), shares=SHARES)
def test_what_is_due_in_one_stretch_is_what_is_due_in_any_chain_of_stretches(told: Told, shares: list[float]) -> None:
    end, knowledge = end_of(told), told.knowledge
    at_facts = [at for at, _ in told.builds[::4]]
    points = [told.start, *sorted([*cuts(told, shares), *at_facts]), end]
    record, found = Record(told.start), dict[tuple[str, str, str, str], Reminder]()
    for after, until in pairwise(points):
        record = advance(record, knowledge, until)
        for reminder in due_between(knowledge, record, after, until):
            found.setdefault(key(reminder), reminder)
    assert set(found.values()) == set(all_due(told, end))


@usual
@given(told=stories(), share=st.floats(0, 1))
def test_what_was_due_depends_on_nothing_told_later(told: Told, share: float) -> None:
    [at] = cuts(told, [share])
    assert all_due(told, at) == tuple(one for one in all_due(told, end_of(told)) if one.due_at <= at)
    early = known_by(told, at)
    assert set(due_between(early.patient, advance(Record(told.start), early.patient, at), told.start, at)) == set(
        all_due(told, at)
    )


@usual
@given(told=stories())
def test_no_slot_is_due_twice_under_any_moves_and_changes_of_clock(told: Told) -> None:
    due = [one for one in all_due(told, end_of(told)) if one.kind is Kind.DOSE_DUE]
    assert len({(one.course, one.day, one.key) for one in due}) == len(due)
    # Nor is it still to come for anyone who looks later.
    known = told.knowledge.at(end_of(told))
    for one in due:
        window_day = known.by_id[one.course].window.day(one.day)
        for slot in window_day.slots if window_day else ():
            if f"{slot.wall:%H:%M}" == one.key:
                assert slot.due_at == one.due_at


@usual
@given(told=stories())
def test_from_instant_to_instant_a_sweep_finds_what_a_look_at_the_end_finds(told: Told) -> None:
    end, knowledge = end_of(told), told.knowledge
    record = advance(Record(told.start), knowledge, end)
    expected: dict[tuple[str, str, str, str], tuple[datetime, datetime | None, Fate]] = {}
    going: dict[datetime, list[Reminder]] = defaultdict(list)
    for reminder in due_between(knowledge, record, told.start, end):
        at = out_at(knowledge, reminder)
        if at > end:
            expected[key(reminder)] = (reminder.due_at, None, Fate.PENDING)
        else:
            going[at].append(reminder)
    for at, pending in going.items():
        for reminder, fate in fates(knowledge, record, pending, at).items():
            expected[key(reminder)] = (reminder.due_at, at, fate)
    assert walk(told, end) == expected


@usual
@given(told=stories())
def test_of_one_course_and_kind_one_goes_out_at_an_instant(told: Told) -> None:
    found = walk(told, end_of(told))
    # Who taps "Later" twice at one instant gets one message that carries both.
    out = [
        (of, kind, at)
        for (of, kind, _, _), (_, at, fate) in found.items()
        if fate is Fate.SENT and kind != Kind.DOSE_SNOOZED
    ]
    assert len(set(out)) == len(out)
