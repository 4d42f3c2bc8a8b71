"""What holds for every proposal."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from courses.rules.entry_checks import DaySpan, MedicineFacts, OtherCourse, Proposal, check_entry
from courses.rules.facts import RevisionKind, Step
from tests.courses.rules.entry_checks.cases import CATALOGUE, FIRST, as_needed, names, proposal, slots

MEDICINES = st.sampled_from([CATALOGUE[name] for name in sorted(CATALOGUE)])
LISTED = st.sampled_from(
    [*sorted(CATALOGUE), "alcohol", "aspirin", "class:opioid", "class:nsaid", "class:benzodiazepine", "unknown"]
)
STEPS = st.one_of(
    st.builds(slots, st.integers(1, 15), st.just("08:00"), st.just("23:00"), amount=st.sampled_from(["0.5", "1", "3"])),
    st.builds(as_needed, st.integers(1, 15), st.just("1"), st.sampled_from(["1", "4", "9"])),
)
DAYS = st.integers(-400, 60).map(lambda n: FIRST + timedelta(days=n))
SPANS = st.builds(lambda first, days: DaySpan(first, first + timedelta(days=days)), DAYS, st.integers(0, 20))
COURSES = st.builds(OtherCourse, MEDICINES, st.tuples(SPANS))


@st.composite
def proposals(draw: st.DrawFn) -> Proposal:
    medicine = draw(MEDICINES)
    return proposal(
        medicine,
        *draw(st.lists(STEPS, min_size=1, max_size=3)),
        kind=draw(st.sampled_from(RevisionKind)),
        mg_per_unit=draw(st.none() | st.sampled_from([Decimal(5), Decimal(350)])),
        birth_date=draw(st.dates(date(1930, 1, 1), date(2026, 5, 31))),
        other_courses=tuple(draw(st.lists(COURSES, max_size=5))),
        other_medicines=frozenset(draw(st.sets(LISTED, max_size=4))),
        risk_factors=frozenset(draw(st.sets(st.sampled_from(["alcohol use", "falls"])))),
        class_days_of_use=frozenset(draw(st.sets(DAYS, max_size=30))),
        supply=draw(st.none() | st.integers(0, 200).map(Decimal)),
    )


@given(proposals(), st.randoms(use_true_random=False))
def test_the_order_of_what_the_patient_has_never_matters(one: Proposal, random: Random) -> None:
    shuffled = list(one.other_courses)
    random.shuffle(shuffled)
    backwards = {name: CATALOGUE[name] for name in sorted(CATALOGUE, reverse=True)}
    assert check_entry(replace(one, other_courses=tuple(shuffled)), backwards) == check_entry(one, CATALOGUE)


@given(proposals())
def test_every_finding_is_a_sentence_with_a_source_and_only_a_contraindication_stops(one: Proposal) -> None:
    for finding in check_entry(one, CATALOGUE):
        assert finding.fact.endswith(".")
        assert finding.source
        assert finding.stops is (finding.check == "contraindicated")
        assert finding.needs_reason or not finding.stops


@given(proposals(), st.lists(COURSES, max_size=3), st.sets(LISTED))
def test_more_courses_and_medicines_never_silence_a_check(
    one: Proposal, courses: list[OtherCourse], more: set[str]
) -> None:
    fuller = replace(one, other_courses=(*one.other_courses, *courses), other_medicines=one.other_medicines | more)
    assert names(one) <= names(fuller)


@given(proposals())
def test_a_catalogue_that_states_nothing_fires_nothing(one: Proposal) -> None:
    bare = {medicine: MedicineFacts(name=medicine) for medicine in CATALOGUE}
    others = tuple(OtherCourse(bare[course.medicine.name], course.window) for course in one.other_courses)
    silent = replace(
        one,
        medicine=MedicineFacts(name="nothing known"),
        other_courses=others,
        risk_factors=frozenset(),
        days_limit=None,
    )
    assert not [finding for finding in check_entry(silent, bare) if finding.needs_reason]


@given(proposals(), MEDICINES)
def test_two_medicines_meet_alike_whichever_is_prescribed_second(one: Proposal, second: MedicineFacts) -> None:
    alone = replace(
        one, other_courses=(), other_medicines=frozenset(), birth_date=date(1985, 1, 1), steps=(slots(3, "08:00"),)
    )
    checks = {"already_running", "interaction", "contraindicated"}

    def met(mine: MedicineFacts, theirs: MedicineFacts) -> set[str]:
        return names(replace(alone, medicine=mine, other_courses=(OtherCourse(theirs, (alone.span,)),))) & checks

    assert met(one.medicine, second) == met(second, one.medicine)


@given(proposals(), STEPS)
def test_a_further_step_never_silences_a_check(one: Proposal, further: Step) -> None:
    """But for the days of the year, where old use may drop out before a later last day."""
    assert names(one) - {"repeat_courses"} <= names(replace(one, steps=(*one.steps, further)))
