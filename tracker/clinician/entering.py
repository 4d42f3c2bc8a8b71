"""Entering a course: everything the page holds, what is wrong with it, what the checks say, and signing it."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.db import transaction
from django.http import QueryDict

from courses import actions
from courses.catalogue import read_strength
from courses.catalogue.basis import day_boundary
from courses.errors import EntryRefused, ShortcourseError, WrongInput
from courses.models import Assessment, Clinician, Course, Medicine
from courses.rules.facts import Step
from tracker import clock
from tracker.clinician.briefing import VERSION, briefing_text
from tracker.clinician.checks import CONFIRM, Check, checks_of, reasons_in
from tracker.clinician.desk import THROUGH
from tracker.clinician.forms.entering import (
    AssessmentForm,
    BriefingForm,
    CourseForm,
    DrugScreenForm,
    activity_forms,
    medicine_label,
)
from tracker.clinician.sheet import Person
from tracker.clinician.steps_grid import StepsGrid, empty_grid, read_steps, typed_grid
from tracker.clinician.timeline import Timeline, timeline
from tracker.problems import add_to_form, problem_of
from tracker.proposed import preview_of_course


class Entering:
    """One page of entering a course for a person, with what was typed so far."""

    def __init__(self, person: Person, data: QueryDict | None) -> None:
        """Read the page; nothing is judged before `is_whole`."""
        viewer = person.viewer
        self.person, self.viewer, self.data = person, viewer, data
        offered = Medicine.objects.visible_to(viewer).filter(withdrawn_at__isnull=True).order_by("code")
        self.medicines = list(offered)
        self.course = CourseForm(data, medicines=offered, initial={"first_day": person.today})
        self.assessment = AssessmentForm(data, catalogue=_names_and_classes(self.medicines))
        self.screen = DrugScreenForm(data, prefix="screen") if person.may("screen_for_drug_use") else None
        self.briefing = BriefingForm(data, prefix="briefing")
        self.activities = activity_forms(data)
        self.grid: StepsGrid = empty_grid() if data is None else typed_grid(data)
        self.checks: list[Check] = []
        self.timeline: Timeline | None = None
        self.ask_again = False
        self.problem = ""

    @property
    def forms(self) -> list[forms.Form]:
        """Its forms, in the order of the page."""
        screen = [self.screen] if self.screen else []
        return [self.course, self.assessment, *screen, self.briefing, *self.activities]

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

    @property
    def medicine(self) -> Medicine | None:
        """The medicine chosen so far, whose label facts stand beside."""
        chosen = self.data.get("medicine", "") if self.data is not None else ""
        return next((medicine for medicine in self.medicines if str(medicine.pk) == chosen), None)

    @property
    def briefing_text(self) -> str:
        """What the patient would be told."""
        if self.medicine is None:
            return ""
        return briefing_text(self.medicine, self.person.row.practice, self.person.row.language)

    def look(self) -> bool:
        """Judge what was typed: the checks and the preview, where the page is whole."""
        if not self._is_whole():
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
        return True

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
        if self.grid.steps is not None and first_day is not None:
            self.grid.place(first_day)
        return all(valid) and self.grid.steps is not None

    @property
    def _typed(self) -> Mapping[str, str]:
        return self.data if self.data is not None else {}

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


def _names_and_classes(medicines: list[Medicine]) -> list[tuple[str, str]]:
    classes = sorted({medicine.medicine_class for medicine in medicines if medicine.medicine_class})
    listed = {term for medicine in medicines for term in (*medicine.interacts_with, *medicine.contraindicated_with)}
    named = {medicine.code for medicine in medicines}
    beyond = sorted(term for term in listed if term not in named and not term.startswith("class:"))
    more = sorted({term.removeprefix("class:") for term in listed if term.startswith("class:")} | set(classes))
    return [
        *((medicine.code, medicine_label(medicine)) for medicine in medicines),
        *((term, term) for term in beyond),
        *((f"class:{one}", f"Any {one}") for one in more),
    ]
