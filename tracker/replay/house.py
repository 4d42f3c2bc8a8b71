"""The practice and the patient of a story, in tables, and what is done there: each telling is one action."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from courses import actions
from courses.access import SYSTEM
from courses.errors import ShortcourseError
from courses.models import COMMON, Assessment, Course, Medicine, Patient, Practice, Through
from courses.models import Dose as DoseRow
from courses.rules.facts import RevisionKind
from courses.rules.judging import EMERGENCY
from notifications.channel_names import CONSOLE
from notifications.models import Agenda, Person
from notifications.people import Someone, add_endpoint
from tracker.accounts.models import User
from tracker.replay.database import PRACTICE
from tracker.replay.errors import ScenarioError
from tracker.replay.ids import Ids
from tracker.replay.scenario import (
    Acknowledge,
    Answer,
    Change,
    CheckIn,
    CourseTold,
    Dispense,
    Dose,
    MoveTo,
    PlanEnd,
    Stop,
    TalkRequest,
    UndoDose,
)
from tracker.replay.timeline import Script, Telling


class House:
    """One practice with one clinician and one patient, both reachable."""

    def __init__(self, script: Script) -> None:
        """Register the patient, before the story begins."""
        self.script = script
        self.swept_to = script.begins_at
        tellings = script.tellings
        self.ids = Ids(one.doing.id for one in tellings if isinstance(one.doing, Dose | CheckIn))
        self.courses: dict[str, Course] = {}
        self.names: dict[str, str] = {}
        told = script.scenario.practice
        self.practice = Practice.objects.create(name=PRACTICE, time_zone=told.time_zone, day_boundary=told.day_boundary)
        # The digest is the practice's and in no story: nothing is ever due for it.
        Agenda.objects.create(practice=self.practice, next_due_at=None, reminded_to=script.begins_at)
        user = User.objects.create(username=f"replay:{self.practice.pk}")
        self.clinician = actions.add_clinician(
            practice=self.practice,
            user_id=user.pk,
            name=PRACTICE,
            is_prescriber=True,
            is_reviewer=True,
            by=SYSTEM,
            through=Through.REPLAY,
            now=script.begins_at,
        )
        self.patient = self._register()
        for kind, key in ((Person.PATIENT, self.patient.pk), (Person.CLINICIAN, self.clinician.pk)):
            self._make_reachable(kind, key)
        self.assessment = self._assess()

    def enter(self, told: CourseTold) -> None:
        """Prescribe a course, before the story begins."""
        with told_with(told.path):
            entered = actions.prescribe(
                patient=self.patient,
                prescriber=self.clinician,
                medicine=Medicine.objects.get(scope=COMMON, code=told.medicine),
                strength=told.strength,
                first_day=told.first_day,
                steps=told.steps,
                supply=told.supply,
                enhanced_monitoring=self.script.scenario.assessment.enhanced_monitoring,
                assessment=self.assessment,
                by=SYSTEM,
                through=Through.REPLAY,
                now=self.script.begins_at,
                overrides=self._overrides(told.path, told.override),
                confirmed_twice=told.override is not None,
            )
        self.courses[told.id] = entered.course
        self.names[str(entered.course.pk)] = told.id

    def tell(self, telling: Telling) -> None:
        """Do what is told, by its action; raises ScenarioError where that refuses."""
        with told_with(telling.path):
            self._do(telling)

    def _register(self) -> Patient:
        told = self.script.scenario.patient
        return actions.register_patient(
            practice=self.practice,
            given_name=PRACTICE,
            family_name="",
            birth_date=told.birth_date,
            time_zone=told.time_zone,
            message_hour=told.message_hour,
            quiet_start=told.quiet_start,
            quiet_end=told.quiet_end,
            follow_up=told.follow_up,
            by=SYSTEM,
            through=Through.REPLAY,
            now=self.script.begins_at,
        )

    def _make_reachable(self, kind: str, key: UUID) -> None:
        at = self.script.begins_at
        add_endpoint(person=Someone(kind, key), channel=CONSOLE, address=f"{kind}:{key}", verified_at=at, now=at)

    def _assess(self) -> Assessment:
        told = self.script.scenario.assessment
        return actions.assess(
            patient=self.patient,
            risk_factors=told.risk_factors,
            other_medicines=told.other_medicines,
            enhanced_monitoring=told.enhanced_monitoring,
            by=SYSTEM,
            through=Through.REPLAY,
            now=self.script.begins_at,
        )

    def _overrides(self, path: str, reason: str | None) -> dict[str, str]:
        """The reason for each check that found something there."""
        return {} if reason is None else dict.fromkeys(self.script.ledger.checks[path], reason)

    def _do(self, telling: Telling) -> None:
        match telling.doing:
            case Dose() | UndoDose() | CheckIn() | TalkRequest() | MoveTo():
                self._do_as_patient(telling)
            case Change() as change:
                self._change(change, telling)
            case doing:
                self._do_as_clinician(doing, telling.now)

    def _do_as_patient(self, telling: Telling) -> None:
        now = telling.now
        match telling.doing:
            case Dose(id=name, course=course, amount=amount, about=about):
                actions.log_dose(
                    course=self.courses[course],
                    client_id=self.ids.uuid(name),
                    amount=amount,
                    taken_at=telling.taken_at,
                    about=about,
                    by=SYSTEM,
                    through=Through.REPLAY,
                    now=now,
                )
            case UndoDose(id=name):
                dose = DoseRow.objects.get(patient=self.patient, client_id=self.ids.uuid(name))
                actions.undo_dose(dose=dose, by=SYSTEM, through=Through.REPLAY, now=now)
            case CheckIn(id=name, course=course, use=use, pain=pain, symptoms=symptoms):
                actions.check_in(
                    course=self.courses[course],
                    client_id=self.ids.uuid(name),
                    use=use,
                    pain=pain,
                    symptoms=symptoms,
                    by=SYSTEM,
                    through=Through.REPLAY,
                    now=now,
                )
            case TalkRequest(course=course):
                asked = self.ids.fresh(telling.place)
                actions.ask_to_talk(
                    course=self.courses[course], client_id=asked, by=SYSTEM, through=Through.REPLAY, now=now
                )
            case MoveTo(time_zone=zone):
                actions.move_zone(patient=self.patient, time_zone=zone, by=SYSTEM, through=Through.REPLAY, now=now)

    def _do_as_clinician(self, doing: object, now: datetime) -> None:
        match doing:
            case Answer(course=course, outcome=outcome, note=note):
                actions.answer(
                    course=self.courses[course],
                    outcome=outcome,
                    note=note,
                    by=SYSTEM,
                    through=Through.REPLAY,
                    now=now,
                )
            case PlanEnd(course=course, plan=plan):
                actions.plan_end(
                    course=self.courses[course],
                    decision=plan.decision,
                    by_day=plan.by,
                    by=SYSTEM,
                    through=Through.REPLAY,
                    now=now,
                )
            case Stop(course=course, reason=reason, told=told):
                actions.stop(
                    course=self.courses[course],
                    reason=reason,
                    told=told,
                    require_told=False,
                    by=SYSTEM,
                    through=Through.REPLAY,
                    now=now,
                )
            case Acknowledge(course=course, rule=rule, note=note, until=until):
                actions.acknowledge(
                    course=self.courses[course],
                    rule=rule,
                    note=note,
                    # An emergency cannot be put off: the date is nothing to it.
                    until=None if rule == EMERGENCY else until,
                    by=SYSTEM,
                    through=Through.REPLAY,
                    now=now,
                )
            case Dispense(course=course, units=units):
                actions.dispense(course=self.courses[course], units=units, by=SYSTEM, through=Through.REPLAY, now=now)

    def _change(self, change: Change, telling: Telling) -> None:
        plan = change.plan
        if change.kind is RevisionKind.EXTEND:
            actions.extend(
                course=self.courses[change.course],
                steps=change.steps,
                reason=change.reason,
                plan=None if plan is None else plan.decision,
                by_day=None if plan is None else plan.by,
                require_plan=False,
                overrides=self._overrides(telling.path, change.override),
                confirmed_twice=change.override is not None,
                by=SYSTEM,
                through=Through.REPLAY,
                now=telling.now,
            )
        else:
            actions.revise(
                course=self.courses[change.course],
                steps=change.steps,
                reason=change.reason,
                plan=None if plan is None else plan.decision,
                by_day=None if plan is None else plan.by,
                overrides=self._overrides(telling.path, change.override),
                confirmed_twice=change.override is not None,
                by=SYSTEM,
                through=Through.REPLAY,
                now=telling.now,
            )


@contextmanager
def told_with(path: str) -> Iterator[None]:
    """What an action refuses is wrong in the scenario, there."""
    try:
        yield
    except ShortcourseError as error:
        raise ScenarioError(f"{path}.{error.field}" if error.field else path, error.message) from error
