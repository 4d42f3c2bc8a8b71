"""Entering a course: everything the page holds, what is wrong with it, what the checks say, and signing it."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any

from django import forms
from django.db import transaction
from django.http import QueryDict

from courses import actions
from courses.catalogue import read_strength
from courses.catalogue.basis import day_boundary
from courses.catalogue.search import search_medicines
from courses.catalogue.strength import Strength
from courses.errors import EntryRefused, ShortcourseError, WrongInput
from courses.models import Assessment, Clinician, Course, Medicine
from courses.rules.facts import Step
from tracker import clock
from tracker.briefing import VERSION, briefing_text
from tracker.clinician.checks import CONFIRM, Check, checks_of, reasons_in
from tracker.clinician.desk import THROUGH
from tracker.clinician.drafts import drop_draft
from tracker.clinician.foresight import Foresight, foresight
from tracker.clinician.forms.entering import (
    PARTS,
    AssessmentForm,
    BriefingForm,
    CourseForm,
    DrugScreenForm,
    EntryInviteForm,
    activity_forms,
    medicine_label,
)
from tracker.clinician.medicines import in_words, may_be_halved, prescribable, terms_by_word, terms_like
from tracker.clinician.sheet import Person
from tracker.clinician.steps_grid import StepsGrid, empty_grid, read_steps, typed_grid
from tracker.clinician.timeline import Timeline, timeline
from tracker.problems import add_to_form, problem_of
from tracker.proposed import preview_of_course


class Entering:
    """One page of entering a course for a person, with what was typed so far."""

    def __init__(self, person: Person, data: QueryDict | None) -> None:
        """Read the page; nothing is judged before `look`."""
        viewer = person.viewer
        self.person, self.viewer, self.data = person, viewer, data
        self.medicines = prescribable(viewer)
        self.terms = terms_by_word(self.medicines)
        self.course = CourseForm(data, medicines=self.medicines, initial={"first_day": person.today})
        self.assessment = AssessmentForm(data, terms=self.terms)
        self.screen = DrugScreenForm(data, prefix="screen") if person.may("screen_for_drug_use") else None
        self.briefing = BriefingForm(data, prefix="briefing")
        self.invite = EntryInviteForm(data, practice=person.row.practice, prefix="invite")
        self.activities = activity_forms(data)
        self.grid: StepsGrid = empty_grid() if data is None else typed_grid(data)
        self.checks: list[Check] = []
        self.timeline: Timeline | None = None
        self.foresight: Foresight | None = None
        self.ask_again = False
        self.problem = ""

    @property
    def forms(self) -> list[forms.Form]:
        """Its forms, in the order of the page."""
        screen = [self.screen] if self.screen else []
        return [self.course, self.assessment, *screen, *self.activities, self.briefing, self.invite]

    @property
    def problems(self) -> Iterator[tuple[str, str]]:
        """What is wrong, with the id of its field, in the order of the page."""
        if self.problem:
            yield "", self.problem
        for form in self.forms if self.data is not None else ():
            for name, errors in form.errors.items():
                bound = form[name] if name in form.fields else None
                for error in errors:
                    yield (bound.auto_id, f"{bound.label}: {error}") if bound else ("", str(error))
        yield from self.grid.problems
        for check in self.checks:
            if check.error:
                yield check.field, f"{check.title}: {check.error}"

    @cached_property
    def medicine(self) -> Medicine | None:
        """The medicine chosen so far, whose label facts stand beside."""
        if self.data is None or (not self.course.is_valid() and "medicine" in self.course.errors):
            return None
        chosen: Medicine = self.course.cleaned_data["medicine"]
        return chosen

    @property
    def found(self) -> list[tuple[Medicine, str]]:
        """The medicines that what is typed may mean, where it names none."""
        if self.data is None or self.medicine is not None:
            return []
        return [(one, medicine_label(one)) for one in search_medicines(self.medicines, self.data.get("medicine", ""))]

    @property
    def nothing_found(self) -> bool:
        """Whether something is typed that no medicine is called."""
        typed = "" if self.data is None else self.data.get("medicine", "").strip()
        return bool(typed) and self.medicine is None and not self.found

    @property
    def others(self) -> list[str]:
        """The other medicines as they were understood."""
        return [in_words(self.terms[one.casefold()]) for one in self._others_typed if one.casefold() in self.terms]

    @property
    def others_found(self) -> list[tuple[str, str]]:
        """For the first other medicine that the catalogue does not know: what may be meant, and the text with it."""
        typed = self._others_typed
        unknown = next((one for one in typed if one.casefold() not in self.terms), "")
        found = (in_words(term) for term in terms_like(self.terms, unknown))
        return [(one, ", ".join(one if part == unknown else part for part in typed)) for one in found]

    @cached_property
    def strength(self) -> Strength | None:
        """The strength as it is read."""
        told = "" if self.data is None else self.data.get("strength", "")
        try:
            return read_strength(told)
        except ShortcourseError:
            return None

    @cached_property
    def may_be_halved(self) -> bool:
        """Whether the practice marked this strength of this medicine."""
        if self.medicine is None or self.strength is None:
            return False
        return may_be_halved(self.viewer, self.medicine, self.strength.text)

    @property
    def unit(self) -> str:
        """What amounts are counted in."""
        return self.strength.unit if self.strength else "unit"

    @property
    def last_day(self) -> date | None:
        """The day on which the steps typed so far would end."""
        first_day: date | None = getattr(self.course, "cleaned_data", {}).get("first_day")
        days = self.grid.total_days
        return first_day + timedelta(days=days - 1) if first_day and days and self.grid.steps else None

    @property
    def supply_left(self) -> Decimal | None:
        """The supply less what the steps typed so far need: below 0 where it does not last; None while unknown."""
        supply: Decimal | None = getattr(self.course, "cleaned_data", {}).get("supply")
        return supply - self.grid.needed_units if supply is not None and self.grid.readable else None

    @property
    def supply_short(self) -> Decimal:
        """How many units the supply is short of."""
        return -self.supply_left if self.supply_left else Decimal(0)

    @property
    def briefing_text(self) -> str:
        """What the patient would be told."""
        if self.medicine is None:
            return ""
        return briefing_text(self.medicine, self.person.row.practice, self.person.row.language)

    @property
    def still_missing(self) -> list[tuple[str, str]]:
        """What keeps it from being signed, as fields with their ids: no error, as one has not come to the end yet."""
        if self.data is None:
            return [("id_medicine", "the medicine")]
        fields = [(bound.auto_id, bound.label) for form in self.forms for bound in form if bound.name in form.errors]
        steps = [] if self.grid.steps else [("steps", "the steps")]
        reasons = [
            (check.field, f"a reason for {check.title[:1].lower()}{check.title[1:]}")
            for check in self.checks
            if check.needs_reason and not check.reason.strip()
        ]
        return [(where, f"{what[:1].lower()}{what[1:]}") for where, what in fields] + steps + reasons

    def look(self) -> bool:
        """Judge what was typed: the checks and the preview, once what they need is there. Whether all is whole."""
        if self.data is None:
            return False
        whole = self._is_whole()
        needed = self.course.errors.keys() & {"medicine", "strength", "first_day", "supply"}
        if needed or self.grid.steps is None or self.assessment.errors:
            return False
        told = self.course.cleaned_data
        try:
            findings = actions.check_new_course(
                patient=self.person.row,
                medicine=told["medicine"],
                strength=told["strength"],
                first_day=told["first_day"],
                steps=self._steps,
                supply=told["supply"],
                assessment=Assessment(**self._assessment),
                now=self.person.now,
            )
            if told["first_day"] < self.person.today:
                raise WrongInput("first_day", "in_the_past", "This is before today.", "Begin today or later.")
        except ShortcourseError as error:
            self._say(error)
            return False
        self.checks = checks_of(findings, self._typed)
        self.timeline = self._timeline(told, read_strength(told["strength"]).mg_per_unit)
        self.foresight = foresight(
            self._steps,
            told["first_day"],
            self.timeline,
            unit=self.unit,
            limit_days=told["medicine"].label_max_days,
            today=self.person.today,
        )
        return whole

    def sign(self, prescriber: Clinician) -> Course | None:
        """Enter the course with all that goes with it, whole or not at all; None where something is missing."""
        if not self.look():
            return None
        confirmed = self._typed.get(CONFIRM) == "yes"
        try:
            return self._enter(prescriber, reasons_in(self._typed), confirmed_twice=confirmed)
        except EntryRefused as refused:
            self.checks = checks_of(refused.findings, self._typed, refused.missing)
            self.ask_again = refused.confirm_twice and not refused.missing
            if self.ask_again:
                self.problem = "A contraindication is asked twice: read it again, then confirm it below."
        except ShortcourseError as error:
            self._say(error)
        return None

    def _enter(self, prescriber: Clinician, reasons: dict[str, str], *, confirmed_twice: bool) -> Course:
        told, person = self.course.cleaned_data, self.person
        how: dict[str, Any] = {"by": self.viewer, "through": THROUGH, "now": clock.now}
        with transaction.atomic():
            assessment = actions.assess(patient=person.row, **self._assessment, **how)
            times = self.screen.cleaned_data["times"] if self.screen else None
            if times is not None:
                actions.screen_for_drug_use(assessment=assessment, times=times, **how)
            entered = actions.prescribe(
                patient=person.row,
                prescriber=prescriber,
                medicine=told["medicine"],
                strength=told["strength"],
                first_day=told["first_day"],
                steps=self._steps,
                indication=told["indication"],
                instructions=told["instructions"],
                supply=told["supply"],
                enhanced_monitoring=told["enhanced_monitoring"],
                assessment=assessment,
                overrides=reasons,
                confirmed_twice=confirmed_twice,
                **how,
            )
            course = entered.course
            if self.briefing.cleaned_data["brief"]:
                language = person.row.language
                words = briefing_text(told["medicine"], person.row.practice, language)
                actions.brief(patient=person.row, course=course, version=VERSION, language=language, text=words, **how)
            for row in (form.cleaned_data for form in self.activities):
                if row["text"]:
                    actions.add_activity(course=course, kind=row["kind"], text=row["text"], on=row["on"], **how)
            drop_draft(self.viewer, person.row.pk)
        return course

    def _is_whole(self) -> bool:
        valid = [form.is_valid() for form in self.forms]
        first_day: date | None = self.course.cleaned_data.get("first_day")
        boundary = day_boundary(self.person.row.practice, self.person.row)
        try:
            read_steps(self.grid, first_day=first_day, day_boundary=boundary)
        except ValueError as wrong:
            self.course.add_error("first_day", str(getattr(wrong, "message", wrong)))
            return False
        if self.strength is not None and self.medicine is not None:
            self.grid.refuse_parts(self.unit, halvable=self.may_be_halved)
        if first_day is not None:
            self.grid.place(first_day)
        return all(valid) and self.grid.steps is not None

    @property
    def _typed(self) -> Mapping[str, str]:
        return self.data if self.data is not None else {}

    @property
    def _others_typed(self) -> list[str]:
        typed = self.assessment["other_medicines"].value() or ""
        return [part for part in (part.strip() for part in PARTS.split(typed)) if part]

    @property
    def _steps(self) -> tuple[Step, ...]:
        return self.grid.steps or ()

    @property
    def _assessment(self) -> dict[str, Any]:
        return {**self.assessment.cleaned_data, "enhanced_monitoring": self.course.cleaned_data["enhanced_monitoring"]}

    def _timeline(self, told: dict[str, Any], mg_per_unit: Decimal | None) -> Timeline:
        drawn = preview_of_course(
            self.person.row,
            self.person.knowledge,
            medicine=told["medicine"],
            mg_per_unit=mg_per_unit,
            steps=self._steps,
            first_day=told["first_day"],
            enhanced_monitoring=told["enhanced_monitoring"],
            supply=told["supply"],
            now=self.person.now,
        )
        return timeline(drawn, self.person.zone, self.person.today)

    def _say(self, error: ShortcourseError) -> None:
        """Say an action's error at its field."""
        for form in self.forms:
            if error.field in form.fields:
                add_to_form(form, error)
                return
        if error.field.startswith("steps"):
            self.grid.error = problem_of(error).sentence
        else:
            self.problem = problem_of(error).sentence
