"""Tables that a spreadsheet opens: written while they are sent, with no cell that it would take for a formula."""

import csv
import io
from collections.abc import Iterable, Iterator
from itertools import chain

# A spreadsheet takes a cell that begins so for a formula; some leave white space aside first. The full-width forms are
# what an input method of an East Asian language turns into them.
BEGINS_A_FORMULA = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
BEGINS_A_CELL_ANEW = ("\t", "\r", "\n", "|")
# Spreadsheets take a file without this mark for one in the machine's own, older alphabet.
UTF_8_MARK = "\ufeff"
CSV_TYPE = "text/csv; charset=utf-8; header=present"


def as_csv(head: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    """A table line by line, its head first."""
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    yield UTF_8_MARK
    for cells in chain([head], rows):
        writer.writerow([cell(one) for one in cells])
        yield written.getvalue()
        written.seek(0)
        written.truncate()


def cell(text: str) -> str:
    """A text as a cell that no spreadsheet takes for a formula: one that could be begins with an apostrophe."""
    begins = text.lstrip()
    risky = begins.startswith(BEGINS_A_FORMULA) or text.startswith(BEGINS_A_CELL_ANEW)
    return f"'{text}" if risky else text
