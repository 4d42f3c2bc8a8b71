"""Pages by cursor: what is added while somebody reads on moves nothing."""

import re
from typing import Any
from uuid import UUID

from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.pagination import Cursor, CursorPagination
from rest_framework.request import Request

from courses.errors import WrongInput

MOST = 100
USUAL = 50
_LIMIT = re.compile(r"[0-9]{1,3}")


class Pages(CursorPagination):
    """Newest first: the keys rise with time."""

    ordering = "-id"
    page_size = USUAL
    max_page_size = MOST
    page_size_query_param = "limit"
    page_size_query_description = f"How many on a page, from 1 to {MOST}."
    offset_cutoff = MOST

    def get_page_size(self, request: Request) -> int:
        """How many on a page; raises WrongInput for what is no such number."""
        told = request.query_params.get("limit")
        if told is None:
            return USUAL
        if not _LIMIT.fullmatch(told) or not told.isascii() or not 1 <= int(told) <= MOST:
            raise WrongInput("limit", "out_of_range", f"This is not from 1 to {MOST}.", "Send a number in this range.")
        return int(told)

    def decode_cursor(self, request: Request) -> Cursor | None:
        """The cursor; raises WrongInput for one that no page has given."""
        try:
            cursor = super().decode_cursor(request)
            if cursor is not None and cursor.position is not None:
                UUID(str(cursor.position))
        except (NotFound, ValueError, TypeError, ValidationError):
            raise _bad_cursor() from None
        if cursor == (0, False, None):
            raise _bad_cursor()
        return cursor

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:  # noqa: ARG002 (DRF's)
        """The two parameters, with their limits."""
        return [
            {
                "name": "cursor",
                "in": "query",
                "required": False,
                "description": "Where to go on, as a page's links say it.",
                "schema": {"type": "string"},
            },
            {
                "name": "limit",
                "in": "query",
                "required": False,
                "description": self.page_size_query_description,
                "schema": {"type": "integer", "minimum": 1, "maximum": MOST, "default": USUAL},
            },
        ]

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """A page: its rows, and where to go on."""
        link = {"type": ["string", "null"], "format": "uri-reference"}
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {"next": link, "previous": link, "results": schema},
        }


def _bad_cursor() -> WrongInput:
    return WrongInput(
        "cursor",
        "bad_cursor",
        "No page has given this cursor.",
        "Begin again without a cursor, and follow the links that the pages give.",
    )
