"""The description of the API (OpenAPI 3.1), as it is: every problem, every limit, an example for each operation."""

from collections.abc import Callable
from typing import Any, TypeVar

from drf_spectacular.extensions import OpenApiSerializerFieldExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import build_examples_list, force_instance
from drf_spectacular.utils import Direction, OpenApiExample, OpenApiParameter, extend_schema
from rest_framework import serializers

from tracker.api.answers import MEDIA_TYPE
from tracker.api.examples import example_of
from tracker.api.problem_types import TYPES
from tracker.api.serializers.problems import EntryProblemTold, ProblemTold
from tracker.api.strict import Sent, Told

# The problems that every operation may answer, those of an address with an id, of lists and readings, of a body.
ANY = (
    "not_signed_in",
    "not_allowed",
    "not_found",
    "method_not_allowed",
    "not_acceptable",
    "too_many_requests",
    "server_error",
)
WRITING = ("not_json", "refused", "too_large", "unsupported_media_type")
RETRY_AFTER = OpenApiParameter(
    "Retry-After",
    {"type": "integer", "minimum": 1},
    OpenApiParameter.HEADER,
    description="In so many seconds one may ask again.",
    response=[429],
)
V = TypeVar("V", bound=Callable[..., Any])
_DECIMAL = r"^[0-9]{1,12}(\.[0-9]{1,4})?$"


def operation(
    name: str,
    summary: str,
    *,
    told: Any,
    sent: type[Sent] | None = None,
    asks: type[Sent] | None = None,
    codes: tuple[int, ...] = (200,),
    entry_checks: bool = False,
) -> Callable[[V], V]:
    """Describe one operation: its stable name, what it takes, what it tells with each status that is no problem."""
    more: dict[str, Any] = {"extensions": {"x-entry-checks": True}} if entry_checks else {}
    described: Callable[[V], V] = extend_schema(
        operation_id=name,
        summary=summary,
        request=sent,
        parameters=[asks] if asks is not None else [],
        responses=dict.fromkeys(codes, told),
        **more,
    )
    return described


class ProblemSchema(AutoSchema):
    """Adds to what is told of each operation the problems, the ways to sign in, and an example."""

    def get_auth(self) -> list[dict[str, Any]]:
        """A token or a session; nothing where anybody may read."""
        return [{"bearer": []}, {"session": []}] if self.view.authentication_classes else [{}]

    def get_override_parameters(self) -> list[Any]:
        """The header of 429 besides."""
        return [*super().get_override_parameters(), RETRY_AFTER]

    @property
    def pages(self) -> bool:
        """Whether the view tells its lists by pages."""
        return getattr(self.view, "pagination_class", None) is not None

    def _get_response_bodies(self, direction: Direction = "response") -> dict[str, Any]:
        bodies: dict[str, Any] = super()._get_response_bodies(direction)
        codes = [*(ANY if self.view.authentication_classes else ANY[3:]), "wrong_input"]
        if "{" in self.path:
            codes.append("not_found")
        if self.method in {"POST", "PUT"}:
            codes += WRITING
        for code in sorted(set(codes), key=lambda code: TYPES[code].status):
            kind = TYPES[code]
            checks = kind.status == TYPES["refused"].status and "x-entry-checks" in self.get_extensions()
            body = self._get_response_for_code(  # type: ignore[no-untyped-call]
                EntryProblemTold if checks else ProblemTold, str(kind.status), [MEDIA_TYPE]
            )
            example = {"type": kind.uri, "title": kind.title, "status": kind.status, "detail": kind.about, "errors": []}
            body["content"][MEDIA_TYPE]["examples"] = {kind.code: {"value": example}}
            bodies.setdefault(str(kind.status), {**body, "description": kind.title})
        return bodies

    def _get_examples(
        self,
        serializer: Any,
        direction: Direction,
        media_type: str,
        status_code: str | None = None,
        extras: Any = None,
    ) -> Any:
        serializer = force_instance(serializer)  # type: ignore[no-untyped-call]
        one = serializer.child if isinstance(serializer, serializers.ListSerializer) else serializer
        if not isinstance(one, (Sent, Told)) or media_type == MEDIA_TYPE:
            return super()._get_examples(serializer, direction, media_type, status_code, extras)  # type: ignore[no-untyped-call]
        value: Any = example_of(one)
        if one is not serializer:
            value = {"next": None, "previous": None, "results": [value]} if self.pages else [value]
        return build_examples_list([OpenApiExample("example", value=value)])

    def _map_basic_serializer(self, serializer: Any, direction: Direction) -> dict[str, Any]:
        schema: dict[str, Any] = super()._map_basic_serializer(serializer, direction)  # type: ignore[no-untyped-call]
        if isinstance(serializer, Sent):
            schema["additionalProperties"] = False
        return schema


class AmountSchema(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]
    """An amount is sent as a number or as text, and told as text."""

    target_class = "tracker.api.fields.Amount"

    def map_serializer_field(self, auto_schema: AutoSchema, direction: Direction) -> dict[str, Any]:  # noqa: ARG002
        """Both ways, or one."""
        text = {"type": "string", "pattern": _DECIMAL}
        if direction == "response":
            return text
        return {"anyOf": [{"type": "number", "exclusiveMinimum": 0, "maximum": int(self.target.most)}, text]}


class ShareSchema(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]
    """A number that is told as text."""

    target_class = "tracker.api.fields.Share"

    def map_serializer_field(self, auto_schema: AutoSchema, direction: Direction) -> dict[str, Any]:  # noqa: ARG002
        """A decimal."""
        return {"type": "string", "pattern": _DECIMAL}


class WallSchema(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]
    """A wall time has no offset, so that it is no `time` of RFC 3339."""

    target_class = "tracker.api.fields.Wall"

    def map_serializer_field(self, auto_schema: AutoSchema, direction: Direction) -> dict[str, Any]:  # noqa: ARG002
        """Hours and minutes."""
        return {"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$"}


class ReasonsSchema(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]
    """Reasons by the name of a check."""

    target_class = "tracker.api.fields.Reasons"

    def map_serializer_field(self, auto_schema: AutoSchema, direction: Direction) -> dict[str, Any]:  # noqa: ARG002
        """Known names, and texts."""
        reason = {"type": "string", "maxLength": self.target.most}
        return {"type": "object", "properties": dict.fromkeys(self.target.known, reason), "additionalProperties": False}
