"""The record to take along: complete, safe to open in a spreadsheet, and silent about what clinicians write."""

import csv
import io
import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from pypdf import PdfReader

from courses import actions
from courses.models import Patient
from courses.rules.facts import Decision, Outcome, Use
from tests.courses.making import REASONS, Scene, a_patient, a_user, an_id, at, slots
from tests.tracker.patient.phone import Phone
from tracker.accounts.access_log import note_access
from tracker.accounts.feeds import make_feed
from tracker.patient.diary import DayTold, Diary
from tracker.patient.record.everything import SECTIONS
from tracker.spreadsheet import BEGINS_A_FORMULA, UTF_8_MARK, cell

pytestmark = pytest.mark.django_db
On = Callable[[Scene, str], Phone]

EVENING = "2026-03-12T23:00"
NOT_FOR_PATIENTS = "for clinicians alone"


@pytest.fixture
def full(scene: Scene) -> Scene:
    """A record with something in every section that an action writes."""
    mine = scene.patient.as_viewer()
    scene.dose(1, "2026-03-02T08:05")
    actions.undo_dose(dose=scene.dose(2, "2026-03-02T08:10").dose, undo_id=None, **scene.told("2026-03-02T08:11", mine))
    actions.snooze_dose(
        course=scene.course, client_id=an_id(9), day=date(2026, 3, 2), wall=slots("14:00").slots[0].wall,
        **scene.told("2026-03-02T14:01", mine),
    )  # fmt: skip
    actions.let_help(patient=scene.patient, user_id=a_user().pk, name="Bo Li", **scene.told("2026-03-03T07:00", mine))
    actions.check_in(
        course=scene.course, client_id=an_id(3), use=Use.LESS, pain=6, drowsiness=1, symptoms=["insomnia"],
        line="=1+1 is a bad night", **scene.told("2026-03-03T09:00", mine),
    )  # fmt: skip
    heat = actions.add_activity(course=scene.course, kind="heat", text="Heat pack", **scene.told("2026-03-03T10:00"))
    actions.tick_activity(activity=heat, client_id=an_id(4), **scene.told("2026-03-03T11:00", mine))
    told = scene.told("2026-03-04T09:00", mine)
    actions.ask_to_talk(course=scene.course, client_id=an_id(5), line="Can we talk?", **told)
    told = scene.told("2026-03-05T09:00")
    actions.answer(course=scene.course, outcome=Outcome.SPOKE, note=NOT_FOR_PATIENTS, **told)
    actions.dispense(course=scene.course, units=Decimal(56), on=date(2026, 3, 5), **scene.told("2026-03-05T10:00"))
    actions.plan_end(
        course=scene.course, decision=Decision.STOP_AS_PLANNED, note=NOT_FOR_PATIENTS, **scene.told("2026-03-05T10:01")
    )
    actions.revise(
        course=scene.course, steps=(slots("08:00", days=5),), reason=NOT_FOR_PATIENTS, **scene.told("2026-03-06T05:00")
    )
    make_feed(scene.patient.pk, tells_more=False, now=at("2026-03-06T05:30"))
    note_access(scene.by, patient_id=scene.patient.pk, page="course", now=at("2026-03-06T06:00"))
    return scene


def whole(there: Phone) -> dict[str, Any]:
    answer = there.client.get("/me/record/json/")
    assert answer.status_code == 200
    told: dict[str, Any] = json.loads(b"".join(answer.streaming_content))  # type: ignore[attr-defined]
    return told


def table(there: Phone) -> list[dict[str, str]]:
    answer = there.client.get("/me/record/csv/")
    text = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
    assert text.startswith(UTF_8_MARK)
    return list(csv.DictReader(io.StringIO(text.removeprefix(UTF_8_MARK), newline="")))


def pdf_of(there: Phone) -> PdfReader:
    answer = there.client.get("/me/report/pdf/")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    return PdfReader(io.BytesIO(answer.content))


def test_the_file_has_every_section_and_nothing_is_empty_that_was_told(full: Scene, phone: On) -> None:
    told = whole(phone(full, EVENING))
    assert (told["format"], list(told)[2:]) == ("shortcourse-record/1", list(SECTIONS))
    empty = {name for name, rows in told.items() if rows == []}
    # Told by sending, by a phone or by a briefing, of which this scene has none.
    assert empty <= {"briefings", "endpoints", "preferences", "reminders", "messages", "deliveries"}


def test_an_undone_dose_is_in_it_and_says_so(full: Scene, phone: On) -> None:
    stands, undone = whole(phone(full, EVENING))["doses"]
    assert (stands["amount"], stands["day"], stands["by"], stands["undone_at"]) == ("1", "2026-03-02", "patient", None)
    assert (undone["undone_by"], undone["undone_at"]) == ("patient", "2026-03-02T13:11:00+00:00")


def test_what_was_prescribed_before_is_in_it_with_its_steps(full: Scene, phone: On) -> None:
    first, second = whole(phone(full, EVENING))["revisions"]
    assert [len(first["steps"][0]["slots"]), len(second["steps"][0]["slots"])] == [4, 1]
    assert second["steps"][0] == {"days": 5, "slots": [{"time": "08:00", "amount": "1"}], "as_needed": None}


def test_nothing_that_clinicians_write_for_each_other_is_in_any_form(full: Scene, phone: On) -> None:
    there = phone(full, EVENING)
    texts = [json.dumps(whole(there)), json.dumps(table(there)), there.get("/me/report/")]
    texts += [page.extract_text() for page in pdf_of(there).pages]
    assert not [text for text in texts if NOT_FOR_PATIENTS in text]


def test_that_staff_looked_is_told_but_not_who(full: Scene, phone: On) -> None:
    told = whole(phone(full, EVENING))
    assert told["read_by_staff"] == [{"at": "2026-03-06T11:00:00+00:00", "page": "course"}]


def test_the_table_has_as_many_rows_as_the_file_has_entries(full: Scene, phone: On) -> None:
    there = phone(full, EVENING)
    told = whole(there)
    assert len(table(there)) == sum(len(told[name]) for name in SECTIONS)


def test_a_row_names_the_medicine_and_keeps_the_rest_in_its_details(full: Scene, phone: On) -> None:
    made = next(row for row in table(phone(full, EVENING)) if row["section"] == "check_ins")
    assert made["medicine"] == "Carisoprodol 350 mg"
    assert "pain: 6; drowsiness: 1" in made["details"]
    assert "line: =1+1 is a bad night" in made["details"]


@pytest.mark.parametrize("begins", [*BEGINS_A_FORMULA, "\t", "\r", "\n", "|", " =", "\u00a0=", "\t\n@"])
def test_no_cell_begins_as_a_formula(begins: str) -> None:
    assert cell(f"{begins}cmd|' /C calc'!A0").startswith("'")


@pytest.mark.parametrize("text", ["", "1 tablet", "Ada", "O'Brien", "a=b", "2026-03-02"])
def test_other_cells_stay_as_they_are(text: str) -> None:
    assert cell(text) == text


def test_a_name_that_is_a_formula_is_none_in_the_table(scene: Scene, phone: On) -> None:
    Patient.objects.filter(pk=scene.patient.pk).update(given_name="=HYPERLINK(1)")
    raw = b"".join(phone(scene, EVENING).client.get("/me/record/csv/").streaming_content)  # type: ignore[attr-defined]
    rows = list(csv.reader(io.StringIO(raw.decode().removeprefix(UTF_8_MARK), newline="")))
    assert not [one for row in rows for one in row if one.lstrip().startswith(BEGINS_A_FORMULA)]


@pytest.mark.parametrize("path", ["report/pdf/", "record/json/", "record/csv/"])
def test_a_files_name_tells_of_nobody_and_no_cache_keeps_it(scene: Scene, phone: On, path: str) -> None:
    answer = phone(scene, EVENING).client.get(f"/me/{path}")
    name = answer["Content-Disposition"]
    assert name.startswith("attachment;")
    assert name.split('"')[1].rpartition(".")[0] in {"report-2026-03-12", "record-2026-03-12"}
    assert "no-store" in answer["Cache-Control"]


def test_another_patients_record_holds_nothing_of_this_one(full: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    stranger = Phone(a_patient(full.practice, given_name="Zoe"), monkeypatch, EVENING)
    told = whole(stranger)
    assert {name for name, rows in told.items() if isinstance(rows, list) and rows} == {"patient", "settings"}
    assert "Ada" not in json.dumps(told)
    assert "Carisoprodol" not in stranger.get("/me/report/")


def test_the_page_to_print_has_plan_days_and_answers_of_every_course(full: Scene, phone: On) -> None:
    there = phone(full, EVENING)
    page = there.get("/me/report/")
    for words in ("Ada Ruiz", "Carisoprodol 350 mg", "Dr. Vega", "Mon 2 Mar 2026", "8:05 am", "Less than planned"):
        assert words in page, words
    # Of the days that are over: one tablet logged, of what was planned up to yesterday's close.
    assert "Logged of planned" in page


def test_the_pdf_is_text_in_its_language_with_a_title(full: Scene, phone: On) -> None:
    made = pdf_of(phone(full, EVENING))
    text = "\n".join(page.extract_text() for page in made.pages)
    for words in ("Ada Ruiz", "Carisoprodol 350 mg", "8:05 am", "Pain 6 of 10", "=1+1 is a bad night"):
        assert words in text, words
    assert made.metadata is not None
    assert made.metadata.title == "Report for your doctor"
    assert str(made.root_object["/Lang"]) == "en"


def test_the_pdf_writes_names_of_many_alphabets(scene: Scene, phone: On) -> None:
    names = "Łukasz Nguyễn Bergström Đặng Çelik Ωμέγα Иван"
    Patient.objects.filter(pk=scene.patient.pk).update(family_name=names)
    text = pdf_of(phone(scene, EVENING)).pages[0].extract_text()
    assert names in text.replace("\n", " ")
    assert "Some letters could not be printed" not in text


def test_letters_that_it_cannot_draw_are_told(scene: Scene, phone: On) -> None:
    Patient.objects.filter(pk=scene.patient.pk).update(family_name="王小明 \u202eX\u0007")
    text = "\n".join(page.extract_text() for page in pdf_of(phone(scene, EVENING)).pages)
    assert "Ada ??? X" in text
    assert "Some letters could not be printed" in text


def test_who_has_no_course_gets_a_report_too(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    there = Phone(a_patient(scene.practice), monkeypatch, EVENING)
    assert "Nothing is logged yet." in there.get("/me/report/")
    assert "Nothing is logged yet." in pdf_of(there).pages[0].extract_text()


def test_a_long_course_is_cut_in_the_report_and_says_so(phone: On) -> None:
    scene = Scene(steps=(slots("08:00", days=210),), overrides=REASONS)
    page = phone(scene, "2026-09-27T12:00").get("/me/report/")
    assert "There is more of this course. The files have all of it." in page
    assert "Mon 2 Mar 2026" not in page


@pytest.mark.parametrize("path", ["/me/report/", "/me/report/pdf/", "/me/history/", "/me/"])
def test_a_dose_of_1970_walks_through_no_fifty_years(
    scene: Scene, phone: On, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    scene.dose(1, "1970-01-02T08:00", now="2026-03-05T08:00")
    ada = phone(scene, "2026-03-05T09:00")
    drawn: list[date] = []
    day = Diary.day

    def counted(diary: Diary, on: date) -> DayTold:
        drawn.append(on)
        return day(diary, on)

    monkeypatch.setattr(Diary, "day", counted)
    assert ada.client.get(path, follow=True).status_code == 200
    assert len(drawn) < 200


def test_the_report_lists_a_dose_of_long_before_and_no_day_between(scene: Scene, phone: On) -> None:
    scene.dose(1, "2020-01-02T08:00", now="2026-03-05T08:00")
    text = phone(scene, "2026-03-05T09:00").get("/me/report/")
    assert "2020" in text
    assert "2021" not in text


def test_after_many_files_within_an_hour_the_next_must_wait(scene: Scene, phone: On) -> None:
    there = phone(scene, EVENING)
    answers = [there.client.get("/me/record/csv/").status_code for _ in range(61)]
    assert (answers[59], answers[60]) == (200, 429)
