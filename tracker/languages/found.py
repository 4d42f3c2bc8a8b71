"""The words that have to be said in every language: what the code and the templates hand to gettext.

Staff's pages speak English alone, and so do the commands and the API: their folders are left out.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from django.utils.translation.template import templatize

PACKAGES = ("courses", "notifications", "tracker")
STAFF_ALONE = (
    "tracker/accounts/models/", "tracker/api/", "tracker/clinician/", "tracker/demo/", "tracker/languages/",
    "tracker/look/templates/account/", "tracker/look/templates/allauth/", "tracker/look/templates/look/styleguide.html",
    "tracker/management/", "tracker/operator/", "tracker/replay/",
)  # fmt: skip
PLAIN, PLURAL, IN_CONTEXT = None, (1, 2), ((1, "c"), 2)
KEYWORDS = {
    "_": PLAIN,
    "gettext": PLAIN,
    "gettext_lazy": PLAIN,
    "gettext_noop": PLAIN,
    "lazy": PLAIN,
    "ngettext": PLURAL,
    "ngettext_lazy": PLURAL,
    "pgettext": IN_CONTEXT,
    "pgettext_lazy": IN_CONTEXT,
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
TEMPLATE_COMMENT = re.compile(r"\{#.*?#\}")


@dataclass(frozen=True, slots=True)
class Words:
    """One text for translators: the texts (singular and plural, where it counts), its context, and its file."""

    texts: tuple[str, ...]
    context: str | None
    file: str


def words_of(root: Path) -> Iterator[Words]:
    """Every text that somebody other than staff can be shown, file by file."""
    for package in PACKAGES:
        for path in sorted((root / package).rglob("*")):
            name = path.relative_to(root).as_posix()
            if not name.startswith(STAFF_ALONE) and "/migrations/" not in name:
                yield from _of_file(path, name)


def catalogue_of(root: Path) -> Catalog:
    """The same as a catalogue without translations."""
    found = Catalog(fuzzy=False)
    for words in words_of(root):
        found.add(
            words.texts if len(words.texts) > 1 else words.texts[0], context=words.context, locations=[(words.file, 0)]
        )
    return found


def _of_file(path: Path, name: str) -> Iterator[Words]:
    if path.suffix == ".py":
        source = path.read_text()
    elif "/templates/" in name and path.suffix in {".html", ".txt"}:
        source = _as_python(path.read_text(), name)
    else:
        return
    for _line, message, _comments, context in extract("python", BytesIO(source.encode()), KEYWORDS, (), {}):
        texts = (message,) if isinstance(message, str) else tuple(message)
        if texts[0]:
            yield Words(texts, context, name)


def _as_python(template: str, name: str) -> str:
    """The template as Django makes it ready for xgettext; here a tokenizer reads it, which minds how lines begin."""
    told = templatize(TEMPLATE_COMMENT.sub("", template), origin=name)
    return "\n".join(line.strip() for line in told.split("\n"))
