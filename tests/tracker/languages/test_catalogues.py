"""The catalogues: nothing that a patient can be shown lacks its Spanish, and Django reads what people wrote."""

import re
from collections.abc import Iterator
from functools import cache

import pytest
from babel.messages.catalog import Catalog, Message
from django.conf import settings

from tracker.languages import found, kept

LANGUAGES = [code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
# %(name)s and %(name)d; {name}; and, where plain text is percent-formatted, %%.
PLACES = re.compile(r"%\(\w+\)[sd]|\{\w*\}|%%|</?strong>|</?b>|<a [^>]*>|</a>")
DATE_FORMATS = "as Django formats dates"


@cache
def in_code() -> Catalog:
    return found.catalogue_of(settings.BASE_DIR)


@cache
def written(language: str) -> Catalog:
    return kept.read(kept.po_file(settings.BASE_DIR, language), language)


def texts(told: object) -> tuple[str, ...]:
    return tuple(str(text) for text in told) if isinstance(told, list | tuple) else (str(told or ""),)


def messages(catalogue: Catalog) -> Iterator[Message]:
    return (message for message in catalogue if message.id)


def named(message: Message) -> tuple[str | None, tuple[str, ...]]:
    return message.context, texts(message.id)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_of_the_code_is_in_the_catalogue_and_has_a_translation(language: str) -> None:
    there = {named(message): texts(message.string) for message in messages(written(language))}
    missing = [
        f"{', '.join(place for place, _line in message.locations)}: {texts(message.id)[0]!r}"
        for message in messages(in_code())
        if not all(there.get(named(message), ("",)))
    ]
    assert not missing, "run `make messages`, then translate:\n" + "\n".join(missing)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_catalogue_is_as_make_messages_leaves_it(language: str) -> None:
    merged = kept.merged(kept.read(kept.po_file(settings.BASE_DIR, language), language), in_code(), language)
    assert kept.po_file(settings.BASE_DIR, language).read_bytes() == kept.as_po(merged), "run `make messages`"


@pytest.mark.parametrize("language", LANGUAGES)
def test_django_reads_what_people_wrote(language: str) -> None:
    compiled = kept.po_file(settings.BASE_DIR, language).with_suffix(".mo")
    assert compiled.read_bytes() == kept.as_mo(written(language)), "run `make messages`"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_names_what_the_text_names(language: str) -> None:
    wrong = []
    for message in messages(written(language)):
        source, told = texts(message.id), texts(message.string)
        expected = sorted(PLACES.findall(source[-1]))
        wrong += [(source[0], one) for one in told if one and sorted(PLACES.findall(one)) != expected]
    assert not wrong


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_ends_as_the_text_does(language: str) -> None:
    """A question stays a question, a sentence a sentence, a label a label."""
    ends = re.compile(r"[.?!:]$")
    wrong = [
        (source, told)
        for message in messages(written(language))
        if DATE_FORMATS not in (message.context or "") and (message.context or "") not in {"before noon", "after noon"}
        for source, told in zip(texts(message.id), texts(message.string), strict=False)
        if told and bool(ends.search(source)) != bool(ends.search(told))
    ]
    assert not wrong


def test_staffs_pages_are_the_only_ones_left_out() -> None:
    """Every folder that is left out is there, and none of them is the patient's."""
    for folder in found.STAFF_ALONE:
        assert (settings.BASE_DIR / folder).exists(), folder
        assert not folder.startswith("tracker/patient")
