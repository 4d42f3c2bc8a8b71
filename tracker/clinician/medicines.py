"""The medicines that a practice prescribes from, and the words by which one writes down what else a patient takes."""

import re
from collections.abc import Sequence

from courses.access import Viewer
from courses.models import HalvableStrength, Medicine
from courses.rules.entry_checks.medicine import CLASS_PREFIX, folded

_REMARK = re.compile(r"\s*\([^)]*\)$")
MOST_OFFERED = 8


def prescribable(viewer: Viewer) -> list[Medicine]:
    """The catalogue's medicines and the practice's own, which stand for the catalogue's of the same name. One query."""
    rows = Medicine.objects.visible_to(viewer).filter(withdrawn_at__isnull=True)
    by_name = {folded(row.code): row for row in sorted(rows, key=lambda row: row.is_own)}
    return [by_name[name] for name in sorted(by_name)]


def terms_by_word(medicines: Sequence[Medicine]) -> dict[str, str]:
    """What may be written for another medicine, in one case, and the term that the checks match: a medicine's name, a
    name that the catalogue only mentions, `class:` and a class. A brand of several medicines is none."""
    listed = {term for medicine in medicines for term in (*medicine.interacts_with, *medicine.contraindicated_with)}
    classes = {medicine.medicine_class for medicine in medicines if medicine.medicine_class}
    classes |= {term.removeprefix(CLASS_PREFIX).strip() for term in listed if term.startswith(CLASS_PREFIX)}
    words: dict[str, str] = {}
    for one in sorted(classes):
        for written in (f"any {one}", f"{CLASS_PREFIX}{one}", one):
            words[folded(written)] = f"{CLASS_PREFIX}{one}"
    brands = [(folded(_REMARK.sub("", brand)), medicine.code) for medicine in medicines for brand in medicine.brands]
    words |= {brand: code for brand, code in brands if sum(other == brand for other, _ in brands) == 1}
    words |= {folded(term): term for term in sorted(listed) if not term.startswith(CLASS_PREFIX)}
    words |= {folded(medicine.rxcui_ingredient): medicine.code for medicine in medicines if medicine.rxcui_ingredient}
    return words | {folded(medicine.code): medicine.code for medicine in medicines}


def may_be_halved(viewer: Viewer, medicine: Medicine, strength: str) -> bool:
    """Whether the viewer's practice marked this strength of this medicine as one that may be halved. One query."""
    marked = HalvableStrength.objects.visible_to(viewer).filter(medicine__code=medicine.code)
    return any(one.casefold() == strength.casefold() for one in marked.values_list("strength", flat=True))


def in_words(term: str) -> str:
    """A term as people read it: `any opioid`, `oxycodone`."""
    return f"any {term.removeprefix(CLASS_PREFIX).strip()}" if term.startswith(CLASS_PREFIX) else term


def terms_like(words: dict[str, str], text: str) -> list[str]:
    """Terms of which the text is the beginning of a word; none for an empty text."""
    told = folded(text)
    if not told:
        return []
    found = (term for word, term in words.items() if any(part.startswith(told) for part in (word, *word.split())))
    return sorted(dict.fromkeys(found), key=in_words)[:MOST_OFFERED]
