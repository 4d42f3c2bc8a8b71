"""The catalogues in `locale/`: the .po that people write, and the .mo that Django reads, made from it."""

from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

# A date in the file would make every run a change.
WRITTEN = datetime(2026, 1, 1, tzinfo=UTC)
HEADER = "# What Shortcourse says. `make messages` finds what is new; a text without a translation fails the tests."


def po_file(root: Path, language: str) -> Path:
    """Where a language's texts are written."""
    return root / "locale" / language / "LC_MESSAGES" / "django.po"


def read(path: Path, language: str) -> Catalog:
    """The texts of a language; an empty catalogue where there is no file."""
    if not path.exists():
        return Catalog(locale=language, fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def merged(kept: Catalog, found: Catalog, language: str) -> Catalog:
    """What is kept, with what was found: translations stay, what is new is empty, what is gone is kept as obsolete."""
    kept.update(found, no_fuzzy_matching=True, update_header_comment=False)
    kept.project, kept.version, kept.copyright_holder = "Shortcourse", "", "Shortcourse"
    kept.header_comment = HEADER
    kept.creation_date = kept.revision_date = WRITTEN
    kept.last_translator = kept.language_team = language
    kept.fuzzy = False
    return kept


def as_po(catalogue: Catalog) -> bytes:
    """The file that people write, in the order of the code."""
    file = BytesIO()
    write_po(file, catalogue, width=110, sort_by_file=True, include_lineno=False)
    return file.getvalue()


def as_mo(catalogue: Catalog) -> bytes:
    """The file that Django reads."""
    file = BytesIO()
    write_mo(file, catalogue)
    return file.getvalue()
