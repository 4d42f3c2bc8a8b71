"""The kinds of reminder: which is more urgent, which may be left."""

from collections.abc import Iterable

from notifications.rules.reminder import DOSE_KINDS, Kind

# The most urgent first. A message that carries several begins with the words of the first of them: what is about
# safety comes before what is about the next dose.
URGENCY: tuple[Kind, ...] = (
    Kind.ESCALATION,
    Kind.FLAG_RAISED,
    Kind.PLAN_NEEDED,
    Kind.TALK_TO_PRESCRIBER,
    Kind.PLAN_CHANGED,
    Kind.COURSE_OVER,
    Kind.LAST_DAY,
    Kind.COURSE_ENDING,
    Kind.DOSE_DUE,
    Kind.DOSE_SNOOZED,
    Kind.DOSE_FOLLOW_UP,
    Kind.STEP_CHANGES,
    Kind.AFTER_COURSE_CHECK_IN,
    Kind.CHECK_IN_DUE,
    Kind.DAILY_DIGEST,
)

# By a link in a mail; the ending and the talk kinds can only change channel.
LEAVABLE = frozenset(
    {
        Kind.DOSE_DUE,
        Kind.DOSE_SNOOZED,
        Kind.DOSE_FOLLOW_UP,
        Kind.CHECK_IN_DUE,
        Kind.AFTER_COURSE_CHECK_IN,
        Kind.DAILY_DIGEST,
    }
)

# What comes once more by the next channel where a phone has not confirmed it: the ending and the talk kinds. The others
# do where the person asks for it.
COMES_AGAIN = frozenset(
    {
        Kind.STEP_CHANGES,
        Kind.PLAN_CHANGED,
        Kind.COURSE_ENDING,
        Kind.LAST_DAY,
        Kind.COURSE_OVER,
        Kind.TALK_TO_PRESCRIBER,
    }
)

# What a push service is asked to wake a phone for.
PRESSING = DOSE_KINDS | COMES_AGAIN | {Kind.FLAG_RAISED, Kind.ESCALATION}


def most_urgent(kinds: Iterable[str]) -> Kind:
    """The kind whose words a message that carries these begins with."""
    return min((Kind(kind) for kind in kinds), key=URGENCY.index)
