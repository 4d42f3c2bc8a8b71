"""Adherence as far as dispensing records show it: CMA2, CMA6 and CMA7 as AdhereR 0.8.1 defines them.

Dima and Dediu 2017 (AdhereR), after Vollmer et al. 2012, BMC Health Services Research 12:155. A fill
covers its own day and those after it, as many as it has days. The observation window starts at the
patient's own first fill unless told otherwise.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

OBSERVATION_DAYS = 21
FOLLOW_UP_DAYS = 60


@dataclass(frozen=True, slots=True, order=True)
class Fill:
    """Units handed out on a day, for so many days (1 or more)."""

    on: date
    days: int


@dataclass(frozen=True, slots=True)
class SupplyAdherence:
    """The three measures, exact; None where undefined.

    `cma2` is not capped: above 1 means more supply than days. `cma6` and `cma7` are the share of days
    with supply, that which overlaps carried on: `cma6` from the first fill in the window on and with
    what was filled there alone, `cma7` over the whole window and with what earlier fills left.
    """

    cma2: Fraction | None
    cma6: Fraction | None
    cma7: Fraction | None


def supply_adherence(
    fills: Iterable[Fill],
    *,
    observed_from: date | None = None,
    observation_days: int = OBSERVATION_DAYS,
    follow_up_days: int = FOLLOW_UP_DAYS,
) -> SupplyAdherence:
    """The measures over an observation window; fills after the follow-up (from the first fill) are not read.

    Undefined without a fill in the window, as there is then no event to start from.
    """
    ordered = sorted(fills)
    if not ordered:
        return SupplyAdherence(None, None, None)
    start = ordered[0].on if observed_from is None else observed_from
    follow_up_end = ordered[0].on + timedelta(days=follow_up_days)
    end = min(start + timedelta(days=observation_days), follow_up_end)
    known = [fill for fill in ordered if fill.on < end]
    inside = [fill for fill in known if fill.on >= start]
    if not inside:
        return SupplyAdherence(None, None, None)
    first = inside[0].on
    return SupplyAdherence(
        cma2=Fraction(sum(fill.days for fill in inside), (end - first).days),
        cma6=Fraction(_covered(inside, first, end), (end - first).days),
        cma7=Fraction(_covered(known, start, end), (end - start).days),
    )


def _covered(ordered: list[Fill], start: date, end: date) -> int:
    """How many days from `start` up to, not at, `end` have supply, each fill begun when those before it are used up."""
    covered = 0
    lasts_until = date.min
    for fill in ordered:
        begins = max(fill.on, lasts_until)
        lasts_until = begins + timedelta(days=fill.days)
        covered += max(0, (min(lasts_until, end) - max(begins, start)).days)
    return covered
