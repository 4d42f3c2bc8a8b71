"""JSON as the standard has it, and no more: what two readers could read in two ways is refused.

Refused: what is no UTF-8, repeated keys, NaN and Infinity, numbers beyond any decimal, NUL and lone surrogates (which
no database stores), and nesting that nothing here needs. Numbers with a point stay the decimals that were written.
"""

import json
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import IO, Any

from rest_framework.parsers import BaseParser

from tracker.api.faults import Fault, NotJson, TooLarge

MOST_BYTES = 64 * 1024
DEEPEST = 32
LONGEST_INTEGER = 18
# Beyond these nobody means the number, and arithmetic with it takes forever.
MOST_DIGITS = 60
FARTHEST_EXPONENT = 30
_TOKENS = re.compile(r'"(?:[^"\\]|\\.)*+"|[\[{]|[\]}]', re.DOTALL)
_NOT_A_NUMBER = Decimal("NaN")


class Repeated(dict[str, Any]):
    """An object in which a key stands twice; `key` is the first that does."""

    key: str = ""


class StrictJSONParser(BaseParser):
    """Reads `application/json` strictly."""

    media_type = "application/json"

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,  # noqa: ARG002 (DRF's)
        parser_context: Mapping[str, Any] | None = None,  # noqa: ARG002
    ) -> Any:
        """The document. Raises TooLarge, NotJson."""
        body = stream.read(MOST_BYTES + 1)
        if len(body) > MOST_BYTES:
            raise TooLarge
        return read_json(body)


def read_json(body: bytes) -> Any:
    """The document that bytes hold; raises NotJson with what is wrong and where."""
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as wrong:
        raise NotJson(
            [Fault("", "not_utf8", f"Byte {wrong.start + 1} is not UTF-8.", "Send the text as UTF-8.")]
        ) from None
    if _depth(text) > DEEPEST:
        raise NotJson(
            [Fault("", "too_deep", f"This is nested deeper than {DEEPEST}.", "Send what the schema describes.")]
        )
    try:
        document = json.loads(
            text,
            parse_float=_decimal,
            parse_int=_integer,
            parse_constant=lambda _: _NOT_A_NUMBER,
            object_pairs_hook=_object,
        )
    except (ValueError, RecursionError) as wrong:
        raise NotJson([_not_json(wrong)]) from None
    faults = list(_faults("", document))
    if faults:
        raise NotJson(faults[:20])
    return document


def _not_json(wrong: Exception) -> Fault:
    where = f" at line {wrong.lineno}, column {wrong.colno}" if isinstance(wrong, json.JSONDecodeError) else ""
    return Fault("", "not_json", f"This is not JSON{where}.", "Send one JSON object.")


def _depth(text: str) -> int:
    """How deep brackets nest outside of strings."""
    deepest = depth = 0
    for token in _TOKENS.finditer(text):
        if token[0] in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif token[0] in "]}":
            depth -= 1
    return deepest


def _integer(digits: str) -> int | Decimal:
    return int(digits) if len(digits) <= LONGEST_INTEGER else _decimal(digits)


def _decimal(digits: str) -> Decimal:
    if len(digits) > MOST_DIGITS:
        return _NOT_A_NUMBER
    try:
        number = Decimal(digits)
    except InvalidOperation:
        return _NOT_A_NUMBER
    if number and abs(number.adjusted()) > FARTHEST_EXPONENT:
        return _NOT_A_NUMBER
    return number


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    keys = [key for key, _ in pairs]
    repeated = Repeated(found)
    repeated.key = next(key for n, key in enumerate(keys) if key in keys[:n])
    return repeated


def _faults(path: str, value: Any) -> Iterator[Fault]:
    """What no field may hold, with the place where it stands."""
    if isinstance(value, Decimal) and not value.is_finite():
        yield Fault(path, "not_a_number", "This is no number that can be meant.", "Send a plain decimal number.")
    elif isinstance(value, str):
        if not storable(value):
            yield Fault(path, "not_storable", "This holds a character that cannot be stored.", "Remove it.")
    elif isinstance(value, dict):
        if isinstance(value, Repeated):
            yield Fault(f"{path}/{escaped(value.key)}", "repeated_key", "This key stands here twice.", "Send it once.")
        for key, inner in value.items():
            yield from _faults(f"{path}/{escaped(key)}", inner)
    elif isinstance(value, list):
        for n, inner in enumerate(value):
            yield from _faults(f"{path}/{n}", inner)


def storable(text: str) -> bool:
    """Whether a database can keep this text."""
    return "\0" not in text and not any("\ud800" <= character <= "\udfff" for character in text)


def escaped(key: str) -> str:
    """A key as it stands in a JSON pointer, cut where nobody would read on."""
    shown = "".join(character if storable(character) else "\ufffd" for character in key[:100])
    return shown.replace("~", "~0").replace("/", "~1")
