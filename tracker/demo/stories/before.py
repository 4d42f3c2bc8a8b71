"""Courses that have not begun, were taken back, or that nobody logs on."""

from datetime import date

from tracker.demo.story import NOW, Cancelled, Entered, Event, Steps, Story

STORIES = (
    Story(
        key="tomorrow",
        given="Julia",
        family="Meyer",
        born=date(1995, 8, 21),
        shows="begins tomorrow",
        courses=(
            Entered(
                medicine="carisoprodol",
                strength="350 mg tablet",
                first=1,
                entered=(0, NOW.plus(hours=-1)),
                steps=(Steps(10, ("08:00", "14:00", "20:00", "22:30")), Steps(4, ("08:00", "20:00"))),
                supply=48,
                indication="Strained lower back",
            ),
        ),
    ),
    Story(
        key="next_week",
        given="Kofi",
        family="Mensah",
        born=date(1971, 12, 30),
        shows="begins next week",
        courses=(
            Entered(
                medicine="prednisone",
                strength="10 mg tablet",
                first=6,
                entered=(-1, "11:45"),
                steps=(Steps(3, ("08:00",), "4"), Steps(3, ("08:00",), "2"), Steps(3, ("08:00",), "1")),
                supply=21,
                indication="Before the allergy season",
                by="okoye",
            ),
        ),
    ),
    Story(
        key="invited",
        given="Lena",
        family="Fischer",
        born=date(1999, 4, 2),
        shows="invited, and not signed in yet",
        signs_in=False,
        courses=(
            Entered(
                medicine="metaxalone",
                strength="800 mg tablet",
                first=2,
                entered=(0, NOW.plus(hours=-2)),
                steps=(Steps(7, ("08:00", "14:00", "20:00")),),
                supply=21,
                indication="Shoulder strain",
            ),
        ),
    ),
    Story(
        key="just_in",
        given="Elvira",
        family="Quiroga",
        born=date(1968, 10, 3),
        shows="has just come in, face to face",
        just_in=True,
        courses=(
            Entered(
                medicine="carisoprodol",
                strength="350 mg tablet",
                first=1,
                entered=(0, NOW.plus(hours=-1)),
                steps=(Steps(7, ("08:00", "14:00", "22:00")),),
                supply=21,
                indication="Strained neck",
            ),
        ),
    ),
    Story(
        key="cancelled",
        given="Bianca",
        family="Rossi",
        born=date(1983, 7, 7),
        shows="cancelled before the first dose",
        courses=(
            Entered(
                medicine="diazepam",
                strength="5 mg tablet",
                first=-1,
                steps=(Steps(7, ("09:00", "21:00")),),
                supply=14,
                indication="Back spasm",
            ),
        ),
        events=(Event(-2, "17:30", Cancelled("She would rather try heat and exercises first.")),),
    ),
    Story(
        key="never_started",
        given="Colin",
        family="Hart",
        born=date(1977, 5, 25),
        shows="nothing logged since the first day",
        courses=(
            Entered(
                medicine="tizanidine",
                strength="4 mg tablet",
                first=-4,
                steps=(Steps(10, ("08:00", "16:00", "22:00")),),
                supply=30,
                indication="Neck spasm",
                by="okoye",
            ),
        ),
    ),
)
