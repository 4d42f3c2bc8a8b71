"""What patients tell, and what is done about it: doses, check-ins, talk requests, answers, acknowledgements."""

from typing import ClassVar

from rest_framework import serializers

from courses.models import Known, Outcome, Severity, Status, Use
from courses.rules import facts
from notifications.models.reminders import Outcome as Fate
from tracker.api.fields import Amount, Day, Id, Instant, Text, Texts, Wall, Whole, Word, YesNo
from tracker.api.strict import Sent, Told

SYMPTOMS = sorted(facts.SYMPTOMS)
EMERGENCIES = sorted(facts.EMERGENCY_SYMPTOMS)


class DoseSent(Sent):
    """One intake. `id` is made by the phone: the same sent again changes nothing and answers as the first time did."""

    id = Id()
    amount = Amount()
    taken_at = Instant()
    about = YesNo(required=False, help_text="Ticked later, at the slot's own time.")
    phone_instant = Instant(required=False, allow_null=True)
    phone_zone = Text(most=64, required=False)
    device = Text(most=200, required=False)

    examples: ClassVar = {"phone_zone": "America/New_York", "device": "Phone of Ada"}


class SnoozeSent(Sent):
    """Later: the reminder of one slot that is due once more, in half an hour."""

    id = Id()
    day = Day(help_text="The slot's medication day.")
    wall = Wall(help_text="The slot's wall time.")


class UndoSent(Sent):
    """An undo; its id is made by the phone, too."""

    id = Id(required=False, allow_null=True)


class CheckInSent(Sent):
    """A short set of answers; each may be left out."""

    id = Id()
    at = Instant(required=False, allow_null=True)
    use = Word(choices=Use.choices, required=False, allow_null=True)
    pain = Whole(min_value=0, max_value=10, required=False, allow_null=True)
    drowsiness = Whole(min_value=0, max_value=3, required=False, allow_null=True)
    symptoms = Texts(child=Word(choices=SYMPTOMS), required=False, max_length=50)
    line = Text(most=1000, required=False)
    device = Text(most=200, required=False)

    examples: ClassVar = {"pain": 4, "use": "as_planned", "symptoms": ["insomnia"], "line": "Sleeping badly."}


class EmergencySent(Sent):
    """Emergency symptoms and nothing else: what a helper may report, too."""

    id = Id()
    at = Instant(required=False, allow_null=True)
    symptoms = Texts(child=Word(choices=EMERGENCIES), min_length=1, max_length=50)
    device = Text(most=200, required=False)


class TalkRequestSent(Sent):
    """The patient asks to speak with the prescriber."""

    id = Id()
    line = Text(most=1000, required=False)
    device = Text(most=200, required=False)

    examples: ClassVar = {"line": "Can I have some more?"}


class AnswerSent(Sent):
    """An answer to all that waits of a course; `spoke` and `appointment` end the wait."""

    outcome = Word(choices=Outcome.choices)
    note = Text(most=2000, required=False)


class AcknowledgementSent(Sent):
    """That a flag was seen; up to the start of the day `until`, at most 7 days ahead, only a rise opens it again."""

    note = Text(most=2000, required=False)
    until = Day(required=False, allow_null=True)

    not_in_example = ("until",)


class AssignmentSent(Sent):
    """To whom what is asked for a patient is given; null: to nobody in particular."""

    to = Id(allow_null=True)


class NoteSent(Sent):
    """A free note on a patient, for clinicians; its id is made by who sends it, as a dose's is."""

    id = Id()
    text = Text(most=2000, allow_blank=False)

    examples: ClassVar = {"text": "Her sister brings her to visits."}


class FlagsAsked(Sent):
    """Which flags."""

    course = Id(required=False)
    patient = Id(required=False)
    status = Word(choices=Status.choices, required=False)
    severity = Word(choices=[level.name.lower() for level in Severity], required=False)


class DoseTold(Told):
    """A dose as it was logged. `taken_at` of one from the future is when it was received."""

    id = Id(source="client_id")
    course = Id(source="course_id")
    amount = Amount()
    taken_at = Instant()
    medication_day = Day()
    about = YesNo()
    logged_at = Instant(source="known_at")


class DoseInRecordTold(DoseTold):
    """A dose as it stands in the record."""

    undone_at = Instant(allow_null=True)


class SnoozeTold(Told):
    """A snooze as it was asked for."""

    id = Id(source="client_id")
    course = Id(source="course_id")
    day = Day(source="medication_day")
    wall = Wall()
    asked_at = Instant(source="known_at")


class CheckInTold(Told):
    """A check-in as it was made."""

    id = Id(source="client_id")
    course = Id(source="course_id")
    at = Instant()
    medication_day = Day()
    use = Word(choices=Use.choices, allow_null=True)
    pain = Whole(allow_null=True)
    drowsiness = Whole(allow_null=True)
    symptoms = Texts(child=Word(choices=SYMPTOMS))
    line = serializers.CharField(allow_blank=True)
    logged_at = Instant(source="known_at")


class CheckInInRecordTold(CheckInTold):
    """A check-in as it stands in the record."""

    undone_at = Instant(allow_null=True)


class TalkRequestTold(Told):
    """A talk request as it was made."""

    id = Id(source="client_id")
    course = Id(source="course_id")
    asked_at = Instant(source="known_at")
    medication_day = Day()
    line = serializers.CharField(allow_blank=True)


class TalkRequestInRecordTold(TalkRequestTold):
    """A talk request as it stands in the record."""

    undone_at = Instant(allow_null=True)


class AnswerTold(Told):
    """An answer; its note is for clinicians alone."""

    id = Id()
    outcome = Word(choices=Outcome.choices)
    note = serializers.CharField(allow_blank=True, allow_null=True)
    answered_at = Instant(source="known_at")
    by_kind = serializers.CharField()
    by_id = Id(allow_null=True)
    undone_at = Instant(allow_null=True)

    examples: ClassVar = {"by_kind": "clinician"}


class AssignmentTold(Told):
    """That what is asked for a patient was given to a colleague."""

    id = Id()
    to = Id(source="to_id", allow_null=True)
    given_at = Instant(source="known_at")
    by_kind = serializers.CharField()
    by_id = Id(allow_null=True)

    examples: ClassVar = {"by_kind": "clinician"}


class NoteTold(Told):
    """A note as it stands in the record."""

    id = Id(source="client_id")
    text = serializers.CharField()
    written_at = Instant(source="known_at")
    by_kind = serializers.CharField()
    by_id = Id(allow_null=True)
    undone_at = Instant(allow_null=True)

    examples: ClassVar = {"by_kind": "clinician"}


class ReminderTold(Told):
    """What the schedule called for, and what became of it."""

    id = Id()
    kind = serializers.CharField()
    medication_day = Day()
    due_at = Instant()
    to = serializers.CharField(source="recipient")
    outcome = Word(choices=Fate.choices)
    went_at = Instant(allow_null=True)

    examples: ClassVar = {"kind": "dose_due", "to": "patient"}


class AssessmentSent(Sent):
    """What the prescriber asked before starting. Free texts are shown and read by no rule."""

    risk_factors = Texts(child=Text(most=200), required=False, max_length=100)
    other_medicines = Texts(child=Text(most=80), required=False, max_length=100)
    other_medicines_text = Text(most=2000, required=False)
    allergies_text = Text(most=2000, required=False)
    work_needs_alertness = Word(choices=Known.choices, required=False)
    liver_disease = Word(choices=Known.choices, required=False)
    kidney_disease = Word(choices=Known.choices, required=False)
    pregnancy = Word(choices=Known.choices, required=False)
    enhanced_monitoring = YesNo(required=False)
    note = Text(most=2000, required=False)

    examples: ClassVar = {"risk_factors": [], "other_medicines": ["ibuprofen"]}


class AssessmentTold(Told):
    """An assessment."""

    id = Id()
    patient = Id(source="patient_id")
    risk_factors = Texts(child=serializers.CharField())
    other_medicines = Texts(child=serializers.CharField())
    other_medicines_text = serializers.CharField(allow_blank=True)
    allergies_text = serializers.CharField(allow_blank=True)
    work_needs_alertness = Word(choices=Known.choices)
    liver_disease = Word(choices=Known.choices)
    kidney_disease = Word(choices=Known.choices)
    pregnancy = Word(choices=Known.choices)
    enhanced_monitoring = YesNo()
    note = serializers.CharField(allow_blank=True)
    recorded_at = Instant(source="known_at")
