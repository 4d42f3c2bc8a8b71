"""The project's catalogue as a scenario names it, read from its file: the pure fold asks no database."""

import csv
import re
from collections.abc import Mapping
from datetime import time
from decimal import Decimal
from functools import cache

from courses.catalogue.loader import CATALOGUE
from courses.catalogue.strength import read_strength
from courses.errors import WrongInput
from courses.rules.entry_checks import MedicineFacts
from courses.rules.facts import Basis

_MASS = re.compile(r"[0-9] ?(?:mg|g|mcg|µg|ug)\b", re.IGNORECASE)


@cache
def catalogue() -> Mapping[str, MedicineFacts]:
    """Every medicine of the catalogue, by name."""
    with CATALOGUE.open(encoding="utf-8", newline="") as rows:
        return {row["medicine"]: MedicineFacts.from_row(row) for row in csv.DictReader(rows)}


def is_known(medicine: str) -> bool:
    """Whether the catalogue has a medicine of exactly this name."""
    return medicine in catalogue()


def strength_of(text: str) -> Decimal | None:
    """The mg in a unit, None where a strength does not plainly say it; raises ValueError for what is no strength."""
    if not _MASS.search(text):
        raise ValueError("is no strength such as 350 mg tablet")
    try:
        return read_strength(text).mg_per_unit
    except WrongInput as error:
        raise ValueError(error.message) from None


def basis_of(medicine: str, strength: str, boundary: time) -> Basis:
    """What a revision keeps of the catalogue; the practice of a scenario sets no limits of its own."""
    facts = catalogue()[medicine]
    return Basis(
        medicine=facts.name,
        medicine_class=facts.medicine_class,
        day_boundary=boundary,
        mg_per_unit=strength_of(strength),
        label_max_daily_mg=facts.label_max_daily_mg,
        abrupt_stop=facts.abrupt_stop,
        sedating=facts.sedating,
        days_limit=facts.days_limit,
    )
