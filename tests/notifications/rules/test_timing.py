"""Quiet hours, the slot that follows, and what is too late."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from courses.rules.facts import Settings
from notifications.rules.reminder import Fate, Kind, Recipient, Reminder
from notifications.rules.timing import let_out_at, next_slot, release_at
from tests.courses.rules.telling import Told, clock_time, needed, on, slots, utc
from tests.notifications.rules.sending import due, fate


def settings(start: str, end: str, zone: str = "UTC") -> Settings:
    return Settings(1, utc("2026-01-01T00:00"), zone, clock_time("10:00"), clock_time(start), clock_time(end))


def released(of: Settings, at: str, kind: Kind = Kind.CHECK_IN_DUE, to: Recipient = Recipient.PATIENT) -> str:
    return f"{release_at(of, kind, to, utc(at)):%Y-%m-%dT%H:%M}"


@pytest.mark.parametrize(
    ("start", "end", "at", "out"),
    [
        # Over midnight: from their start up to, not at, their end.
        ("22:00", "07:00", "2026-06-01T21:59", "2026-06-01T21:59"),
        ("22:00", "07:00", "2026-06-01T22:00", "2026-06-02T07:00"),
        ("22:00", "07:00", "2026-06-02T00:00", "2026-06-02T07:00"),
        ("22:00", "07:00", "2026-06-02T06:59", "2026-06-02T07:00"),
        ("22:00", "07:00", "2026-06-02T07:00", "2026-06-02T07:00"),
        # Within a day.
        ("00:30", "06:00", "2026-06-02T00:29", "2026-06-02T00:29"),
        ("00:30", "06:00", "2026-06-02T00:30", "2026-06-02T06:00"),
        ("00:30", "06:00", "2026-06-02T06:00", "2026-06-02T06:00"),
        ("23:00", "00:30", "2026-06-02T00:15", "2026-06-02T00:30"),
        ("00:00", "06:00", "2026-06-02T00:00", "2026-06-02T06:00"),
        ("22:00", "00:00", "2026-06-01T23:00", "2026-06-02T00:00"),
        ("22:00", "00:00", "2026-06-02T00:00", "2026-06-02T00:00"),
        # Equal ends: none.
        ("22:00", "22:00", "2026-06-01T22:00", "2026-06-01T22:00"),
        ("22:00", "22:00", "2026-06-01T12:00", "2026-06-01T12:00"),
    ],
)
def test_quiet_hours_hold_from_their_start_up_to_their_end(start: str, end: str, at: str, out: str) -> None:
    assert released(settings(start, end), at) == out


@pytest.mark.parametrize(
    ("start", "end", "at", "out"),
    [
        # New York, 8 March 2026: 02:00 to 03:00 is not there; an end inside is where the gap ends (07:00 UTC).
        ("22:00", "02:30", "2026-03-08T06:30", "2026-03-08T07:00"),
        ("02:30", "07:00", "2026-03-08T07:00", "2026-03-08T11:00"),
        # 1 November: 01:00 to 02:00 comes twice; they end, and begin, the first time.
        ("22:00", "01:30", "2026-11-01T05:15", "2026-11-01T05:30"),
        ("22:00", "01:30", "2026-11-01T06:15", "2026-11-01T06:15"),
        ("01:30", "07:00", "2026-11-01T06:15", "2026-11-01T12:00"),
    ],
)
def test_quiet_hours_on_the_days_of_a_change_of_clock(start: str, end: str, at: str, out: str) -> None:
    assert released(settings(start, end, "America/New_York"), at) == out


@pytest.mark.parametrize("kind", list(Kind))
def test_only_dose_due_and_what_was_snoozed_are_not_held(kind: Kind) -> None:
    out = released(settings("22:00", "07:00"), "2026-06-01T23:00", kind)
    free = kind in (Kind.DOSE_DUE, Kind.DOSE_SNOOZED)
    assert out == ("2026-06-01T23:00" if free else "2026-06-02T07:00")


@pytest.mark.parametrize("to", [Recipient.PRESCRIBER, Recipient.STAFF])
def test_staff_have_no_quiet_hours(to: Recipient) -> None:
    assert released(settings("22:00", "07:00"), "2026-06-01T23:00", to=to) == "2026-06-01T23:00"


class TestLetOut:
    """When it goes out, by the settings told over time."""

    def out(self, due_at: str, *changes: tuple[str, str]) -> datetime:
        told = [settings("22:00", "07:00")]
        for at, zone in changes:
            told.append(replace(told[-1], known_at=utc(at), time_zone=zone))
        return let_out_at(told, Kind.TALK_TO_PRESCRIBER, Recipient.PATIENT, utc(due_at))

    def test_a_move_after_it_went_out_changes_nothing(self) -> None:
        assert self.out("2026-06-01T23:00", ("2026-06-02T08:00", "America/New_York")) == utc("2026-06-02T07:00")

    def test_a_move_before_it_fell_due_decides(self) -> None:
        assert self.out("2026-06-01T23:00", ("2026-06-01T08:00", "America/New_York")) == utc("2026-06-01T23:00")

    def test_a_move_while_it_is_held_lets_it_out_or_holds_it_longer(self) -> None:
        assert self.out("2026-06-01T23:00", ("2026-06-02T01:00", "America/New_York")) == utc("2026-06-02T01:00")
        assert self.out("2026-06-01T23:00", ("2026-06-02T06:00", "America/New_York")) == utc("2026-06-02T11:00")
        assert self.out("2026-06-01T23:00", ("2026-06-02T07:00", "America/New_York")) == utc("2026-06-02T11:00")


class TestNextSlot:
    """The slot that falls due after one."""

    def walls(self, story: Told, day: int) -> list[str | None]:
        course = story.known(60, "12:00")
        window_day = course.window.day(on(day))
        assert window_day
        following = [next_slot(course, slot) for slot in window_day.slots]
        return [f"{slot.day:%d} {slot.wall:%H:%M}" if slot else None for slot in following]

    def test_of_the_same_day_or_a_later_one(self) -> None:
        story = Told().course(slots(1, "08:00", "20:00"), needed(1), slots(1, "09:00"))
        assert self.walls(story, 1) == ["01 20:00", "03 09:00"]
        assert self.walls(story, 3) == [None]

    def test_of_two_that_fall_due_together_the_second_follows_the_first(self) -> None:
        story = Told(zone="Europe/Madrid").course(slots(1, "01:00", "02:00", "02:30", "03:30"), first=-64)
        assert self.walls(story, -64) == ["28 02:00", "28 02:30", "28 03:30", None]

    def test_one_that_a_move_jumped_over_never_follows(self) -> None:
        story = Told().course(slots(2, "06:00", "08:00", "20:00")).move(1, "07:00", "Europe/Madrid")
        assert self.walls(story, 1) == ["01 20:00", "01 20:00", "02 06:00"]


class TestTooLate:
    """Dose kinds 2 h after, or once the next slot is due; the others 24 h after; flags never."""

    @pytest.mark.parametrize(("wall", "fate_then"), [("09:59", Fate.SENT), ("10:00", Fate.EXPIRED)])
    def test_dose_due_two_hours_after(self, wall: str, fate_then: Fate) -> None:
        story = Told().course(slots(2, "08:00"))
        [reminder] = due(story, 1, "08:00", Kind.DOSE_DUE)
        assert fate(story, reminder, 1, wall) is fate_then

    @pytest.mark.parametrize(("wall", "fate_then"), [("10:59", Fate.SENT), ("11:00", Fate.EXPIRED)])
    def test_its_follow_up_two_hours_after_its_own_instant(self, wall: str, fate_then: Fate) -> None:
        story = Told().course(slots(2, "08:00"))
        [reminder] = due(story, 1, "09:00", Kind.DOSE_FOLLOW_UP)
        assert fate(story, reminder, 1, wall) is fate_then

    @pytest.mark.parametrize(("wall", "fate_then"), [("09:29", Fate.SENT), ("09:30", Fate.EXPIRED)])
    def test_once_the_next_slot_is_due(self, wall: str, fate_then: Fate) -> None:
        story = Told().course(slots(2, "08:00", "09:30"))
        [first] = due(story, 1, "09:00", Kind.DOSE_DUE)
        [follow_up] = due(story, 1, "09:00", Kind.DOSE_FOLLOW_UP)
        assert fate(story, first, 1, wall) is fate_then
        assert fate(story, follow_up, 1, wall) is fate_then

    @pytest.mark.parametrize(("day", "wall", "fate_then"), [(4, "09:59", Fate.SENT), (4, "10:00", Fate.EXPIRED)])
    def test_the_others_24_hours_after(self, day: int, wall: str, fate_then: Fate) -> None:
        story = Told().course(slots(3, "08:00"))
        [reminder] = due(story, 3, "12:00", Kind.LAST_DAY)
        assert fate(story, reminder, day, wall) is fate_then

    def test_flag_raised_never(self) -> None:
        story = Told().course(slots(3, "08:00")).says(2, "09:00", None, "seizure")
        [reminder] = due(story, 3, "12:00", Kind.FLAG_RAISED)
        assert fate(story, reminder, 50, "12:00") is Fate.SENT

    def test_of_two_slots_that_fall_due_together_only_the_second_is_asked_for(self) -> None:
        story = Told(zone="Europe/Madrid").course(slots(1, "02:00", "02:30", "12:00"), first=-64)
        found = due(story, -63, "12:00", Kind.DOSE_DUE)
        together = [one for one in found if one.due_at == utc("2026-03-29T01:00")]
        assert [(one.key, fate(story, one, -63, "03:00")) for one in together] == [
            ("02:00", Fate.EXPIRED),
            ("02:30", Fate.SENT),
        ]


def test_to_whom_each_kind_goes() -> None:
    others = {
        Kind.PLAN_NEEDED: Recipient.PRESCRIBER,
        Kind.FLAG_RAISED: Recipient.STAFF,
        Kind.DAILY_DIGEST: Recipient.STAFF,
        Kind.ESCALATION: Recipient.STAFF,
    }
    for kind in Kind:
        reminder = Reminder("c1", kind, date(2026, 6, 1), "", utc("2026-06-01T08:00"))
        assert reminder.to is others.get(kind, Recipient.PATIENT)
