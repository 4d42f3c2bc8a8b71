"""A channel raises nothing; where one does all the same, what made it raise waits, and its neighbours go."""

from collections.abc import Iterator, Sequence

import pytest
from django.db import OperationalError

from notifications.channels import only
from notifications.channels.interface import Handed, Outgoing
from notifications.deliver import deliver
from notifications.models import Delivery
from notifications.sweep import sweep
from tests.notifications.house import EIGHT, House

POISON = "poison@example.org"


class Raising:
    """Prepares its batch together, as push does, and raises at one address."""

    name = "email"

    def __init__(self, error: Exception) -> None:
        self.error = error
        self.handed: list[str] = []

    def send_all(self, outgoing: Sequence[Outgoing]) -> Iterator[Handed]:
        for one in outgoing:
            if one.address == POISON:
                raise self.error
            self.handed.append(one.address)
            yield Handed(one)


@pytest.fixture
def addresses(house: House) -> list[str]:
    """A few neighbours with the poison in their midst, all queued."""
    addresses = ["ann@example.org", "bo@example.org", POISON, "cy@example.org"]
    for address in addresses:
        house.course(house.patient(mail=address))
    sweep(EIGHT)
    return addresses


def test_its_neighbours_go_once_and_it_waits(addresses: list[str]) -> None:
    raising = Raising(ValueError("what is personal"))
    with only(raising):
        deliver("email", EIGHT)
    assert sorted(raising.handed) == sorted(set(addresses) - {POISON})
    waiting = Delivery.objects.get(status="queued")
    assert (waiting.endpoint.address, waiting.attempts) == (POISON, 1)
    assert waiting.reason.startswith("ValueError at test_a_channel_that_raises.py")
    assert "personal" not in waiting.reason


@pytest.mark.usefixtures("addresses")
def test_a_database_that_is_away_is_nobodys_fault() -> None:
    with only(Raising(OperationalError("away"))), pytest.raises(OperationalError):
        deliver("email", EIGHT)
    assert not Delivery.objects.filter(reason__startswith="OperationalError").exists()
