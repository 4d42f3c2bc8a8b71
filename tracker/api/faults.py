"""What the API itself finds wrong with a request, and how each place in it is named (a JSON pointer)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from rest_framework.exceptions import APIException


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong: where (a JSON pointer, or the name of a parameter), a stable code, what, and what to do."""

    field: str
    code: str
    message: str
    what_to_do: str = ""


class NotJson(APIException):
    """The body cannot be read."""

    status_code = 400
    default_code = "not_json"

    def __init__(self, faults: list[Fault]) -> None:
        """Keep what is wrong."""
        super().__init__(faults[0].message)
        self.faults = faults


class TooLarge(APIException):
    """The body is larger than anything that is meant for here."""

    status_code = 413
    default_code = "too_large"
    default_detail = "The body is larger than 64 KiB."


# What to do about what a field says; a field that has more to say says it in its message.
WHAT_TO_DO = {
    "required": "Send this field.",
    "null": "Send a value, or leave the field out where that is allowed.",
    "invalid": "Send what the schema describes.",
    "unknown_field": "Leave it out; the schema names the fields that there are.",
    "unknown_word": "Use one of the words that the schema names.",
    "unknown_zone": "Use a name of the tz database, such as Europe/Madrid.",
    "unknown_id": "Use an id that the API has given you.",
    "not_text": "Send it as text.",
    "not_storable": "Remove the character.",
    "not_a_number": "Send a plain decimal number, such as 1 or 0.5.",
    "not_a_date": "Send a date such as 2026-03-02.",
    "not_a_time": "Send a wall time such as 08:00.",
    "not_an_instant": "Send an instant such as 2026-03-02T08:05:00-05:00.",
    "no_offset": "Send an instant with its offset, such as 2026-03-02T08:05:00-05:00.",
    "not_a_uuid": "Send a UUID such as 0198c2f4-9f6a-7c1e-8d53-2b7f0c9e4a11.",
    "not_yes_or_no": "Send true or false.",
    "not_a_list": "Send a list.",
    "not_an_object": "Send an object.",
    "out_of_range": "Send a value in the range that the schema gives.",
    "too_precise": "Round it.",
    "too_long": "Shorten it.",
    "too_many": "Send fewer.",
    "bad_cursor": "Begin again without a cursor, and follow the links that the pages give.",
}
# DRF's own codes, where ours says more.
CODES = {
    "max_length": "too_long",
    "invalid_choice": "unknown_word",
    "empty": "required",
    "blank": "required",
    "min_length": "required",
    "min_value": "out_of_range",
    "max_value": "out_of_range",
}


def faults_of(detail: Any, path: str = "") -> Iterator[Fault]:
    """What a serializer found, flat, each with the JSON pointer of its place."""
    if isinstance(detail, (str, Promise)):
        code = getattr(detail, "code", "invalid")
        code = CODES.get(code, code)
        yield Fault(path, code, str(detail), WHAT_TO_DO.get(code, WHAT_TO_DO["invalid"]))
    elif isinstance(detail, dict):
        for key, inner in detail.items():
            yield from faults_of(inner, path if key == "non_field_errors" else f"{path}/{_escaped(str(key))}")
    else:
        for n, inner in enumerate(detail):
            yield from faults_of(inner, path if isinstance(inner, str) else f"{path}/{n}")


def pointer_of(field: str) -> str:
    """The JSON pointer of a field that an action names: `steps[0].slots[1].amount` is /steps/0/slots/1/amount."""
    parts = [part for part in re.split(r"[\[\].]+", field) if part]
    return "".join(f"/{_escaped(part)}" for part in parts)


def _escaped(part: str) -> str:
    return part[:100].replace("~", "~0").replace("/", "~1")
