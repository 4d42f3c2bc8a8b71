"""Giving what is asked for a person to a colleague."""

from typing import Any

from django import forms


class AssignForm(forms.Form):
    """Whose it is from now on."""

    to = forms.ChoiceField(label="Give to", required=False)

    def __init__(self, *args: Any, colleagues: list[tuple[str, str]], **kwargs: Any) -> None:
        """The first is who looks; nobody can be chosen too."""
        super().__init__(*args, **kwargs)
        mine = [(key, f"{name} (you)") for key, name in colleagues[:1]]
        field: Any = self.fields["to"]
        field.choices = [*mine, *colleagues[1:], ("", "Nobody in particular")]
