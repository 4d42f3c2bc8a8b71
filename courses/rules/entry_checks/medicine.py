"""What a rule may read of a medicine in the catalogue."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Self

CLASS_PREFIX = "class:"


def folded(name: str) -> str:
    """A name as names are compared: without outer spaces, in one case."""
    return name.strip().casefold()


def class_term(medicine_class: str) -> str:
    """How a list names a whole class."""
    return CLASS_PREFIX + folded(medicine_class)


def terms_of(listed: str) -> frozenset[str]:
    """The names in a cell of the catalogue, which are parted by semicolons, as they are compared."""
    folds = (folded(part) for part in listed.split(";"))
    return frozenset(
        class_term(fold.removeprefix(CLASS_PREFIX)) if fold.startswith(CLASS_PREFIX) else fold for fold in folds if fold
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class MedicineFacts:
    """One row of the catalogue, typed; what the row does not give is None (or empty) and never guessed.

    Limits are in days and mg, ages in whole years. `limit_basis` is `label` or `guideline`;
    `dose_basis` says what the two mg limits are (`maximum`, `top of the recommended range`, ...).
    `abrupt_stop` is the catalogue's word. `contraindicated_with` and `interacts_with` hold names, and
    classes as `class:x`, as `terms_of` gives them. Conditions and allergies are
    words for people and stand in no rule's facts.
    """

    name: str
    medicine_class: str = ""
    label_max_days: int | None = None
    limit_text: str = ""
    limit_basis: str = ""
    days_a_year_limit: int | None = None
    label_max_single_mg: Decimal | None = None
    label_max_daily_mg: Decimal | None = None
    dose_basis: str = ""
    dose_source: str = ""
    abrupt_stop: str = ""
    sedating: bool = False
    age_min: int | None = None
    age_max: int | None = None
    contraindicated_under_age: int | None = None
    contraindicated_with: frozenset[str] = frozenset()
    interacts_with: frozenset[str] = frozenset()
    source: str = ""

    @classmethod
    def from_row(cls, row: Mapping[str, str]) -> Self:
        """The facts of a catalogue row as text; raises ValueError (or ArithmeticError) for a number that is none."""
        return cls(
            name=row["medicine"],
            medicine_class=row["class"],
            label_max_days=_whole(row["label_max_days"]),
            limit_text=row["limit_text"],
            limit_basis=row["limit_basis"],
            days_a_year_limit=_whole(row["days_a_year_limit"]),
            label_max_single_mg=_decimal(row["label_max_single_mg"]),
            label_max_daily_mg=_decimal(row["label_max_daily_mg"]),
            dose_basis=row["dose_basis"],
            dose_source=row["dose_source"],
            abrupt_stop=row["abrupt_stop_risk"],
            sedating=row["sedating"] == "yes",
            age_min=_whole(row["age_min"]),
            age_max=_whole(row["age_max"]),
            contraindicated_under_age=_whole(row["contraindicated_under_age"]),
            contraindicated_with=terms_of(row["contraindicated_with"]),
            interacts_with=terms_of(row["interacts_with"]),
            source=row["source"],
        )

    @property
    def terms(self) -> frozenset[str]:
        """All by which a list may name this medicine: its name and its class."""
        name = frozenset({folded(self.name)})
        return name | {class_term(self.medicine_class)} if self.medicine_class else name

    @property
    def days_limit(self) -> int | None:
        """The most days of use of the class in 365 where a practice sets none of its own; None when off."""
        if self.days_a_year_limit is not None:
            return self.days_a_year_limit
        return None if self.label_max_days is None else 2 * self.label_max_days

    @property
    def dose_limit_words(self) -> str:
        """What the two mg limits may be called."""
        return _DOSE_LIMIT_WORDS.get(self.dose_basis, "the limit in the catalogue")


_DOSE_LIMIT_WORDS = {
    "maximum": "the label's maximum",
    "top of the recommended range": "the top of the recommended range",
}


def _whole(text: str) -> int | None:
    return int(text) if text else None


def _decimal(text: str) -> Decimal | None:
    return Decimal(text) if text else None
