"""A birth date is found however people write it."""

from datetime import date

import pytest

from tracker.clinician.birth_dates import read_birth_date

BORN = date(1952, 2, 4)


@pytest.mark.parametrize(
    "typed",
    [
        "1952-02-04", "1952-2-4", "1952/02/04", "1952.02.04", "19520204", "2/4/1952", "02/04/1952", "4.2.1952",
        "04.02.1952", "4-2-1952", "4 Feb 1952", "04 february 1952", "4feb1952", "4-Feb-1952", "4th Feb 1952",
        "Feb 4 1952", "Feb. 4, 1952", "February 4th, 1952", "FEB 4, 1952", " 1952-02-04 ",
    ],
)  # fmt: skip
def test_every_spelling_is_the_same_day(typed: str) -> None:
    assert read_birth_date(typed) == BORN


@pytest.mark.parametrize(
    "typed",
    ["", "Marsh", "1952", "30 Feb 1952", "13/13/1952", "1952-13-01", "4 Foo 1952", "4 Febtober 1952", "0000-01-01",
     "4/2/52", "１９５２-02-04", "1952-02-04x", "x" * 200],
)  # fmt: skip
def test_what_is_no_day_is_a_name(typed: str) -> None:
    assert read_birth_date(typed) is None
