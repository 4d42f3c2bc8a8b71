"""The list of pages has every page: what has a name and is neither listed nor left out is missing."""

from collections.abc import Iterator

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from tracker.demo.pages import LEFT_OUT, pages
from tracker.demo.places import OPERATOR_KEY, STAFF
from tracker.demo.stories import STORIES


def _names(resolver: URLResolver, spaces: tuple[str, ...] = ()) -> Iterator[str]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            yield ":".join((*spaces, pattern.name or ""))
        else:
            yield from _names(pattern, (*spaces, pattern.namespace) if pattern.namespace else spaces)


@pytest.mark.parametrize("name", sorted(set(_names(get_resolver()))))
def test_every_page_is_listed_or_left_out_for_a_reason(name: str) -> None:
    listed = {page.name for page in pages()}
    left_out = any(name.startswith(beginning) for beginning in LEFT_OUT)
    assert name in listed or left_out, f"{name} is new: list it in tracker/demo/pages/, or say there why not"


def test_who_opens_a_page_is_in_the_demo() -> None:
    known = {story.key for story in STORIES if story.signs_in} | {one.key for one in STAFF} | {OPERATOR_KEY, ""}
    assert {page.who for page in pages()} <= known


def test_every_patient_who_signs_in_has_a_page() -> None:
    assert {story.key for story in STORIES if story.signs_in} <= {page.who for page in pages()}


def test_no_page_is_listed_twice() -> None:
    listed = [
        (page.who, page.name, page.path, tuple(page.about.items()), tuple(page.asked.items())) for page in pages()
    ]
    assert len(set(listed)) == len(listed)
