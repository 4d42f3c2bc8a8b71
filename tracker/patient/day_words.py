"""A day of a course in words: facts, in the order in which they came to be. No share, no praise, no blame."""

from collections.abc import Callable
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.patient.diary import DayTold

Amount = Callable[[Decimal], str]


def planned(told: DayTold, amount: Amount) -> str:
    """What the plan says of the day; nothing for a day without a plan."""
    if told.planned is not None:
        return amount(told.planned)
    return _("when needed, at most %(amount)s") % {"amount": amount(told.most)} if told.most is not None else ""


def logged(told: DayTold, amount: Amount) -> str:
    """What was logged; nothing where that is nothing."""
    return amount(told.logged) if told.doses else ""


def besides(told: DayTold) -> list[str]:
    """What else there is to say of the day."""
    said = []
    extra = len(told.extra)
    if told.is_beyond and extra:
        said.append(_("after the end"))
    elif extra and told.in_window:
        said.append(ngettext("%(count)d not in the plan", "%(count)d not in the plan", extra) % {"count": extra})
    elif extra:
        said.append(_("before the first day"))
    if told.check_ins:
        count = len(told.check_ins)
        said.append(ngettext("%(count)d check-in", "%(count)d check-ins", count) % {"count": count})
    if told.is_last:
        said.append(_("last day"))
    if told.is_today:
        said.append(_("today"))
    return said


def sentence(told: DayTold, amount: Amount) -> str:
    """The day in one line: planned 3 tablets, logged 2 tablets, 1 check-in."""
    said = []
    if plan := planned(told, amount):
        said.append(_("planned %(amount)s") % {"amount": plan} if told.planned is not None else plan)
    if amounts := logged(told, amount):
        said.append(_("logged %(amount)s") % {"amount": amounts})
    elif told.in_window and not told.is_to_come:
        said.append(_("nothing logged"))
    return ", ".join([*said, *besides(told)]) or _("nothing planned")
