"""Entering a course: its checks, its preview, what is asked before it, and signing it once."""

from datetime import date
from decimal import Decimal
from html import unescape
from typing import Any
from uuid import uuid4

import pytest

from courses import actions
from courses.models import Activity, Assessment, Briefing, Course, Dispense, DrugScreen, Medicine, Override, StepSlot
from tests.courses.making import a_clinician, a_patient, a_practice
from tests.tracker.clinician.conftest import Desk


class Entry:
    """The page of entering a course for a new patient of 41, at noon of 1 March 2026."""

    def __init__(self, desk: Desk, **told: Any) -> None:
        self.desk = desk
        self.patient = a_patient(desk.practice, **{"family_name": "Okafor", "given_name": "Ben", **told})
        self.url = f"/desk/patients/{self.patient.pk}/enter/"
        self.client = desk.opened()

    def sent(self, do: str = "sign", **changes: Any) -> Any:
        """The form, whole unless changed: two tablets a day for 7 days from tomorrow."""
        data = {
            "do": do,
            "medicine": str(Medicine.objects.get(code="carisoprodol").pk),
            "strength": "350 mg tablet",
            "indication": "low-back strain",
            "first_day": "2026-03-02",
            "supply": "14",
            "instructions": "Rest and heat help too.",
            "wall-0": "08:00",
            "wall-1": "20:00",
            "step-0-days": "7",
            "step-0-amount-0": "1",
            "step-0-amount-1": "1",
            "work_needs_alertness": "yes",
            "liver_disease": "no",
            "kidney_disease": "unsure",
            "pregnancy": "not_asked",
            **changes,
        }
        return self.client.post(self.url, {name: value for name, value in data.items() if value is not None})

    @property
    def courses(self) -> list[Course]:
        return list(Course.objects.filter(patient=self.patient))


def let_halve(entry: Entry) -> None:
    """The practice marks 350 mg tablets of carisoprodol as ones that may be halved."""
    actions.let_halve(
        practice=entry.desk.practice,
        medicine=Medicine.objects.get(code="carisoprodol"),
        strength="350 mg tablet",
        by=entry.desk.by,
        through="page",
        now=entry.desk.now,
    )


def words(answer: Any) -> str:
    return " ".join(unescape(answer.content.decode()).split())


@pytest.fixture
def entry(desk: Desk) -> Entry:
    return Entry(desk)


def test_the_form_carries_name_birth_date_and_age_and_proposes_no_amount(entry: Entry) -> None:
    page = words(entry.client.get(entry.url))
    assert "Okafor, Ben" in page
    assert "born 1 May 1984 (41)" in page
    assert 'name="step-0-amount-0" value=""' in page
    assert "Sign for" not in page


@pytest.mark.parametrize("typed", ["Carisoprodol", "soma", "2101"])
def test_a_medicine_is_named_by_its_name_a_brand_or_its_code(entry: Entry, typed: str) -> None:
    assert "openFDA label" in words(entry.sent("", medicine=typed))
    assert entry.sent(medicine=typed).status_code == 302
    assert entry.courses[0].medicine.code == "carisoprodol"


def test_a_part_of_a_name_offers_what_it_may_mean_and_chooses_nothing(entry: Entry) -> None:
    page = words(entry.sent("", medicine="lo"))
    assert "lorazepam" in page
    assert "openFDA label" not in page
    key = Medicine.objects.get(code="lorazepam").pk
    answer = entry.sent("", medicine="lo", pick=str(key))
    assert answer.headers["Location"] == f"{entry.url}#id_strength"
    assert 'value="lorazepam"' in words(entry.client.get(entry.url))


def test_other_medicines_are_read_by_name_brand_and_class_and_what_is_unknown_is_said(entry: Entry) -> None:
    page = words(entry.sent("check", other_medicines="Ativan, any opioid"))
    assert "The checks match: lorazepam, any opioid." in page
    assert "Interaction" in page
    page = words(entry.sent("check", other_medicines="oxycodone, zebra"))
    assert "The catalogue does not know zebra." in page


def test_looking_shows_the_label_the_checks_and_what_will_be_sent_and_enters_nothing(entry: Entry) -> None:
    page = words(entry.sent("check", **{"step-0-days": "30"}))
    assert "openFDA label" in page
    assert "Checked 6 Oct 2025" in page
    assert "30 days of carisoprodol; the label's maximum is 21" in page
    assert "Reason, kept with the course" in page
    assert "Sun 8 Mar, 10:00" in page  # the check-in of day 7
    assert "A plan for the end is needed" in page
    assert "60 dose reminders" in page
    assert "14 units at hand, 60 planned: 46 too few for the window." in page
    assert "Sign for Ben Okafor" in page
    assert entry.courses == []
    assert Assessment.objects.filter(patient=entry.patient).count() == 0


def test_a_course_is_signed_with_all_that_goes_with_it(entry: Entry) -> None:
    answer = entry.sent(
        enhanced_monitoring="on",
        other_medicines=["oxycodone", "class:benzodiazepine"],
        risk_factors=["falls"],
        other_medicines_text="St John's wort",
        **{
            "screen-times": "0",
            "briefing-brief": "on",
            "activity-0-kind": "visit",
            "activity-0-text": "Physiotherapy",
            "activity-0-on": "2026-03-05",
            "override-interaction": "Lower dose of oxycodone agreed.",
            "override-risk_factors": "Lives on the ground floor.",
        },
    )
    [course] = entry.courses
    assert answer.headers["Location"] == f"/desk/courses/{course.pk}/"
    assert course.prescriber == entry.desk.prescriber
    assert (course.mg_per_unit, course.unit, course.enhanced_monitoring) == (Decimal(350), "tablet", True)
    assert [slot.amount for slot in StepSlot.objects.filter(step__revision__course=course)] == [1, 1]
    assert Dispense.objects.get(course=course).units == 14
    assert course.assessment is not None
    assert course.assessment.other_medicines == ["oxycodone", "class:benzodiazepine"]
    assert course.assessment.work_needs_alertness == "yes"
    assert DrugScreen.objects.get().times == 0
    assert "Do not stop it suddenly" in Briefing.objects.get(course=course).text
    assert Activity.objects.get(course=course).on == date(2026, 3, 5)
    given = dict(Override.objects.values_list("entry_check", "reason"))
    assert given["risk_factors"] == "Lives on the ground floor."


def test_a_check_without_a_reason_keeps_the_course_from_being_entered_and_loses_nothing(entry: Entry) -> None:
    answer = entry.sent(risk_factors=["falls"], instructions="Call us if you feel too sleepy.")
    page = words(answer)
    assert answer.status_code == 422
    assert "Risk factors: Write a reason, or change what is prescribed." in page
    assert 'href="#override-risk_factors"' in page
    assert "Call us if you feel too sleepy." in page
    assert entry.courses == []
    assert Assessment.objects.filter(patient=entry.patient).count() == 0
    assert entry.sent(risk_factors=["falls"], **{"override-risk_factors": "known"}).status_code == 302


def test_a_contraindication_is_asked_twice(desk: Desk) -> None:
    child = Entry(desk, birth_date=date(2016, 5, 1))
    codeine = {"medicine": str(Medicine.objects.get(code="tramadol").pk), "strength": "50 mg tablet"}
    reasons = {f"override-{name}": "weighed" for name in ("contraindicated", "outside_label_ages", "longer_than_label")}
    first = child.sent(**codeine)
    assert "Contraindicated" in words(first)
    assert "I have read this again" not in words(first)
    second = child.sent(**codeine, **reasons)
    assert second.status_code == 422
    assert "I have read this again and prescribe it all the same, for Ben Okafor, 9." in words(second)
    assert child.courses == []
    assert child.sent(**codeine, **reasons, confirmed_twice="yes").status_code == 302
    assert len(child.courses) == 1


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({"strength": ""}, "id_strength", "Write the strength"),
        ({"medicine": ""}, "id_medicine", "Write the medicine's name"),
        ({"medicine": "nonsense"}, "id_medicine", "Neither the catalogue nor your practice has"),
        ({"medicine": "cari"}, "id_medicine", "Choose one of those found"),
        ({"step-0-amount-0": "0.5"}, "step-0-amount-0", "has not marked this strength"),
        ({"invite-bound_to": "mailbox"}, "id_invite-email", "Write the email address"),
        ({"first_day": "2026-02-28"}, "id_first_day", "Begin today or later."),
        ({"first_day": "9999-12-31"}, "id_first_day", ""),
        ({"first_day": "0000-01-01"}, "id_first_day", "This is no date"),
        ({"supply": "-1"}, "id_supply", "Write a number above 0"),
        ({"supply": "NaN"}, "id_supply", "Write a number above 0"),
        ({"supply": "1_0"}, "id_supply", "Write a number above 0"),
        ({"supply": "1e999"}, "id_supply", "Write a number above 0"),
        ({"supply": "99999999"}, "id_supply", "10000"),
        ({"step-0-days": "0"}, "step-0-days", "Write a whole number of days, 1 or more."),
        ({"step-0-days": "9999"}, "step-0-days", "from 1 to 366 days"),
        ({"step-0-amount-0": "-1"}, "step-0-amount-0", "Write a number above 0"),
        ({"step-0-amount-0": "0"}, "step-0-amount-0", "above 0"),
        ({"step-0-amount-1": "0.12345"}, "step-0-amount-1", "at most 4 decimals"),
        ({"wall-0": "25:00"}, "wall-0", "This is no wall time"),
        ({"wall-0": ""}, "wall-0", "Write the wall time of this column"),
        ({"wall-0": "20:00"}, "wall-1", "stands there twice"),
        ({"step-0-needed-amount": "1"}, "step-0-needed-amount", "not both"),
        ({"step-0-amount-0": "", "step-0-amount-1": ""}, "step-0-amount-0", "Write an amount"),
        ({"screen-times": "9999"}, "id_screen-times", ""),
        ({"activity-0-on": "2026-03-05"}, "id_activity-0-text", "Write what happens on that day."),
        ({"indication": "x" * 501}, "id_indication", "at most 500"),
        ({"work_needs_alertness": "perhaps"}, "id_work_needs_alertness", ""),
        ({"other_medicines": ["zebra"]}, "id_other_medicines", ""),
    ],
)
def test_what_is_wrong_is_told_at_its_field_and_nothing_is_entered(
    entry: Entry, changes: dict[str, Any], field: str, said: str
) -> None:
    answer = entry.sent(**changes)
    page = words(answer)
    assert answer.status_code == 422
    assert f'href="#{field}"' in page
    assert said in page
    assert "Rest and heat help too." in page
    assert entry.courses == []
    assert Assessment.objects.filter(patient=entry.patient).count() == 0


def test_no_steps_at_all(entry: Entry) -> None:
    answer = entry.sent("sign", **{"step-0-days": None, "step-0-amount-0": None, "step-0-amount-1": None})
    assert answer.status_code == 422
    assert 'href="#steps"' in words(answer)


def test_a_taper_and_as_needed_are_steps_too(entry: Entry) -> None:
    let_halve(entry)
    answer = entry.sent(
        **{
            "step-1-days": "3",
            "step-1-amount-1": "1",
            "step-2-days": "2",
            "step-2-needed-amount": "0.5",
            "step-2-needed-apart": "6",
            "step-2-needed-most": "1.5",
        }
    )
    assert answer.status_code == 302
    [course] = entry.courses
    steps = list(course.revisions.get().steps.order_by("position"))
    assert [step.days for step in steps] == [7, 3, 2]
    assert (steps[2].as_needed_amount, steps[2].as_needed_min_interval_minutes) == (Decimal("0.5"), 360)


def test_more_steps_and_wall_times_are_offered_without_judging_what_is_not_typed_yet(entry: Entry) -> None:
    answer = entry.sent("", strength="", add_step="yes", add_wall="yes")
    page = words(answer)
    assert answer.status_code == 200
    assert 'id="step-3-days"' in page
    assert 'id="wall-4"' in page
    assert "Not saved yet" not in page


def test_a_form_sent_twice_enters_one_course(entry: Entry) -> None:
    key = str(uuid4())
    assert entry.sent(form_key=key).status_code == 302
    assert entry.sent(form_key=key).status_code == 302
    assert len(entry.courses) == 1


def test_a_form_that_was_refused_can_be_sent_again_with_the_same_key(entry: Entry) -> None:
    key = str(uuid4())
    assert entry.sent(form_key=key, strength="").status_code == 422
    assert entry.sent(form_key=key).status_code == 302


def test_no_course_before_the_practice_has_its_hours_and_its_number(desk: Desk, entry: Entry) -> None:
    desk.practice.hours, desk.practice.out_of_hours_phone = "", " "
    desk.practice.save()
    page = words(entry.client.get(entry.url))
    assert "its hours and a number for out of hours" in page
    entry.sent()
    assert entry.courses == []


def test_only_a_prescriber_enters_a_course(desk: Desk, entry: Entry) -> None:
    for clinician, status in ((desk.reviewer, 403), (desk.manager, 404)):
        client = desk.opened(clinician)
        assert client.get(entry.url).status_code == status
        assert client.post(entry.url, {"do": "sign"}).status_code == status


def test_a_practices_own_medicine_is_offered_and_another_practices_is_not(desk: Desk, entry: Entry) -> None:
    told: dict[str, Any] = {
        "facts": {"medicine_class": "muscle relaxant", "source": "hospital list"},
        "checked_on": date(2026, 2, 1),
        "through": "page",
        "now": desk.now,
    }
    actions.add_medicine(practice=desk.practice, code="elmstreetin", by=desk.by, **told)
    elsewhere = a_practice(name="Elsewhere")
    actions.add_medicine(practice=elsewhere, code="elsewherin", by=a_clinician(elsewhere).as_viewer(), **told)
    assert "elmstreetin, your practice's own" in words(entry.sent("", medicine="elm"))
    page = words(entry.sent("", medicine="elsewherin"))
    assert "Nothing of this name" in page
    assert entry.sent(medicine="Elmstreetin").status_code == 302
