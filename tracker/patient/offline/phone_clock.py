"""When something was made on a phone whose own clock may be wrong: slow, fast, or set back to 1970 by a flat battery.

A phone tells when an entry was made and, as it sends it, what its clock says then. How far that clock is off follows
from the second, and by so much the first is put right.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

# What a line and two clocks may differ by without anything being wrong.
TOLERATED = timedelta(minutes=2)
# Before an entry was made nothing is said by the clock that lies further back: pages offer two hours.
LONGEST_AGO = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class PhoneClock:
    """One entry's readings of the phone's clock: as it was made, as it was sent (None where that was not told), and
    our own instant of receiving it."""

    told: datetime
    sent_at: datetime | None
    now: datetime

    def made_at(self, entered_at: datetime) -> datetime:
        """When the entry was made, by our clock; when it was received, where the phone cannot be right.

        `entered_at` is when its course was entered: before that no page has shown the course.
        """
        made = self.told + self._off
        is_usable = entered_at - TOLERATED <= made <= self.now + TOLERATED
        return made if is_usable else self.now

    def reading(self, told: datetime, made_at: datetime) -> datetime:
        """Another reading of the same clock, such as an hour ago, by ours; `made_at` where it is none."""
        read = told + (made_at - self.told)
        return read if made_at - LONGEST_AGO <= read <= self.now + TOLERATED else made_at

    @property
    def _off(self) -> timedelta:
        """How far the phone's clock lies behind ours; zero within what is tolerated, and where nobody knows."""
        off = timedelta() if self.sent_at is None else self.now - self.sent_at
        return off if abs(off) > TOLERATED else timedelta()
