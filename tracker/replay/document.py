"""From bytes to a tree of JSON values that know their path, and from a value to what it has to be.

Numbers stay as they were written until somebody says which kind of number belongs there, so that none is rounded,
and a wrong one is told with its path.
"""

import json
import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar

from courses import inputs
from courses.errors import WrongInput
from courses.rules.steps import AMOUNT_PLACES
from tracker.replay.errors import ScenarioError

MOST_BYTES = 16 * 1024 * 1024
LONGEST_NUMBER = 60
LONGEST_QUOTE = 60

_WHOLE = re.compile(r"-?[0-9]+")
_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_WALL = re.compile(r"([0-9]{2}):([0-9]{2})")
_TIME = re.compile(
    r"(?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2})T(?P<wall>[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?)"
    r"(?P<offset>Z|[+-](?:0[0-9]|1[0-9]|2[0-3]):[0-5][0-9])?"
)

T = TypeVar("T")


class Number(str):
    """A JSON number as it was written."""

    __slots__ = ()


class Members(dict[str, Any]):
    """A JSON object, with the first of the keys that stand in it more than once."""

    repeated: str | None = None


def parse(content: bytes) -> "Node":
    """The document as a node at `$`; raises ScenarioError for what is no JSON in UTF-8."""
    if len(content) > MOST_BYTES:
        raise ScenarioError("$", f"larger than {MOST_BYTES // 1024 // 1024} MB")
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ScenarioError("$", f"not UTF-8: byte {error.start + 1} cannot be read") from None
    if text.startswith("\ufeff"):
        raise ScenarioError("$", "begins with a byte order mark; save it as UTF-8 without one")
    try:
        value = json.loads(
            text, parse_int=Number, parse_float=Number, parse_constant=Number, object_pairs_hook=_members
        )
    except json.JSONDecodeError as error:
        raise ScenarioError("$", f"not JSON: {error.msg}, line {error.lineno}, column {error.colno}") from None
    except RecursionError:
        raise ScenarioError("$", "nested too deeply") from None
    return Node(value, "$")


def _members(pairs: list[tuple[str, Any]]) -> Members:
    members = Members()
    for key, value in pairs:
        if key in members and members.repeated is None:
            members.repeated = key
        members[key] = value
    return members


def quoted(text: str) -> str:
    """A text from a document as it may stand in a message: short, in one line, in ASCII."""
    return json.dumps(text if len(text) <= LONGEST_QUOTE else text[:LONGEST_QUOTE] + "...")


@dataclass(frozen=True, slots=True)
class Node:
    """A value of the document and the path to it."""

    value: Any
    path: str

    def wrong(self, what: str) -> ScenarioError:
        """The error that says what is wrong here."""
        return ScenarioError(self.path, what)

    def fields(self, required: Collection[str], optional: Iterable[str] = ()) -> "Fields":
        """The members of an object that has these keys and no others."""
        if not isinstance(self.value, Members):
            raise self.wrong(f"must be an object, not {_kind(self.value)}")
        if self.value.repeated is not None:
            raise self.wrong(f"has the key {quoted(self.value.repeated)} twice")
        known = {*required, *optional}
        for key in self.value:
            if key not in known:
                raise self.wrong(f"has the unknown key {quoted(key)}; known are {', '.join(sorted(known))}")
        for key in required:
            if key not in self.value:
                raise self.wrong(f"lacks {key}")
        return Fields(self)

    def items(self, *, most: int, least: int = 0) -> list["Node"]:
        """The items of a list."""
        if not isinstance(self.value, list):
            raise self.wrong(f"must be a list, not {_kind(self.value)}")
        if not least <= len(self.value) <= most:
            raise self.wrong(f"must have from {least} to {most} items, not {len(self.value)}")
        return [Node(item, f"{self.path}[{n}]") for n, item in enumerate(self.value)]

    def text(self, *, most: int, required: bool = True) -> str:
        """A text, which is more than white space if required."""
        if not isinstance(self.value, str) or isinstance(self.value, Number):
            raise self.wrong(f"must be a text, not {_kind(self.value)}")
        text = self.value
        return self._limited(lambda: inputs.text("", text, most=most, required=required))

    def word(self, known: Iterable[str]) -> str:
        """One of the known words."""
        words = list(known)
        text = self.text(most=LONGEST_QUOTE * 2)
        if text not in words:
            raise self.wrong(f"{quoted(text)} is none of: {', '.join(words)}")
        return text

    def truth(self) -> bool:
        """True or false."""
        if not isinstance(self.value, bool):
            raise self.wrong(f"must be true or false, not {_kind(self.value)}")
        return self.value

    def whole(self, *, least: int, most: int) -> int:
        """A whole number in a range, both ends in."""
        number = self._number()
        if not _WHOLE.fullmatch(number):
            raise self.wrong(f"must be a whole number, not {number}")
        value = int(number)
        return self._limited(lambda: inputs.whole("", value, least=least, most=most))

    def amount(self, *, most: Decimal) -> Decimal:
        """An amount in units, above 0 and at most `most`."""
        number = self._number()
        try:
            value = Decimal(number)
        except InvalidOperation:
            raise self.wrong(f"{number} is out of range") from None
        return round(self._limited(lambda: inputs.amount("", value, most=most)), AMOUNT_PLACES)

    def day(self) -> date:
        """A date."""
        text = self.text(most=LONGEST_QUOTE * 2)
        return self._limited(lambda: inputs.day("", self._date(text)))

    def wall(self) -> time:
        """A wall time in hours and minutes."""
        text = self.text(most=LONGEST_QUOTE * 2)
        if not _WALL.fullmatch(text):
            raise self.wrong(f"{quoted(text)} is no wall time such as 08:00")
        try:
            return time.fromisoformat(text)
        except ValueError:
            raise self.wrong(f"{text} is no time of the day") from None

    def told_at(self) -> datetime:
        """A wall time of a date (naive), or, where an offset stands there, an instant (in UTC)."""
        text = self.text(most=LONGEST_QUOTE * 2)
        parts = _TIME.fullmatch(text)
        if parts is None:
            raise self.wrong(f"{quoted(text)} is no time such as 2026-03-02T08:05 or 2026-03-02T08:05:00-05:00")
        day = self._limited(lambda: inputs.day("", self._date(parts["date"])))
        try:
            wall = time.fromisoformat(parts["wall"])
        except ValueError:
            raise self.wrong(f"{parts['wall']} is no time of the day") from None
        told = datetime.combine(day, wall)
        if parts["offset"] is None:
            return told
        return told.replace(tzinfo=_offset(parts["offset"])).astimezone(UTC)

    def zone(self) -> str:
        """The name of a zone of the pinned tz database."""
        text = self.text(most=LONGEST_QUOTE * 2)
        try:
            return inputs.zone("", text)
        except WrongInput:
            raise self.wrong(f"{quoted(text)} is no zone of the tz database") from None

    def _number(self) -> Number:
        if not isinstance(self.value, Number):
            raise self.wrong(f"must be a number, not {_kind(self.value)}")
        if len(self.value) > LONGEST_NUMBER:
            raise self.wrong(f"a number of more than {LONGEST_NUMBER} characters")
        if self.value in {"NaN", "Infinity", "-Infinity"}:
            raise self.wrong(f"{self.value} is no number")
        return self.value

    def _date(self, text: str) -> date:
        if not _DATE.fullmatch(text):
            raise self.wrong(f"{quoted(text)} is no date such as 2026-03-02")
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise self.wrong(f"{text} is no date of the calendar") from None

    def _limited(self, read: Callable[[], T]) -> T:
        """What `read` returns; its refusal is told with this path."""
        try:
            return read()
        except WrongInput as error:
            raise self.wrong(f"{error.message} {error.what_to_do}".strip()) from None


class Fields:
    """The members of an object whose keys are known to be right."""

    def __init__(self, node: Node) -> None:
        """Take the object."""
        self._node = node

    def __contains__(self, key: str) -> bool:
        """Whether it has a key."""
        return key in self._node.value

    def __getitem__(self, key: str) -> Node:
        """The member of that key."""
        return Node(self._node.value[key], f"{self._node.path}.{key}")

    def get(self, key: str, read: Callable[[Node], T], default: T) -> T:
        """What `read` makes of a member, or the default where it was left out."""
        return read(self[key]) if key in self else default


def _offset(text: str) -> timezone:
    if text == "Z":
        return UTC
    size = timedelta(hours=int(text[1:3]), minutes=int(text[4:6]))
    return timezone(size if text[0] == "+" else -size)


def _kind(value: object) -> str:
    if isinstance(value, Number):
        return "a number"
    if value is None:
        return "null"
    names: dict[type, str] = {str: "a text", bool: "true or false", list: "a list", Members: "an object"}
    return names[type(value)]
