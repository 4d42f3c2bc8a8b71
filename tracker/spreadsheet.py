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
# Characters that are sent at once.
A_PIECE = 16_384
CSV_TYPE = "text/csv; charset=utf-8; header=present"


def as_csv(head: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    """A table, its head first, so many lines at once: a server takes about as long for a line as for a hundred."""
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    written.write(UTF_8_MARK)
    for cells in chain([head], rows):
        writer.writerow([cell(one) for one in cells])
        if written.tell() >= A_PIECE:
            yield written.getvalue()
            written.seek(0)
            written.truncate()
    yield written.getvalue()


def cell(text: str) -> str:
    """A text as a cell that no spreadsheet takes for a formula: one that could be begins with an apostrophe."""
    begins = text.lstrip()
    risky = begins.startswith(BEGINS_A_FORMULA) or text.startswith(BEGINS_A_CELL_ANEW)
    return f"'{text}" if risky else text
