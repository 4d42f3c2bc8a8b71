"""The recorder stands in for every channel where nothing may leave: replay, the demo's histories, tests."""

from collections.abc import Iterator, Sequence

from notifications.channels.interface import Handed, NotDelivered, Outgoing


class Recorder:
    """Keeps what it was handed, in order; fails as told."""

    def __init__(self, name: str, failure: NotDelivered | None = None) -> None:
        """Stand in for the channel of that name; with a failure, every hand-over ends in it."""
        self.name = name
        self.failure = failure
        self.handed: list[Outgoing] = []

    def send_all(self, outgoing: Sequence[Outgoing]) -> Iterator[Handed]:
        """Keep each."""
        for one in outgoing:
            self.handed.append(one)
            yield Handed(one, self.failure)
