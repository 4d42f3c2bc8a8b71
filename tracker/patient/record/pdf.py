"""The report as a PDF: text that can be selected and searched, its language said, tables with heads on each page.

A picture stands with the table that says all of it, as a file of this kind has no words for those who listen.
"""

from collections.abc import Callable
from itertools import pairwise

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from fpdf import FPDF
from fpdf.fonts import FontFace

from tracker.patient.over_time import HEIGHT, PAIN_BOTTOM, USE_BOTTOM, WIDTH, OverTime
from tracker.patient.record.letters import BOLD, FAMILY, REGULAR, Letters
from tracker.patient.record.report import CourseReport, Line, Report

LETTER_COUNTRIES = frozenset({"US", "CA", "MX", "PH", "CO", "CL"})
INK, SECOND, RULE, LAKE, EDGE = (15, 42, 48), (67, 87, 91), (170, 182, 180), (10, 88, 98), (106, 125, 128)
SUN, SUN_EDGE, PALE, WHITE = (246, 196, 69), (138, 95, 0), (241, 245, 243), (255, 255, 255)
MARGIN = 16
TITLE, SECTION, BODY, SMALL = 20, 14, 10.5, 9
PICTURE_WIDTH = 120
NAMES_WIDTH = 52
# From the picture's box to millimetres of the page.
Place = Callable[[float, float], tuple[float, float]]


class _Paper(FPDF):
    """Pages with a number at their foot, and texts that are made fit to draw."""

    def __init__(self, paper: str, letters: Letters, title: str) -> None:
        super().__init__(format=paper)
        self.letters = letters
        self.set_margin(MARGIN)
        self.set_auto_page_break(auto=True, margin=MARGIN + 4)
        self.add_font(FAMILY, "", REGULAR)
        self.add_font(FAMILY, "B", BOLD)
        self.set_title(title)
        self.set_lang(get_language() or "en")
        self.set_creator("Shortcourse")
        self.alias_nb_pages()

    def footer(self) -> None:
        """The page's number."""
        self.set_y(-MARGIN + 2)
        self.letter(SMALL, SECOND)
        self.cell(0, 5, f"{self.page_no()}/{{nb}}", align="C")

    def letter(self, size: float, colour: tuple[int, int, int] = INK, style: str = "") -> None:
        """What is written from here on."""
        self.set_font(FAMILY, style, size)
        self.set_text_color(*colour)

    def text_line(self, text: str, *, height: float = 5) -> None:
        """A text over as many lines as it needs."""
        self.multi_cell(0, height, self.letters.drawn(text), align="L", new_x="LMARGIN", new_y="NEXT")


def as_pdf(report: Report, *, country: str) -> bytes:
    """The report on the paper of a country."""
    letters = Letters()
    title = _("Report for your doctor")
    paper = _Paper("letter" if country in LETTER_COUNTRIES else "a4", letters, title)
    paper.add_page()
    paper.letter(TITLE, style="B")
    paper.text_line(title, height=9)
    paper.ln(2)
    _facts(paper, report.whose)
    for one in report.courses:
        _course(paper, one)
    if report.is_cut:
        paper.text_line(_("There are older courses. The files have all of it."))
    if not report.courses:
        paper.text_line(_("Nothing is logged yet."))
    if letters.lost:
        paper.ln(4)
        paper.letter(SMALL, SECOND)
        paper.text_line(_("Some letters could not be printed here and stand as “?”. The page to print has them."))
    return bytes(paper.output())


def _facts(paper: _Paper, lines: tuple[Line, ...]) -> None:
    for line in lines:
        paper.letter(BODY, SECOND)
        paper.multi_cell(NAMES_WIDTH, 5, paper.letters.drawn(line.name), align="L", new_x="RIGHT", new_y="TOP")
        paper.letter(BODY, INK)
        paper.multi_cell(0, 5, paper.letters.drawn(line.text), align="L", new_x="LMARGIN", new_y="NEXT")
        paper.ln(0.8)


def _course(paper: _Paper, one: CourseReport) -> None:
    paper.ln(4)
    paper.set_draw_color(*RULE)
    paper.line(MARGIN, paper.get_y(), paper.w - MARGIN, paper.get_y())
    paper.ln(3)
    paper.letter(SECTION, style="B")
    paper.text_line(one.course.name, height=7)
    _facts(paper, one.lines)
    if not one.picture["picture"].is_empty:
        _picture(paper, one.picture["picture"], one.picture["highest"])
    heads = (_("Day"), _("Planned"), _("Logged"), _("At"), _("Pain"), _("Besides"))
    if one.days:
        _table(paper, heads, one.days, (25, 30, 22, 45, 12, 40))
        paper.letter(SMALL, SECOND)
        paper.text_line(_("A time with ~ is about then."))
    if one.check_ins:
        _table(paper, (_("Check-in"), _("Answers"), _("In their own words")), one.check_ins, (30, 60, 84))
    if one.is_cut:
        paper.letter(SMALL, SECOND)
        paper.text_line(_("There is more of this course. The files have all of it."))


def _table(paper: _Paper, heads: tuple[str, ...], rows: tuple[tuple[str, ...], ...], widths: tuple[int, ...]) -> None:
    paper.ln(2)
    paper.letter(SMALL)
    paper.set_draw_color(*RULE)
    paper.set_fill_color(*WHITE)
    style = FontFace(emphasis="BOLD", color=INK, fill_color=PALE)
    with paper.table(
        headings_style=style, col_widths=widths, text_align="LEFT", line_height=4.6, borders_layout="HORIZONTAL_LINES",
        padding=(0.8, 1),
    ) as table:  # fmt: skip
        for row in (heads, *rows):
            drawn = table.row()
            for cell in row:
                drawn.cell(paper.letters.drawn(cell))
    paper.ln(1)


def _picture(paper: _Paper, picture: OverTime, highest: str) -> None:
    """The drawing of the phone, in millimetres."""
    scale = PICTURE_WIDTH / WIDTH
    if paper.get_y() + HEIGHT * scale > paper.h - MARGIN - 6:
        paper.add_page()
    left, top = MARGIN, paper.get_y() + 2

    def at(x: float, y: float) -> tuple[float, float]:
        return left + x * scale, top + y * scale

    def write(x: float, y: float, text: str, *, style: str = "") -> None:
        paper.letter(SMALL, INK if style else SECOND, style)
        paper.text(*at(x, y), paper.letters.drawn(text))

    paper.set_line_width(0.3)
    write(0, 15, _("Pain"), style="B")
    write(14, 38, "10")
    write(20, 114, "0")
    paper.set_draw_color(*RULE)
    paper.line(*at(34, PAIN_BOTTOM), *at(388, PAIN_BOTTOM))
    paper.set_draw_color(*INK)
    points = [at(point.x, point.y) for point in picture.points]
    for start, end in pairwise(points):
        paper.line(*start, *end)
    paper.set_fill_color(*INK)
    for point in picture.points:
        paper.circle(*at(point.x, point.y), radius=1.2, style="F")
        if point.is_numbered:
            write(point.x - 3, point.y - 8, str(point.pain), style="B")
    write(0, 136, _("Logged each day, up to %(most)s") % {"most": highest}, style="B")
    _columns(paper, picture, at, scale)
    for x, day in picture.dates:
        write(x - 4, 252, day)
    paper.set_y(top + HEIGHT * scale + 2)


def _columns(paper: _Paper, picture: OverTime, at: Place, scale: float) -> None:
    for column in picture.columns:
        if column.logged:
            paper.set_fill_color(*LAKE)
            x, y = at(column.x, column.top)
            paper.rect(x, y, column.width * scale, column.logged * scale, style="F")
        if column.planned:
            paper.set_draw_color(*EDGE)
            x, y = at(column.x, column.planned_top)
            paper.rect(x, y, column.width * scale, column.planned * scale)
        if column.is_beyond:
            paper.set_draw_color(*INK)
            middle, high = column.middle, column.top - 9
            corners = [at(middle, high - 6), at(middle + 6, high), at(middle, high + 6), at(middle - 6, high)]
            paper.polygon(corners, style="D")
    paper.set_draw_color(*EDGE)
    paper.line(*at(34, USE_BOTTOM), *at(388, USE_BOTTOM))
    if picture.post is not None:
        paper.set_fill_color(*SUN)
        paper.set_draw_color(*SUN_EDGE)
        x, y = at(picture.post, 142)
        paper.rect(x, y, 6 * scale, 94 * scale, style="DF")
