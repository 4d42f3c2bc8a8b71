"""Examples of what is sent and told: made of the fields, so that none is forgotten and none goes stale."""

from typing import Any

from rest_framework import serializers

from tracker.api import fields

ID = "0198c2f4-9f6a-7c1e-8d53-2b7f0c9e4a11"
_OF_FIELD: tuple[tuple[type[serializers.Field[Any, Any, Any, Any]], Any], ...] = (
    (fields.Amount, "1"),
    (fields.Share, "0.9286"),
    (fields.Zone, "America/New_York"),
    (fields.Id, ID),
    (fields.Day, "2026-03-02"),
    (fields.Wall, "08:00"),
    (fields.Instant, "2026-03-02T13:05:00Z"),
    (fields.Whole, 1),
    (serializers.IntegerField, 1),
    (serializers.BooleanField, False),
    (fields.Reasons, {}),
    (serializers.DictField, {}),
    (serializers.CharField, "..."),
)


def example_of(field: Any) -> Any:
    """An example of a field's value: its own, its parts', or its kind's."""
    own = getattr(field, "example", None)
    if own is not None:
        return own
    if isinstance(field, serializers.ListSerializer):
        return [example_of(field.child)]
    if isinstance(field, serializers.Serializer):
        told = getattr(field, "examples", {})
        return {
            name: told[name] if name in told else example_of(inner)
            for name, inner in field.fields.items()
            if name not in getattr(field, "not_in_example", ())
        }
    if isinstance(field, serializers.ListField):
        return [example_of(field.child)]
    if isinstance(field, serializers.ChoiceField):
        return next(iter(field.choices))
    return next(example for kind, example in _OF_FIELD if isinstance(field, kind))
