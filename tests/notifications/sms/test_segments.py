"""What a text costs."""

import pytest

from notifications.channels.sms.segments import segments


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("a", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        # The euro and brackets take two places each, and none is torn apart.
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("a" * 152 + "€" + "a" * 152, 3),
        # One sign outside the alphabet makes all of it wide: í is, é and ñ are not.
        ("ñé" * 80, 1),
        ("í" * 70, 1),
        ("í" * 71, 2),
        ("í" * 134, 2),
        ("í" * 135, 3),
        # A sign of two units of UTF-16.
        ("🙂" * 35, 1),
        ("🙂" * 36, 2),
        ("🙂" * 34, 1),
        ("í" * 66 + "🙂" + "í" * 66, 3),
    ],
)
def test_segments(text: str, count: int) -> None:
    assert segments(text) == count
