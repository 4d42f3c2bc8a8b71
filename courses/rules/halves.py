"""Whether an amount is one that a unit can be given in.

Liquids and the like are measured. What is counted is given whole, or halved where the practice marked the strength as
one that may be: the catalogue does not know which tablets can be divided.
"""

from decimal import Decimal

COUNTED = ("tablet", "caplet", "capsule", "pill", "lozenge", "suppositor", "patch")


def is_counted(unit: str) -> bool:
    """Whether units of this name are counted, not measured."""
    return any(word.startswith(COUNTED) for word in unit.casefold().split())


def wrong_part(amount: Decimal, unit: str, *, halvable: bool) -> str:
    """What is wrong with the amount, in words; empty where nothing is."""
    if not is_counted(unit) or amount == amount.to_integral_value():
        return ""
    if not halvable:
        return (
            "Your practice has not marked this strength as one that may be halved: a manager or a prescriber can, under"
            f" Practice. Write whole {unit}s."
        )
    if (2 * amount) % 1:
        return "Halves are the smallest part that is offered."
    return ""
