"""Every page worth looking at, by role: for pictures, for judges from outside, and for the test that opens them all.

A new page joins its list here; what has a name and is no page stands in `LEFT_OUT`, with why.
"""

from collections.abc import Iterator

from tracker.demo.pages.anybodys import ANYBODYS
from tracker.demo.pages.desk import DESK
from tracker.demo.pages.installation import INSTALLATION
from tracker.demo.pages.left_out import LEFT_OUT
from tracker.demo.pages.page import (
    ANONYMOUS,
    HELPER,
    MANAGER,
    NOT_FOUND,
    OPERATOR,
    PATIENT,
    PRESCRIBER,
    REVIEWER,
    Page,
)
from tracker.demo.pages.phone import HELPING, PHONE

__all__ = [
    "ANONYMOUS",
    "HELPER",
    "LEFT_OUT",
    "MANAGER",
    "NOT_FOUND",
    "OPERATOR",
    "PATIENT",
    "PRESCRIBER",
    "REVIEWER",
    "Page",
    "pages",
]


def pages() -> Iterator[Page]:
    """All of them."""
    yield from ANYBODYS
    yield from PHONE
    yield from HELPING
    yield from DESK
    yield from INSTALLATION
