"""A template as it is written: its form and its grid of steps, what is wrong with them, and keeping it."""

from collections.abc import Iterator

from django.http import QueryDict

from courses import actions
from courses.access import Viewer
from courses.catalogue import read_strength
from courses.errors import ShortcourseError
from courses.models import CourseTemplate, Practice
from tracker import clock
from tracker.clinician.desk import THROUGH
from tracker.clinician.forms.templates import TemplateForm, initial_of
from tracker.clinician.medicines import may_be_halved, prescribable
from tracker.clinician.steps_grid import StepsGrid, grid_data, read_steps, typed_grid
from tracker.problems import add_to_form, problem_of


class Templating:
    """The page of one template, new or there, with what was typed so far."""

    def __init__(self, viewer: Viewer, practice: Practice, row: CourseTemplate | None, data: QueryDict | None) -> None:
        """Read the page; nothing is judged before `save`."""
        self.viewer, self.practice, self.row = viewer, practice, row
        self.medicines = prescribable(viewer)
        self.form = TemplateForm(data, medicines=self.medicines, initial=initial_of(row) if row else {})
        kept = grid_data(row.step_facts, day_boundary=practice.day_boundary) if row else {}
        self.grid: StepsGrid = typed_grid(kept if data is None else data)

    @property
    def problems(self) -> Iterator[tuple[str, str]]:
        """What is wrong, with the id of its field."""
        for name, errors in self.form.errors.items():
            bound = self.form[name] if name in self.form.fields else None
            for error in errors:
                yield (bound.auto_id, f"{bound.label}: {error}") if bound else ("", str(error))
        yield from self.grid.problems

    def save(self) -> CourseTemplate | None:
        """Keep the template; None where something is missing."""
        read_steps(self.grid, first_day=None, day_boundary=self.practice.day_boundary)
        told = self.form.cleaned_data if self.form.is_valid() else None
        if told is not None:
            strength = read_strength(told["strength"])
            halvable = may_be_halved(self.viewer, told["medicine"], strength.text)
            self.grid.refuse_parts(strength.unit, halvable=halvable)
        if told is None or self.grid.steps is None:
            return None
        try:
            return actions.keep_template(
                practice=self.practice,
                template=self.row,
                steps=self.grid.steps,
                by=self.viewer,
                through=THROUGH,
                now=clock.now,
                **told,
            )
        except ShortcourseError as error:
            if error.field.startswith("steps"):
                self.grid.error = problem_of(error).sentence
            else:
                add_to_form(self.form, error)
        return None
