"""How drf-spectacular describes the API."""

from typing import Any

SPECTACULAR_SETTINGS: dict[str, Any] = {
    "TITLE": "Shortcourse",
    "DESCRIPTION": (
        "Short courses of medicine: what was prescribed, what was taken, what was found, and who is told. "
        "Amounts are in units of the strength's form (tablets) and stand as text, so that no reader rounds them. "
        "Instants carry an offset. Every error is a problem (RFC 9457) whose `type` is documented at its address."
    ),
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "COMPONENT_NO_READ_ONLY_REQUIRED": False,
    # Words stand where they are used; nothing is gained by a name for each list of them.
    "POSTPROCESSING_HOOKS": [],
    "SORT_OPERATIONS": True,
    "PREPROCESSING_HOOKS": ["tracker.api.openapi.only_the_api"],
    "APPEND_COMPONENTS": {
        "securitySchemes": {
            "bearer": {"type": "http", "scheme": "bearer", "description": "A token of `manage.py issue_token`."},
            "session": {
                "type": "apiKey",
                "in": "cookie",
                "name": "sessionid",
                "description": "The session of the pages; what changes something carries X-CSRFToken too.",
            },
        }
    },
}


def only_the_api(endpoints: list[Any]) -> list[Any]:
    """The addresses of this API, and no other's."""
    return [one for one in endpoints if one[0].startswith("/api/v1/")]
