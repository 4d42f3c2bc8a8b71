"""What is known at an instant: counting, days of use, plans, what waits."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.rules.facts import Use
from courses.rules.known import Clock
from tests.courses.rules.telling import Told, needed, on, slots


def counted(story: Told, day: int) -> dict[str, str]:
    """Which dose counts for which slot of a day."""
    found = story.known(60, "12:00").counted(on(day))
    return {f"{slot.wall:%H:%M}": dose.id for slot, dose in found.items()}


def three_a_day() -> Told:
    return Told().course(slots(5, "08:00", "14:00", "22:00"))


class TestCounting:
    """Each slot owns the time from midpoint to midpoint."""

    def test_up_to_not_at_the_midpoint(self) -> None:
        assert counted(three_a_day().dose(1, "10:59").dose(1, "11:00"), 1) == {"08:00": "1/10:59", "14:00": "1/11:00"}

    def test_from_the_boundary_to_the_next(self) -> None:
        assert counted(three_a_day().dose(1, "04:00").dose(2, "03:59"), 1) == {"08:00": "1/04:00", "22:00": "2/03:59"}

    def test_the_first_dose_counts_any_further_one_is_extra(self) -> None:
        story = three_a_day().dose(1, "08:30").dose(1, "08:00").dose(1, "09:00")
        assert counted(story, 1) == {"08:00": "1/08:00"}
        assert story.known(2, "12:00").amount(on(1)) == 3

    def test_a_dose_told_late_may_take_the_place_of_another(self) -> None:
        story = three_a_day().dose(1, "08:30").dose(1, "08:00", told=(1, "20:00"))
        assert [dose.id for dose in story.known(1, "19:59").counted(on(1)).values()] == ["1/08:30"]
        assert [dose.id for dose in story.known(1, "20:00").counted(on(1)).values()] == ["1/08:00"]

    def test_midpoints_are_of_elapsed_time(self) -> None:
        # 29 March 2026 in Madrid: from 01:00 to 05:00 on the wall are three hours, so 03:30 is half-way.
        story = Told(zone="Europe/Madrid", boundary=Told().at(1, "00:00").time())
        story.course(slots(2, "01:00", "05:00", boundary=story.boundary), first=-63)
        story.dose(-63, "03:29").dose(-63, "03:30")
        found = story.known(-60, "12:00").counted(on(-63))
        assert [dose.id for dose in found.values()] == ["-63/03:29", "-63/03:30"]

    def test_days_without_slots_count_for_none(self) -> None:
        assert counted(Told().course(needed(2)).dose(1, "08:00").dose(9, "08:00"), 1) == {}
        assert counted(Told().course(needed(2)).dose(9, "08:00"), 9) == {}

    @given(
        doses=st.lists(
            st.tuples(st.integers(0, 4 * 24 * 4), st.decimals(Decimal("0.25"), 4, places=2)),
            max_size=25,
            unique_by=lambda d: d[0],
        )
    )
    def test_amounts_are_conserved(self, doses: list[tuple[int, Decimal]]) -> None:
        story = three_a_day()
        for quarters, amount in doses:
            day, minutes = divmod(quarters * 15, 24 * 60)
            story.dose(day + 1, f"{minutes // 60:02}:{minutes % 60:02}", str(amount), told=(9, "12:00"))
        known = story.known(9, "12:00")
        assert sum((known.amount(on(day)) for day in range(9)), Decimal(0)) == sum(
            (d.amount for d in known.doses), Decimal(0)
        )
        for day in range(1, 6):
            held = known.counted(on(day))
            of_day = known.doses_by_day.get(on(day), [])
            assert set(held.values()) <= set(of_day)
            extra = [dose for dose in of_day if dose not in held.values()]
            assert sum((d.amount for d in [*held.values(), *extra]), Decimal(0)) == known.amount(on(day))
            assert len(set(held.values())) == len(held)


class TestUse:
    """Days of use, of regular use, silent days."""

    def test_a_day_of_use_has_a_dose_or_a_check_in_that_says_so(self) -> None:
        story = Told().course(slots(5, "08:00"), entered=(-5, "12:00")).dose(-1, "08:00").says(0, "09:00", Use.LESS)
        story.dose(1, "08:00").says(2, "09:00", Use.LESS).says(3, "09:00", Use.STOPPED).says(4, "09:00", None)
        story.says(9, "09:00", Use.STILL_TAKING)
        assert story.known(20, "12:00").use_days == {on(1), on(2), on(9)}

    @pytest.mark.parametrize(("amount", "regular"), [("1.49", False), ("1.5", True)])
    def test_regular_use_is_half_the_planned_amount_by_doses(self, amount: str, regular: bool) -> None:
        story = Told().course(slots(5, "08:00", "14:00", "20:00")).dose(1, "08:00", amount).says(2, "09:00", Use.MORE)
        known = story.known(20, "12:00")
        assert known.regular_days == ((on(1),) if regular else ())
        assert not known.regular(on(2))

    def test_beyond_the_window_no_use_is_regular(self) -> None:
        assert not Told().course(slots(2, "08:00")).dose(3, "08:00").known(9, "12:00").regular(on(3))

    def test_a_silent_day_is_full_and_of_the_window(self) -> None:
        story = Told().course(slots(2, "08:00")).dose(1, "08:00")
        known = story.known(9, "12:00")
        assert [known.silent(on(day), Clock(story.at(3, "04:00"))) for day in (0, 1, 2, 3)] == [
            False,
            False,
            True,
            False,
        ]
        assert not known.silent(on(2), Clock(story.at(3, "03:59")))
        assert not known.silent(on(2), Clock(story.at(3, "04:00"), facts_only=True))


def test_what_was_undone_was_known_before() -> None:
    story = three_a_day().dose(1, "08:00").undo(2, "09:00", "1/08:00")
    assert len(story.known(2, "08:59").doses) == 1
    assert story.known(2, "09:00").doses == ()


def test_before_the_first_fact_the_first_settings_hold() -> None:
    story = three_a_day().choose(0, "13:00", follow_up=False)
    knowledge = story.knowledge
    assert knowledge.at(story.start.replace(year=2000)).settings.follow_up
    assert knowledge.at(story.start.replace(year=2000)).courses == ()
    assert not knowledge.at(story.at(1, "12:00")).settings.follow_up


def test_today_is_the_medication_day_that_contains_now() -> None:
    story = Told(zone="Asia/Tokyo").course(slots(2, "08:00"))
    patient = story.knowledge.at(story.at(1, "12:00"))
    assert patient.today(story.at(2, "03:59"), story.boundary) == on(1)
    assert patient.today(story.at(2, "04:00"), story.boundary) == on(2)


@pytest.mark.parametrize("word", ["no", "", "after some days of it", "yes, after weeks"])
def test_every_other_word_of_the_catalogue_is_no_risk(word: str) -> None:
    assert not Told().course(slots(5, "08:00"), risk=word).known(1, "12:00").abrupt_stop_risk
