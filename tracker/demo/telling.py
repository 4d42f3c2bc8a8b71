"""A story on its way into the chronicle: every day and time of it as an instant."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from itertools import cycle

from courses.load import load_patient
from courses.models import Assessment
from courses.rules.days import medication_day, wall_instant
from courses.rules.known import Knowledge
from courses.rules.window import Slot, Window
from tracker.demo import story as told
from tracker.demo.chronicle import Chronicle
from tracker.demo.deeds import PATIENT, Deeds
from tracker.demo.practice import House

REGISTERED_BEFORE = timedelta(minutes=20)
ASSESSED_BEFORE = timedelta(minutes=10)
READ_AFTER = timedelta(minutes=25)
DAY_KNOWN_BEFORE = timedelta(hours=1)
TICKED = "20:45"


def put(story: told.Story, house: House, chronicle: Chronicle) -> Deeds:
    """Put a whole story into the chronicle; what has been done of it, as far as that has come."""
    telling = _Telling(story, house, chronicle)
    telling.put()
    return telling.deeds


@dataclass(slots=True)
class _Taking:
    """A run of doses that are taken: how late in turn, and how late each that is planned by day and wall time."""

    span: told.Taken
    late: Iterator[int]
    late_by: dict[tuple[int, time], timedelta] = field(default_factory=dict)


class _Telling:
    """One story. The zone is that of the patient at the point to which it has come."""

    def __init__(self, story: told.Story, house: House, chronicle: Chronicle) -> None:
        self.story = story
        self.house = house
        self.chronicle = chronicle
        self.deeds = Deeds(story, house)
        self.zone = house.practice.time_zone
        # As they stand now: what is done to a course by staff, and a move, may change them.
        self._windows: dict[str, Window] = {}
        self._takings: list[_Taking] = []

    def put(self) -> None:
        entries = sorted(self.story.courses, key=lambda entry: self._at(*entry.entered_at))
        first = entries[0]
        self._add(self._at(*first.entered_at) - REGISTERED_BEFORE, lambda now: self.deeds.register(first.by, now))
        for entry in entries:
            self._enter(entry)
        for span in self.story.taken:
            self._take(span)
        for event in self.story.events:
            at = self._at(event.day, event.wall)
            self._add(self._told_at(event, at), self._doing(event.doing, at))
            if isinstance(event.doing, told.Moved):
                self.zone = event.doing.zone

    def _add(self, at: datetime, do: Callable[[datetime], object]) -> None:
        def done(now: datetime) -> None:
            try:
                do(now)
            except Exception as error:
                error.add_note(f"in the demo's story of {self.story.name} ({self.story.key}), at {now}")
                raise

        self.chronicle.add(at, done)

    def _at(self, day: int, wall: told.Wall) -> datetime:
        """The instant of a day and a time."""
        if isinstance(wall, told.AboutNow):
            return wall.at(self.house.now)
        clock = told.wall_time(wall, self.house.now, self.zone)
        return wall_instant(self.house.day(day), clock, self.house.boundary, self.zone)

    def _zone_before(self, day: int) -> str:
        """Where the patient is when a day begins."""
        moves = [
            event.doing.zone for event in self.story.events if event.day < day and isinstance(event.doing, told.Moved)
        ]
        return moves[-1] if moves else self.house.practice.time_zone

    def _told_at(self, event: told.Event, at: datetime) -> datetime:
        logged = event.doing.logged if isinstance(event.doing, told.Dose) else None
        return at if logged is None else self._at(*logged)

    def _enter(self, entry: told.Entered) -> None:
        at = self._at(*entry.entered_at)
        assessed: list[Assessment] = []

        def enter(now: datetime) -> None:
            briefing = self.deeds.enter(entry, assessed[0], now)
            if self.story.signs_in and not self.story.just_in:
                self._add(now + READ_AFTER, lambda later: self.deeds.read_briefing(briefing, later))

        self._add(at - ASSESSED_BEFORE, lambda now: assessed.append(self.deeds.assess(entry, now)))
        self._add(at, enter)

    def _take(self, span: told.Taken) -> None:
        """Each day's slots are looked up before it begins (or once the course is there), by the plan as it then is."""
        entry = next(entry for entry in self.story.courses if entry.course == span.course)
        earliest = self._at(*entry.entered_at) + timedelta(seconds=1)
        taking = _Taking(span, cycle(span.late))
        self._takings.append(taking)
        for day in range(span.first, span.last + 1):
            boundary = self.house.boundary
            begins_at = wall_instant(self.house.day(day), boundary, boundary, self._zone_before(day))
            at = max(begins_at - DAY_KNOWN_BEFORE, earliest)
            self._add(at, lambda now, day=day: self._take_day(taking, day, now))  # type: ignore[misc]

    def _take_day(self, taking: _Taking, day: int, now: datetime) -> None:
        """Plan the doses of a day that are not planned yet."""
        for slot in self._slots(taking.span.course, day, now):
            key = (day, slot.wall)
            if key not in taking.late_by and slot.due_at is not None and slot.due_at >= now:
                taking.late_by[key] = timedelta(minutes=next(taking.late))
                if (day, f"{slot.wall:%H:%M}") not in taking.span.but_not:
                    self._plan_dose(taking, key, slot.due_at)

    def _plan_dose(self, taking: _Taking, key: tuple[int, time], due_at: datetime) -> None:
        self._add(due_at + taking.late_by[key], lambda now: self._take_dose(taking, key, due_at, now))

    def _take_dose(self, taking: _Taking, key: tuple[int, time], due_at: datetime, now: datetime) -> None:
        """Take it, if the plan still has it then; later, if it now falls due later."""
        day, wall = key
        slot = next((slot for slot in self._slots(taking.span.course, day, now) if slot.wall == wall), None)
        if slot is None or slot.due_at is None:
            return
        if slot.due_at > due_at:
            self._plan_dose(taking, key, slot.due_at)
        else:
            self.deeds.log(taking.span.by, told.Dose(str(slot.amount), taking.span.course), now, now)

    def _slots(self, course: str, day: int, now: datetime) -> tuple[Slot, ...]:
        if course not in self._windows:
            known = Knowledge(load_patient(self.deeds.patient.pk)).at(now)
            self._windows[course] = known.by_id[str(self.deeds.courses[course].pk)].window
        planned = self._windows[course].day(self.house.day(day))
        return () if planned is None else planned.slots

    def _doing(self, doing: told.Doing, at: datetime) -> Callable[[datetime], object]:
        deeds = self.deeds
        match doing:
            case told.Dose():
                return lambda now: deeds.log(PATIENT, doing, at, now)
            case told.CareAdded():
                return lambda now: self._add_care(doing, now)
            case told.CheckedIn() | told.AskedToTalk() | told.LetHelp() | told.Moved():
                return self._changing(lambda now: deeds.by_patient(doing, now))
            case _:
                return self._changing(lambda now: deeds.by_staff(doing, now))

    def _changing(self, do: Callable[[datetime], None]) -> Callable[[datetime], None]:
        def done(now: datetime) -> None:
            do(now)
            self._windows.clear()
            # What the change brings for today was not known when the day began.
            today = (medication_day(now, self.zone, self.house.boundary) - self.house.today).days
            for taking in self._takings:
                if taking.span.course in self.deeds.courses and taking.span.first <= today <= taking.span.last:
                    self._take_day(taking, today, now)

        return done

    def _add_care(self, care: told.CareAdded, now: datetime) -> None:
        activity = self.deeds.add_care(care, now)
        for day in care.ticked:
            self._add(self._at(day, TICKED), lambda later: self.deeds.tick(activity, later))
