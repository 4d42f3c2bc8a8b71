"""A whole course lived day by day on the phone, in both languages: what Today and the page of the end say each day."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from itertools import chain

import pytest

from courses import actions
from courses.models import Dose
from courses.rules.facts import Decision, Outcome
from tests.courses.making import FIRST_DAY, Scene, an_id, slots
from tests.tracker.patient.phone import Phone, phone_of
from tests.tracker.words import never

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
LANGUAGES = ("en", "es")
LENGTH = 14

ENGLISH = {
    "day": "Day {day} of 14",
    "in days": "Last day, in {left} days",
    "tomorrow": "Last day, tomorrow",
    "today": "Last day, today",
    "check-in": "How are you? Please answer a few short questions.",
    "no plan": "Talk to your prescriber now Do not stop suddenly. Do not carry on without advice.",
    "asked": "You asked to talk: Tue 10 Mar, 11:00 am. Do not stop suddenly.",
    "answered": "You have an appointment.",
    "title in days": "Your last day is in {left} days",
    "title tomorrow": "Your last day is tomorrow",
    "title today": "Today is your last day",
    "stop": "Your prescriber plans that you stop after Sunday 15 March. If you feel unwell then, tell us.",
    "steps": "Follow the steps on your page to Sunday 15 March.",
    "over": "Still taking some, or unwell? Tell us.",
    "watch": "How are you since your course ended?",
    "beyond": "Let us talk about what helps now.",
    "no trouble": "Since then you logged 2 tablets on 2 days. You are not in trouble.",
    "thanks": "Thank you Your course is over. Your record is kept for you.",
    "closed": "Thank you for going this way with us. Your record is kept for you.",
    "none": "No medicine today",
    "new step": "New step today {tablets} today",
    "change tomorrow": "Tomorrow {tablets}.",
    "1": "1 tablet",
    "2": "2 tablets",
    "3": "3 tablets",
}
SPANISH = {
    "day": "Día {day} de 14",
    "in days": "Último día, dentro de {left} días",
    "tomorrow": "Último día, mañana",
    "today": "Último día, hoy",
    "check-in": "¿Cómo está? Conteste unas preguntas cortas, por favor.",
    "no plan": "Hable con su médico ahora No deje el medicamento de golpe. No siga tomándolo sin consultar.",
    "asked": "Pidió hablar: mar 10 mar, 11:00 am. No deje el medicamento de golpe.",
    "answered": "Tiene una cita.",
    "title in days": "Su último día es dentro de {left} días",
    "title tomorrow": "Su último día es mañana",
    "title today": "Hoy es su último día",
    "stop": "El plan de su médico es que lo deje después del domingo 15 de marzo. Si entonces se siente mal, díganos.",
    "steps": "Siga los pasos de su página hasta el domingo 15 de marzo.",
    "over": "¿Todavía toma algo o se siente mal? Díganos.",
    "watch": "¿Cómo está desde que terminó su tratamiento?",
    "beyond": "Hablemos de qué ayuda ahora.",
    "no trouble": "Desde entonces anotó 2 tabletas en 2 días. No está en problemas.",
    "thanks": "Gracias Su tratamiento terminó. Guardamos lo que anotó.",
    "closed": "Gracias por hacer este camino con nosotros. Guardamos lo que anotó.",
    "none": "Hoy no hay medicamento",
    "new step": "Hoy empieza un paso nuevo {tablets} hoy",
    "change tomorrow": "Mañana {tablets}.",
    "1": "1 tableta",
    "2": "2 tabletas",
    "3": "3 tabletas",
}
SAID = {"en": ENGLISH, "es": SPANISH}
TALKED_OF = ("no plan", "asked", "stop", "steps", "over", "watch", "beyond", "thanks")


class Life:
    """One patient's course, lived: the clock is moved, buttons are tapped, pages are read."""

    def __init__(self, language: str, scene: Scene, patched: pytest.MonkeyPatch) -> None:
        self.language = language
        self.scene = scene
        self.words: Mapping[str, str] = SAID[language]
        self.phone: Phone = phone_of(scene, patched, "2026-03-02T07:00")

    def on(self, day: int, wall: str) -> str:
        """Move the clock to a day of the course; its date."""
        date_of = (FIRST_DAY + timedelta(days=day - 1)).isoformat()
        self.phone.set_clock(f"{date_of}T{wall}")
        return f"{date_of}T{wall}"

    def today(self) -> str:
        """What the page of today says."""
        return self.read("/me/")

    def end(self) -> str:
        """What the page of the end says."""
        return self.read(f"/me/courses/{self.scene.course.pk}/end/")

    def read(self, path: str) -> str:
        text = self.phone.get(path)
        assert never.found(text, self.language) == []
        return text

    def take(self, day: int, *walls: str) -> None:
        """Tap what is due at each of these times."""
        for wall in walls:
            self.on(day, wall)
            before = Dose.objects.filter(course=self.scene.course).count()
            assert self.phone.take().status_code == 302
            assert Dose.objects.filter(course=self.scene.course).count() == before + 1

    def says(self, text: str, *names: str, **filled: object) -> None:
        """That a page says these things, and of all that could be said of the end nothing else."""
        for name in names:
            assert self.words[name].format(**filled) in text, name
        for name in TALKED_OF:
            if name not in names:
                assert self.words[name].format(**filled) not in text, name


def head_of(day: int) -> str:
    left = LENGTH - day
    return {0: "today", 1: "tomorrow"}.get(left, "in days")


@pytest.fixture(params=LANGUAGES)
def live(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Life]:
    """A course to live, in each language."""
    language: str = request.param

    def begin(*steps: object) -> Life:
        return Life(language, Scene(steps=steps or (slots("08:00", "20:00"),), language=language), monkeypatch)  # type: ignore[arg-type]

    return begin


def test_a_course_with_a_planned_end_is_lived_to_its_thanks(live: Callable[..., Life]) -> None:
    life = live()
    for day in range(1, 9):
        life.take(day, "08:05")
        life.on(day, "12:00")
        asked = ["check-in"] if day == 7 else []
        life.says(life.today(), "day", head_of(day), *asked, day=day, left=LENGTH - day)
        life.take(day, "20:05")
    the_end_is_talked_of(life)
    the_last_days(life)
    the_watch_and_the_thanks(life)


def the_end_is_talked_of(life: Life) -> None:
    """Day 9: the first ending message, no plan; the patient asks, the practice answers and plans."""
    scene = life.scene
    life.take(9, "08:05")
    life.on(9, "10:00")
    life.says(life.today(), "day", "in days", "no plan", day=9, left=5)
    life.on(9, "11:00")
    form = next(form for form in life.phone.forms(f"/me/courses/{scene.course.pk}/end/") if "id" in form)
    life.phone.post(form["action"], **form, line="")
    life.says(life.today(), "asked")
    now = life.on(9, "14:00")
    actions.answer(course=scene.course, outcome=Outcome.APPOINTMENT, **scene.told(now))
    life.says(life.today(), "answered", "no plan")
    now = life.on(9, "15:00")
    actions.plan_end(course=scene.course, decision=Decision.STOP_AS_PLANNED, **scene.told(now))
    for text in (life.today(), life.end()):
        life.says(text, "title in days", "stop", left=5)
    life.take(9, "20:05")


def the_last_days(life: Life) -> None:
    """Days 10 to 14, with the plan to stop."""
    titles = {13: "title tomorrow", 14: "title today"}
    for day in range(10, LENGTH + 1):
        life.take(day, "08:05")
        life.on(day, "12:00")
        life.says(life.today(), "day", head_of(day), "stop", day=day, left=LENGTH - day)
        life.says(life.end(), titles.get(day, "title in days"), "stop", left=LENGTH - day)
        life.take(day, "20:05")


def the_watch_and_the_thanks(life: Life) -> None:
    """Asked how it is, by the watch on days 3 and 7; closed, thanked for two weeks, and left alone."""
    scene = life.scene
    for day in range(15, 23):
        now = life.on(day, "12:00")
        if day in {17, 21}:
            life.says(life.today(), "watch")
            told = scene.told(now, scene.patient.as_viewer())
            actions.check_in(course=scene.course, client_id=an_id(day), pain=1, **told)
        life.says(life.today(), "over")
        life.says(life.end(), "over")
    now = life.on(23, "09:00")
    actions.close(course=scene.course, reason="all well", **scene.told(now))
    life.says(life.today(), "none", "thanks")
    life.says(life.end(), "closed", "over")
    life.on(36, "09:00")
    life.says(life.today(), "none", "thanks")
    life.on(38, "09:00")
    life.says(life.today(), "none")


def test_a_taper_shows_each_change_and_use_beyond_it_is_met_kindly(live: Callable[..., Life]) -> None:
    walls = {8: ("08:00", "14:00", "20:00"), 3: ("08:00", "20:00")}
    life = live(slots(*walls[8], days=8), slots(*walls[3], days=3), slots("20:00", days=3))
    amounts = dict(enumerate(chain([3] * 8, [2] * 3, [1] * 3), start=1))
    for day, amount in amounts.items():
        life.on(day, "07:00")
        text = life.today()
        of_the_end = ["steps"] if day > 9 else []
        life.says(text, "day", head_of(day), *of_the_end, day=day, left=LENGTH - day)
        if amounts.get(day - 1, amount) != amount:
            assert life.words["new step"].format(tablets=life.words[str(amount)]) in text
        if amounts.get(day + 1, amount) != amount:
            assert life.words["change tomorrow"].format(tablets=amounts[day + 1]) in text
        times = {3: ("08:05", "14:05", "20:05"), 2: ("08:05", "20:05"), 1: ("20:05",)}[amount]
        life.take(day, *times)
    for day in (15, 16):
        now = life.on(day, "22:00")
        life.scene.dose(day, now)
    life.on(17, "09:00")
    life.says(life.today(), "beyond")
    life.says(life.end(), "no trouble")


def test_the_days_of_the_story_are_those_of_the_scene() -> None:
    assert FIRST_DAY + timedelta(days=LENGTH - 1) == date(2026, 3, 15)
