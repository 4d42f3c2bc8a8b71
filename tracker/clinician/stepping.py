"""New steps for a course that is there: what the page holds, what the checks say, what it would send, signing."""

from collections.abc import Iterator, Mapping
from datetime import date, time
from typing import Any

from django.http import QueryDict

from courses import actions
from courses.catalogue.basis import day_boundary
from courses.errors import EntryRefused, ShortcourseError
from courses.rules.facts import Decision, RevisionKind, Step
from courses.rules.late_start import late_start
from tracker import clock
from tracker.clinician.checks import CONFIRM, Check, checks_of, reasons_in
from tracker.clinician.desk import THROUGH
from tracker.clinician.effects import Effects, compared
from tracker.clinician.forms.changing import StepsForm
from tracker.clinician.medicines import may_be_halved
from tracker.clinician.sheet import Sheet
from tracker.clinician.steps_grid import StepsGrid, empty_grid, grid_data, read_steps, typed_grid
from tracker.problems import add_to_form, problem_of
from tracker.proposed import told_of_steps

CALLED = {"by": "by_day", "plan": "plan", "decision": "plan"}


class Stepping:
    """The page of an extension or a revision, with what was typed so far."""

    def __init__(
        self, sheet: Sheet, kind: RevisionKind, data: QueryDict | None, *, as_prescribed: bool = False
    ) -> None:
        """Read the page. The wall times of the newest step are the columns; no amount is proposed. `as_prescribed`:
        after a late first dose the grid begins with the steps as they were prescribed."""
        self.sheet, self.kind, self.data = sheet, kind, data
        self.form = StepsForm(data, plan_required=kind is RevisionKind.EXTEND)
        newest = sheet.known.window.steps()[-1][1] if sheet.known.window.days else sheet.known.revisions[-1].steps[-1]
        revises = kind is RevisionKind.REVISE
        self.late = late_start(sheet.known, sheet.today) if as_prescribed and revises and data is None else None
        if data is not None:
            self.grid: StepsGrid = typed_grid(data)
        elif self.late is not None:
            self.grid = typed_grid(grid_data(self.late.steps, day_boundary=self.boundary))
        else:
            self.grid = empty_grid(tuple(slot.wall for slot in newest.slots))
        self.checks: list[Check] = []
        self.effects: Effects | None = None
        self.ask_again = False
        self.problem = ""

    @property
    def boundary(self) -> time:
        """Where this patient's medication days begin from now on."""
        return day_boundary(self.sheet.person.row.practice, self.sheet.person.row)

    @property
    def first_day(self) -> date:
        """The first day of the new steps."""
        return actions.first_day_of_steps(self.sheet.known, self.kind, self.sheet.today)

    @property
    def extends(self) -> bool:
        """Whether days are added, rather than replaced."""
        return self.kind is RevisionKind.EXTEND

    @property
    def why_not(self) -> str:
        """Why it cannot be done; empty where it can."""
        if self.sheet.state in {"cancelled", "stopped"} or self.sheet.known.closed:
            return "The steps of a course that was cancelled, stopped or closed do not change: enter a new one."
        if not self.extends and self.sheet.today > self.sheet.known.last_day:
            return "The last day has passed: after it a course is extended, not revised."
        return ""

    @property
    def problems(self) -> Iterator[tuple[str, str]]:
        """What is wrong, with the id of its field."""
        if self.problem:
            yield "", self.problem
        for name, errors in self.form.errors.items() if self.data is not None else ():
            bound = self.form[name] if name in self.form.fields else None
            for error in errors:
                yield (bound.auto_id, f"{bound.label}: {error}") if bound else ("", str(error))
        yield from self.grid.problems
        for check in self.checks:
            if check.error:
                yield check.field, f"{check.title}: {check.error}"

    def look(self) -> bool:
        """Judge what was typed: the checks and the preview, where the page is whole."""
        if not self._is_whole():
            return False
        check = actions.check_extension if self.extends else actions.check_revision
        try:
            findings = check(course=self.sheet.row, steps=self._steps, now=self.sheet.person.now)
        except ShortcourseError as error:
            self._say(error)
            return False
        self.checks = checks_of(findings, self._typed)
        told = told_of_steps(
            self.sheet.row,
            self.sheet.person.knowledge,
            kind=self.kind,
            steps=self._steps,
            plan=self._plan,
            by_day=self.form.cleaned_data["by_day"],
            now=self.sheet.person.now,
        )
        self.effects = compared(self.sheet, {"With the new steps": told})
        return True

    def sign(self) -> bool:
        """Extend or revise the course; False where something is missing."""
        if not self.look():
            return False
        told = self.form.cleaned_data
        do = actions.extend if self.extends else actions.revise
        how: dict[str, Any] = {"by": self.sheet.person.viewer, "through": THROUGH, "now": clock.now}
        try:
            do(
                course=self.sheet.row,
                steps=self._steps,
                reason=told["reason"],
                plan=self._plan,
                by_day=told["by_day"],
                overrides=reasons_in(self._typed),
                confirmed_twice=self._typed.get(CONFIRM) == "yes",
                **how,
            )
        except EntryRefused as refused:
            self.checks = checks_of(refused.findings, self._typed, refused.missing)
            self.ask_again = refused.confirm_twice and not refused.missing
            if self.ask_again:
                self.problem = "A contraindication is asked twice: read it again, then confirm it below."
            return False
        except ShortcourseError as error:
            self._say(error)
            return False
        return True

    def _is_whole(self) -> bool:
        valid = self.form.is_valid()
        read_steps(self.grid, first_day=self.first_day, day_boundary=self.boundary)
        course = self.sheet.row
        halvable = may_be_halved(self.sheet.person.viewer, course.medicine, course.strength)
        self.grid.refuse_parts(course.unit, halvable=halvable)
        if self.grid.steps is not None:
            self.grid.place(self.first_day)
        return valid and self.grid.steps is not None

    @property
    def _plan(self) -> Decision | None:
        plan = self.form.cleaned_data["plan"]
        return Decision(plan) if plan else None

    @property
    def _typed(self) -> Mapping[str, str]:
        return self.data if self.data is not None else {}

    @property
    def _steps(self) -> tuple[Step, ...]:
        return self.grid.steps or ()

    def _say(self, error: ShortcourseError) -> None:
        error.field = CALLED.get(error.field, error.field)
        if error.field in self.form.fields:
            add_to_form(self.form, error)
        elif error.field.startswith("steps"):
            self.grid.error = problem_of(error).sentence
        else:
            self.problem = problem_of(error).sentence
