"""What comes after the last day, and what should not."""

from datetime import date

from courses.rules.facts import Decision, Use
from tracker.demo.story import (
    Answered,
    AskedToTalk,
    CheckedIn,
    Closed,
    Dose,
    Entered,
    Event,
    Planned,
    Steps,
    Stopped,
    Story,
    Taken,
)


def _carisoprodol(first: int, days: int = 14, *, by: str = "reyes") -> tuple[Entered]:
    return (
        Entered(
            medicine="carisoprodol",
            strength="350 mg tablet",
            first=first,
            steps=(Steps(days, ("08:00", "14:00", "22:00")),),
            supply=days * 3 + 8,
            indication="Acute low back pain",
            by=by,
        ),
    )


STORIES = (
    Story(
        key="beyond",
        given="Walter",
        family="Pike",
        born=date(1974, 10, 20),
        shows="takes it beyond the last day",
        courses=_carisoprodol(-17),
        taken=(Taken(first=-17, last=-4, late=(3, 12, 6)),),
        events=(
            Event(-16, "21:00", CheckedIn(Use.AS_PLANNED, pain=8, drowsiness=1)),
            Event(-11, "10:40", CheckedIn(Use.AS_PLANNED, pain=6, drowsiness=1)),
            Event(-6, "10:40", CheckedIn(Use.AS_PLANNED, pain=5)),
            Event(-3, "09:15", Dose()),
            Event(-2, "08:50", Dose()),
            Event(-2, "21:30", Dose()),
            Event(-1, "22:05", Dose()),
        ),
    ),
    Story(
        key="stopped_abruptly",
        given="Ximena",
        family="Castro",
        born=date(1989, 5, 12),
        shows="stopped at once after nine days, and sleeps badly",
        courses=_carisoprodol(-12),
        taken=(Taken(first=-12, last=-4, late=(10, 1, 7)),),
        events=(
            Event(-9, "19:00", CheckedIn(Use.AS_PLANNED, pain=6, drowsiness=1)),
            Event(-6, "19:40", CheckedIn(Use.AS_PLANNED, pain=4)),
            Event(
                -1,
                "19:30",
                CheckedIn(Use.STOPPED, pain=3, symptoms=("insomnia", "anxiety"), line="Ran out of work days."),
            ),
        ),
    ),
    Story(
        key="stopped_by_us",
        given="Yusuf",
        family="Demir",
        born=date(1996, 1, 31),
        shows="stopped by the prescriber",
        courses=_carisoprodol(-6, by="okoye"),
        taken=(Taken(first=-6, last=-3, late=(5, 2)),),
        events=(
            Event(-2, "09:05", AskedToTalk("I have a rash on both arms.")),
            Event(-2, "10:15", Answered("Seen at once: hives on both arms.", by="okoye")),
            Event(
                -2,
                "10:30",
                Stopped("Rash", "To take no more. Whom to call if breathing gets hard. Headache may come.", by="okoye"),
            ),
            Event(-1, "10:30", CheckedIn(Use.STOPPED, pain=4, line="The rash is paler today.")),
        ),
    ),
    Story(
        key="over",
        given="Zoe",
        family="Albright",
        born=date(1982, 2, 18),
        shows="over for five days, all well",
        courses=_carisoprodol(-18),
        taken=(Taken(first=-18, last=-5, late=(8, 3, 15)),),
        events=(
            Event(-12, "11:00", CheckedIn(Use.AS_PLANNED, pain=5, drowsiness=1)),
            Event(-9, "15:00", Planned(Decision.STOP_AS_PLANNED)),
            Event(-2, "10:35", CheckedIn(Use.STOPPED, pain=1, drowsiness=0, line="All good, thank you.")),
        ),
    ),
    Story(
        key="closed",
        given="Arthur",
        family="Bell",
        born=date(1958, 8, 4),
        shows="closed",
        courses=(
            Entered(
                medicine="cyclobenzaprine",
                strength="5 mg tablet",
                first=-30,
                steps=(Steps(10, ("08:00", "20:00")),),
                supply=20,
                indication="Neck spasm",
                by="okoye",
            ),
        ),
        taken=(Taken(first=-30, last=-21),),
        events=(
            Event(-22, "16:00", CheckedIn(Use.AS_PLANNED, pain=1)),
            Event(-5, "11:30", Closed("Two weeks without a complaint.")),
        ),
    ),
    Story(
        key="unwell_after",
        given="Emil",
        family="Varga",
        born=date(1970, 11, 14),
        shows="unwell since the last day",
        courses=_carisoprodol(-16),
        taken=(Taken(first=-16, last=-3, late=(4, 9)),),
        events=(
            Event(-10, "10:30", CheckedIn(Use.AS_PLANNED, pain=3)),
            Event(-5, "15:40", Planned(Decision.STOP_AS_PLANNED)),
            Event(
                -1,
                "20:20",
                CheckedIn(Use.STOPPED, pain=2, symptoms=("headache", "tremor"), line="My hands shake since yesterday."),
            ),
        ),
    ),
)
