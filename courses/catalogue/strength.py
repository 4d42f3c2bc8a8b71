"""What a strength says: `350 mg tablet` is 350 mg in each unit, and the unit is a tablet."""

import re
from dataclasses import dataclass
from decimal import Decimal

from courses import inputs
from courses.errors import WrongInput

MG = {"mg": Decimal(1), "g": Decimal(1000), "mcg": Decimal("0.001"), "µg": Decimal("0.001"), "ug": Decimal("0.001")}
MOST_MG = Decimal(100000)
_PLAIN = re.compile(
    r"(?P<number>[0-9]{1,6}(?:\.[0-9]{1,4})?) ?(?P<mass>mg|g|mcg|µg|ug) (?P<unit>[^\W\d_][^/+]*)", re.IGNORECASE
)
_LAST_WORD = re.compile(r"([^\W\d_]+)\W*$")


@dataclass(frozen=True, slots=True)
class Strength:
    """A strength as entered; `mg_per_unit` is None where the text does not plainly say it (a spray)."""

    text: str
    unit: str
    mg_per_unit: Decimal | None


def read_strength(text: str) -> Strength:
    """The strength that a text names. What it does not plainly say stays unknown; raises WrongInput for no text."""
    told = " ".join(inputs.text("strength", text, most=60, required=True).split())
    plain = _PLAIN.fullmatch(told)
    if plain is None:
        word = _LAST_WORD.search(told)
        return Strength(told, word.group(1).lower() if word else "unit", None)
    mg = Decimal(plain["number"]) * MG[plain["mass"].lower()]
    if not 0 < mg <= MOST_MG or mg != round(mg, 4):
        raise WrongInput(
            "strength", "out_of_range", f"{told} is no strength of a unit.", "Enter it as in `350 mg tablet`."
        )
    return Strength(told, plain["unit"].strip()[:40], mg)
