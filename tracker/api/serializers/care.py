"""The care besides the medicine, and what the patient was told before it: activities, their ticks, briefings."""

from typing import ClassVar

from rest_framework import serializers

from courses.models import ActivityKind, Language
from tracker.api.fields import Day, Id, Instant, Text, Word
from tracker.api.strict import Sent, Told


class ActivitySent(Sent):
    """A part of the care besides the medicine."""

    kind = Word(choices=ActivityKind.choices)
    text = Text(most=500)
    on = Day(required=False, allow_null=True, help_text="The day of a visit; for every day, if left out.")

    examples: ClassVar = {"kind": "exercise", "text": "Walk for ten minutes, twice.", "on": None}


class ActivityTold(Told):
    """An activity; one that was ended is shown to the patient no more."""

    id = Id()
    course = Id(source="course_id")
    kind = Word(choices=ActivityKind.choices)
    text = serializers.CharField()
    on = Day(allow_null=True)
    added_at = Instant(source="known_at")
    ended_at = Instant(allow_null=True)

    examples: ClassVar = {"kind": "exercise", "text": "Walk for ten minutes, twice.", "on": None, "ended_at": None}


class TickSent(Sent):
    """That an activity was done. `id` is made by the phone: the same sent again changes nothing."""

    id = Id()
    day = Day(required=False, allow_null=True, help_text="The medication day; today, if left out.")
    device = Text(most=200, required=False)

    not_in_example = ("day",)


class TickTold(Told):
    """A tick as it was made."""

    id = Id(source="client_id")
    activity = Id(source="activity_id")
    day = Day()
    logged_at = Instant(source="known_at")


class TickInRecordTold(TickTold):
    """A tick as it stands in the record."""

    undone_at = Instant(allow_null=True)


class BriefingSent(Sent):
    """What the patient was told before starting, word by word, with its version."""

    course = Id(required=False, allow_null=True)
    version = Text(most=20)
    language = Word(choices=Language.choices, required=False)
    text = Text(most=20_000)

    examples: ClassVar = {"version": "1", "text": "This medicine is for a short time."}
    not_in_example = ("course",)


class BriefingTold(Told):
    """A briefing, and when the patient said that they read it."""

    id = Id()
    patient = Id(source="patient_id")
    course = Id(source="course_id", allow_null=True)
    version = serializers.CharField()
    language = Word(choices=Language.choices)
    text = serializers.CharField()
    given_at = Instant()
    acknowledged_at = Instant(allow_null=True)

    examples: ClassVar = {"version": "1", "text": "This medicine is for a short time.", "acknowledged_at": None}
