"""What notifications tell the edges: that there is work, so that nobody has to wait for the next tick."""

from django.db import transaction
from django.dispatch import Signal

SWEEP = "sweep"

# Sent after the commit, with `work`: SWEEP, or the name of a channel whose queue has something in it. A lost one
# costs a tick and nothing else: what is to be done stands in the database.
work_waits = Signal()


def wake(work: str) -> None:
    """Tell, once this transaction is committed, that there is work."""
    transaction.on_commit(lambda: work_waits.send(sender=None, work=work), robust=True)
