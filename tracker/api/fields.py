"""Fields that take what they say, and nothing that merely resembles it: no number for text, no `1_0`, no local time."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, TypeVar
from uuid import UUID

from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from courses import inputs
from courses.errors import WrongInput
from courses.rules.steps import MAX_AMOUNT

T = TypeVar("T")
_DECIMAL = re.compile(r"-?[0-9]{1,12}(?:\.[0-9]{1,12})?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_WALL = re.compile(r"[0-9]{2}:[0-9]{2}")
_INSTANT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,9})?)?([Zz]|[+-][0-9]{2}:[0-9]{2})?"
)
_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


def refuse(code: str, message: str) -> ValidationError:
    """That a field's value is not what it takes."""
    return ValidationError(message, code=code)


def checked(check: Callable[..., T], value: Any, **limits: Any) -> T:
    """The value as one of the checks of `courses.inputs` returns it, its error as a field's."""
    try:
        return check("", value, **limits)
    except WrongInput as wrong:
        raise refuse(wrong.code, wrong.message) from None


def text_of(value: Any) -> str:
    """The value, if it is text."""
    if not isinstance(value, str):
        raise refuse("not_text", "This is no text.")
    return value


class Text(serializers.CharField):
    """Text, kept as it was written. `required` text is more than white space."""

    def __init__(self, *, most: int, **options: Any) -> None:
        """At most so many characters."""
        options.setdefault("allow_blank", not options.get("required", True))
        super().__init__(max_length=most, trim_whitespace=False, **options)

    def to_internal_value(self, data: Any) -> str:
        """The text."""
        found = text_of(data)
        if not self.allow_blank and not found.strip():
            raise refuse("required", "This is empty.")
        return found


class Amount(serializers.Field[Decimal, Any, str, Any]):
    """Units above 0, with at most four decimals: a JSON number or a text such as "0.5"; told as text."""

    def __init__(self, *, most: Decimal = MAX_AMOUNT, **options: Any) -> None:
        """At most so many units."""
        self.most = most
        super().__init__(**options)

    def to_internal_value(self, data: Any) -> Decimal:
        """The amount."""
        if isinstance(data, str):
            if not _DECIMAL.fullmatch(data):
                raise refuse("not_a_number", "This is no decimal number.")
            data = Decimal(data)
        return checked(inputs.amount, data, most=self.most)

    def to_representation(self, value: Decimal) -> str:
        """The number as people write it: no exponent, no trailing zeros."""
        return plain(value)


def plain(value: Decimal) -> str:
    """A decimal without exponent and trailing zeros."""
    return format(value.normalize() + 0, "f")


class Share(serializers.Field[Decimal, Any, str, Any]):
    """A number that is only told, as text."""

    def to_representation(self, value: Decimal) -> str:
        """The number as people write it."""
        return plain(value)


class Whole(serializers.IntegerField):
    """A whole number in a range; neither text nor true."""

    def to_internal_value(self, data: Any) -> int:
        """The number."""
        # 3.0 is a whole number to JSON's schemas. The parser has let no number through that is too large to look at.
        if isinstance(data, bool) or not isinstance(data, (int, Decimal)) or data != round(data):
            raise refuse("not_a_number", "This is no whole number.")
        return int(data)


class YesNo(serializers.BooleanField):
    """True or false; no 1, no "yes"."""

    def to_internal_value(self, data: Any) -> bool:
        """The answer."""
        if not isinstance(data, bool):
            raise refuse("not_yes_or_no", "This is neither true nor false.")
        return data


class Word(serializers.ChoiceField):
    """One of the known words."""

    def to_internal_value(self, data: Any) -> str:
        """The word."""
        if not isinstance(data, str) or data not in self.choices:
            raise refuse("unknown_word", "This word is not known.")
        return data


class Day(serializers.DateField):
    """A date."""

    def to_internal_value(self, value: Any) -> date:
        """The date, within the years that records can be of."""
        told = text_of(value)
        try:
            found = date.fromisoformat(told) if _DAY.fullmatch(told) else None
        except ValueError:
            found = None
        if found is None:
            raise refuse("not_a_date", "This is no date.")
        return checked(inputs.day, found)


class Wall(serializers.TimeField):
    """A wall time in hours and minutes."""

    def __init__(self, **options: Any) -> None:
        """Told as 08:00."""
        super().__init__(format="%H:%M", **options)

    def to_internal_value(self, value: Any) -> time:
        """The wall time."""
        told = text_of(value)
        try:
            found = time.fromisoformat(told) if _WALL.fullmatch(told) else None
        except ValueError:
            found = None
        if found is None:
            raise refuse("not_a_time", "This is no wall time.")
        return found


class Instant(serializers.DateTimeField):
    """An instant with its offset; told in UTC."""

    def to_internal_value(self, value: Any) -> datetime:
        """The instant in UTC, within the years that records can be of."""
        told = text_of(value)
        match = _INSTANT.fullmatch(told)
        if match is None:
            raise refuse("not_an_instant", "This is no instant.")
        if match[1] is None:
            raise refuse("no_offset", "This has no offset from UTC.")
        try:
            found = datetime.fromisoformat(told.upper())
        except ValueError:
            raise refuse("not_an_instant", "This is no instant.") from None
        return checked(inputs.instant, found)


class Id(serializers.UUIDField):
    """A UUID in its canonical form."""

    def to_internal_value(self, data: Any) -> UUID:
        """The UUID."""
        told = text_of(data)
        if not _UUID.fullmatch(told):
            raise refuse("not_a_uuid", "This is no UUID.")
        return UUID(told)


class Zone(serializers.CharField):
    """The name of a place in the pinned tz database."""

    def __init__(self, **options: Any) -> None:
        """No name in it is longer than 64 characters."""
        super().__init__(max_length=64, trim_whitespace=False, **options)

    def to_internal_value(self, data: Any) -> str:
        """The name."""
        return checked(inputs.zone, text_of(data))


class Texts(serializers.ListField):
    """A list of short texts or words."""

    def to_internal_value(self, data: Any) -> list[Any]:
        """The list."""
        if not isinstance(data, list):
            raise refuse("not_a_list", "This is no list.")
        return super().to_internal_value(data)


class Reasons(serializers.Field[dict[str, str], Any, dict[str, str], Any]):
    """A reason by the name of the entry check that it overrides."""

    def __init__(self, *, known: tuple[str, ...], most: int, **options: Any) -> None:
        """The checks that may be named, and the longest reason."""
        self.known, self.most = known, most
        super().__init__(**options)

    def to_internal_value(self, data: Any) -> dict[str, str]:
        """The reasons."""
        if not isinstance(data, Mapping):
            raise refuse("not_an_object", "This is no object.")
        wrong: dict[str, Any] = {}
        for name, reason in data.items():
            if name not in self.known:
                wrong[str(name)] = [refuse("unknown_word", "No entry check has this name.").detail[0]]  # type: ignore[index]
                continue
            try:
                checked(inputs.text, reason, most=self.most)
            except ValidationError as found:
                wrong[name] = found.detail
        if wrong:
            raise ValidationError(wrong)
        return dict(data)

    def to_representation(self, value: dict[str, str]) -> dict[str, str]:
        """The reasons."""
        return value
