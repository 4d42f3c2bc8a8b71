"""Times, days and amounts as people say them, in the language in force and the clock of a country."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.utils.dateformat import format as format_date
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from courses.rules.days import zone_of

# Where the clock on the wall goes to 12.
TWELVE_HOURS = frozenset({"US", "CA", "AU", "NZ", "IN", "PH", "PK", "BD", "EG", "SA", "MX", "CO"})
FRACTIONS = {Decimal("0.25"): "¼", Decimal("0.5"): "½", Decimal("0.75"): "¾"}
NOON = 12


@dataclass(frozen=True, slots=True)
class Say:
    """How one person is told times: in their zone, by the clock of their practice's country."""

    zone: str
    country: str = "US"

    @property
    def is_twelve_hour(self) -> bool:
        """Whether the clock goes to 12."""
        return self.country in TWELVE_HOURS

    def local(self, instant: datetime) -> datetime:
        """An instant as the local clock and calendar have it."""
        return instant.astimezone(zone_of(self.zone))

    def clock(self, when: datetime | time) -> str:
        """A clock time: 8:05 am, or 08:05."""
        wall = self.local(when).time() if isinstance(when, datetime) else when
        if not self.is_twelve_hour:
            return f"{wall:%H:%M}"
        half = pgettext("before noon", "am") if wall.hour < NOON else pgettext("after noon", "pm")
        return f"{wall.hour % NOON or NOON}:{wall:%M}\u00a0{half}"

    def day(self, day: date) -> str:
        """A day with its weekday: Monday 19 October."""
        return format_date(day, pgettext("a day with its weekday, as Django formats dates", "l j F"))

    def short_day(self, day: date) -> str:
        """The same in short: Mon 19 Oct."""
        return format_date(day, pgettext("a short day with its weekday, as Django formats dates", "D j M"))

    def day_of_month(self, day: date) -> str:
        """A day as short as can be: 19 Oct."""
        return format_date(day, pgettext("a day without its weekday, as Django formats dates", "j M"))

    def head_day(self, day: date) -> str:
        """A day beside a title: Mon 19 October."""
        return format_date(day, pgettext("a day with its short weekday, as Django formats dates", "D j F"))

    def weekday(self, day: date) -> str:
        """The weekday alone: Monday."""
        return format_date(day, "l")

    def near_day(self, day: date, today: date) -> str:
        """A day near today by its name: today, yesterday, tomorrow, else in short."""
        names = {0: _("today"), -1: _("yesterday"), 1: _("tomorrow")}
        return names.get((day - today).days) or self.short_day(day)

    def moment(self, instant: datetime) -> str:
        """A day and a clock time: Wed 14 Oct, 3:10 pm."""
        return f"{self.short_day(self.local(instant).date())}, {self.clock(instant)}"


def number(value: Decimal) -> str:
    """An amount without its unit: 2, ½, 1½, 0.3."""
    whole, part = divmod(value, 1)
    if part in FRACTIONS:
        return f"{int(whole) or ''}{FRACTIONS[part]}"
    return str(number_format(value.normalize() if part else int(whole)))


def amount(value: Decimal, unit: str) -> str:
    """An amount with its unit: 1 tablet, ½ tablet, 2 tablets."""
    count = 1 if 0 < value <= 1 else 2
    said = number(value)
    known = {
        "tablet": ngettext("%(amount)s tablet", "%(amount)s tablets", count),
        "capsule": ngettext("%(amount)s capsule", "%(amount)s capsules", count),
        "patch": ngettext("%(amount)s patch", "%(amount)s patches", count),
        "film": ngettext("%(amount)s film", "%(amount)s films", count),
        "spray": ngettext("%(amount)s spray", "%(amount)s sprays", count),
        "drop": ngettext("%(amount)s drop", "%(amount)s drops", count),
        "unit": ngettext("%(amount)s unit", "%(amount)s units", count),
    }
    return (known[unit] % {"amount": said}) if unit in known else f"{said}\u00a0{unit}"


def span(length: timedelta) -> str:
    """A length of time, in the largest unit that says it: 5 minutes, 1 hour, 1 hour 30 minutes."""
    minutes = int(length.total_seconds() // 60)
    hours, rest = divmod(minutes, 60)
    said = []
    if hours:
        said.append(ngettext("%(count)d hour", "%(count)d hours", hours) % {"count": hours})
    if rest or not hours:
        said.append(ngettext("%(count)d minute", "%(count)d minutes", rest) % {"count": rest})
    return " ".join(said)


def medicine_name(code: str, strength: str, unit: str) -> str:
    """A medicine and its strength: Carisoprodol 350 mg."""
    mass = strength.removesuffix(unit).strip() if unit and strength.endswith(unit) else strength
    return f"{code[:1].upper()}{code[1:]} {mass}".strip()
