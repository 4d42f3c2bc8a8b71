"""The description of the API, made once, at import: fixtures come too late for what makes tests of it."""

import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from drf_spectacular.generators import SchemaGenerator

DESCRIBED: dict[str, Any] = json.loads(
    json.dumps(SchemaGenerator().get_schema(request=None, public=True), cls=DjangoJSONEncoder)  # type: ignore[no-untyped-call]
)


def resolved(schema: dict[str, Any]) -> dict[str, Any]:
    """A part of it, with the components that it refers to."""
    return {**schema, "components": DESCRIBED["components"]}
