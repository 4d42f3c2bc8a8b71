"""Logging on the phone: one tap, one dose; a kind word before, never a no."""

from collections.abc import Callable
from datetime import UTC, date
from decimal import Decimal

import pytest

from courses import actions
from courses.models import Dose
from tests.courses.making import Scene, an_id, as_needed, at, slots
from tests.tracker.patient.phone import Phone, forms_of

pytestmark = pytest.mark.django_db
On = Callable[[Scene, str], Phone]


def test_one_tap_logs_what_is_due_at_the_instant_of_the_tap(scene: Scene, phone: On) -> None:
    answer = phone(scene, "2026-03-02T08:05").take()
    assert answer.status_code == 302
    dose = Dose.objects.get()
    assert (dose.amount, dose.taken_at, dose.about) == (Decimal(1), at("2026-03-02T08:05"), False)
    assert (dose.by_kind, dose.through) == ("patient", "page")


def test_two_taps_on_one_button_make_one_dose(scene: Scene, phone: On) -> None:
    there = phone(scene, "2026-03-02T08:05")
    button = next(form for form in there.forms() if form["action"] == "/me/doses/")
    for minute in ("05", "06"):
        there.set_clock(f"2026-03-02T08:{minute}")
        answer = there.post("/me/doses/", **button)
        assert answer.status_code == 302
    assert Dose.objects.count() == 1


def test_a_taken_dose_stands_with_its_time_and_its_undo(scene: Scene, phone: On) -> None:
    there = phone(scene, "2026-03-02T08:05")
    there.take()
    page = there.get("/me/")
    assert "8:05 am" in page
    assert "Logged: 1 tablet, 8:05 am." in page
    undo = next(form for form in there.forms() if form["action"].endswith("/undo/"))
    page = there.send(undo["action"])
    assert "Undone: 1 tablet, 8:05 am." in page
    dose = Dose.objects.get()
    assert dose.undone_at == at("2026-03-02T08:05")
    assert "Due now, 8:00 am" in page


def test_an_undo_sent_twice_is_one_undo(scene: Scene, phone: On) -> None:
    there = phone(scene, "2026-03-02T08:05")
    there.take()
    undo = next(form for form in there.forms() if form["action"].endswith("/undo/"))
    there.send(undo["action"])
    assert "Undone" in there.send(undo["action"])


def test_a_tap_sent_again_after_the_undo_brings_no_dose_back(scene: Scene, phone: On) -> None:
    there = phone(scene, "2026-03-02T08:05")
    button = next(form for form in there.forms() if form["action"] == "/me/doses/")
    there.post("/me/doses/", **button)
    there.post(f"/me/doses/{button['id']}/undo/")
    assert "It stays undone." in there.send("/me/doses/", **button)
    assert Dose.objects.filter(undone_at__isnull=True).count() == 0


def test_a_passed_slot_has_its_own_button_and_logs_about_its_time(scene: Scene, phone: On) -> None:
    there = phone(scene, "2026-03-02T14:20")
    page = there.get("/me/")
    assert "Did you take it?" in page
    assert "Due now, 2:00 pm" in page
    there.take(0)
    dose = Dose.objects.get()
    assert (dose.about, dose.taken_at) == (True, at("2026-03-02T08:00"))
    assert "about 8:00 am" in there.get("/me/")


def test_the_slot_in_whose_time_one_stands_has_the_one_solid_button(scene: Scene, phone: On) -> None:
    there = phone(scene, "2026-03-02T14:20")
    html = there.client.get("/me/").content.decode()
    assert html.count("button solid") == 1
    there.set_clock("2026-03-02T12:00")
    early = there.client.get("/me/").content.decode()
    assert early.count("button solid") == 0
    assert "The next one is at" in early


def test_a_second_dose_for_a_slot_is_asked_about_and_logged_all_the_same(scene: Scene, phone: On) -> None:
    there = phone(scene, "2026-03-02T08:05")
    stale = next(form for form in there.forms() if form["action"] == "/me/doses/")
    there.take()
    there.set_clock("2026-03-02T08:40")
    first = there.post("/me/doses/", **{**stale, "id": str(an_id(7))})
    text = first.content.decode()
    assert first.status_code == 200
    assert "A dose is logged for this time already." in text
    assert "It is 35 minutes since your last one." in text
    assert Dose.objects.count() == 1


def test_the_second_tap_after_the_kind_word_logs_it_at_the_first_taps_time(phone: On) -> None:
    scene = Scene(steps=(as_needed(),))
    there = phone(scene, "2026-03-02T08:00")
    there.take()
    there.set_clock("2026-03-02T09:00")
    asked = there.take()
    text = asked.content.decode()
    assert "It is 1 hour since your last one." in text
    assert "Your plan says 6 hours apart." in text
    assert "You can still log it." in text
    from_page = next(form for form in forms_of(asked) if form["action"] == "/me/doses/")
    there.set_clock("2026-03-02T09:03")
    assert there.post("/me/doses/", **from_page).status_code == 302
    assert list(Dose.objects.order_by("taken_at").values_list("taken_at", flat=True)) == [
        at("2026-03-02T08:00"),
        at("2026-03-02T09:00"),
    ]


def test_as_needed_says_from_when_and_how_many_are_left(phone: On) -> None:
    scene = Scene(steps=(as_needed(),))
    there = phone(scene, "2026-03-02T08:30")
    assert "4 left today." in there.get("/me/")
    there.take()
    page = there.get("/me/")
    assert "Next one from 2:30 pm." in page
    assert "3 left today." in page
    there.set_clock("2026-03-02T14:30")
    assert "Next one from" not in there.get("/me/")


def test_above_the_days_most_is_said_before_and_logged(phone: On) -> None:
    scene = Scene(steps=(slots("08:00", "14:00", "20:00"),))
    for n, wall in enumerate(("08:00", "14:00", "20:00")):
        scene.dose(n, f"2026-03-02T{wall}")
    there = phone(scene, "2026-03-02T23:50")
    path = f"/me/courses/{scene.course.pk}/extra/"
    page = there.get(path)
    assert "Your plan for today 3 tablets" in page
    assert "Logged today 3 tablets" in page
    assert "You are not in trouble." in page
    form = next(form for form in there.forms(path) if "id" in form)
    there.send(path, **form, amount="½")
    assert Dose.objects.get(client_id=form["id"]).amount == Decimal("0.5")


def test_an_extra_dose_proposes_no_amount(scene: Scene, phone: On) -> None:
    html = phone(scene, "2026-03-02T09:00").client.get(f"/me/courses/{scene.course.pk}/extra/").content.decode()
    field = html[html.index('name="amount"') :].partition(">")[0]
    assert "value" not in field


@pytest.mark.parametrize("amount", ["", "0", "-1", "abc", "NaN", "Infinity", "1e999", "1001", "0.00001", "1" * 40])
def test_a_wrong_amount_is_said_at_its_field(scene: Scene, phone: On, amount: str) -> None:
    there = phone(scene, "2026-03-02T09:00")
    answer = there.post(f"/me/courses/{scene.course.pk}/extra/", id=str(an_id(1)), amount=amount)
    assert answer.status_code == 422
    assert "Not saved yet" in answer.content.decode()
    assert Dose.objects.count() == 0


def test_far_too_much_shows_the_number_before_and_after(scene: Scene, phone: On) -> None:
    scene.all_of(date(2026, 3, 2))
    there = phone(scene, "2026-03-02T23:50")
    before = there.post(f"/me/courses/{scene.course.pk}/extra/", id=str(an_id(1)), amount="4")
    text = before.content.decode()
    assert "tel:911" in text
    assert "tel:18002221222" in text
    assert Dose.objects.count() == 4
    form = next(form for form in forms_of(before) if form["action"] == "/me/doses/")
    after = there.post("/me/doses/", **form)
    assert Dose.objects.count() == 5
    page = there.get(after["Location"])
    assert "You logged 8 tablets on one day." in page
    assert "911" in page
    assert "Poison line" in page


def test_a_dose_that_the_label_allows_shows_no_number(scene: Scene, phone: On) -> None:
    answer = phone(scene, "2026-03-02T08:05").take()
    assert answer["Location"] == "/me/"


def test_a_dose_at_another_time_is_two_taps(scene: Scene, phone: On) -> None:
    there = phone(scene, "2026-03-02T08:45")
    path = f"/me/courses/{scene.course.pk}/other-time/"
    html = there.client.get(path).content.decode()
    form = next(form for form in there.forms(path) if form["action"] == "/me/doses/")
    assert "30 minutes ago" in html
    there.post("/me/doses/", **form, at=at("2026-03-02T08:15").isoformat())
    assert Dose.objects.get().taken_at == at("2026-03-02T08:15")


def test_a_dose_of_yesterday_is_entered_by_the_clock(scene: Scene, phone: On) -> None:
    there = phone(scene, "2026-03-03T09:00")
    path = f"/me/courses/{scene.course.pk}/other-time/"
    there.post(path, id=str(an_id(1)), day="2026-03-02", time="22:30")
    dose = Dose.objects.get()
    assert (dose.taken_at, dose.medication_day) == (at("2026-03-02T22:30"), date(2026, 3, 2))


def test_a_time_to_come_is_kept_as_now(scene: Scene, phone: On) -> None:
    there = phone(scene, "2026-03-02T09:00")
    there.post(f"/me/courses/{scene.course.pk}/other-time/", id=str(an_id(1)), day="2026-03-02", time="09:30")
    assert Dose.objects.get().taken_at == at("2026-03-02T09:00")


def test_a_dose_after_the_end_is_logged_and_leads_to_the_kind_page(scene: Scene, phone: On) -> None:
    there = phone(scene, "2026-03-17T09:00")
    page = there.send(f"/me/courses/{scene.course.pk}/extra/", id=str(an_id(1)), amount="1")
    assert Dose.objects.count() == 1
    assert "Thank you for telling us" in page
    assert "Since then you logged 1 tablet on 1 day." in page
    assert "You are not in trouble." in page


def test_a_dose_on_a_closed_course_is_logged(scene: Scene, phone: On) -> None:
    actions.close(course=scene.course, reason="all well", **scene.told("2026-03-20T09:00"))
    there = phone(scene, "2026-04-20T09:00")
    there.send(f"/me/courses/{scene.course.pk}/extra/", id=str(an_id(1)), amount="1")
    assert Dose.objects.count() == 1


def test_a_button_whose_slot_stands_no_more_asks_when(scene: Scene, phone: On) -> None:
    there = phone(scene, "2026-03-03T14:20")
    stale = next(form for form in there.forms() if form["when"] == "about")
    steps = (slots("09:00", days=5),)
    actions.revise(course=scene.course, steps=steps, reason="less", **scene.told("2026-03-03T05:00"))
    # The plan was changed meanwhile; the page was not loaded again.
    Dose.objects.all().delete()
    page = there.send("/me/doses/", **{**stale, "slot_wall": "03:33"})
    assert "Your plan has changed since this page was shown." in page
    assert Dose.objects.count() == 0


@pytest.mark.parametrize(
    "broken",
    [
        {"id": "no uuid"}, {"course": ""}, {"amount": "much"}, {"amount": "1e999"}, {"when": "someday"},
        {"at": "2026-03-02T08:00", "when": "at"}, {"slot_wall": "99:99"}, {"slot_day": "0000-00-00"},
        {"amount": "9" * 60},
    ],
)  # fmt: skip
def test_a_broken_form_logs_nothing_and_says_so(scene: Scene, phone: On, broken: dict[str, str]) -> None:
    there = phone(scene, "2026-03-02T08:05")
    button = next(form for form in there.forms() if form["action"] == "/me/doses/")
    page = there.send("/me/doses/", **{**button, **broken})
    assert "nothing was logged" in page
    assert Dose.objects.count() == 0


def test_what_is_due_is_not_pressed_on_a_patient_whose_emergency_waits(scene: Scene, phone: On) -> None:
    told = scene.told("2026-03-02T07:50", scene.patient.as_viewer())
    actions.report_emergency(course=scene.course, client_id=an_id(1), symptoms=["seizure"], **told)
    html = phone(scene, "2026-03-02T08:05").client.get("/me/").content.decode()
    assert "button solid" not in html


def test_a_dose_before_the_first_day_is_shown_and_can_be_undone(scene: Scene, phone: On) -> None:
    there = phone(scene, "2026-03-01T21:00")
    page = there.send(f"/me/courses/{scene.course.pk}/extra/", id=str(an_id(1)), amount="1")
    assert Dose.objects.count() == 1
    assert "9:00 pm" in page
    there.send(f"/me/doses/{an_id(1)}/undo/", id=str(an_id(2)))
    assert Dose.objects.filter(undone_at__isnull=True).count() == 0


def test_a_dose_of_days_ago_can_be_undone_from_the_plan(scene: Scene, phone: On) -> None:
    scene.dose(1, "2026-03-02T08:00")
    there = phone(scene, "2026-03-06T09:00")
    undo = next(form for form in there.forms(f"/me/courses/{scene.course.pk}/") if form["action"].endswith("/undo/"))
    assert "Undone: 1 tablet, 8:00 am." in there.send(undo["action"])


def test_a_second_tap_within_minutes_first_asks_when_it_was_taken(scene: Scene, phone: On) -> None:
    there = phone(scene, "2026-03-02T14:20")
    there.take(0)
    there.set_clock("2026-03-02T14:25")
    asked = there.take(0)
    assert asked.status_code == 200
    assert "When did you take it?" in asked.content.decode()
    assert Dose.objects.count() == 1
    about, just_now = [form for form in forms_of(asked) if form["action"] == "/me/doses/"]
    assert (about["at"], about["about"]) == (at("2026-03-02T14:00").astimezone(UTC).isoformat(), "on")
    there.set_clock("2026-03-02T14:26")
    assert there.post("/me/doses/", **just_now).status_code == 302
    second = Dose.objects.order_by("seq").last()
    assert second is not None
    assert (second.taken_at, second.about) == (at("2026-03-02T14:25"), False)


def test_ten_minutes_later_nothing_is_asked(scene: Scene, phone: On) -> None:
    there = phone(scene, "2026-03-02T14:20")
    there.take(0)
    there.set_clock("2026-03-02T14:30")
    assert there.take(0).status_code == 302
    assert Dose.objects.count() == 2


def test_where_nothing_is_due_another_time_is_still_two_taps_away(scene: Scene, phone: On) -> None:
    there = phone(scene, "2026-03-02T08:05")
    there.take()
    html = there.client.get("/me/").content.decode()
    assert html.count(f"/me/courses/{scene.course.pk}/other-time/") == 1


def test_less_left_than_the_plan_asks_for_is_said(phone: On) -> None:
    scene = Scene(supply=Decimal(20))
    page = phone(scene, "2026-03-02T12:00").get("/me/")
    assert "20 tablets left" in page
    assert "56 more in your plan. You have fewer than that. Ask your practice." in page
