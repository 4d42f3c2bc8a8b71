"""Progress, on standard error: the lines of standard output are the figures."""

import sys


def tell(text: str) -> None:
    """One line of progress."""
    sys.stderr.write(f"  {text}\n")
    sys.stderr.flush()
