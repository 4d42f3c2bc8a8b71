"""Every state's pages, made once for the tests that look at what they say."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from courses.models import Patient
from tests.courses.making import at
from tests.tracker.patient.phone import phone_of
from tests.tracker.words.page_words import as_prose, texts_of
from tests.tracker.words.states import State, Told, made, paths_of
from tracker.accounts.first_steps import STEPS, note_step
from tracker.patient.briefings import say_read, to_read
from tracker.patient.reading import read

LANGUAGES = ("en", "es")
# Lists of what else one can do, tables of facts, and what is only heard: they are the same in every state.
BESIDES = ("rows", "doses", "facts", "unseen", "dose-act", "field", "hint", "band-title", "second-page")
NAMES = (
    "Carisoprodol 350 mg", "Methocarbamol 750 mg", "Dr. Vega", "Elm Street", "Ada", "Mon to Fri, 8 am to 5 pm",
    "555-0142", "555-0199",
)  # fmt: skip


@dataclass(frozen=True)
class Shown:
    """One page of one state in one language."""

    state: str
    page: str
    language: str
    html: str

    @property
    def texts(self) -> list[str]:
        """All texts of its main part."""
        return texts_of(self.html)

    @property
    def about_the_state(self) -> list[str]:
        """The texts that speak of the state, without what is the same in every state."""
        return list(dict.fromkeys(texts_of(self.html, without=BESIDES)))

    @property
    def prose(self) -> str:
        """Its texts as sentences, without names."""
        return as_prose(self.texts, NAMES)


@pytest.fixture(scope="session")
def shown(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> list[Shown]:
    """The pages of every state in both languages."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patched, transaction.atomic():
        pages = [page for state, scene in made() for page in _pages(state, scene, patched)]
        transaction.set_rollback(True)
    return pages


def _settle(scene: Told, now: str) -> None:
    """Answer the first steps and read what is told before a course: what is left of them stands on Today."""
    for step in STEPS:
        note_step(scene.patient.pk, step, at(now))
    viewer = Patient.objects.get(pk=scene.patient.pk).as_viewer()
    for told in to_read(read(viewer, at(now))):
        say_read(told, by=viewer, now=at(now))


def _pages(state: State, scene: Told, patched: pytest.MonkeyPatch) -> Iterator[Shown]:
    for language in LANGUAGES:
        Patient.objects.filter(pk=scene.patient.pk).update(language=language)
        if state.is_settled:
            _settle(scene, state.now)
        phone = phone_of(scene, patched, state.now)
        for page in state.pages:
            answer = phone.client.get(paths_of(scene.course)[page])
            assert answer.status_code == 200, (state.name, page, answer.status_code)
            yield Shown(state.name, page, language, answer.content.decode())
