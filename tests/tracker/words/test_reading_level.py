"""Grade 6 or lower, in both languages: every text alone, and every page of every state."""

import re

import pytest
from django.conf import settings

from courses.models import Medicine, Practice
from tests.courses.making import Scene
from tests.tracker.words import never
from tests.tracker.words.conftest import LANGUAGES, Shown
from tests.tracker.words.reading_level import FEWEST_WORDS, Level, level, words_in
from tracker.briefing import briefing_text
from tracker.languages import kept

PLACES = re.compile(r"%\(\w+\)[sd]|\{\w*\}")
TAGS = re.compile(r"<[^>]+>")

# The pages are made in the tests' database, once for all that look at them.
pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def single_texts() -> dict[str, list[str]]:
    """Every text of the catalogue in both languages, each place in it filled with a number."""
    said: dict[str, list[str]] = {language: [] for language in LANGUAGES}
    for message in kept.read(kept.po_file(settings.BASE_DIR, "es"), "es"):
        if message.id and not message.context:
            for language, told in (("en", message.id), ("es", message.string)):
                texts = told if isinstance(told, list | tuple) else (told,)
                said[language] += [TAGS.sub("", PLACES.sub("2", str(text))).replace("%%", "") for text in texts]
    return said


def worst(levels: list[Level], language: str) -> str:
    hardest = max(levels, key=lambda one: one.grade)
    easy = [one for one in levels if one.perspicuity is not None]
    least = f"; least perspicuous {min(easy, key=lambda one: one.perspicuity or 0)}" if easy else ""
    return f"{language}: worst of {len(levels)}: {hardest}{least}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_text_alone_is_easy(language: str) -> None:
    levels = [level(text, language) for text in single_texts()[language] if words_in(text) >= FEWEST_WORDS]
    print(worst(levels, language))  # noqa: T201 (`-rP` shows it: the number is worth knowing also when it is good)
    hard = [str(one) for one in levels if one.is_too_hard]
    assert not hard, "\n".join(hard)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_page_of_each_state_is_easy(language: str, shown: list[Shown]) -> None:
    levels = [level(one.prose, language) for one in shown if one.language == language]
    print(worst(levels, language))  # noqa: T201
    hard = [str(one) for one in levels if one.is_too_hard]
    assert not hard, "\n".join(hard)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_told_before_a_course_is_easy_and_gives_no_advice(language: str) -> None:
    scene = Scene()
    Practice.objects.filter(pk=scene.practice.pk).update(phone="555-0142", out_of_hours_phone="555-0199")
    practice = Practice.objects.get(pk=scene.practice.pk)
    told = {
        line: medicine.code
        for medicine in Medicine.objects.all()
        for line in briefing_text(medicine, practice, language).splitlines()
    }
    levels = [level(line, language) for line in told]
    print(worst(levels, language))  # noqa: T201
    hard = [str(one) for one in levels if one.is_too_hard]
    assert not hard, "\n".join(hard)
    assert {line: never.found(line, language) for line in told if never.found(line, language)} == {}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Discontinuation of the medication necessitates consultation with the prescribing practitioner."),
        ("es", "La interrupción del medicamento necesita consulta previa con el profesional prescriptor responsable."),
    ],
)
def test_a_hard_text_is_found(language: str, text: str) -> None:
    assert level(text, language).is_too_hard
