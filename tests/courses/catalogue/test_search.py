"""Finding a medicine: by name, brand and RxNorm code; never chosen by a part of a name."""

import pytest

from courses.catalogue.search import named_medicine, search_medicines
from courses.models import Medicine

CATALOGUE = [
    Medicine(code="carisoprodol", brands=["Soma", "Pain O Soma (not a US brand)"], rxcui_ingredient="2101"),
    Medicine(code="lorazepam", brands=["Ativan"], rxcui_ingredient="6470"),
    Medicine(code="oxymetazoline nasal", brands=["Afrin"], rxcui_ingredient="7812"),
    Medicine(code="oxycodone", brands=[], rxcui_ingredient="7804"),
    Medicine(code="soma forte", brands=[], rxcui_ingredient=""),
]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("cari", ["carisoprodol"]),
        ("SOMA", ["soma forte", "carisoprodol"]),
        ("pain soma", ["carisoprodol"]),
        ("2101", ["carisoprodol"]),
        ("210", []),
        ("oxy", ["oxycodone", "oxymetazoline nasal"]),
        ("nasal", ["oxymetazoline nasal"]),
        ("azepam", []),
        ("  ", []),
        ("zebra", []),
    ],
)
def test_each_word_is_the_beginning_of_a_name_or_the_whole_code(text: str, found: list[str]) -> None:
    assert [medicine.code for medicine in search_medicines(CATALOGUE, text)] == found


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Carisoprodol ", "carisoprodol"),
        ("soma", "carisoprodol"),
        ("pain o soma", "carisoprodol"),
        ("6470", "lorazepam"),
        ("lora", None),
        ("", None),
    ],
)
def test_a_whole_name_names_one(text: str, named: str | None) -> None:
    found = named_medicine(CATALOGUE, text)
    assert (found.code if found else None) == named


def test_a_name_that_two_have_names_none() -> None:
    assert named_medicine([*CATALOGUE, Medicine(code="carisoprodol", brands=[])], "carisoprodol") is None
