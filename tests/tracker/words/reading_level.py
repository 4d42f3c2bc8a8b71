"""How hard a text is to read, by textstat's formulas, and where the limit is.

English: the Flesch-Kincaid grade, at most 6.

Spanish: the grade of Crawford (1984), which is made for the six grades of primary school, at most 6; and for texts of
eight words or more the perspicuity of Szigriszt-Pazos (1993), at least 65, where the INFLESZ scale of Barrio-Cantalejo
and others (2008), which was made by texts for patients, begins to say "fairly easy". The higher, the easier.
"""

import warnings
from dataclasses import dataclass

with warnings.catch_warnings():
    # It asks for a part of setuptools that setuptools wants to be rid of.
    warnings.simplefilter("ignore")
    import textstat  # type: ignore[import-untyped]

HARDEST_GRADE = 6.0
LEAST_PERSPICUITY = 65.0
# A formula says nothing of fewer words.
FEWEST_WORDS, FEWEST_FOR_PERSPICUITY = 4, 8


@dataclass(frozen=True, slots=True)
class Level:
    """How hard a text is: the grade in which it is read, and in Spanish how easy it is."""

    text: str
    language: str
    grade: float
    perspicuity: float | None

    @property
    def is_too_hard(self) -> bool:
        """Whether it is above the limit."""
        return self.grade > HARDEST_GRADE or (self.perspicuity is not None and self.perspicuity < LEAST_PERSPICUITY)

    def __str__(self) -> str:
        """The numbers and the text."""
        easy = "" if self.perspicuity is None else f", perspicuity {self.perspicuity}"
        return f"{self.language} grade {self.grade}{easy}: {self.text}"


def level(text: str, language: str) -> Level:
    """The level of a text in a language."""
    textstat.set_lang(language)
    if language == "en":
        return Level(text, language, textstat.flesch_kincaid_grade(text), None)
    words = textstat.lexicon_count(text)
    perspicuity = textstat.szigriszt_pazos(text) if words >= FEWEST_FOR_PERSPICUITY else None
    return Level(text, language, textstat.crawford(text), perspicuity)


def words_in(text: str) -> int:
    """How many words a text has."""
    count: int = textstat.lexicon_count(text)
    return count
