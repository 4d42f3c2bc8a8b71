"""Which amounts a unit can be given in."""

from decimal import Decimal

import pytest

from courses.rules.halves import is_counted, wrong_part


@pytest.mark.parametrize(
    ("amount", "unit", "halvable", "right"),
    [
        ("1", "tablet", False, True),
        ("2.0", "tablet", False, True),
        ("0.5", "tablet", False, False),
        ("0.5", "tablet", True, True),
        ("1.5", "film-coated tablet", True, True),
        ("0.25", "tablet", True, False),
        ("0.5", "capsule", False, False),
        ("2.5", "ml", False, True),
        ("0.333", "mL oral solution", False, True),
    ],
)
def test_halves_are_for_marked_strengths(amount: str, unit: str, *, halvable: bool, right: bool) -> None:
    assert (wrong_part(Decimal(amount), unit, halvable=halvable) == "") is right


def test_what_is_measured_is_not_counted() -> None:
    assert [unit for unit in ("tablet", "Caplets", "ml", "spray", "unit") if is_counted(unit)] == ["tablet", "Caplets"]
