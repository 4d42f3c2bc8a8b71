"""How many segments a text costs (3GPP TS 23.038): providers bill these, not messages."""

# The signs of the 7-bit alphabet that are sent as one, and those that are sent as two.
GSM_7 = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM_7_TWICE = frozenset("\f^{}\\[~]|€")
# A text of several segments loses some of each to the header that joins them.
ALONE, JOINED = 160, 153
UCS_2_ALONE, UCS_2_JOINED = 70, 67


def segments(text: str) -> int:
    """The segments of a text; 0 of none. One sign outside the 7-bit alphabet makes all of it cost more."""
    if set(text) <= GSM_7 | GSM_7_TWICE:
        return _packed([2 if sign in GSM_7_TWICE else 1 for sign in text], ALONE, JOINED)
    return _packed([len(sign.encode("utf-16-be")) // 2 for sign in text], UCS_2_ALONE, UCS_2_JOINED)


def _packed(widths: list[int], alone: int, joined: int) -> int:
    """No sign is torn apart between two segments."""
    if sum(widths) <= alone:
        return 1 if widths else 0
    count, left = 1, joined
    for width in widths:
        if width > left:
            count, left = count + 1, joined
        left -= width
    return count
