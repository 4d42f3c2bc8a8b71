"""Fields that take what people type and nothing that only a program would: no `1_000`, no `1e9`, no `NaN`."""

import re
from datetime import date, time
from decimal import Decimal
from typing import Any

from django import forms

_DECIMAL = re.compile(r"[0-9]{1,9}(\.[0-9]{1,8})?")
_WHOLE = re.compile(r"[0-9]{1,6}")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_WALL = re.compile(r"([0-9]{1,2})[:.]?([0-9]{2})")


class AmountField(forms.CharField):
    """A number above 0 with a point, such as 1 or 0.5; a Decimal, or None where nothing was typed."""

    def __init__(self, **options: Any) -> None:
        """As any field; digits are what a phone's keyboard offers."""
        options.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        super().__init__(**options)

    def clean(self, value: Any) -> Any:
        """The number."""
        typed = super().clean(value)
        if not typed:
            return None
        if not _DECIMAL.fullmatch(typed) or not Decimal(typed) > 0:
            raise forms.ValidationError("Write a number above 0 with a point, such as 84 or 0.5.")
        return Decimal(typed)

    def prepare_value(self, value: Any) -> Any:
        """As it is typed: no trailing zeros."""
        return format(value.normalize(), "f") if isinstance(value, Decimal) else value


class CountField(forms.CharField):
    """A whole number from `least` on, up to `most` where there is one; None where nothing was typed."""

    def __init__(self, *, least: int = 0, most: int | None = None, **options: Any) -> None:
        """As any field."""
        self.least, self.most = least, most
        options.setdefault("widget", forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}))
        super().__init__(**options)

    def clean(self, value: Any) -> Any:
        """The number."""
        typed = super().clean(value)
        if not typed:
            return None
        count = int(typed) if _WHOLE.fullmatch(typed) else None
        if count is None or count < self.least or (self.most is not None and count > self.most):
            bounds = f"{self.least} or more" if self.most is None else f"{self.least} to {self.most}"
            raise forms.ValidationError(f"Write a whole number, {bounds}.")
        return count


class DayField(forms.CharField):
    """A date as the browser's own picker sends it; None where nothing was typed."""

    def __init__(self, **options: Any) -> None:
        """As any field."""
        options.setdefault("widget", forms.TextInput(attrs={"type": "date", "autocomplete": "off"}))
        super().__init__(**options)

    def clean(self, value: Any) -> Any:
        """The date."""
        typed = super().clean(value)
        if not typed:
            return None
        found = _day(typed)
        if found is None:
            raise forms.ValidationError("This is no date; write one such as 2026-10-19.")
        return found

    def prepare_value(self, value: Any) -> Any:
        """As the browser wants it."""
        return value.isoformat() if isinstance(value, date) else value


class WallField(forms.CharField):
    """A wall time, 24 h; None where nothing was typed."""

    def __init__(self, **options: Any) -> None:
        """As any field."""
        options.setdefault("widget", forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}))
        super().__init__(**options)

    def clean(self, value: Any) -> Any:
        """The wall time."""
        typed = super().clean(value)
        if not typed:
            return None
        match = _WALL.fullmatch(typed)
        if match is None or int(match[1]) > 23 or int(match[2]) > 59:  # noqa: PLR2004 (a clock's)
            raise forms.ValidationError("This is no wall time; write one such as 07:30.")
        return time(int(match[1]), int(match[2]))

    def prepare_value(self, value: Any) -> Any:
        """As it is typed."""
        return f"{value:%H:%M}" if isinstance(value, time) else value


def said(label: str, *, rows: int = 3, **options: Any) -> forms.CharField:
    """A field for a person's own words."""
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": rows}), **options)


def needed(what: str) -> dict[str, str]:
    """What an empty required field says."""
    return {"required": what}


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed) if _DATE.fullmatch(typed) else None
    except ValueError:
        return None
