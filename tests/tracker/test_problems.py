"""Errors of actions, mapped once."""

import pytest
from django import forms

from courses import errors
from tracker.problems import add_to_form, problem_of


class AForm(forms.Form):
    amount = forms.CharField(required=False)


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        (errors.WrongInput, 422), (errors.NotAllowed, 403), (errors.NotFound, 404), (errors.Conflict, 409),
        (errors.Refused, 409),
    ],
)  # fmt: skip
def test_each_error_has_its_status(kind: type[errors.ShortcourseError], status: int) -> None:
    assert problem_of(kind("amount", "code", "This is wrong.", "Mend it.")).status == status


def test_every_error_of_the_domain_has_one() -> None:
    for kind in errors.ShortcourseError.__subclasses__():
        assert problem_of(kind("", "code", "x")).status


def test_a_problem_is_said_at_its_field() -> None:
    form = AForm({})
    add_to_form(form, errors.WrongInput("amount", "code", "This is wrong.", "Mend it."))
    assert form.errors["amount"] == ["This is wrong. Mend it."]


def test_a_problem_of_no_field_is_said_above_the_form() -> None:
    form = AForm({})
    add_to_form(form, errors.Refused("course", "stopped", "This course was stopped.", "Ask."))
    assert form.non_field_errors() == ["This course was stopped. Ask."]
