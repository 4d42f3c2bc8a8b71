"""Telephone numbers: read as people type them, kept as E.164, and refused where a text would be somebody's trap."""

import re

import phonenumbers
from django.conf import settings

E164 = re.compile(r"\+[1-9][0-9]{6,14}")
MOBILE = frozenset(
    {
        phonenumbers.PhoneNumberType.MOBILE,
        phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE,
        # New ranges are in no table yet.
        phonenumbers.PhoneNumberType.UNKNOWN,
    }
)


class WrongNumber(ValueError):  # noqa: N818 (named as what is wrong)
    """No number that a text can go to; `code` says what is wrong: "unreadable", "region" or "no_texts"."""

    def __init__(self, code: str) -> None:
        """Take what is wrong."""
        super().__init__(code)
        self.code = code


def number_of(typed: str, country: str) -> str:
    """The number that somebody typed, as E.164, read as one of this country; raises WrongNumber.

    Only numbers of that country, and of those that the settings name: a text to an island at a dollar each is how
    strangers earn by asking for codes.
    """
    try:
        number = phonenumbers.parse(typed, country)
    except phonenumbers.NumberParseException:
        raise WrongNumber("unreadable") from None
    if not phonenumbers.is_valid_number(number) or number.extension:
        raise WrongNumber("unreadable")
    if phonenumbers.region_code_for_number(number) not in {country, *settings.SMS_COUNTRIES}:
        raise WrongNumber("region")
    if phonenumbers.number_type(number) not in MOBILE:
        raise WrongNumber("no_texts")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def as_read(number: str) -> str:
    """A number as people of its country write it."""
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return number
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.NATIONAL)
