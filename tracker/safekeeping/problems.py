"""What keeps a backup, a restore or a move from being done; the text says what to do."""


class CannotBeDone(RuntimeError):  # noqa: N818 (named as what is the case)
    """Nothing was changed, or what was begun was taken back, unless the text says otherwise."""
