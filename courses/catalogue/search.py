"""Finding a medicine by its name, a brand or its RxNorm code, among the catalogue's and the practice's own.

Nothing is chosen by a part of a name: `lora` finds lorazepam, and somebody says that it is meant.
"""

import re
from collections.abc import Iterable, Sequence

from courses.models.medicines import Medicine
from courses.rules.entry_checks.medicine import folded

MOST_FOUND = 12
_REMARK = re.compile(r"\s*\([^)]*\)$")


def search_medicines(medicines: Iterable[Medicine], text: str) -> list[Medicine]:
    """Those of whose names each word is the beginning of a word, or whose RxNorm code it is; names that begin so first.

    An empty text finds none; at most twelve are found.
    """
    words = folded(text).split()
    if not words:
        return []
    found = [medicine for medicine in medicines if all(_meets(medicine, word) for word in words)]
    found.sort(key=lambda medicine: (not folded(medicine.code).startswith(words[0]), folded(medicine.code)))
    return found[:MOST_FOUND]


def named_medicine(medicines: Sequence[Medicine], text: str) -> Medicine | None:
    """The one medicine whose whole name, brand or RxNorm code this is; None where there is none, or more than one."""
    told = folded(text)
    if not told:
        return None
    named = [medicine for medicine in medicines if told in _names(medicine)]
    return named[0] if len(named) == 1 else None


def _names(medicine: Medicine) -> set[str]:
    brands = {folded(_REMARK.sub("", brand)) for brand in medicine.brands}
    return ({folded(medicine.code), folded(medicine.rxcui_ingredient)} | brands) - {""}


def _meets(medicine: Medicine, word: str) -> bool:
    if word == medicine.rxcui_ingredient:
        return True
    parts = (part for name in (medicine.code, *medicine.brands) for part in re.split(r"[\s()/-]+", folded(name)))
    return any(part.startswith(word) for part in parts)
