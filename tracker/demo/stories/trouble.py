"""Findings within the window: too much, too little, too sleepy, an emergency."""

from datetime import date

from courses.rules.facts import Use
from tracker.demo.story import (
    Acknowledged,
    Answered,
    AskedToTalk,
    CheckedIn,
    Dispensed,
    Dose,
    Entered,
    Event,
    Steps,
    Story,
    Taken,
    as_needed,
)

STORIES = (
    Story(
        key="emergency",
        given="Freya",
        family="Lund",
        born=date(1994, 6, 29),
        shows="told of trouble breathing two days ago, acknowledged",
        courses=(
            Entered(
                medicine="tizanidine",
                strength="4 mg tablet",
                first=-6,
                steps=(Steps(14, ("08:00", "15:00", "22:00")),),
                supply=42,
                indication="Spasm after an ankle fracture",
            ),
        ),
        taken=(Taken(first=-6, last=-3), Taken(first=-1, last=0)),
        events=(
            Event(-2, "08:20", Dose()),
            Event(-2, "09:40", CheckedIn(symptoms=("trouble_breathing",))),
            Event(
                -2,
                "09:58",
                Acknowledged("emergency_symptoms", "Called: emergency room, panic attack, sent home well at noon."),
            ),
            Event(-2, "15:30", AskedToTalk("May I go on with the tablets?")),
            Event(-2, "16:10", Answered("Yes, as written. Spoke with her and her sister.", by="reyes")),
        ),
    ),
    Story(
        key="drowsy",
        given="George",
        family="Pappas",
        born=date(1946, 3, 16),
        shows="80 years old, drowsy and unsteady",
        courses=(
            Entered(
                medicine="cyclobenzaprine",
                strength="5 mg tablet",
                first=-5,
                steps=(Steps(10, ("09:00", "21:00")),),
                supply=20,
                indication="Neck spasm",
                by="okoye",
            ),
        ),
        taken=(Taken(first=-5, last=0, late=(25, 40)),),
        events=(
            Event(-3, "11:10", CheckedIn(Use.AS_PLANNED, pain=3, drowsiness=2)),
            Event(-1, "11:40", CheckedIn(Use.AS_PLANNED, pain=3, drowsiness=3, symptoms=("unsteady",))),
        ),
    ),
    Story(
        key="supply_short",
        given="Hannah",
        family="Cole",
        born=date(1984, 9, 9),
        shows="takes more than prescribed; the supply will not last",
        courses=(
            Entered(
                medicine="carisoprodol",
                strength="250 mg tablet",
                first=-5,
                steps=(Steps(14, ("08:00", "14:00", "20:00")),),
                supply=21,
                indication="Strained lower back",
                entered=(-6, "16:00"),
            ),
        ),
        taken=(Taken(first=-5, last=0, late=(6, 2)),),
        events=(
            Event(-5, "12:30", Dispensed(10)),
            Event(-3, "17:10", Dose()),
            Event(-2, "11:00", Dose()),
            Event(-2, "17:20", Dose()),
            Event(-1, "11:10", Dose()),
            Event(-1, "17:00", Dose(undone=True)),
            Event(-1, "17:02", Dose()),
            Event(-1, "22:40", Dose()),
        ),
    ),
    Story(
        key="too_close",
        given="Ivan",
        family="Petrov",
        born=date(1976, 1, 22),
        shows="as-needed doses closer than the interval",
        courses=(
            Entered(
                medicine="hydrocodone",
                strength="5 mg tablet",
                first=-2,
                steps=as_needed(5, hours=6, most="4"),
                supply=20,
                indication="After tooth surgery",
                entered=(-2, "07:40"),
            ),
        ),
        events=(
            Event(-2, "09:00", Dose()),
            Event(-2, "15:10", Dose()),
            Event(-2, "22:00", Dose()),
            Event(-1, "07:30", Dose()),
            Event(-1, "11:40", Dose()),
            Event(-1, "16:20", Dose()),
            Event(-1, "21:00", Dose()),
        ),
    ),
    Story(
        key="missed",
        given="Dora",
        family="Simms",
        born=date(1963, 10, 27),
        shows="half of the doses are missing, some ticked later",
        courses=(
            Entered(
                medicine="metaxalone",
                strength="800 mg tablet",
                first=-6,
                steps=(Steps(10, ("08:00", "14:00", "20:00")),),
                supply=30,
                indication="Shoulder strain",
            ),
        ),
        taken=(
            Taken(
                first=-6,
                last=-1,
                late=(35, 10, 50),
                but_not=((-4, "14:00"), (-3, "08:00"), (-3, "14:00"), (-2, "14:00"), (-2, "20:00"), (-1, "20:00")),
            ),
        ),
        events=(Event(-4, "14:00", Dose(about=True, logged=(-4, "21:15"))),),
    ),
)
