"""Problems as they are told (RFC 9457)."""

from typing import ClassVar

from rest_framework import serializers

from tracker.api.fields import YesNo
from tracker.api.strict import Told


class FaultTold(Told):
    """One thing wrong."""

    field = serializers.CharField(
        allow_blank=True, help_text="JSON pointer into the body, or /name of a parameter; empty where it is all of it."
    )
    code = serializers.CharField(help_text="Stable, for machines.")
    message = serializers.CharField()
    what_to_do = serializers.CharField(allow_blank=True)


class FindingTold(Told):
    """What an entry check says."""

    check = serializers.CharField()
    fact = serializers.CharField()
    source = serializers.CharField(allow_blank=True)  # type: ignore[assignment]  # a field, not DRF's own
    needs_reason = YesNo()
    stops = YesNo()

    examples: ClassVar = {
        "check": "longer_than_label",
        "fact": "21 days; the label says 2 to 3 weeks at most.",
        "source": "Soma label",
        "needs_reason": True,
    }


class ProblemTold(Told):
    """A problem."""

    type = serializers.CharField(help_text="Where this kind of problem is documented; stable.")
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    errors = FaultTold(many=True)  # type: ignore[assignment]


class EntryProblemTold(ProblemTold):
    """A problem; where entry checks ask for reasons, with what they found."""

    findings = FindingTold(many=True, required=False)
    missing = serializers.ListField(child=serializers.CharField(), required=False)
    confirm_twice = YesNo(required=False)


class ProblemTypeTold(Told):
    """One kind of problem."""

    code = serializers.CharField()
    type = serializers.CharField()
    status = serializers.IntegerField()
    title = serializers.CharField()
    about = serializers.CharField()
