"""What is said before a dose is logged is what the rules would find of the course with it."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from courses.rules import facts
from courses.rules.known import Knowledge
from tests.tracker.patient.test_stage import BASIS, ENTERED, FIRST, STEP, Story, on
from tracker.patient.prospect import Prospect, Word, far_too_much, prospect, slot_of, with_dose

NEEDED = facts.Step(7, (), facts.AsNeeded(Decimal(1), 360, Decimal(4)))


def patient(story: Story) -> facts.Patient:
    return facts.Patient("p", FIRST.replace(year=1980), (facts.Settings(1, ENTERED, "UTC"),), (story.course,))


def look(
    story: Story,
    hours: tuple[int, int],
    amount: str = "1",
    about: bool = False,
    slot: tuple[int, str] | None = None,
    time_said: bool = False,
) -> Prospect:
    now = on(*hours)
    at = None if slot is None else (FIRST + timedelta(days=slot[0] - 1), slot[1])
    return prospect(
        patient(story), "c", amount=Decimal(amount), taken_at=now, about=about, slot=at, now=now, time_said=time_said
    )


def test_a_dose_in_its_time_needs_no_word() -> None:
    assert look(Story(), (1, 8), slot=(1, "08:00")).words == ()


def test_too_soon_says_how_soon_and_how_far_apart() -> None:
    seen = look(Story(NEEDED).dose(on(1, 8)), (1, 9))
    assert seen.words == (Word.TOO_SOON,)
    assert (seen.since_last, seen.least_apart) == (timedelta(hours=1), timedelta(hours=6))


def test_at_the_interval_it_is_not_too_soon() -> None:
    assert look(Story(NEEDED).dose(on(1, 8)), (1, 14)).words == ()


def test_a_dose_about_its_slot_is_never_too_soon() -> None:
    story = Story().dose(on(1, 8) - timedelta(minutes=30))
    assert Word.TOO_SOON not in look(story, (1, 8), about=True).words


def test_above_what_is_prescribed_says_both_amounts() -> None:
    seen = look(Story().use(1, 1), (1, 23))
    assert seen.words == (Word.OVER_DAY,)
    assert (seen.logged, seen.prescribed) == (Decimal(3), Decimal(3))


@pytest.mark.parametrize(
    ("amount", "far"),
    # Prescribed 3 a day, the label's maximum 4: twice is 6, above the label is more than 4.
    [("1", False), ("1.5", True), ("3", True)],
)
def test_far_over_is_twice_the_plan_or_above_the_label(amount: str, far: bool) -> None:
    assert (Word.FAR_OVER in look(Story().use(1, 1), (1, 23), amount).words) is far


def test_far_over_is_said_of_sedating_medicines_alone() -> None:
    story = Story(basis=replace(BASIS, sedating=False)).use(1, 1)
    assert look(story, (1, 23), "9").words == (Word.OVER_DAY,)


def test_after_the_end_the_label_alone_says_far_over() -> None:
    after = Story().use(1, 14)
    assert look(after, (16, 8)).words == (Word.AFTER_END,)
    assert look(after, (16, 8), "5").words == (Word.FAR_OVER, Word.AFTER_END)
    unknown = Story(basis=replace(BASIS, label_max_daily_mg=None)).use(1, 14)
    assert look(unknown, (16, 8), "50").words == (Word.AFTER_END,)


def test_before_the_first_day_is_said() -> None:
    assert look(Story(), (0, 20)).words == (Word.BEFORE_FIRST,)


def test_a_slot_that_has_its_dose_is_said() -> None:
    assert Word.SLOT_TAKEN in look(Story().dose(on(1, 8)), (1, 10), slot=(1, "08:00")).words


def test_ticking_one_after_the_other_asks() -> None:
    now = on(1, 21)
    told = facts.Dose(3, now, "d3", Decimal(1), on(1, 8), FIRST, about=True)
    story = Story().tell(doses=(told,))
    story.seq = 3
    assert look(story, (1, 21), about=True, slot=(1, "14:00")).words == (Word.JUST_LOGGED,)
    assert look(story, (1, 21), slot=(1, "20:00")).words == (Word.JUST_LOGGED,)
    assert look(story, (1, 21), slot=(1, "20:00"), time_said=True).words == ()


def test_what_is_said_changes_nothing_of_what_is_known() -> None:
    story = Story().use(1, 1)
    before = patient(story)
    with_dose(before, "c", amount=Decimal(9), taken_at=on(1, 23), about=False, now=on(1, 23))
    assert before == patient(story)
    assert not far_too_much(Knowledge(before).at(on(1, 23)).by_id["c"], FIRST)


@pytest.mark.parametrize(("hour", "wall"), [(5, 8), (10, 8), (11, 14), (16, 14), (17, 20), (23, 20)])
def test_an_instant_lies_in_the_time_of_the_slot_that_a_dose_would_count_for(hour: int, wall: int) -> None:
    story = Story()
    slot = slot_of(patient(story), "c", on(1, hour))
    assert slot is not None
    assert slot.wall.hour == wall
    counted = Knowledge(patient(story.dose(on(1, hour)))).at(on(1, hour)).by_id["c"].counted(FIRST)
    assert [one.wall.hour for one in counted] == [wall]


def test_outside_the_window_no_slot_owns_the_time() -> None:
    assert slot_of(patient(Story()), "c", on(20)) is None
    assert slot_of(patient(Story(NEEDED)), "c", on(1)) is None


def test_the_step_of_the_table_has_three_slots() -> None:
    assert [slot.wall.hour for slot in STEP.slots] == [8, 14, 20]
