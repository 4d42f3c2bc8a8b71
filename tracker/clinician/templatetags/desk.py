"""What the desk's templates ask for: how amounts, days and instants are written."""

from datetime import date, datetime
from decimal import Decimal

from django import template

from tracker.clinician import formats
from tracker.clinician.medicines import in_words
from tracker.clinician.words import LANGUAGES

register = template.Library()


@register.filter
def number(amount: Decimal | int | None) -> str:
    """A decimal as people write it; "no data" where there is none."""
    return formats.number(amount)


@register.filter
def in_units(amount: Decimal, unit: str) -> str:
    """An amount with its unit."""
    return formats.units(amount, unit)


@register.filter
def day(on: date, today: date | None = None) -> str:
    """`today`, `yesterday`, `Wed 21 Oct`."""
    return formats.day(on, today)


@register.filter
def birth(on: date) -> str:
    """`4 Feb 1952`."""
    return formats.birth(on)


@register.filter
def moment(at: datetime, zone: str) -> str:
    """`Wed 21 Oct 2026 22:20`, in a zone."""
    return formats.when(at, zone)


@register.filter
def clock(at: datetime, zone: str) -> str:
    """`22:20`, in a zone."""
    return formats.clock(at, zone)


@register.filter
def language(code: str) -> str:
    """The language's name in English."""
    return LANGUAGES.get(code, code)


@register.filter
def age(birth_date: date, today: date) -> int:
    """Whole years of age."""
    return formats.age(birth_date, today)


@register.filter
def times(amount: Decimal, factor: Decimal) -> Decimal:
    """An amount so many times: tablets in mg."""
    return amount * factor


@register.filter
def term(listed: str) -> str:
    """A name of the catalogue's lists, or `any` and a class."""
    return in_words(listed)
