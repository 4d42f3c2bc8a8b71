"""What went wrong with what somebody asked, mapped once for pages, the API and FHIR."""

from dataclasses import dataclass

from django import forms

from courses.errors import Conflict, NotAllowed, NotFound, Refused, ShortcourseError, WrongInput

STATUS: dict[type[ShortcourseError], int] = {
    WrongInput: 422,
    NotAllowed: 403,
    NotFound: 404,
    Conflict: 409,
    Refused: 409,
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem as every edge shows it: status, stable code, the input it is about, what happened, and what to do.

    A template says `sentence`, the API all of it.
    """

    status: int
    code: str
    field: str
    message: str
    what_to_do: str

    @property
    def sentence(self) -> str:
        """What happened and what to do, in one line for people."""
        return f"{self.message} {self.what_to_do}".strip()


def problem_of(error: ShortcourseError) -> Problem:
    """The problem that an action's error is."""
    status = next(status for kind, status in STATUS.items() if isinstance(error, kind))
    return Problem(status, error.code, error.field, error.message, error.what_to_do)


def add_to_form(form: forms.Form, error: ShortcourseError) -> None:
    """Say a problem at the form's field that it is about, or above the form where it has none."""
    problem = problem_of(error)
    form.add_error(problem.field if problem.field in form.fields else None, problem.sentence)
