"""What can go wrong with what somebody asks for. Each type says whose fault it is and whether trying again can help.

    ShortcourseError
    ├── WrongInput      what was sent cannot be meant: the sender changes it; sending it again does not help
    ├── NotAllowed      this viewer may not do this: somebody else may
    ├── NotFound        it is not there, or not for this viewer: the two look the same
    ├── Conflict        the id was sent before with other content: nothing was changed, a new id is needed
    └── Refused         as things stand now it cannot be done: it may be possible when they change
        └── EntryRefused    entry checks found something: the same again with a written reason for each will do

Each edge maps these once. What is not one of these is a fault of the program.
"""

from collections.abc import Sequence

from courses.rules.entry_checks import EntryFinding


class ShortcourseError(Exception):
    """Something that was asked for was not done, and nothing was changed.

    `field` is the name of the input (a path such as `steps[0].slots[1].amount`), empty where it is none alone.
    `code` is stable, for machines; `message` and `what_to_do` are for people, in English.
    """

    def __init__(self, field: str, code: str, message: str, what_to_do: str = "") -> None:
        """Keep all four; the text is the message."""
        super().__init__(field, code, message, what_to_do)
        self.field = field
        self.code = code
        self.message = message
        self.what_to_do = what_to_do

    def __str__(self) -> str:
        """The field, where there is one, and the message."""
        return f"{self.field}: {self.message}" if self.field else self.message


class WrongInput(ShortcourseError):  # noqa: N818 (named as what is wrong)
    """What was sent cannot be what anyone meant."""


class NotAllowed(ShortcourseError):  # noqa: N818
    """The viewer may not do this."""


class NotFound(ShortcourseError):  # noqa: N818
    """It is not there, or not for this viewer."""


class Conflict(ShortcourseError):  # noqa: N818
    """The same id was sent before with other content."""


class Refused(ShortcourseError):  # noqa: N818
    """The state of things does not allow it."""


class EntryRefused(Refused):
    """Entry checks found what nobody has overridden with a reason.

    `findings` are all of them, those with a reason and those that are only shown included; `missing` are the names
    of the checks that still need a reason; `confirm_twice` says that a contraindication is to be confirmed again.
    """

    def __init__(self, findings: Sequence[EntryFinding], missing: Sequence[str], *, confirm_twice: bool) -> None:
        """Say which checks need a reason."""
        self.findings = tuple(findings)
        self.missing = tuple(missing)
        self.confirm_twice = confirm_twice
        needed = ", ".join(dict.fromkeys(missing)) or "a contraindication to be confirmed again"
        super().__init__(
            "overrides",
            "entry_refused",
            f"Entry checks ask for a reason: {needed}.",
            "Change what is prescribed, or write a reason for each check named.",
        )
