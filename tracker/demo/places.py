"""Where the demo's practice is, and who works there. Names, numbers and addresses are plainly made up."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

PRACTICE_NAME = "Harbor Street Practice (fictional)"
PHONE = "555-0142"
OUT_OF_HOURS = "555-0199"
PASSWORD = "harbor-street-demo"  # noqa: S105 (printed with every demo, and good for nothing else)

# The demo's practice lies where it is about noon, so that a day is under way at whatever hour it is looked at.
ZONES = (
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Los_Angeles",
    "Pacific/Honolulu",
    "Pacific/Guam",
)
ABOUT_NOON = timedelta(hours=13)
A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffMember:
    """Somebody of the practice's staff."""

    key: str
    name: str
    role: str
    is_prescriber: bool = False
    is_reviewer: bool = False
    is_manager: bool = False
    takes_escalations: bool = False

    @property
    def email(self) -> str:
        """What this one signs in with."""
        return f"{self.key}@harbor-street.example.org"


STAFF = (
    StaffMember(key="reyes", name="Dr. Marisol Reyes", role="prescriber", is_prescriber=True, takes_escalations=True),
    StaffMember(key="okoye", name="Dr. Daniel Okoye", role="prescriber", is_prescriber=True),
    StaffMember(key="lindqvist", name="Lotta Lindqvist, RN", role="reviewer", is_reviewer=True, takes_escalations=True),
    StaffMember(key="abara", name="Grace Abara", role="manager", is_manager=True),
)

# Who runs the installation: belongs to no practice, sees no patient.
OPERATOR_KEY = "operator"
OPERATOR_EMAIL = "operator@harbor-street.example.org"


def zone_for(now: datetime) -> str:
    """Of the zones above the one whose clock is nearest to one in the afternoon."""

    def apart(name: str) -> timedelta:
        local = now.astimezone(ZoneInfo(name))
        since_midnight = timedelta(hours=local.hour, minutes=local.minute)
        return min((since_midnight - ABOUT_NOON) % A_DAY, (ABOUT_NOON - since_midnight) % A_DAY)

    return min(ZONES, key=apart)
