"""What is due between two instants, and the instant to look again."""

from courses.rules.facts import Use
from courses.rules.judging import advance
from courses.rules.record import Record
from notifications.rules.due import due_between, fates, next_instant
from notifications.rules.kinds import LEAVABLE, URGENCY, most_urgent
from notifications.rules.reminder import Fate, Kind
from tests.courses.rules.telling import Told, slots
from tests.notifications.rules.sending import due, told_at, when


def test_both_ends_are_in() -> None:
    story = Told().course(slots(1, "08:00", "12:00"))
    record = story.record(1, "12:00")
    found = due_between(story.patient, record, story.at(1, "08:00"), story.at(1, "12:00"))
    assert [told_at(one.due_at) for one in found if one.kind is Kind.DOSE_DUE] == ["1 08:00", "1 12:00"]


def test_facts_of_the_last_instant_come_before_its_reminders() -> None:
    story = Told().course(slots(2, "08:00")).stop(2, "08:00")
    assert [told_at(one.due_at) for one in due(story, 2, "08:00", Kind.DOSE_DUE)] == ["1 08:00"]
    taken = Told().course(slots(2, "08:00")).dose(2, "08:00")
    assert [told_at(one.due_at) for one in due(taken, 2, "08:00", Kind.DOSE_DUE)] == ["1 08:00"]


def test_what_was_called_for_when_it_fell_due_is_found_by_a_late_look_too() -> None:
    story = Told().course(slots(2, "08:00", "20:00")).dose(1, "08:00", told=(1, "08:30")).stop(1, "12:00")
    assert [told_at(one.due_at) for one in due(story, 9, "12:00", Kind.DOSE_DUE)] == ["1 08:00"]


def test_they_stand_in_order_of_time_then_kind() -> None:
    story = Told().course(slots(3, "08:00", "10:00"), sedating=True, enhanced=True)
    found = due(story, 3, "12:00")
    assert [one.due_at for one in found] == sorted(one.due_at for one in found)
    at_ten = [one.kind.value for one in found if one.due_at == story.at(1, "10:00")]
    assert at_ten == sorted(at_ten) == ["course_ending", "dose_due"]


class TestFates:
    """What becomes of what is pending."""

    def test_of_one_course_and_kind_only_the_newest(self) -> None:
        story = (
            Told()
            .course(slots(20, "08:00"), enhanced=True)
            .course(slots(20, "08:00"), of="c2", enhanced=True, medicine="n")
        )
        at = story.at(6, "10:00")
        pending = [one for of in ("c1", "c2") for one in due(story, 6, "10:00", Kind.CHECK_IN_DUE, of)]
        decided = fates(story.patient, story.record(6, "10:00"), pending, at)
        assert {(one.course, told_at(one.due_at)): fate for one, fate in decided.items()} == {
            ("c1", "3 10:00"): Fate.EXPIRED,
            ("c1", "6 10:00"): Fate.SENT,
            ("c2", "3 10:00"): Fate.EXPIRED,
            ("c2", "6 10:00"): Fate.SENT,
        }

    def test_the_newest_of_those_still_called_for_and_not_too_late(self) -> None:
        story = (
            Told().course(slots(9, "08:00")).revise(2, "23:00", slots(9, "08:00")).revise(3, "01:00", slots(9, "08:00"))
        )
        pending = due(story, 3, "12:00", Kind.PLAN_CHANGED)
        decided = fates(story.patient, story.record(3, "12:00"), reversed(pending), story.at(3, "12:00"))
        assert [decided[one] for one in pending] == [Fate.CANCELLED, Fate.SENT]
        late = fates(story.patient, story.record(3, "23:30"), pending, story.at(3, "21:00"))
        assert [late[one] for one in pending] == [Fate.CANCELLED, Fate.SENT]

    def test_a_slot_that_the_next_one_follows_expires_it_is_not_cancelled(self) -> None:
        story = Told().course(slots(1, "08:00", "09:00"))
        pending = due(story, 1, "09:00", Kind.DOSE_DUE)
        decided = fates(story.patient, story.record(1, "09:00"), pending, story.at(1, "09:00"))
        assert [decided[one] for one in pending] == [Fate.EXPIRED, Fate.SENT]

    def test_held_by_quiet_hours_it_is_pending(self) -> None:
        story = Told(hour="23:00").course(slots(1, "08:00"))
        [reminder] = due(story, 1, "23:00", Kind.LAST_DAY)
        decided = fates(story.patient, story.record(2, "06:59"), [reminder], story.at(2, "06:59"))
        assert decided == {reminder: Fate.PENDING}


class TestNextInstant:
    """The earliest instant at which time alone changes something."""

    def following(self, story: Told, day: int, wall: str) -> str | None:
        found = next_instant(story.patient, story.record(day, wall), [], story.at(day, wall))
        return told_at(found) if found else None

    def test_the_next_reminder_or_closing_whichever_comes_first(self) -> None:
        story = Told().course(slots(2, "08:00"))
        assert self.following(story, 0, "12:00") == "1 08:00"
        assert self.following(story, 1, "08:00") == "1 09:00"
        assert self.following(story, 1, "10:00") == "2 04:00"
        assert self.following(story, 3, "04:00") == "3 10:00"

    def test_when_quiet_hours_let_out_what_is_pending(self) -> None:
        story = Told(hour="23:00").course(slots(1, "08:00"))
        pending = due(story, 1, "23:00", Kind.LAST_DAY)
        at = story.at(1, "23:00")
        found = next_instant(story.patient, story.record(1, "23:00"), pending, at)
        assert found == story.at(2, "04:00")
        found = next_instant(story.patient, story.record(2, "04:00"), pending, story.at(2, "04:00"))
        assert found == story.at(2, "07:00")

    def test_after_all_is_over_there_is_none(self) -> None:
        assert self.following(Told().course(slots(2, "08:00"), risk="yes"), 60, "12:00") is None
        assert next_instant(Told().patient, Record(Told().start), [], Told().at(1, "12:00")) is None

    def test_a_course_that_begins_in_two_years_is_not_forgotten(self) -> None:
        assert (
            self.following(Told().course(slots(3, "08:00"), first=800, entered=(0, "12:00")), 1, "12:00") == "800 08:00"
        )

    def test_a_few_weeks_ahead(self) -> None:
        assert (
            self.following(Told().course(slots(3, "08:00"), first=20, entered=(0, "12:00")), 1, "12:00") == "20 08:00"
        )

    def test_the_far_end_of_what_follows_a_course(self) -> None:
        story = Told().course(slots(3, "08:00"), risk="yes").says(3, "09:00", Use.AS_PLANNED)
        assert self.following(story, 6, "10:00") == "10 10:00"


def test_arranged_facts_may_be_handed_over_too() -> None:
    story = Told().course(slots(2, "08:00"))
    knowledge, record = story.knowledge, advance(Record(story.start), story.patient, story.at(9, "12:00"))
    found = due_between(knowledge, record, story.start, story.at(9, "12:00"))
    assert list(found) == due(story, 9, "12:00")
    assert len(found) == len(set(found)) == 7


def test_a_slot_is_asked_for_once_whatever_was_told_between() -> None:
    story = Told().course(slots(1, "08:00")).says(1, "08:00", Use.AS_PLANNED).says(1, "08:00", Use.AS_PLANNED, key="b")
    assert when(story, Kind.DOSE_DUE) == ["1 08:00"]


def test_every_kind_has_its_urgency_and_the_most_urgent_comes_first() -> None:
    assert sorted(URGENCY) == sorted(Kind)
    assert most_urgent(["dose_due", "check_in_due", "talk_to_prescriber"]) is Kind.TALK_TO_PRESCRIBER
    assert most_urgent([Kind.DAILY_DIGEST]) is Kind.DAILY_DIGEST


def test_what_may_be_left_by_a_link() -> None:
    assert {kind.value for kind in LEAVABLE} == {
        *("dose_due", "dose_snoozed", "dose_follow_up", "check_in_due", "after_course_check_in", "daily_digest")
    }
