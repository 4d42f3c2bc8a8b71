"""The time that an overview looks at: days of the practice's own zone, both ends among them."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms

from courses.rules.days import instant_of
from tracker.clinician.forms.fields import DayField, needed

A_DAY = timedelta(days=1)
AT_FIRST = 28
SPANS = (7, 28, 91, 365)
LONGEST = 3 * 366


@dataclass(frozen=True, slots=True)
class Period:
    """From the first of its days to the last, as they are on the practice's wall; `today` is there."""

    first: date
    last: date
    today: date
    zone: str

    @property
    def begins_at(self) -> datetime:
        """Its first instant."""
        return instant_of(self.first, time(0), self.zone).astimezone(UTC)

    @property
    def ends_at(self) -> datetime:
        """The first instant after it."""
        return instant_of(self.last + A_DAY, time(0), self.zone).astimezone(UTC)

    @property
    def last_full(self) -> date:
        """The last of its days that is over."""
        return min(self.last, self.today - A_DAY)

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    def query(self, **more: str) -> str:
        """What an address says of it."""
        return urlencode({"from": self.first.isoformat(), "to": self.last.isoformat(), **more})


class PeriodForm(forms.Form):
    """The first and the last day."""

    def __init__(self, data: Any, *, today: date, zone: str) -> None:
        """Until somebody chooses, the last four weeks."""
        self.today, self.zone = today, zone
        asked = {name: data[name] for name in ("from", "to") if data.get(name)}
        initial = {"from": today - A_DAY * (AT_FIRST - 1), "to": today}
        super().__init__(
            {name: asked.get(name, day.isoformat()) for name, day in initial.items()} if asked else None,
            initial=initial,
            auto_id="period_%s",
        )
        self.fields["from"] = DayField(label="From", error_messages=needed("Choose the first day."))
        self.fields["to"] = DayField(label="Up to", error_messages=needed("Choose the last day."))

    def clean(self) -> dict[str, Any]:
        """The days are in order, and past."""
        told: dict[str, Any] = super().clean() or self.cleaned_data
        if {"from", "to"} <= told.keys():
            if told["from"] > told["to"]:
                self.add_error("to", "This is before the first day.")
            elif told["from"] > self.today:
                self.add_error("from", "This day is still to come.")
            elif (told["to"] - told["from"]).days >= LONGEST:
                self.add_error("from", "Choose three years at most.")
        return told

    @property
    def period(self) -> Period | None:
        """What was chosen; None where that cannot be meant."""
        if not self.is_bound:
            chosen = self.initial
        elif self.is_valid():
            chosen = self.cleaned_data
        else:
            return None
        return Period(chosen["from"], min(chosen["to"], self.today), self.today, self.zone)


def spans(today: date, zone: str) -> list[tuple[int, Period]]:
    """What is offered with one press: so many days up to today."""
    return [(days, Period(today - A_DAY * (days - 1), today, today, zone)) for days in SPANS]
