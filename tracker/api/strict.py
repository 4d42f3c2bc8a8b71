"""What is sent to the API: an object with the fields that it describes, and no other."""

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ValidationError


class Sent(serializers.Serializer[Any]):
    """An object as it is sent. One that is not described is refused by its name: a misspelt one must not be lost."""

    default_error_messages = {"invalid": "This is no object."}

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        """The values by field."""
        unknown: dict[str, Any] = {}
        if isinstance(data, Mapping):
            unknown = {
                str(name): [ErrorDetail("There is no such field.", code="unknown_field")]
                for name in data
                if name not in self.fields
            }
        try:
            found: dict[str, Any] = super().to_internal_value(data)
        except ValidationError as wrong:
            if isinstance(wrong.detail, dict):
                raise ValidationError({**unknown, **wrong.detail}) from None
            raise
        if unknown:
            raise ValidationError(unknown)
        return found


class Nothing(Sent):
    """No field at all: an empty object, or no body."""


class Told(serializers.Serializer[Any]):
    """An object as the API tells it."""
