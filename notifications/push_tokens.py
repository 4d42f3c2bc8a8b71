"""What a push carries so that a tap on it acts with no open page and no session: signed, for one purpose, short-lived.

A token lies inside the encrypted message and nowhere else. It names a delivery, so it dies with its phone's endpoint;
the two that act say until when, and for which slot of which course.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

from django.core import signing

TAKEN = "notifications.push.taken"
LATER = "notifications.push.later"
RECEIVED = "notifications.push.received"
LONGEST = 600


class UnknownToken(Exception):  # noqa: N818 (named as what is wrong)
    """The token was not made here, or not for this; trying again does not help."""


@dataclass(frozen=True, slots=True)
class Tap:
    """What a button of a dose message is about; from `until` on it acts no more."""

    delivery: UUID
    course: UUID
    day: date
    wall: time
    until: datetime


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a phone confirms: a delivery, or, where there is none, a test."""

    endpoint: UUID
    delivery: UUID | None


def tap_token(purpose: str, tap: Tap) -> str:
    """The token of one button: `purpose` is TAKEN or LATER."""
    told = [tap.delivery.hex, tap.course.hex, tap.day.isoformat(), tap.wall.isoformat("minutes"), _seconds(tap.until)]
    return signing.dumps(told, salt=purpose)


def read_tap(purpose: str, token: str) -> Tap:
    """What a token of this purpose is about, expired or not; raises UnknownToken."""
    delivery, course, day, wall, until = _parts(token, purpose, 5)
    try:
        return Tap(
            UUID(delivery),
            UUID(course),
            date.fromisoformat(day),
            time.fromisoformat(wall),
            datetime.fromtimestamp(until, tz=UTC),
        )
    except (TypeError, ValueError) as error:
        raise UnknownToken from error


def receipt_token(receipt: Receipt) -> str:
    """The token by which a phone confirms."""
    return signing.dumps([receipt.endpoint.hex, receipt.delivery.hex if receipt.delivery else ""], salt=RECEIVED)


def read_receipt(token: str) -> Receipt:
    """What a phone confirms; raises UnknownToken."""
    endpoint, delivery = _parts(token, RECEIVED, 2)
    try:
        return Receipt(UUID(endpoint), UUID(delivery) if delivery else None)
    except (TypeError, ValueError, AttributeError) as error:
        raise UnknownToken from error


def _parts(token: str, salt: str, count: int) -> list[Any]:
    if len(token) > LONGEST:
        raise UnknownToken
    try:
        told = signing.loads(token, salt=salt)
    except (signing.BadSignature, ValueError) as error:
        raise UnknownToken from error
    if not isinstance(told, list) or len(told) != count:
        raise UnknownToken
    return told


def _seconds(until: datetime) -> int:
    return int(until.timestamp())
