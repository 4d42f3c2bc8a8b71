"""Days and months in addresses: `2026-03-02`, `2026-03`. What is neither has no page."""

from datetime import date

from django.urls import register_converter


class DayInPath:
    """A day."""

    regex = "[0-9]{4}-[0-9]{2}-[0-9]{2}"

    def to_python(self, value: str) -> date:
        """The day; a ValueError (404) for one that no calendar has."""
        return date.fromisoformat(value)

    def to_url(self, value: date | str) -> str:
        """As it stands in an address."""
        return str(value)


class MonthInPath:
    """A month, by its first day. Years that no record reaches have no page."""

    regex = "(?:19|20|21)[0-9]{2}-[0-9]{2}"

    def to_python(self, value: str) -> date:
        """The first day of the month; a ValueError (404) for one that no calendar has."""
        return date.fromisoformat(f"{value}-01")

    def to_url(self, value: date | str) -> str:
        """As it stands in an address."""
        return str(value)[:7]


register_converter(DayInPath, "day")
register_converter(MonthInPath, "month")
