"""Loading the catalogue, again and again."""

import csv
from datetime import date, timedelta
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from courses.catalogue import load_catalogue, medicine_basis, medicine_facts, read_strength
from courses.catalogue.loader import CATALOGUE
from courses.errors import WrongInput
from courses.models import Medicine, PracticeClassLimit
from courses.rules.entry_checks import MedicineFacts
from tests.courses.making import ENTERED, a_patient, a_practice

pytestmark = pytest.mark.django_db
LATER = ENTERED + timedelta(days=30)


def edited(folder: Path, before: str, after: str) -> Path:
    """The catalogue's file with one text replaced."""
    text = CATALOGUE.read_text(encoding="utf-8")
    assert before in text
    path = folder / "medicines.csv"
    path.write_text(text.replace(before, after), encoding="utf-8")
    return path


def test_a_second_load_changes_nothing() -> None:
    first = load_catalogue(ENTERED)
    assert len(first.added) == Medicine.objects.count() == 23
    second = load_catalogue(LATER)
    assert (second.added, dict(second.changed), second.withdrawn) == ((), {}, ())
    assert len(second.unchanged) == 23
    assert set(Medicine.objects.values_list("version", "changed_at")) == {(1, ENTERED)}


def test_a_changed_fact_is_told_by_name_and_field_and_raises_the_version(tmp_path: Path) -> None:
    load_catalogue(ENTERED)
    path = edited(tmp_path, ",350,1400,", ",350,1050,")
    changes = load_catalogue(LATER, path)
    (change,) = changes.changed["carisoprodol"]
    assert (change.field, change.before, change.after) == ("label_max_daily_mg", Decimal(1400), Decimal(1050))
    row = Medicine.objects.get(code="carisoprodol")
    assert (row.version, row.changed_at, row.label_max_daily_mg) == (2, LATER, 1050)
    assert "changed carisoprodol: label_max_daily_mg" in "\n".join(changes.lines())


def test_a_medicine_that_the_file_left_out_is_withdrawn_and_comes_back(tmp_path: Path) -> None:
    load_catalogue(ENTERED)
    path = edited(tmp_path, "\ncarisoprodol,", "\ncarisoprodol2,")
    changes = load_catalogue(LATER, path)
    assert (changes.added, changes.withdrawn) == (("carisoprodol2",), ("carisoprodol",))
    assert Medicine.objects.get(code="carisoprodol").withdrawn_at == LATER
    assert load_catalogue(LATER, path).withdrawn == ()
    back = load_catalogue(LATER)
    assert [change.field for change in back.changed["carisoprodol"]] == ["withdrawn_at"]


def test_a_file_that_cannot_be_read_changes_nothing_and_says_where(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"medicines.csv, line 2"):
        load_catalogue(ENTERED, edited(tmp_path, ",350,1400,", ",350,many,"))
    with pytest.raises(ValueError, match=r"line 3.*twice"):
        load_catalogue(ENTERED, edited(tmp_path, "\ncyclobenzaprine,", "\ncarisoprodol,"))
    assert not Medicine.objects.exists()


def test_a_practices_own_medicine_is_left_alone() -> None:
    practice = a_practice()
    own = {"code": "relaxol", "medicine_class": "x", "checked_on": date(2026, 1, 1), "changed_at": ENTERED}
    row = Medicine.objects.create(practice=practice, scope=practice.pk, **own)
    assert load_catalogue(LATER).withdrawn == ()
    row.refresh_from_db()
    assert row.withdrawn_at is None
    assert row.is_own


def test_the_rules_read_of_a_row_what_they_read_of_the_file() -> None:
    load_catalogue(ENTERED)
    with CATALOGUE.open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            row = Medicine.objects.get(code=line["medicine"])
            assert medicine_facts(row) == MedicineFacts.from_row(line)
            assert row.checked_on == date(2025, 10, 6)
            assert row.source


def test_the_limit_on_days_is_the_practices_then_the_catalogues_then_twice_the_label() -> None:
    practice = a_practice()
    patient = a_patient(practice)
    limits = {}
    for code in ("carisoprodol", "methocarbamol"):
        limits[code] = medicine_basis(Medicine.objects.get(code=code), practice, patient).days_limit
    assert limits == {"carisoprodol": 42, "methocarbamol": None}
    with_limit = Medicine.objects.filter(days_a_year_limit__isnull=False).first()
    assert with_limit is not None
    assert medicine_basis(with_limit, practice, patient).days_limit == with_limit.days_a_year_limit
    PracticeClassLimit.objects.create(practice=practice, medicine_class="muscle relaxant", days=30)
    assert medicine_basis(Medicine.objects.get(code="methocarbamol"), practice, patient).days_limit == 30


def test_the_day_begins_when_the_practice_says_unless_it_does_otherwise_for_the_patient() -> None:
    practice = a_practice(day_boundary="03:00")
    practice.refresh_from_db()
    medicine = Medicine.objects.get(code="carisoprodol")
    patient = a_patient(practice)
    assert medicine_basis(medicine, practice, patient).day_boundary == practice.day_boundary
    patient.day_boundary = practice.day_boundary.replace(hour=5)
    assert medicine_basis(medicine, practice, patient).day_boundary.hour == 5


@pytest.mark.parametrize(
    ("text", "mg", "unit"),
    [
        ("350 mg tablet", Decimal(350), "tablet"),
        ("  7.5  mg   Tablet ", Decimal("7.5"), "Tablet"),
        ("25 mcg patch", Decimal("0.025"), "patch"),
        ("1 g tablet", Decimal(1000), "tablet"),
        ("15 mg extended-release capsule", Decimal(15), "extended-release capsule"),
        ("5 mg/325 mg tablet", None, "tablet"),
        ("10 mg/5 mL syrup", None, "syrup"),
        ("spray", None, "spray"),
        ("350", None, "unit"),
    ],
)
def test_a_strength_says_its_milligrams_only_where_it_says_them_plainly(
    text: str, mg: Decimal | None, unit: str
) -> None:
    strength = read_strength(text)
    assert (strength.mg_per_unit, strength.unit) == (mg, unit)


@pytest.mark.parametrize("text", ["", "   ", "0 mg tablet", "x" * 61, "a\0b", "0.0001 mcg tablet"])
def test_what_is_no_strength_is_refused(text: str) -> None:
    with pytest.raises(WrongInput) as wrong:
        read_strength(text)
    assert wrong.value.field == "strength"


def test_the_command_prints_what_changed() -> None:
    printed = StringIO()
    call_command("load_catalogue", stdout=printed)
    call_command("load_catalogue", stdout=printed)
    assert printed.getvalue().startswith("added carisoprodol\n")
    assert printed.getvalue().endswith("unchanged: 0\nunchanged: 23\n")
