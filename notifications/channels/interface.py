"""What a channel is: it takes what goes out and says, for each, how that went.

NotDelivered
|-- Transient       trying again can help, perhaps not before `retry_after`
|   `-- Away        the way itself is closed, to this message as to any other: it counts as no attempt
`-- Permanent       trying again cannot help; another endpoint may
    `-- AddressGone the address itself is gone: nothing is to be sent there any more
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol
from uuid import UUID


class NotDelivered(Exception):  # noqa: N818 (reads as what happened)
    """A channel could not hand it over. `reason` is for operators: no personal data, no address."""

    def __init__(self, reason: str) -> None:
        """Take the reason, at most 200 characters of it."""
        super().__init__(reason[:200])
        self.reason = reason[:200]


class Transient(NotDelivered):
    """Trying again can help; not before `retry_after`, where the other side asked for that."""

    def __init__(self, reason: str, retry_after: timedelta | None = None) -> None:
        """Take the reason and how long the other side asked to wait."""
        super().__init__(reason)
        self.retry_after = retry_after


class Away(Transient):
    """The channel's own server is away, hangs or lets nobody in: no fault of the message, however long that lasts."""


class Permanent(NotDelivered):
    """Trying again cannot help."""


class AddressGone(Permanent):
    """The address is gone."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message on its way to one address. It is opaque: it says that there is something, and where to read it.

    `tag` is the same at each attempt, so that a repeat is seen as the same one; `leave` is the address of the page that
    leaves these kinds, None where they cannot be left.
    """

    delivery: UUID
    address: str
    tag: str
    to_staff: bool
    link: str
    leave: str | None


@dataclass(frozen=True, slots=True)
class Handed:
    """What became of one: no failure means that the channel took it."""

    outgoing: Outgoing
    failure: NotDelivered | None = None


class Channel(Protocol):
    """A way to reach people."""

    @property
    def name(self) -> str:
        """Its name, as in `notifications.models.Channel`."""

    def send_all(self, outgoing: Sequence[Outgoing]) -> Iterator[Handed]:
        """Hand over each of them and yield how it went as soon as that is known, in any order.

        A channel is free to send many at a time; it must not take longer than a lease, and raises nothing.
        """


def one_by_one(send: Callable[[Outgoing], None], outgoing: Sequence[Outgoing]) -> Iterator[Handed]:
    """Hand over one after the other by a function that raises NotDelivered; any other error is worth another try."""
    for one in outgoing:
        try:
            send(one)
        except NotDelivered as failure:
            yield Handed(one, failure)
        except Exception as error:  # noqa: BLE001 (one message must not stop its neighbours)
            yield Handed(one, Transient(type(error).__name__))
        else:
            yield Handed(one)
