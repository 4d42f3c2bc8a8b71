"""What no patient is ever told is in no catalogue and on no page."""

import re

import pytest
from django.conf import settings

from tests.tracker.words import never
from tests.tracker.words.conftest import Shown
from tracker.languages import found, kept

# The pages are made in the tests' database, once for all that look at them.
pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def texts(told: object) -> tuple[str, ...]:
    return tuple(map(str, told)) if isinstance(told, list | tuple) else (str(told or ""),)


def test_no_text_of_the_code_says_it() -> None:
    said = [text for words in found.words_of(settings.BASE_DIR) for text in words.texts]
    assert {text: never.found(text, "en") for text in said if never.found(text, "en")} == {}


def test_no_translation_says_it() -> None:
    catalogue = kept.read(kept.po_file(settings.BASE_DIR, "es"), "es")
    said = [text for message in catalogue if message.id for text in texts(message.string)]
    assert {text: never.found(text, "es") for text in said if never.found(text, "es")} == {}


def test_no_page_of_any_state_says_it(shown: list[Shown]) -> None:
    for one in shown:
        assert never.found(" ".join(one.texts), one.language) == [], (one.state, one.page, one.language)


def test_the_sentence_about_stopping_stands_only_where_it_is_right(shown: list[Shown]) -> None:
    """With abrupt-stop risk, no plan in force and no taper, at the end of the window: there, and nowhere else."""
    right = {"ending, no plan", "last day, no plan", "waiting for an answer", "answered"}
    there = {(one.state, one.language) for one in shown if never.SUDDENLY[one.language].search(" ".join(one.texts))}
    assert there == {(state, language) for state in right for language in ("en", "es")}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "You missed a dose."), ("en", "Take less today."), ("en", "It is safe to drive."), ("en", "80 % taken"),
        ("en", "You can stop today."), ("en", "Reduce your dose."), ("es", "Olvidó una dosis."),
        ("es", "Tome menos hoy."),
        ("es", "Es seguro conducir."), ("es", "Puede dejarlo hoy."), ("es", "Baje su dosis."), ("es", "¡Felicidades!"),
    ],
)  # fmt: skip
def test_the_list_finds_what_it_is_for(language: str, text: str) -> None:
    assert never.found(text, language)


def test_both_lists_are_patterns_that_can_be_read() -> None:
    for phrases in never.NEVER.values():
        assert all(re.compile(phrase) for phrase in phrases)
