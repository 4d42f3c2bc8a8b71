"""Patients and what they chose, who looks, and the patient's today."""

from typing import Any, ClassVar

from rest_framework import serializers

from courses.access import Kind, Role
from courses.models import Language
from tracker.api.fields import Day, Id, Instant, Share, Text, Texts, Wall, Whole, Word, YesNo, Zone
from tracker.api.serializers.courses import STATES, CourseTold, PlannedDayTold
from tracker.api.strict import Sent, Told


class PatientSent(Sent):
    """A patient to be registered."""

    given_name = Text(most=100)
    family_name = Text(most=100, required=False)
    birth_date = Day()
    language = Word(choices=Language.choices, required=False)
    time_zone = Zone(required=False, help_text="The practice's, if left out.")
    day_boundary = Wall(required=False, allow_null=True)

    examples: ClassVar = {
        "given_name": "Ada",
        "family_name": "Example",
        "birth_date": "1984-05-01",
        "day_boundary": None,
    }


class PatientChangesSent(Sent):
    """What is said of a patient; what is left out stays."""

    given_name = Text(most=100, required=False, allow_blank=False)
    family_name = Text(most=100, required=False)
    birth_date = Day(required=False)
    language = Word(choices=Language.choices, required=False)
    day_boundary = Wall(
        required=False, allow_null=True, help_text="For each course from its next revision on; null: the practice's."
    )

    examples: ClassVar = {
        "given_name": "Ada",
        "family_name": "Example",
        "birth_date": "1984-05-01",
        "day_boundary": None,
    }


class ZoneSent(Sent):
    """A move to another zone, from now on."""

    time_zone = Zone()


class SettingsSent(Sent):
    """What the patient chooses; what is left out stays."""

    message_hour = Wall(required=False)
    quiet_start = Wall(required=False)
    quiet_end = Wall(required=False)
    follow_up = YesNo(required=False)

    examples: ClassVar = {"message_hour": "10:00", "quiet_start": "22:00", "quiet_end": "07:00", "follow_up": True}


class SettingsTold(Told):
    """What the patient chose, as it is in force."""

    time_zone = Zone()
    message_hour = Wall()
    quiet_start = Wall()
    quiet_end = Wall()
    follow_up = YesNo()
    since = Instant(source="known_at")

    examples: ClassVar = {"message_hour": "10:00", "quiet_start": "22:00", "quiet_end": "07:00"}


class PatientTold(Told):
    """A patient."""

    id = Id()
    given_name = serializers.CharField()
    family_name = serializers.CharField(allow_blank=True)
    birth_date = Day()
    language = Word(choices=Language.choices)
    day_boundary = Wall(allow_null=True)
    registered_at = Instant(source="created_at")

    examples: ClassVar = {"given_name": "Ada", "family_name": "Example", "birth_date": "1984-05-01", "language": "en"}


class PatientWholeTold(PatientTold):
    """A patient with the settings in force, and the days of use of each class in the last 365."""

    settings = SettingsTold()
    class_days = serializers.DictField(child=Whole())

    examples: ClassVar[dict[str, Any]] = {**PatientTold.examples, "class_days": {"skeletal muscle relaxant": 12}}


class ViewerTold(Told):
    """Who looks, as the API sees them."""

    kind = Word(choices=[kind.value for kind in Kind])
    id = Id(allow_null=True)
    practice = Id(allow_null=True)
    patient = Id(allow_null=True)
    roles = Texts(child=Word(choices=[role.value for role in Role]))


class NumbersToCall(Told):
    """Whom to call; on every page that offers a talk, and in an emergency."""

    practice = serializers.CharField()
    phone = serializers.CharField(allow_blank=True)
    out_of_hours_phone = serializers.CharField(allow_blank=True)
    emergency_number = serializers.CharField()
    crisis_line = serializers.CharField(allow_blank=True)
    poison_line = serializers.CharField(allow_blank=True)
    answer_promise = serializers.CharField(allow_blank=True)

    examples: ClassVar = {"practice": "Example Practice", "emergency_number": "911"}


class CourseInShortTold(Told):
    """What is needed of a course to log a dose of it."""

    id = Id()
    medicine = serializers.CharField(help_text="Its name in the catalogue.")
    strength = serializers.CharField()
    unit = serializers.CharField()
    today = Day(help_text="The medication day that contains now.")
    state = Word(choices=STATES)

    examples: ClassVar = {"medicine": "carisoprodol", "strength": "350 mg tablet", "unit": "tablet"}


class TodayCourseTold(Told):
    """A course today. `day` is null where today is no day of its window."""

    course = CourseInShortTold()
    details = CourseTold(allow_null=True, help_text="For the patient alone; null for a helper.")
    day = PlannedDayTold(allow_null=True)
    taken_today = Share()


class TodayTold(Told):
    """The patient's today: each course that runs, is to come (for the patient alone), or ended within 14 days."""

    now = Instant()
    time_zone = serializers.CharField()
    call = NumbersToCall()
    courses = TodayCourseTold(many=True)

    examples: ClassVar = {"time_zone": "America/New_York"}
