"""The letters of the PDF: a typeface with Latin and all its marks, Greek and Cyrillic. What it has not is told."""

import unicodedata
from functools import cache
from pathlib import Path

import font_source_sans_pro
from fontTools.ttLib import TTFont

FAMILY = "Source Sans Pro"
FOLDER = Path(font_source_sans_pro.font_directory)
REGULAR, BOLD = FOLDER / "SourceSansPro-Regular.ttf", FOLDER / "SourceSansPro-Bold.ttf"
INSTEAD = "?"


@cache
def known() -> frozenset[int]:
    """The code points that both weights draw."""
    return _drawn_by(REGULAR) & _drawn_by(BOLD)


def _drawn_by(file: Path) -> frozenset[int]:
    with TTFont(file, lazy=True) as font:
        return frozenset(font.getBestCmap())


class Letters:
    """Makes texts fit to draw, and remembers whether one was not."""

    def __init__(self) -> None:
        self.lost = False

    def drawn(self, text: str) -> str:
        """The text with what cannot be drawn told as a question mark, and without what steers a line."""
        said = []
        for sign in unicodedata.normalize("NFC", text):
            if sign.isspace():
                said.append("\u00a0" if sign == "\u00a0" else " ")
            elif ord(sign) in known():
                said.append(sign)
            elif unicodedata.category(sign) not in {"Cf", "Cc", "Mn"}:
                said.append(INSTEAD)
                self.lost = True
        return "".join(said)
