"""The medicines as data, each fact with its source; their loader; and what rules take of an entry."""

from courses.catalogue.basis import known_medicines, medicine_basis, medicine_facts
from courses.catalogue.loader import CatalogueChanges, FieldChange, load_catalogue
from courses.catalogue.strength import Strength, read_strength

__all__ = [
    "CatalogueChanges",
    "FieldChange",
    "Strength",
    "known_medicines",
    "load_catalogue",
    "medicine_basis",
    "medicine_facts",
    "read_strength",
]
