"""The window: its days, its steps, the slots that exist, what is prescribed."""

from decimal import Decimal

import pytest

from courses.rules.window import Window
from tests.courses.rules.telling import Told, needed, on, slots, units


def walls(story: Told, day: int) -> list[str]:
    """The wall times of the slots of a day, as known at the end."""
    window_day = story.known(60, "12:00").window.day(on(day))
    return [f"{slot.wall:%H:%M}" for slot in window_day.slots] if window_day else ["none"]


def window(story: Told) -> Window:
    return story.known(60, "12:00").window


def days(story: Told) -> list[int]:
    return [(day - on(1)).days + 1 for day in window(story).days]


def test_slots_stand_in_order_of_the_medication_day() -> None:
    assert walls(Told().course(slots(2, "00:30", "04:00", "03:59", "22:00")), 1) == ["04:00", "22:00", "00:30", "03:59"]


def test_a_start_in_mid_day_has_the_slots_from_that_instant_on() -> None:
    assert walls(Told().course(slots(2, "08:00", "12:00", "20:00"), entered=(1, "12:00")), 1) == ["12:00", "20:00"]


def test_a_stop_removes_the_slots_at_or_after_its_instant_and_the_days_after() -> None:
    story = Told().course(slots(9, "08:00", "12:00", "20:00")).stop(3, "12:00")
    assert walls(story, 3) == ["08:00"]
    assert days(story) == [1, 2, 3]
    assert len(window(story)) == 3
    assert window(story).last_day == on(3)
    assert window(story).planned_last_day == on(9)


def test_a_stop_before_the_window_leaves_no_day() -> None:
    story = Told().course(slots(9, "08:00"), entered=(-5, "12:00")).stop(-1, "12:00")
    assert days(story) == []
    assert not window(story).ends_in_taper
    assert window(story).beyond(on(1))


def test_a_stop_on_the_last_day_and_one_after_it_leave_the_last_day() -> None:
    for day in (9, 12):
        assert window(Told().course(slots(9, "08:00")).stop(day, "12:00")).last_day == on(9)


def test_an_extension_follows_the_last_day() -> None:
    story = Told().course(slots(3, "08:00")).extend(2, "12:00", slots(2, "09:00"), begins=4)
    assert days(story) == [1, 2, 3, 4, 5]
    assert [walls(story, day) for day in (3, 4)] == [["08:00"], ["09:00"]]


def test_a_late_extension_leaves_a_gap_and_begins_in_mid_day() -> None:
    story = Told().course(slots(3, "08:00")).extend(6, "12:00", slots(2, "08:00", "20:00"), begins=6)
    assert days(story) == [1, 2, 3, 6, 7]
    assert len(window(story)) == 5
    assert walls(story, 6) == ["20:00"]
    assert [window(story).beyond(on(day)) for day in (0, 3, 4, 5, 6, 8)] == [False, False, True, True, False, True]


def test_a_revision_replaces_what_was_planned_at_or_after_its_instant() -> None:
    story = Told().course(slots(9, "08:00", "12:00", "20:00")).revise(3, "12:00", slots(2, "12:00", "18:00"))
    assert walls(story, 3) == ["08:00", "12:00", "18:00"]
    assert days(story) == [1, 2, 3, 4]


def test_revisions_of_one_day_follow_one_another() -> None:
    story = Told().course(slots(9, "08:00", "12:00", "20:00"))
    story.revise(3, "10:00", slots(2, "12:00", "18:00")).revise(3, "13:00", slots(4, "19:00"))
    assert walls(story, 3) == ["08:00", "12:00", "19:00"]
    assert days(story) == [1, 2, 3, 4, 5, 6]


def test_a_revision_of_what_a_revision_planned_may_come_days_later() -> None:
    story = Told().course(slots(9, "08:00")).revise(3, "10:00", slots(9, "09:00")).revise(5, "08:00", slots(2, "10:00"))
    assert [walls(story, day) for day in (2, 3, 4, 5, 6, 7)] == [
        ["08:00"],
        ["08:00"],
        ["09:00"],
        ["10:00"],
        ["10:00"],
        ["none"],
    ]


def test_a_revision_before_the_window_begins_on_its_first_day() -> None:
    story = Told().course(slots(9, "08:00"), entered=(-5, "12:00")).revise(-1, "12:00", slots(2, "09:00"), begins=1)
    assert days(story) == [1, 2]
    assert walls(story, 1) == ["09:00"]


def test_what_was_prescribed_on_a_past_day_is_known_at_any_later_time() -> None:
    story = Told().course(slots(9, "08:00", amount="2")).revise(3, "12:00", slots(2, "08:00"))
    day = window(story).day(on(2))
    assert day
    assert (day.planned, day.prescribed) == units("2", "2")


def test_steps_stand_with_the_first_of_their_days() -> None:
    story = Told().course(slots(2, "08:00"), needed(2), slots(2, "09:00"))
    assert [(first, step.days) for first, step in window(story).steps()] == [(on(1), 2), (on(3), 2), (on(5), 2)]
    story.revise(4, "12:00", slots(3, "10:00"))
    assert [first for first, _ in window(story).steps()] == [on(1), on(3), on(4)]
    story.stop(4, "13:00")
    assert [first for first, _ in window(story).steps()] == [on(1), on(3), on(4)]


@pytest.mark.parametrize(
    ("story", "lowered"),
    [
        (Told().course(slots(2, "08:00", amount="2"), slots(2, "08:00")), [3, 4]),
        (Told().course(slots(2, "08:00"), slots(2, "08:00", amount="2")), []),
        (Told().course(slots(2, "08:00"), slots(2, "09:00")), []),
        (Told().course(needed(2, most="3"), slots(2, "08:00", amount="2.5")), [3, 4]),
        (Told().course(slots(2, "08:00", amount="3"), needed(2, most="3")), []),
        # Each step is measured by the one before it.
        (Told().course(slots(1, "08:00", amount="3"), slots(1, "08:00"), slots(1, "08:00", amount="2")), [2]),
        # A late extension by the last day before the gap.
        (Told().course(slots(2, "08:00", amount="3")).extend(5, "05:00", slots(2, "08:00"), begins=5), [5, 6]),
        (Told().course(slots(4, "08:00", amount="3")).revise(3, "12:00", slots(2, "08:00")), [3, 4]),
    ],
)
def test_a_step_is_lower_than_the_one_of_the_day_before_its_first(story: Told, lowered: list[int]) -> None:
    assert [day for day in range(-1, 10) if window(story).lowered(on(day))] == lowered
    assert window(story).ends_in_taper is bool(lowered and lowered[-1] == days(story)[-1])


def test_planned_are_the_slots_that_exist_prescribed_is_the_whole_day() -> None:
    story = Told().course(slots(9, "08:00", "20:00", amount="1.5"), entered=(1, "12:00")).stop(3, "12:00")
    found = [window(story).day(on(day)) for day in (1, 2, 3)]
    assert [(day.planned, day.prescribed) for day in found if day] == [
        units("1.5", "3"),
        units("3", "3"),
        units("1.5", "3"),
    ]


def test_as_needed_days_have_no_plan() -> None:
    day = window(Told().course(needed(2, most="4"))).day(on(1))
    assert day
    assert (day.planned, day.prescribed) == units("0", "4")
    assert not day.slots
    assert day.as_needed == needed(2, most="4").as_needed


def test_a_day_revised_from_slots_to_as_needed_keeps_the_slots_that_had_come() -> None:
    story = Told().course(slots(9, "08:00", "20:00")).revise(3, "12:00", needed(2, most="4"))
    day = window(story).day(on(3))
    assert day
    assert (walls(story, 3), day.as_needed, day.prescribed) == (["08:00"], None, Decimal(4))
    morning = window(Told().course(slots(9, "08:00")).revise(3, "07:00", needed(2))).day(on(3))
    assert morning
    assert morning.as_needed


def test_slots_that_a_gap_of_dst_skips_fall_due_where_it_ends() -> None:
    # 29 March 2026: 02:00 to 03:00 does not exist in Madrid.
    story = Told(zone="Europe/Madrid").course(slots(2, "02:00", "02:30", "08:00"), first=-64)
    day = story.known(-60, "12:00").window.day(on(-64))
    assert day
    assert [f"{slot.due_at:%d %H:%M}" for slot in day.slots] == ["28 07:00", "29 01:00", "29 01:00"]
    assert [f"{slot.wall:%H:%M}" for slot in day.slots] == ["08:00", "02:00", "02:30"]


def test_a_slot_that_a_move_jumped_over_stays_planned_at_the_move() -> None:
    story = Told().course(slots(2, "08:00", "09:30", "20:00")).move(1, "07:00", "Asia/Tokyo")
    day = window(story).day(on(1))
    assert day
    moved_at = Told().at(1, "07:00")
    assert [(slot.at, slot.due_at) for slot in day.slots] == [
        (moved_at, None),
        (moved_at, None),
        (Told().at(1, "11:00"), Told().at(1, "11:00")),
    ]
    assert day.planned == 3


@pytest.mark.parametrize(("wall", "step"), [("03:00", 0), ("11:59", 0), ("12:00", 1), ("23:00", 1)])
def test_the_step_in_force_at_an_instant_of_the_day(wall: str, step: int) -> None:
    story = Told().course(slots(9, "08:00")).revise(3, "12:00", needed(2))
    day = window(story).day(on(3))
    assert day
    assert day.step_at(story.at(3, wall)) == [slots(9, "08:00"), needed(2)][step]


def test_a_day_of_a_gap_has_the_number_of_the_last_day_before_it() -> None:
    story = Told().course(slots(3, "08:00")).extend(5, "12:00", slots(2, "09:00"), begins=6)
    assert [window(story).number(on(day)) for day in (0, 1, 3, 4, 5, 6, 7, 9)] == [0, 1, 3, 3, 3, 4, 5, 5]
