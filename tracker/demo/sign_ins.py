"""What the demo prints once it is served: where it is, and who can sign in how."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tracker.demo import places
from tracker.demo.story import Story

# Those to begin with: one of each kind of page.
SHOWN = ("due_now", "taper", "ending", "beyond", "two_courses", "spanish", "drowsy")


@dataclass(frozen=True, slots=True)
class Ways:
    """The addresses of coming in."""

    home: str
    staff: str
    patient: str


def lines(address: str, ways: Ways, stories: Sequence[Story], links: Sequence[tuple[str, str]]) -> Iterator[str]:
    """What is printed, line by line."""
    yield ""
    yield f"{places.PRACTICE_NAME} is open: {address}{ways.home}"
    yield "Everybody in it is made up. What goes out to them is printed here, and goes nowhere else."
    yield ""
    yield f"Staff sign in at {address}{ways.staff} with the password {places.PASSWORD}"
    for one in places.STAFF:
        yield f"  {one.role:<11} {one.email:<42} {one.name}"
    yield f"  {'operator':<11} {places.OPERATOR_EMAIL:<42} runs the installation, sees no patient"
    yield ""
    yield f"Patients sign in at {address}{ways.patient} with their mail address; the code is printed here"
    by_key = {story.key: story for story in stories}
    for key in SHOWN:
        yield f"  {by_key[key].mailbox:<32} {by_key[key].name}: {by_key[key].shows}"
    for name, path in links:
        yield f"  invited, not signed in yet: {name}, {address}{path}"
    yield ""
    yield "Ctrl-C ends it; the next start makes everything anew."
