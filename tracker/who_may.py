"""Who may open which address. Each room declares its own in a `who_may.py` beside its `urls.py`, a line a name; a test
tries every name as everybody (`tests/tracker/who_may/`), and fails for a name without a line.

The tables are what is expected, not what is enforced: guards, `may` and `visible_to` do that, and the test holds them
to the tables. Whoever is not named is refused, and so is who is named but of another practice, or another patient.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Who(StrEnum):
    """As whom somebody comes: by a session, or by a token of that scope."""

    ANONYMOUS = "anonymous"
    PATIENT = "patient"
    HELPER = "helper"
    REVIEWER = "reviewer"
    PRESCRIBER = "prescriber"
    MANAGER = "manager"
    OPERATOR = "operator"


PATIENT, HELPER, REVIEWER, PRESCRIBER, MANAGER, OPERATOR = (
    frozenset({who}) for who in list(Who) if who is not Who.ANONYMOUS
)
ANONYMOUS = frozenset({Who.ANONYMOUS})
CLINICAL = REVIEWER | PRESCRIBER
STAFF = CLINICAL | MANAGER
SIGNED_IN = STAFF | PATIENT | HELPER | OPERATOR
EVERYBODY = SIGNED_IN | ANONYMOUS


@dataclass(frozen=True, slots=True)
class Allowed:
    """Who may read an address, send to it, or put there; None where it has no such method.

    `anybodys`: what the address names is no patient's and no practice's, so that it is there for everybody who may.
    `at_times`: there is not always something to do, and then it says 403 or 404 to those who may, too.
    """

    get: frozenset[Who] | None = None
    post: frozenset[Who] | None = None
    put: frozenset[Who] | None = None
    anybodys: bool = False
    at_times: bool = False


# The name of an address, and after a space what tells its kinds apart: "course", "change deed=plan".
Table = Mapping[str, Allowed]


def read(who: frozenset[Who], *, anybodys: bool = False) -> Allowed:
    """It is only read."""
    return Allowed(get=who, anybodys=anybodys)


def send(who: frozenset[Who], *, anybodys: bool = False) -> Allowed:
    """It only takes what is sent."""
    return Allowed(post=who, anybodys=anybodys)


def form(who: frozenset[Who], *, anybodys: bool = False) -> Allowed:
    """A page with a form that is sent to its own address."""
    return Allowed(get=who, post=who, anybodys=anybodys)


# The addresses of tracker/urls.py itself.
WHO_MAY: Table = {
    "home": read(EVERYBODY),
    # What a browser keeps of the phone's pages: the same for all.
    "worker": read(EVERYBODY),
    "icon": read(EVERYBODY),
    "health-live": read(EVERYBODY),
    "health-ready": read(EVERYBODY),
    # And for the scraper, by a token of its own.
    "metrics": read(OPERATOR),
}
