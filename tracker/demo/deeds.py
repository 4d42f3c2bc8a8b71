"""What is done in a story, as the actions take it: by whom it was done, under the id that the phone made."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5

from courses import actions
from courses.access import Viewer
from courses.models import COMMON, Activity, Assessment, Briefing, Course, Helper, Known, Medicine, Patient, Through
from tracker.accounts.models import User
from tracker.demo import story as told
from tracker.demo.briefings import BRIEFINGS, VERSION
from tracker.demo.practice import House

IDS = UUID("0f6f1b1e-6a52-4d0a-9b43-6f0d7a3c2e11")
PATIENT, HELPER = "patient", "helper"

ByPatient = told.CheckedIn | told.AskedToTalk | told.LetHelp | told.Moved
ByStaff = (
    told.Answered
    | told.Acknowledged
    | told.Planned
    | told.Changed
    | told.Stopped
    | told.Cancelled
    | told.Closed
    | told.Dispensed
)


class Deeds:
    """One patient, and what has been done for and by them so far."""

    def __init__(self, story: told.Story, house: House) -> None:
        self.story = story
        self.house = house
        self.courses: dict[str, Course] = {}
        self._helper: Helper | None = None
        self._sent = 0

    def register(self, by: str, now: datetime) -> None:
        """The patient is registered and invited."""
        story = self.story
        self.patient: Patient = actions.register_patient(
            practice=self.house.practice,
            given_name=story.given,
            family_name=story.family,
            birth_date=story.born,
            language=story.language,
            **story.chosen,
            **self._by(by, now),
        )
        self.house.let_in(story, self.patient, made_by=self.house.staff[by], now=now)

    def assess(self, entry: told.Entered, now: datetime) -> Assessment:
        """What is asked before a course."""
        return actions.assess(
            patient=self.patient,
            risk_factors=entry.risk_factors,
            other_medicines=entry.other_medicines,
            work_needs_alertness=Known.NO,
            liver_disease=Known.NO,
            kidney_disease=Known.NO,
            enhanced_monitoring=entry.enhanced,
            **self._by(entry.by, now),
        )

    def enter(self, entry: told.Entered, assessment: Assessment, now: datetime) -> Briefing:
        """The course is entered, and the patient is told about it."""
        course = actions.prescribe(
            patient=self.patient,
            prescriber=self.house.staff[entry.by],
            medicine=Medicine.objects.get(scope=COMMON, code=entry.medicine),
            strength=entry.strength,
            first_day=self.house.day(entry.first),
            steps=self._steps(entry.steps),
            indication=entry.indication,
            instructions=entry.instructions,
            supply=None if entry.supply is None else Decimal(entry.supply),
            enhanced_monitoring=entry.enhanced,
            assessment=assessment,
            overrides=entry.overrides,
            **self._by(entry.by, now),
        ).course
        self.courses[entry.course] = course
        return actions.brief(
            patient=self.patient,
            course=course,
            version=VERSION,
            language=self.story.language,
            text=BRIEFINGS[self.story.language],
            **self._by(entry.by, now),
        )

    def read_briefing(self, briefing: Briefing, now: datetime) -> None:
        """The patient has read what they were told."""
        actions.acknowledge_briefing(briefing=briefing, **self._by(PATIENT, now))

    def log(self, by: str, dose: told.Dose, taken_at: datetime, now: datetime) -> None:
        """A dose is logged, and perhaps undone at once."""
        logged = actions.log_dose(
            course=self.courses[dose.course],
            client_id=self._client_id(),
            amount=Decimal(dose.amount),
            taken_at=taken_at,
            about=dose.about,
            **self._by(by, now),
        )
        if dose.undone:
            actions.undo_dose(dose=logged.dose, undo_id=self._client_id(), **self._by(by, now))

    def add_care(self, care: told.CareAdded, now: datetime) -> Activity:
        """A part of the care besides the medicine is added."""
        return actions.add_activity(
            course=self.courses[care.course],
            kind=care.kind,
            text=care.text,
            on=self._day(care.on),
            **self._by(care.by, now),
        )

    def tick(self, activity: Activity, now: datetime) -> None:
        """The patient did it."""
        actions.tick_activity(activity=activity, client_id=self._client_id(), **self._by(PATIENT, now))

    def by_patient(self, doing: ByPatient, now: datetime) -> None:
        """What the patient says or chooses."""
        by = self._by(PATIENT, now)
        match doing:
            case told.CheckedIn():
                actions.check_in(
                    course=self.courses[doing.course],
                    client_id=self._client_id(),
                    use=doing.use,
                    pain=doing.pain,
                    drowsiness=doing.drowsiness,
                    symptoms=doing.symptoms,
                    line=doing.line,
                    **by,
                )
            case told.AskedToTalk():
                course = self.courses[doing.course]
                actions.ask_to_talk(course=course, client_id=self._client_id(), line=doing.line, **by)
            case told.Moved():
                actions.move_zone(patient=self.patient, time_zone=doing.zone, **by)
            case told.LetHelp():
                user = User.objects.create_user(f"helper:{self.patient.pk}")
                self._helper = actions.let_help(patient=self.patient, user_id=user.pk, name=doing.name, **by)

    def by_staff(self, doing: ByStaff, now: datetime) -> None:
        """What a clinician does about a course; raises LookupError where a flag that is to be seen is not open."""
        course = Course.objects.select_related("patient", "medicine").get(pk=self.courses[doing.course].pk)
        on: dict[str, Any] = {"course": course, **self._by(doing.by, now)}
        match doing:
            case told.Answered():
                actions.answer(outcome=doing.outcome, note=doing.note, **on)
            case told.Acknowledged():
                seen = actions.acknowledge(rule=doing.rule, note=doing.note, until=self._day(doing.until), **on)
                if seen is None:
                    raise LookupError(f"{doing.rule} is not open")
            case told.Planned():
                actions.plan_end(decision=doing.decision, by_day=self._day(doing.by_day), note=doing.note, **on)
            case told.Changed():
                change = actions.extend if doing.extends else actions.revise
                steps = self._steps(doing.steps)
                change(steps=steps, reason=doing.reason, plan=doing.plan, overrides=doing.overrides, **on)
            case told.Stopped():
                actions.stop(reason=doing.reason, told=doing.told, **on)
            case told.Cancelled():
                actions.cancel(reason=doing.reason, **on)
            case told.Closed():
                actions.close(reason=doing.reason, **on)
            case told.Dispensed():
                actions.dispense(units=Decimal(doing.units), **on)

    def _steps(self, steps: Sequence[told.Steps]) -> list[Any]:
        return [one.facts(self.house.now, self.house.practice.time_zone) for one in steps]

    def _day(self, day: int | None) -> date | None:
        return None if day is None else self.house.day(day)

    def _client_id(self) -> UUID:
        self._sent += 1
        return uuid5(IDS, f"{self.story.key}/{self._sent}")

    def _by(self, who: str, now: datetime) -> dict[str, Any]:
        return {"by": self._viewer(who, now), "through": Through.DEMO.value, "now": now}

    def _viewer(self, who: str, now: datetime) -> Viewer:
        if who == PATIENT:
            return self.patient.as_viewer()
        if who == HELPER:
            if self._helper is None:
                raise LookupError("nobody helps yet")
            return self._helper.as_viewer(now)
        return self.house.staff[who].as_viewer()
