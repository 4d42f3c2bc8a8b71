"""Courses whose end is near: with a plan, with a taper, with a question, and with nothing yet."""

from datetime import date

from courses.rules.facts import Decision, Outcome, Use
from tracker.demo.story import (
    NOW,
    Answered,
    AskedToTalk,
    CareAdded,
    Changed,
    CheckedIn,
    Entered,
    Event,
    Planned,
    Steps,
    Story,
    Taken,
)

FOUR_A_DAY = ("08:00", "14:00", "20:00", "22:30")


def _carisoprodol(first: int, *, by: str = "reyes", slots: tuple[str, ...] = FOUR_A_DAY) -> tuple[Entered]:
    return (
        Entered(
            medicine="carisoprodol",
            strength="350 mg tablet",
            first=first,
            steps=(Steps(14, slots),),
            supply=14 * len(slots),
            indication="Acute low back pain",
            by=by,
        ),
    )


STORIES = (
    Story(
        key="ending",
        given="Noah",
        family="Bergström",
        born=date(1980, 1, 9),
        shows="two days to the end, and no plan",
        courses=_carisoprodol(-11),
        taken=(Taken(first=-11, last=0),),
        events=(
            Event(-11, "12:40", CareAdded("visit", "First visit at the physiotherapist's", on=-4, ticked=(-4,))),
            Event(-10, "19:10", CheckedIn(Use.AS_PLANNED, pain=7, drowsiness=1)),
            Event(-8, "19:25", CheckedIn(Use.AS_PLANNED, pain=6, drowsiness=1)),
            Event(-5, "10:45", CheckedIn(Use.AS_PLANNED, pain=4, drowsiness=1)),
            Event(-2, "18:50", CheckedIn(Use.AS_PLANNED, pain=4, line="What happens when they are used up?")),
        ),
    ),
    Story(
        key="plan_to_stop",
        given="Olivia",
        family="Marsh",
        born=date(1992, 3, 13),
        shows="ends in four days, to stop as planned",
        courses=_carisoprodol(-9, slots=("08:00", "14:00", "20:00")),
        taken=(Taken(first=-9, last=0, late=(7, 3, 12)),),
        events=(
            Event(-2, "10:10", CheckedIn(Use.LESS, pain=2, line="I forget the noon one when I feel well.")),
            Event(-1, "16:30", Planned(Decision.STOP_AS_PLANNED, note="Nearly free of pain; agreed by telephone.")),
        ),
    ),
    Story(
        key="plan_to_see",
        given="Pavel",
        family="Novák",
        born=date(1965, 11, 2),
        shows="to be seen before the end",
        courses=(
            Entered(
                medicine="diazepam",
                strength="5 mg tablet",
                first=-10,
                steps=(Steps(14, ("09:00", "21:00")),),
                supply=28,
                indication="Spasm after a disc operation",
                by="okoye",
            ),
        ),
        taken=(Taken(first=-10, last=0, late=(15, 2)),),
        events=(
            Event(-3, "10:30", CheckedIn(Use.AS_PLANNED, pain=4, drowsiness=1)),
            Event(-2, "14:00", Planned(Decision.SEE_PATIENT, by_day=2, by="okoye", note="Visit with his wife.")),
        ),
    ),
    Story(
        key="last_day",
        given="Quentin",
        family="Dubois",
        born=date(1973, 6, 6),
        shows="today is the last day",
        courses=(
            Entered(
                medicine="temazepam",
                strength="15 mg capsule",
                first=-9,
                steps=(Steps(10, ("22:30",)),),
                supply=10,
                indication="Sleep after bereavement",
            ),
        ),
        taken=(Taken(first=-9, last=0, late=(20, 5, 0)),),
        events=(Event(-2, "10:20", CheckedIn(Use.AS_PLANNED, line="I am afraid of the nights without it.")),),
    ),
    Story(
        key="taper",
        given="Rosa",
        family="Delgado",
        born=date(1969, 2, 28),
        shows="a taper, with a new step today",
        courses=(
            Entered(
                medicine="diazepam",
                strength="5 mg tablet",
                first=-8,
                steps=(
                    Steps(5, ("08:00", "14:00", "21:00")),
                    Steps(3, ("08:00", "21:00")),
                    Steps(4, ("21:00", NOW.plus(minutes=45)), "0.5"),
                    Steps(3, ("21:00",), "0.5"),
                ),
                supply=27,
                indication="Acute torticollis",
                instructions="Each step is written here. Call us before you change one.",
            ),
        ),
        taken=(Taken(first=-8, last=0, late=(6, 13)),),
        events=(
            Event(-8, "20:00", CheckedIn(Use.AS_PLANNED, pain=8, drowsiness=1)),
            Event(-5, "20:10", CheckedIn(Use.AS_PLANNED, pain=5, drowsiness=1)),
            Event(-1, "10:30", CheckedIn(Use.AS_PLANNED, pain=2, drowsiness=1)),
        ),
    ),
    Story(
        key="revised_to_taper",
        given="Samuel",
        family="Eze",
        born=date(1987, 9, 15),
        shows="revised to a taper on the way",
        courses=_carisoprodol(-9),
        taken=(Taken(first=-9, last=0, late=(2, 8, 5)),),
        events=(
            Event(-2, "10:25", CheckedIn(Use.AS_PLANNED, pain=3)),
            Event(
                -2,
                "15:10",
                Changed(
                    (Steps(3, ("08:00", "14:00", "22:30")), Steps(3, ("08:00", "22:30")), Steps(1, ("22:30",))),
                    "Pain is better; agreed with him to come down before the end.",
                ),
            ),
        ),
    ),
    Story(
        key="waiting",
        given="Tara",
        family="Nguyen",
        born=date(1991, 12, 19),
        shows="waiting for an answer since the day before yesterday",
        courses=_carisoprodol(-10, by="okoye"),
        taken=(Taken(first=-10, last=0, late=(17, 4)),),
        events=(
            Event(-3, "10:15", CheckedIn(Use.AS_PLANNED, pain=5, drowsiness=1, line="Still bad in the mornings.")),
            Event(
                -1, NOW.plus(hours=-30), AskedToTalk("It still hurts in the morning. What happens after the last day?")
            ),
        ),
    ),
    Story(
        key="asked_today",
        given="Umar",
        family="Siddiqui",
        born=date(1978, 8, 8),
        shows="asked to talk a while ago",
        courses=_carisoprodol(-9, slots=("08:00", "14:00", "22:00")),
        taken=(Taken(first=-9, last=0),),
        events=(
            Event(-6, "09:30", AskedToTalk("May I drive to work again?")),
            Event(-6, "14:20", Answered("Left word with his son.", Outcome.MESSAGE_LEFT)),
            Event(-5, "09:10", Answered("Not before he knows how the tablets affect him. He will take the bus.")),
            Event(0, NOW.plus(minutes=-50), AskedToTalk("I would like to stop earlier.")),
        ),
    ),
    Story(
        key="extended_late",
        given="Vera",
        family="Stanek",
        born=date(1985, 4, 24),
        shows="extended after the end, with two days between",
        courses=(
            Entered(
                medicine="carisoprodol",
                strength="350 mg tablet",
                first=-11,
                steps=(Steps(7, ("08:00", "14:00", "22:00")),),
                supply=21,
                indication="Acute low back pain",
            ),
        ),
        taken=(Taken(first=-11, last=-5, late=(9, 4)), Taken(first=-2, last=0, late=(5, 11))),
        events=(
            Event(-3, "11:00", CheckedIn(Use.STOPPED, pain=7, line="It came back when I lifted the child.")),
            Event(-3, "11:02", AskedToTalk("Can I have some more days?")),
            Event(-3, "16:00", Answered("Comes in tomorrow.", Outcome.APPOINTMENT)),
            Event(
                -2,
                "07:20",
                Changed(
                    (Steps(5, ("08:00", "14:00", "22:00")), Steps(2, ("08:00", "22:00"))),
                    "Relapse after lifting; examined, no red flags.",
                    extends=True,
                    plan=Decision.STOP_AS_PLANNED,
                ),
            ),
        ),
    ),
)
