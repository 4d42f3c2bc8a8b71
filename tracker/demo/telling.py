"""A story told through the actions: each thing done by whom it was done, at its instant."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import cycle
from typing import Any
from uuid import UUID, uuid5

from courses.access import Viewer
from courses.actions.activities import add_activity, tick_activity
from courses.actions.assess import acknowledge_briefing, assess, brief
from courses.actions.check_ins import check_in
from courses.actions.dispense import dispense
from courses.actions.doses import Logged, log_dose, undo_dose
from courses.actions.end import cancel, close, plan_end, stop
from courses.actions.flags import acknowledge
from courses.actions.people import let_help, move_zone, register_patient
from courses.actions.prescribe import prescribe
from courses.actions.revise import extend, revise
from courses.actions.talk import answer, ask_to_talk
from courses.load import load_patient
from courses.models import COMMON, Clinician, Course, Helper, Known, Medicine, Patient, Through
from courses.rules.days import medication_day, wall_instant
from courses.rules.known import Knowledge
from tracker.accounts.models import User
from tracker.demo import story as told
from tracker.demo.briefings import BRIEFINGS, VERSION
from tracker.demo.chronicle import Chronicle
from tracker.demo.practice import House

ANSWERED_WITHIN = timedelta(minutes=25)
IDS = UUID("0f6f1b1e-6a52-4d0a-9b43-6f0d7a3c2e11")


class Telling:
    """One patient's story on its way into the record."""

    def __init__(self, story: told.Story, house: House, chronicle: Chronicle) -> None:
        self.story = story
        self.house = house
        self.chronicle = chronicle
        self.courses: dict[str, Course] = {}
        self.helper: Helper | None = None
        self._zone = house.practice.time_zone
        self._sent = 0
        self._patient: Patient | None = None

    @property
    def patient(self) -> Patient:
        """The patient, once registered."""
        if self._patient is None:
            raise LookupError(f"{self.story.key}: nobody is registered yet")
        return self._patient

    def begin(self) -> None:
        """Put all of the story into the chronicle."""
        entries = sorted(self.story.courses, key=lambda entry: self._at(*entry.entered_at))
        self.chronicle.add(self._at(*entries[0].entered_at) - timedelta(minutes=20), self._register)
        for entry in entries:
            at = self._at(*entry.entered_at)
            self.chronicle.add(at - timedelta(minutes=10), lambda now, entry=entry: self._assess(entry, now))
            self.chronicle.add(at, lambda now, entry=entry: self._enter(entry, now))
        for event in self.story.events:
            if isinstance(event.doing, told.Moved):
                self._add(event, self._at(event.day, event.wall))
                self._zone = event.doing.zone
            else:
                at = self._at(event.day, event.wall)
                logged = event.doing.logged if isinstance(event.doing, told.Dose) else None
                self._add(event, at, self._at(*logged) if logged else at)
        for span in self.story.taken:
            self._take(span)

    def _at(self, day: int, wall: told.Wall) -> datetime:
        """The instant of a day and a time, in the zone that the story has come to."""
        if isinstance(wall, told.AboutNow):
            return wall.at(self.house.now)
        clock = told.wall_time(wall, self.house.now, self._zone)
        return wall_instant(self.house.day(day), clock, self.house.boundary, self._zone)

    def _add(self, event: told.Event, taken_at: datetime, now: datetime | None = None) -> None:
        self.chronicle.add(now or taken_at, lambda now: self._tell(event.doing, taken_at, now))

    # People and courses

    def _register(self, now: datetime) -> None:
        story = self.story
        first = story.courses[0]
        self._patient = register_patient(
            practice=self.house.practice,
            given_name=story.given,
            family_name=story.family,
            birth_date=story.born,
            language=story.language,
            **story.chosen,
            **self._by(first.by),
            now=now,
        )
        self.house.let_in(story, self._patient, made_by=self.house.staff[first.by], now=now)

    def _assess(self, entry: told.Entered, now: datetime) -> None:
        self._assessment = assess(
            patient=self.patient,
            risk_factors=entry.risk_factors,
            other_medicines=entry.other_medicines,
            work_needs_alertness=Known.NO,
            liver_disease=Known.NO,
            kidney_disease=Known.NO,
            enhanced_monitoring=entry.enhanced,
            **self._by(entry.by),
            now=now,
        )

    def _enter(self, entry: told.Entered, now: datetime) -> None:
        zone = self.house.practice.time_zone
        course = prescribe(
            patient=self.patient,
            prescriber=self.house.staff[entry.by],
            medicine=Medicine.objects.get(scope=COMMON, code=entry.medicine),
            strength=entry.strength,
            first_day=self.house.day(entry.first),
            steps=[steps.facts(self.house.now, zone) for steps in entry.steps],
            indication=entry.indication,
            instructions=entry.instructions,
            supply=None if entry.supply is None else Decimal(entry.supply),
            enhanced_monitoring=entry.enhanced,
            assessment=self._assessment,
            overrides=entry.overrides,
            **self._by(entry.by),
            now=now,
        ).course
        self.courses[entry.course] = course
        briefing = brief(
            patient=self.patient,
            course=course,
            version=VERSION,
            language=self.story.language,
            text=BRIEFINGS[self.story.language],
            **self._by(entry.by),
            now=now,
        )
        if self.story.signs_in:
            self.chronicle.add(
                now + ANSWERED_WITHIN,
                lambda at: acknowledge_briefing(briefing=briefing, **self._by("patient"), now=at),
            )

    # Doses

    def _take(self, span: told.Taken) -> None:
        """Look up each day's slots as it begins (or once the course is there), by the plan as it then stands."""
        entry = next(entry for entry in self.story.courses if entry.course == span.course)
        entered_at = self._at(*entry.entered_at)
        late = cycle(span.late)
        for day in range(span.first, span.last + 1):
            begins_at = wall_instant(self.house.day(day), self.house.boundary, self.house.boundary, self._zone)
            # A day's slots are known from its start on, wherever the patient is by then.
            at = max(begins_at - timedelta(hours=1), entered_at + timedelta(seconds=1))
            self.chronicle.add(at, lambda now, day=day: self._take_day(span, day, late))

    def _take_day(self, span: told.Taken, day: int, late: Any) -> None:
        course = self.courses[span.course]
        known = Knowledge(load_patient(self.patient.pk))
        window_day = known.at(self.house.now).by_id[str(course.pk)].window.day(self.house.day(day))
        for slot in window_day.slots if window_day is not None else ():
            minutes = next(late)
            if slot.due_at is None or (day, f"{slot.wall:%H:%M}") in span.but_not:
                continue
            taken_at = slot.due_at + timedelta(minutes=minutes)
            self.chronicle.add(
                taken_at,
                lambda now, amount=slot.amount: self._log(span.by, course, amount, taken_at=now, now=now),
            )

    def _log(
        self, by: str, course: Course, amount: Decimal, *, taken_at: datetime, now: datetime, about: bool = False
    ) -> Logged:
        return log_dose(
            course=course,
            client_id=self._client_id(),
            amount=amount,
            taken_at=taken_at,
            about=about,
            **self._by(by, now),
            now=now,
        )

    # Everything else

    def _tell(self, doing: told.Doing, at: datetime, now: datetime) -> None:
        match doing:
            case told.Dose():
                logged = self._log(
                    "patient",
                    self.courses[doing.course],
                    Decimal(doing.amount),
                    taken_at=at,
                    now=now,
                    about=doing.about,
                )
                if doing.undone:
                    undo_dose(dose=logged.dose, undo_id=self._client_id(), **self._by("patient"), now=now)
            case told.Moved():
                move_zone(patient=self.patient, time_zone=doing.zone, **self._by("patient"), now=now)
            case told.LetHelp():
                user = User.objects.create_user(f"helper:{self.patient.pk}")
                self.helper = let_help(
                    patient=self.patient, user_id=user.pk, name=doing.name, **self._by("patient"), now=now
                )
            case told.CheckedIn() | told.AskedToTalk() | told.CareAdded():
                self._tell_of_patient(doing, now)
            case _:
                self._tell_of_staff(doing, now)

    def _tell_of_patient(self, doing: told.CheckedIn | told.AskedToTalk | told.CareAdded, now: datetime) -> None:
        course = self.courses[doing.course]
        match doing:
            case told.CheckedIn():
                check_in(
                    course=course,
                    client_id=self._client_id(),
                    use=doing.use,
                    pain=doing.pain,
                    drowsiness=doing.drowsiness,
                    symptoms=doing.symptoms,
                    line=doing.line,
                    **self._by("patient"),
                    now=now,
                )
            case told.AskedToTalk():
                ask_to_talk(
                    course=course, client_id=self._client_id(), line=doing.line, **self._by("patient"), now=now
                )
            case told.CareAdded():
                self._add_care(course, doing, now)

    def _add_care(self, course: Course, doing: told.CareAdded, now: datetime) -> None:
        activity = add_activity(
            course=course, kind=doing.kind, text=doing.text, on=self._day(doing.on), **self._by(doing.by), now=now
        )
        for day in doing.ticked:
            self.chronicle.add(
                self._at(day, "20:45"),
                lambda at: tick_activity(
                    activity=activity, client_id=self._client_id(), **self._by("patient"), now=at
                )
               ,
            )

    def _tell_of_staff(self, doing: Any, now: datetime) -> None:
        told_by: dict[str, Any] = {"course": self._fresh(doing.course), **self._by(doing.by), "now": now}
        match doing:
            case told.Answered():
                answer(outcome=doing.outcome, note=doing.note, **told_by)
            case told.Acknowledged():
                if acknowledge(rule=doing.rule, note=doing.note, until=self._day(doing.until), **told_by) is None:
                    raise LookupError(f"{self.story.key}: {doing.rule} is not open")
            case told.Planned():
                plan_end(decision=doing.decision, by_day=self._day(doing.by_day), note=doing.note, **told_by)
            case told.Changed():
                steps = [one.facts(self.house.now, self.house.practice.time_zone) for one in doing.steps]
                change = extend if doing.extends else revise
                change(steps=steps, reason=doing.reason, plan=doing.plan, overrides=doing.overrides, **told_by)
            case told.Stopped():
                stop(reason=doing.reason, told=doing.told, **told_by)
            case told.Cancelled():
                cancel(reason=doing.reason, **told_by)
            case told.Closed():
                close(reason=doing.reason, **told_by)
            case told.Dispensed():
                dispense(units=Decimal(doing.units), **told_by)

    # Who, when, under which id

    def _day(self, day: int | None) -> date | None:
        return None if day is None else self.house.day(day)

    def _fresh(self, course: str) -> Course:
        return Course.objects.select_related("patient", "medicine", "assessment").get(pk=self.courses[course].pk)

    def _client_id(self) -> UUID:
        """The id that the patient's phone makes."""
        self._sent += 1
        return uuid5(IDS, f"{self.story.key}/{self._sent}")

    def _by(self, who: str, now: datetime | None = None) -> dict[str, Any]:
        return {"by": self._viewer(who, now), "through": Through.DEMO.value}

    def _viewer(self, who: str, now: datetime | None) -> Viewer:
        if who == "patient":
            return self.patient.as_viewer()
        if who == "helper":
            if self.helper is None or now is None:
                raise LookupError(f"{self.story.key}: nobody helps")
            return self.helper.as_viewer(now)
        clinician: Clinician = self.house.staff[who]
        return clinician.as_viewer()


def today_of(now: datetime, zone: str, boundary: Any) -> date:
    """The medication day that the demo counts from."""
    return medication_day(now, zone, boundary)
