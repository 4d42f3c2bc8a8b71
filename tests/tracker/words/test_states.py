"""docs/states.md: every state of a course, its pages and their words, as the pages say them today.

`make states` writes it.
"""

import os
from collections.abc import Iterator

import pytest
from django.conf import settings

from tests.tracker.words.conftest import Shown
from tests.tracker.words.reading_level import level
from tests.tracker.words.states import STATES

# The pages are made in the tests' database, once for all that look at them.
pytestmark = [pytest.mark.django_db, pytest.mark.slow]

DOCUMENT = settings.BASE_DIR / "docs" / "states.md"
HEAD = """\
# Every state of a course, and what its patient reads

Written by `make states` from the pages themselves; a test fails when they say something else. The course is the tests'
own: carisoprodol, Monday 2 March to Sunday 15 March 2026, at a practice called Elm Street. Left out is what every page
has: tabs, lists of what else one can do, the doses' own rows, telephone numbers.

Reading level: English is the Flesch-Kincaid grade, Spanish the grade of Crawford and, after the stroke, the perspicuity
of Szigriszt-Pazos (65 and more is fairly easy on the INFLESZ scale). They are of the whole page, without names. The
limits, which single texts keep too, stand in `tests/tracker/words/reading_level.py`; the phrases that must never appear
in `tests/tracker/words/never.py`.

| state | page | English | Spanish | level |
| --- | --- | --- | --- | --- |
"""


def test_the_document_says_what_the_pages_say(shown: list[Shown]) -> None:
    written = HEAD + "\n".join(_rows(shown)) + "\n"
    if os.environ.get("SHORTCOURSE_WRITE_STATES"):
        DOCUMENT.write_text(written)
    assert DOCUMENT.read_text() == written, "the pages say something else: `make states`, then read what changed"


def test_every_state_has_its_words_in_both_languages(shown: list[Shown]) -> None:
    by_page = {(one.state, one.page, one.language): one.about_the_state for one in shown}
    for state in STATES:
        for page in state.pages:
            english, spanish = (by_page[state.name, page, language] for language in ("en", "es"))
            assert len(english) == len(spanish), (state.name, page)
            assert english, (state.name, page)
            # Numbers and names alone are the same in both.
            same = [text for text, told in zip(english, spanish, strict=True) if text == told and text.islower()]
            assert not same, (state.name, page, same)


def _rows(shown: list[Shown]) -> Iterator[str]:
    by_page = {(one.state, one.page, one.language): one for one in shown}
    for state in STATES:
        for page in state.pages:
            english, spanish = (by_page[state.name, page, language] for language in ("en", "es"))
            easy, facil = level(english.prose, "en"), level(spanish.prose, "es")
            numbers = f"{easy.grade:.1f}; {facil.grade:.1f} / {facil.perspicuity:.0f}"
            cells = (state.name, page, _cell(english), _cell(spanish), numbers)
            yield f"| {' | '.join(cells)} |"


def _cell(one: Shown) -> str:
    return " · ".join(one.about_the_state).replace("|", "/")
