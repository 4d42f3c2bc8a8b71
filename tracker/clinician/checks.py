"""Entry checks on a form: each finding with its source, and the field for the reason that lets it pass."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from courses.rules.entry_checks import EntryFinding
from tracker.clinician.words import CHECKS

PREFIX = "override-"
CONFIRM = "confirmed_twice"
LONGEST_REASON = 1000


@dataclass(frozen=True, slots=True)
class Check:
    """One entry check with all that it found; `reason` is what was typed so far."""

    name: str
    findings: tuple[EntryFinding, ...]
    reason: str
    error: str

    @property
    def title(self) -> str:
        """Its name in words."""
        return CHECKS.get(self.name, self.name)

    @property
    def field(self) -> str:
        """The name, and id, of the field for the reason."""
        return f"{PREFIX}{self.name}"

    @property
    def needs_reason(self) -> bool:
        """Whether it is to be answered, or only shown."""
        return any(finding.needs_reason for finding in self.findings)

    @property
    def stops(self) -> bool:
        """Whether it is asked twice."""
        return any(finding.stops for finding in self.findings)


def reasons_in(data: Mapping[str, str]) -> dict[str, str]:
    """The reasons that a form sent, by check."""
    return {
        name.removeprefix(PREFIX): reason for name, reason in data.items() if name.startswith(PREFIX) and reason.strip()
    }


def checks_of(findings: Sequence[EntryFinding], data: Mapping[str, str], missing: Sequence[str] = ()) -> list[Check]:
    """The findings by check, with what was typed; `missing` are the checks whose reason was asked for in vain."""
    names = dict.fromkeys(finding.check for finding in findings)
    return [
        Check(
            name=name,
            findings=tuple(finding for finding in findings if finding.check == name),
            reason=data.get(f"{PREFIX}{name}", ""),
            error="Write a reason, or change what is prescribed." if name in missing else "",
        )
        for name in names
    ]
