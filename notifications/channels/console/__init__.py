"""The console: what goes out is printed. For one's own machine and the demo."""

import sys
from collections.abc import Iterator, Sequence

from notifications.channels.interface import Handed, Outgoing, one_by_one


class ConsoleChannel:
    """Prints one line a message; the address is only a name to recognise it by."""

    name = "console"

    def send_all(self, outgoing: Sequence[Outgoing]) -> Iterator[Handed]:
        """Print each."""
        return one_by_one(_print, outgoing)


def _print(outgoing: Outgoing) -> None:
    sys.stdout.write(f"reminder to {outgoing.address}: {outgoing.link}\n")
    sys.stdout.flush()
