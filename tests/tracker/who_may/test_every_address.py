"""Every named address, tried as everybody with every method: who may is let in, and nobody else finds anything.

What is expected stands beside each room's urls.py, in its `who_may.py`.
"""

import re
from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse

from tests.tracker.who_may.addresses import Address, addresses, undeclared, unknown
from tests.tracker.who_may.world import LINE, NAME, NOTE, NOW, SCREENED, Actor, World
from tracker import clock
from tracker.who_may import Who

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

METHODS = ("get", "post")
NO_SIGN_IN, FORBIDDEN, NOT_THERE, NO_METHOD, FAULT = 401, 403, 404, 405, 500
SIGN_INS = ("/accounts/login/", "/accounts/patient/?next=")
# Who has tapped an emergency is shown the numbers, and nothing is kept.
NUMBERS = "/me/urgent/"
TIMES = re.compile(rf"(?<![\w.-]){SCREENED}(?![\w.-])")


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[World]:
    """One world for all addresses; whatever a request changes is rolled back after it."""
    with django_db_blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined]
        yield World()
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)


def test_every_address_says_who_may_open_it() -> None:
    missing = undeclared()
    assert not missing, "\n".join(["", *missing])


def test_every_line_is_of_an_address() -> None:
    gone = unknown()
    assert not gone, "\n".join(["", *gone])


@pytest.mark.parametrize("address", addresses(), ids=lambda one: f"{one.name} {one.key.partition(' ')[2]}".strip())
def test_who_may_is_let_in_and_nobody_else(address: Address, world: World) -> None:
    wrong = []
    for actor, method in product(world.actors, METHODS):
        answer = asked(address, actor, method, world.values)
        faults = [*judged(address, actor, method, answer), *told_too_much(actor, answer)]
        wrong += [f"{method.upper()} by {actor.name}: {fault}" for fault in faults]
    assert not wrong, "\n".join([f"{address.key!r} in {address.table}:", *wrong])


def asked(address: Address, actor: Actor, method: str, values: dict[str, Any]) -> HttpResponse:
    """The answer; nothing of what it did is left."""
    client = actor.client()
    client.raise_request_exception = False
    more = {"content_type": "application/json"} if address.is_api and method != "get" else {}
    with transaction.atomic():
        answer: HttpResponse = getattr(client, method)(address.path(values), **more)
        transaction.set_rollback(True)
    return answer


def judged(address: Address, actor: Actor, method: str, answer: HttpResponse) -> Iterator[str]:
    """What is wrong with an answer's status."""
    status = answer.status_code
    who = _who(address, actor)
    allowed = getattr(address.allowed, method)
    if status >= FAULT:
        yield f"is answered {status}"
    elif allowed is None:
        if status < NO_SIGN_IN and not _turned_away(answer):
            yield f"the address has no such method, and answers {status}"
    elif who not in allowed:
        to_numbers = answer.headers.get("Location") == NUMBERS
        if not (_turned_away(answer) or to_numbers if who is Who.ANONYMOUS else status in {FORBIDDEN, NOT_THERE}):
            yield f"is not let in, but answered {status}"
    elif address.names_something and not _theirs(address, actor) and Who.ANONYMOUS not in allowed:
        if status != NOT_THERE:
            yield f"it is not theirs, and is answered {status} instead of 404"
    elif status in _refusals(address) or (Who.ANONYMOUS not in allowed and _turned_away(answer)):
        yield f"is let in, but answered {status}"


def told_too_much(actor: Actor, answer: HttpResponse) -> Iterator[str]:
    """What an answer says to somebody whom it is not for."""
    # Letters alone: a file of another kind says nothing that these words could be found in.
    page = (b"".join(answer) if answer.streaming else answer.content).decode(errors="replace")
    if not actor.reads_the_patient:
        yield from (f"says {word!r}" for word in (NAME, LINE) if word in page)
    if NOTE in page and not (actor.owns and actor.who in {Who.REVIEWER, Who.PRESCRIBER}):
        yield "says what clinicians note for each other"
    if TIMES.search(page) and not (actor.owns and actor.who is Who.PRESCRIBER):
        yield "says how the drug screen was answered"


def _theirs(address: Address, actor: Actor) -> bool:
    return actor.near if address.is_the_practices else actor.owns


def _refusals(address: Address) -> set[int]:
    return {NO_METHOD} if address.allowed.at_times else {NO_SIGN_IN, FORBIDDEN, NOT_THERE, NO_METHOD}


def _who(address: Address, actor: Actor) -> Who:
    """A token opens no page."""
    return Who.ANONYMOUS if actor.token and not address.is_api else actor.who


def _turned_away(answer: HttpResponse) -> bool:
    return answer.status_code == NO_SIGN_IN or answer.headers.get("Location", "").startswith(SIGN_INS)
