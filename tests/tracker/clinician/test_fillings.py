"""As last time, and templates: the words of the practice, put into the form and changed by nobody."""

from decimal import Decimal
from typing import Any

import pytest

from courses import actions
from courses.models import Medicine
from courses.rules.facts import AsNeeded, Step
from tests.courses.making import REASONS, a_clinician, a_practice, as_needed, slots
from tests.tracker.clinician.conftest import Desk
from tests.tracker.clinician.test_enter import Entry, words
from tracker.clinician.models import Draft

# What the form holds besides, before anybody asked.
NOT_ASKED = dict.fromkeys(("work_needs_alertness", "liver_disease", "kidney_disease", "pregnancy"), "not_asked")
TAPER = (slots("08:00", "22:30", days=5), slots("22:30", "01:00", days=2), as_needed(3))


@pytest.fixture
def entry(desk: Desk) -> Entry:
    return Entry(desk)


def use(entry: Entry, what: str, **typed: str) -> dict[str, str]:
    """Fill the form, and what stands in it then."""
    answer = entry.client.post(entry.url, {"use": what, **typed})
    assert answer.status_code == 302
    draft = Draft.objects.filter(patient=entry.patient).first()
    return {name: values[0] for name, values in draft.typed.items() if values} if draft else {}


class TestLastTime:
    def test_it_is_the_patients_newest_course_as_it_was_first_signed(self, desk: Desk, entry: Entry) -> None:
        course = desk.enter(
            patient=entry.patient, steps=TAPER, indication="knee", instructions="Rest, Ben.", supply=Decimal(20)
        )
        actions.add_activity(course=course, kind="heat", text="Heat", **desk.told(desk.now))
        actions.revise(
            course=course, steps=(slots("08:00", days=1),), reason="asked", **desk.told("2026-03-02T12:00"),
        )  # fmt: skip
        typed = use(entry, "last", **{"wall-3": "03:00", "step-4-days": "9", "override-interaction": "old"})
        assert typed["medicine"] == "carisoprodol"
        assert (typed["indication"], typed["instructions"], typed["supply"]) == ("knee", "Rest, Ben.", "20")
        assert [typed[f"wall-{n}"] for n in range(3)] == ["08:00", "22:30", "01:00"]
        assert (typed["step-0-days"], typed["step-0-amount-0"], typed["step-1-amount-2"]) == ("5", "1", "1")
        assert (typed["step-2-needed-apart"], typed["step-2-needed-most"]) == ("6", "4")
        assert typed["activity-0-text"] == "Heat"
        assert not {"wall-3", "step-4-days", "override-interaction"} & typed.keys()

    def test_of_another_patient_only_the_medicine_and_its_steps(self, desk: Desk, entry: Entry) -> None:
        desk.enter(steps=TAPER, indication="shoulder", instructions="Rest, Ada.", supply=Decimal(20), overrides=REASONS)
        page = words(entry.client.get(entry.url))
        assert "your last course, another patient's," in page
        typed = use(entry, "last", indication="knee", **{"activity-0-text": "Walk"})
        assert typed["step-1-days"] == "2"
        assert {"indication", "instructions", "supply"} & typed.keys() == set()
        assert typed["activity-0-text"] == "Walk"

    def test_of_the_medicine_that_is_named(self, desk: Desk, entry: Entry) -> None:
        desk.enter(patient=entry.patient, steps=TAPER)
        ketorolac = Medicine.objects.get(code="ketorolac")
        desk.enter(patient=entry.patient, medicine=ketorolac, strength="10 mg tablet", steps=(slots("08:00", days=2),))
        assert use(entry, "last", medicine="Soma")["step-0-days"] == "5"
        assert use(entry, "last", medicine="ketorolac")["step-0-days"] == "2"

    def test_a_cancelled_course_and_another_practices_are_no_last_time(self, desk: Desk, entry: Entry) -> None:
        actions.cancel(course=desk.course, reason="", **desk.told(desk.now))
        page = words(entry.client.get(entry.url))
        assert "As last time" not in page
        assert use(entry, "last", medicine="soma")["medicine"] == "soma"

    def test_answers_are_taken_over_when_asked_and_the_screen_never(self, desk: Desk, entry: Entry) -> None:
        assessment = actions.assess(
            patient=entry.patient, other_medicines=["oxycodone", "class:benzodiazepine"], risk_factors=["falls", "age"],
            liver_disease="no", **desk.told(desk.now),
        )  # fmt: skip
        actions.screen_for_drug_use(assessment=assessment, times=3, **desk.told(desk.now))
        use(entry, "last")
        assert "oxycodone" not in str(Draft.objects.get().typed)
        typed = use(entry, "answers", medicine="soma")
        assert typed["other_medicines"] == "oxycodone, any benzodiazepine"
        assert typed["liver_disease"] == "no"
        assert Draft.objects.get().typed["risk_factors"] == ["falls", "age"]
        assert "screen-times" not in typed
        assert "The checks match: oxycodone, any benzodiazepine." in words(entry.client.get(entry.url))


class TestTemplates:
    def kept(self, desk: Desk, **told: Any) -> Any:
        return actions.keep_template(
            **{
                "practice": desk.practice,
                "name": "Back strain",
                "medicine": Medicine.objects.get(code="carisoprodol"),
                "strength": "350 mg tablet",
                "steps": TAPER,
                "by": desk.manager.as_viewer(),
                "through": "page",
                "now": desk.now,
                **told,
            }
        )

    def test_a_template_fills_the_form(self, desk: Desk, entry: Entry) -> None:
        template = self.kept(desk, indication="back strain")
        typed = use(entry, "template", template=str(template.pk), **NOT_ASKED)
        assert (typed["indication"], typed["step-0-days"], typed["pregnancy"]) == ("back strain", "5", "not_asked")
        assert "template" not in typed
        page = words(entry.client.get(entry.url))
        assert "Sign for Ben Okafor, born 1 May 1984 (41)" in page

    def test_another_practices_template_and_one_that_is_withdrawn_fill_nothing(self, desk: Desk, entry: Entry) -> None:
        elsewhere = a_practice(name="Elsewhere")
        other = self.kept(desk, practice=elsewhere, by=a_clinician(elsewhere, "manager").as_viewer())
        own = self.kept(desk)
        actions.withdraw_template(template=own, by=desk.manager.as_viewer(), through="page", now=desk.now)
        for template in (other, own):
            assert "step-0-days" not in use(entry, "template", template=str(template.pk), medicine="soma")
        assert "Choose a template" not in words(entry.client.get(entry.url))

    def test_a_manager_keeps_one_at_the_desk(self, desk: Desk) -> None:
        client = desk.opened(desk.manager)
        data = {
            "do": "save", "name": "A week", "medicine": "Soma", "strength": "350 mg tablet", "wall-0": "08:00",
            "step-0-days": "7", "step-0-amount-0": "1", "step-1-days": "2", "step-1-needed-amount": "1",
            "step-1-needed-apart": "1.66666667", "step-1-needed-most": "3",
        }  # fmt: skip
        assert client.post("/desk/practice/templates/new/", data).status_code == 302
        page = words(client.get("/desk/practice/templates/"))
        assert "A week" in page
        assert "at least 100 minutes apart" in page
        [row] = desk.practice.templates.all()
        assert row.step_facts[1] == Step(2, as_needed=AsNeeded(Decimal(1), 100, Decimal(3)))
        url = f"/desk/practice/templates/{row.pk}/"
        assert 'name="step-1-needed-apart" value="1.66666667"' in words(client.get(url))
        changed = client.post(url, {**data, "name": "Ten days", "step-0-days": "10"})
        assert changed.status_code == 302
        row.refresh_from_db()
        assert (row.name, row.step_facts[0].days) == ("Ten days", 10)
        assert "Template Ten days" in words(client.get("/desk/practice/"))
        assert client.post(f"{url}withdraw/").status_code == 302
        assert client.get(url).status_code == 404

    def test_what_is_wrong_is_told_at_its_field(self, desk: Desk) -> None:
        self.kept(desk)
        client = desk.opened(desk.manager)
        data = {
            "do": "save", "name": "back strain", "medicine": "Soma", "strength": "350 mg tablet", "wall-0": "08:00",
            "step-0-days": "7", "step-0-amount-0": "0.5",
        }  # fmt: skip
        answer = client.post("/desk/practice/templates/new/", data)
        assert answer.status_code == 422
        assert 'href="#step-0-amount-0"' in words(answer)
        answer = client.post("/desk/practice/templates/new/", {**data, "step-0-amount-0": "1"})
        assert "A template of this name is there." in words(answer)
        assert 'value="back strain"' in words(answer)


class TestHalves:
    def test_a_strength_is_marked_and_then_half_a_tablet_can_be_entered(self, desk: Desk, entry: Entry) -> None:
        half = {"step-0-amount-0": "0.5"}
        assert entry.sent(**half).status_code == 422
        client = desk.opened(desk.manager)
        mark = {"medicine": "Soma", "strength": "350 mg tablet"}
        assert client.post("/desk/practice/halves/", mark).status_code == 302
        assert "carisoprodol 350 mg tablet" in words(client.get("/desk/practice/templates/"))
        entry.client = desk.opened()
        assert "Your practice lets 350 mg Tablet be halved." in words(entry.sent("", strength="350 mg Tablet"))
        assert entry.sent(**{"step-0-amount-0": "0.25"}).status_code == 422
        assert entry.sent(**half).status_code == 302
        client = desk.opened(desk.manager)
        assert client.post("/desk/practice/halves/", {**mark, "take_back": "yes"}).status_code == 302
        assert "None is marked." in words(client.get("/desk/practice/templates/"))

    def test_another_practices_mark_is_none_here(self, desk: Desk, entry: Entry) -> None:
        elsewhere = a_practice(name="Elsewhere")
        actions.let_halve(
            practice=elsewhere, medicine=Medicine.objects.get(code="carisoprodol"), strength="350 mg tablet",
            by=a_clinician(elsewhere).as_viewer(), through="page", now=desk.now,
        )  # fmt: skip
        assert entry.sent(**{"step-0-amount-0": "0.5"}).status_code == 422


def test_all_in_one_go_with_the_invitation(entry: Entry) -> None:
    answer = entry.sent(
        **{
            "invite-bound_to": "birth_date",
            "briefing-brief": "on",
            "activity-0-kind": "rest",
            "activity-0-text": "Rest",
        }
    )
    assert answer.headers["Location"] == f"/desk/patients/{entry.patient.pk}/invitation/"
    assert len(entry.courses) == 1
