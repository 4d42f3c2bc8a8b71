"""The driven clock of the demo: what is done, in order of time, and between it all that time alone does.

As in a replay, but of a whole practice: the clock jumps from what is done to the next instant of any patient's agenda.
What goes out goes to recorders.
"""

import heapq
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Min

from notifications.channel_names import CONSOLE
from notifications.channels import channels, only
from notifications.channels.recorder import Recorder
from notifications.deliver import deliver
from notifications.models import Agenda
from notifications.sweep import sweep

Do = Callable[[datetime], object]

# So much of the story goes into one transaction: committing each act by itself costs more than the act.
CHAPTER = timedelta(hours=6)


class SweepFailed(RuntimeError):  # noqa: N818 (named as what happened)
    """A patient could not be swept: a fault of the program, found by the demo."""


@dataclass(order=True, slots=True)
class _Coming:
    at: datetime
    number: int
    do: Do = field(compare=False)


class Chronicle:
    """What is to be done up to the end, told in order; what is done may add to it."""

    def __init__(self, *, ends_at: datetime) -> None:
        self.ends_at = ends_at
        self.messages = 0
        self._told_to: datetime | None = None
        self._coming: list[_Coming] = []
        self._number = 0

    def add(self, at: datetime, do: Do) -> None:
        """Do this then; what is later than the end is left out. Raises ValueError for what is past already."""
        if self._told_to is not None and at < self._told_to:
            raise ValueError(f"{at} is past: the chronicle has come to {self._told_to}")
        if at <= self.ends_at:
            self._number += 1
            heapq.heappush(self._coming, _Coming(at, self._number, do))

    def tell(self, said: Callable[[datetime], None]) -> None:
        """All of it. `said` is told how far it is, chapter by chapter."""
        with only(*_recorders()):
            while self._coming:
                until = self._coming[0].at + CHAPTER
                with transaction.atomic():
                    while self._coming and self._coming[0].at < until:
                        self._next()
                said(min(until, self.ends_at))
            with transaction.atomic():
                self._pass_time(self.ends_at + timedelta(microseconds=1))

    def _next(self) -> None:
        # Facts come before what the same instant makes due.
        self._pass_time(self._coming[0].at)
        coming = heapq.heappop(self._coming)
        self._told_to = coming.at
        coming.do(coming.at)

    def _pass_time(self, before: datetime) -> None:
        """Sweep and deliver at each instant of the agendas before this one."""
        last: datetime | None = None
        patients = Agenda.objects.filter(patient__isnull=False)
        while (at := patients.aggregate(at=Min("next_due_at"))["at"]) is not None and at < before:
            if at == last:
                raise SweepFailed(f"the agenda stands still at {at}")
            self.look(at)
            last = at

    def look(self, at: datetime) -> None:
        """One sweep, and the deliveries that it calls for."""
        swept = sweep(at)
        if swept.failed:
            where = Agenda.objects.exclude(failure="").values_list("failure", flat=True).first()
            raise SweepFailed(f"{swept.failed} patients could not be swept at {at}: {where}")
        if swept.messages:
            self.messages += swept.messages
            # All endpoints of the demo are of this channel.
            deliver(CONSOLE, at)


def _recorders() -> Iterable[Recorder]:
    return [Recorder(name) for name in channels()]
