"""The table of stages: each course, at each kind of instant, is on one page."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest

from courses.rules import facts
from courses.rules.facts import Decision, Use
from courses.rules.judging import advance
from courses.rules.known import Knowledge
from courses.rules.record import Record
from notifications.rules import wording
from tracker.patient.stage import Stage, Standing, is_on_today, standing

FIRST = date(2026, 3, 2)
BASIS = facts.Basis("carisoprodol", "muscle relaxant", time(4), Decimal(350), Decimal(1400), "yes", sedating=True)
ENTERED = datetime(2026, 3, 1, 12, tzinfo=UTC)
STEP = facts.Step(14, tuple(facts.StepSlot(time(hour), Decimal(1)) for hour in (8, 14, 20)))


def on(day: int, hour: int = 12) -> datetime:
    """An hour of a day of the course (the first is 1), in UTC, as all here is."""
    return datetime(2026, 3, 1, hour, tzinfo=UTC) + timedelta(days=day)


class Story:
    """A course's facts, told in order."""

    def __init__(self, step: facts.Step = STEP, basis: facts.Basis = BASIS, steps: tuple[facts.Step, ...] = ()) -> None:
        first = facts.Revision(2, ENTERED, facts.RevisionKind.PRESCRIBE, FIRST, steps or (step,), basis)
        self.seq = 2
        self.course = facts.Course("c", FIRST, (first,))
        self.others: tuple[facts.Course, ...] = ()

    def tell(self, **changes: Any) -> "Story":
        self.course = replace(self.course, **changes)
        return self

    def next(self) -> int:
        self.seq += 1
        return self.seq

    def use(self, first: int, last: int) -> "Story":
        for day in range(first, last + 1):
            for hour in (8, 14, 20):
                self.dose(on(day, hour))
        return self

    def dose(self, at: datetime) -> "Story":
        seq = self.next()
        told = facts.Dose(seq, at, f"d{seq}", Decimal(1), at, (at - timedelta(hours=4)).date())
        return self.tell(doses=(*self.course.doses, told))

    def check_in(self, at: datetime, use: Use | None, *symptoms: str) -> "Story":
        seq = self.next()
        told = facts.CheckIn(seq, at, f"i{seq}", at, (at - timedelta(hours=4)).date(), use, frozenset(symptoms))
        return self.tell(check_ins=(*self.course.check_ins, told))

    def plan(self, at: datetime, decision: Decision, by: date | None = None) -> "Story":
        return self.tell(plans=(facts.EndPlan(self.next(), at, decision, by),))

    def stop(self, at: datetime) -> "Story":
        return self.tell(stop=facts.Stop(self.next(), at, (at - timedelta(hours=4)).date()))

    def mark(self, what: str, at: datetime) -> "Story":
        return self.tell(**{what: facts.Mark(self.next(), at)})

    def revise(self, at: datetime, kind: facts.RevisionKind, begins_on: date, step: facts.Step) -> "Story":
        told = facts.Revision(self.next(), at, kind, begins_on, (step,), BASIS)
        return self.tell(revisions=(*self.course.revisions, told))

    def followed_by(self, first_day: date) -> "Story":
        told = facts.Revision(self.next(), on(5), facts.RevisionKind.PRESCRIBE, first_day, (STEP,), BASIS)
        self.others = (facts.Course("later", first_day, (told,)),)
        return self

    def at(self, now: datetime) -> Standing:
        return self.look(now)[0]

    def look(self, now: datetime) -> tuple[Standing, bool]:
        settings = facts.Settings(1, ENTERED, "UTC")
        patient = facts.Patient("p", date(1980, 1, 1), (settings,), (self.course, *self.others))
        knowledge = Knowledge(patient)
        record = advance(Record(ENTERED), knowledge, until=now)
        known = knowledge.at(now).by_id["c"]
        stood = standing(known, record.flags, now)
        return stood, is_on_today(known, stood, now)


def used() -> Story:
    return Story().use(1, 14)


def gap_used() -> Story:
    """Taken after the end, then extended from the 19th day on."""
    later = replace(STEP, days=10)
    return used().dose(on(16)).revise(on(17), facts.RevisionKind.EXTEND, date(2026, 3, 20), later)


TABLE: list[tuple[str, Callable[[], Story], datetime, Stage]] = [
    ("before the first day", Story, on(0), Stage.PLANNED),
    ("up to the boundary of the first day", Story, on(1, 3), Stage.PLANNED),
    ("from the boundary on", Story, on(1, 4), Stage.RUNNING),
    ("in the middle", lambda: Story().use(1, 7), on(8), Stage.RUNNING),
    ("an hour before the first ending message", lambda: Story().use(1, 8), on(9, 9), Stage.RUNNING),
    ("at the first ending message", lambda: Story().use(1, 8), on(9, 10), Stage.ENDING),
    ("the day before the last", lambda: Story().use(1, 12), on(13), Stage.ENDING),
    ("on the last day", lambda: Story().use(1, 13), on(14), Stage.LAST_DAY),
    ("in the night after the last day", used, on(15, 3), Stage.LAST_DAY),
    ("the day after", used, on(15), Stage.OVER),
    ("two weeks after", used, on(28), Stage.OVER),
    ("used after the end", lambda: used().dose(on(16)), on(16, 13), Stage.BEYOND),
    ("said to be used after the end", lambda: used().check_in(on(16), Use.STILL_TAKING), on(17), Stage.BEYOND),
    ("two days of silence", lambda: Story().use(1, 8), on(11, 4), Stage.STOPPED_SUDDENLY),
    (
        "a check-in that says so",
        lambda: Story().use(1, 9).check_in(on(10), Use.STOPPED),
        on(10),
        Stage.STOPPED_SUDDENLY,
    ),
    ("silence, and a dose again", lambda: Story().use(1, 8).dose(on(11, 8)), on(11), Stage.ENDING),
    ("stopped by the prescriber, that day", lambda: Story().use(1, 4).stop(on(5)), on(5, 13), Stage.STOPPED),
    ("stopped by the prescriber, later", lambda: Story().use(1, 4).stop(on(5)), on(9), Stage.STOPPED),
    ("used after the stop", lambda: Story().use(1, 4).stop(on(5)).dose(on(7)), on(8), Stage.BEYOND),
    ("taken back", lambda: Story().mark("cancelled", on(0, 14)), on(2), Stage.CANCELLED),
    ("over and closed", lambda: used().mark("closed", on(20)), on(21), Stage.CLOSED),
    (
        "closed, and used again",
        lambda: used().mark("closed", on(20)).dose(on(22)),
        on(22, 13),
        Stage.BEYOND,
    ),
    (
        "between the end and a late extension",
        lambda: used().revise(on(16), facts.RevisionKind.EXTEND, date(2026, 3, 20), replace(STEP, days=3)),
        on(17),
        Stage.GAP,
    ),
    ("used in a gap, before the extension", gap_used, on(18), Stage.BEYOND),
    ("used in a gap, when the extension runs", gap_used, on(20), Stage.RUNNING),
    ("used in a gap, on the extension's last day", gap_used, on(28), Stage.LAST_DAY),
    ("continued, in its last days", lambda: Story().use(1, 8).followed_by(date(2026, 3, 16)), on(10), Stage.RUNNING),
    ("continued, after its last day", lambda: used().followed_by(date(2026, 3, 16)), on(16), Stage.CONTINUED),
]


@pytest.mark.parametrize(("story", "now", "stage"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE])
def test_a_course_is_on_the_page_of_its_stage(story: Callable[[], Story], now: datetime, stage: Stage) -> None:
    assert story().at(now).stage is stage


def test_the_table_has_every_stage() -> None:
    assert {row[3] for row in TABLE} == set(Stage)


ENDINGS: list[tuple[str, Callable[[], Story], str]] = [
    ("no plan", lambda: Story().use(1, 8), wording.ENDING_WITHOUT_PLAN),
    ("stop", lambda: Story().use(1, 8).plan(on(8), Decision.STOP_AS_PLANNED), wording.ENDING_STOP_AS_PLANNED),
    (
        "see",
        lambda: Story().use(1, 8).plan(on(8), Decision.SEE_PATIENT, date(2026, 3, 13)),
        wording.ENDING_SEE_PATIENT,
    ),
    (
        "see, and the day has passed",
        lambda: Story().use(1, 8).plan(on(8), Decision.SEE_PATIENT, date(2026, 3, 9)),
        wording.ENDING_WITHOUT_PLAN,
    ),
    (
        "taper",
        lambda: Story(steps=(replace(STEP, days=11), facts.Step(3, STEP.slots[:1]))).use(1, 8),
        wording.ENDING_TAPER,
    ),
    ("no risk", lambda: Story(basis=replace(BASIS, abrupt_stop="no")).use(1, 8), wording.ENDING_WITHOUT_RISK),
    ("mild", lambda: Story(basis=replace(BASIS, abrupt_stop="mild")).use(1, 8), wording.ENDING_WITHOUT_RISK),
]


@pytest.mark.parametrize(("story", "words"), [row[1:] for row in ENDINGS], ids=[row[0] for row in ENDINGS])
def test_the_words_of_the_end_fit_risk_and_plan(story: Callable[[], Story], words: str) -> None:
    assert story().at(on(10)).ending == words


def test_who_took_some_in_a_gap_is_told_of_the_day_before_it() -> None:
    assert gap_used().at(on(18)).last_day == date(2026, 3, 15)
    assert gap_used().at(on(20)).last_day == date(2026, 3, 29)


def test_far_from_the_end_nothing_is_said_of_it() -> None:
    assert Story().use(1, 5).at(on(6)).ending is None


def test_day_k_is_counted_from_the_first_day() -> None:
    stood = Story().use(1, 8).at(on(9))
    assert (stood.day, stood.length, stood.days_left) == (9, 14, 5)


def test_silence_is_told_from_the_last_day_of_use() -> None:
    stood = Story().use(1, 8).at(on(12))
    assert (stood.told_stopped, stood.heard_on) == (None, date(2026, 3, 9))


def test_who_said_so_is_told_so() -> None:
    stood = Story().use(1, 9).check_in(on(10), Use.STOPPED).at(on(11))
    assert stood.told_stopped is not None
    assert stood.heard_on is None


def test_days_beyond_are_told_with_what_was_logged() -> None:
    stood = used().dose(on(16)).dose(on(16, 20)).check_in(on(17), Use.STILL_TAKING).at(on(18))
    assert stood.beyond == ((date(2026, 3, 17), Decimal(2)), (date(2026, 3, 18), Decimal(0)))


@pytest.mark.parametrize(
    ("story", "now", "shown"),
    [
        (Story, on(0), True),
        (used, on(28), True),
        (used, on(29), False),
        (lambda: used().dose(on(20)), on(34), True),
        (lambda: used().dose(on(20)), on(35), False),
        (lambda: used().mark("closed", on(20)), on(21), False),
        (lambda: Story().mark("cancelled", on(0)), on(2), True),
        (lambda: Story().mark("cancelled", on(0)), on(4), False),
    ],
)
def test_a_course_leaves_the_page_of_today_when_its_watch_ends(
    story: Callable[[], Story], now: datetime, shown: bool
) -> None:
    assert story().look(now)[1] is shown


@pytest.mark.parametrize(("now", "day", "within"), [(on(17), 14, False), (on(19), 15, True), (on(21), 17, True)])
def test_the_days_of_a_break_are_none_of_the_course(now: datetime, day: int, within: bool) -> None:
    stood = used().revise(on(16), facts.RevisionKind.EXTEND, date(2026, 3, 20), replace(STEP, days=3)).at(now)
    assert (stood.day, stood.length, stood.is_within) == (day, 17, within)
