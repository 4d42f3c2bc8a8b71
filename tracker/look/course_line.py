"""The course as a line: where it began, where we are, where it ends. One drawing at every size."""

from dataclasses import dataclass

WIDTH = 636
HEIGHT = 76
MIDDLE = HEIGHT / 2
START = 10
POST = 16
DIAMOND = 32
TODAY = 26
MOST_DIAMONDS = 5
MOST_RINGS = 28


@dataclass(frozen=True, slots=True)
class CourseLine:
    """A course of `length` days on its day `day` (0 before it, above `length` after it), with `beyond` days of use
    after the end. Geometry in a box of 636 by 76."""

    length: int
    day: int
    beyond: int = 0

    @property
    def diamonds(self) -> tuple[float, ...]:
        """Where the days of use beyond the end stand; at most five are drawn."""
        shown = min(self.beyond, MOST_DIAMONDS)
        return tuple(WIDTH - DIAMOND * (shown - n) + DIAMOND / 2 for n in range(shown))

    @property
    def post(self) -> float:
        """The left edge of the end post."""
        return WIDTH - POST - DIAMOND * len(self.diamonds) - (8 if self.diamonds else 2)

    @property
    def is_running(self) -> bool:
        """Whether today is a day of the course."""
        return 1 <= self.day <= self.length

    @property
    def is_over(self) -> bool:
        """Whether the last day has passed."""
        return self.day > self.length

    def at(self, day: int) -> float:
        """The middle of a day; the last day's is the post's."""
        if self.length == 1:
            return self.post
        return START + (self.post + POST / 2 - START) * (day - 1) / (self.length - 1)

    @property
    def passed_to(self) -> float | None:
        """Where the thick line ends."""
        if self.is_over:
            return self.post
        return self.at(self.day) if self.is_running else None

    @property
    def dots(self) -> tuple[float, ...]:
        """The days that have passed, as dots on the thick line."""
        if self.length > MOST_RINGS:
            return ()
        return tuple(self.at(day) for day in range(2, min(self.day, self.length)))

    @property
    def rings(self) -> tuple[float, ...]:
        """The days to come before the last, as rings; a long course has a plain line."""
        if self.length > MOST_RINGS:
            return ()
        return tuple(self.at(day) for day in range(max(self.day + 1, 1), self.length))

    @property
    def today(self) -> float | None:
        """The middle of today; on the last day a little before the post, which stays seen."""
        if not self.is_running:
            return None
        return max(TODAY, min(self.at(self.day), self.post - TODAY))
