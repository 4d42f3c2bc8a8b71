"""What an entry check says to the prescriber."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class EntryFinding:
    """One thing to know before a course is entered, extended or revised.

    `fact` is an English sentence for clinicians, with the numbers it rests on; `source` says where
    they come from. `needs_reason`: only a written reason lets the entry pass. `stops`: that reason
    is asked for twice (a contraindication).
    """

    check: str
    fact: str
    source: str
    needs_reason: bool = True
    stops: bool = False


def plain(number: Decimal) -> str:
    """A decimal as people write it: no exponent, no trailing zeros."""
    return format(number.normalize(), "f")


def counted(number: int, thing: str) -> str:
    """A count with its noun: `1 day`, `2 days`."""
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"
