"""What a page says in the program's own words: its texts one by one, without what people wrote and without names."""

import re
from collections.abc import Iterable
from html.parser import HTMLParser

BLOCKS = frozenset(
    {
        "a", "button", "caption", "dd", "div", "dl", "dt", "fieldset", "figcaption", "form", "h1", "h2", "h3", "hr",
        "label", "legend", "li", "main", "nav", "ol", "option", "p", "section", "summary", "table", "td", "th", "tr",
        "ul",
    }
)  # fmt: skip
EMPTY = frozenset({"br", "hr", "img", "input", "link", "meta"})
# A person's own words stand in these; drawings say the same in their name.
LEFT_OUT = frozenset({"svg", "script", "style", "select"})
ENDS = re.compile(r"[.?!:…]$")


class _Texts(HTMLParser):
    def __init__(self, *, without: frozenset[str]) -> None:
        super().__init__()
        self.without = without
        self.texts: list[str] = []
        self.words: list[str] = []
        self.open: list[tuple[str, bool]] = []
        self.in_main = False

    @property
    def is_hidden(self) -> bool:
        return not self.in_main or any(hidden for _tag, hidden in self.open)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in BLOCKS or tag == "br":
            self._end()
        if tag in EMPTY:
            return
        told = dict(attrs)
        classes = set((told.get("class") or "").split())
        self.in_main = self.in_main or tag == "main"
        hidden = tag in LEFT_OUT or "words" in classes or bool(({tag} | classes) & self.without)
        self.open.append((tag, hidden))

    def handle_endtag(self, tag: str) -> None:
        if tag in BLOCKS:
            self._end()
        while self.open and self.open.pop()[0] != tag:
            pass
        if tag == "main":
            self.in_main = False

    def handle_data(self, data: str) -> None:
        if not self.is_hidden:
            self.words.append(data)

    def _end(self) -> None:
        text = re.sub(r"\s+", " ", "".join(self.words)).replace("\xa0", " ").strip(" ●")
        if text:
            self.texts.append(text)
        self.words = []


def texts_of(html: str, *, without: Iterable[str] = ()) -> list[str]:
    """The texts of a page's main part, in order; `without` are tags and classes that are left out."""
    parser = _Texts(without=frozenset(without))
    parser.feed(html)
    parser.close()
    return parser.texts


def as_prose(texts: Iterable[str], names: Iterable[str]) -> str:
    """Texts as sentences that a formula can read: each ends, and none names a medicine, a practice or a person."""
    said = []
    for text in texts:
        for name in names:
            text = text.replace(name, "")  # noqa: PLW2901 (names go one by one)
        text = re.sub(r"\s+", " ", text).strip(" ,·")  # noqa: PLW2901
        if len(text.split()) > 1:
            said.append(text if ENDS.search(text) else f"{text}.")
    return " ".join(said)
