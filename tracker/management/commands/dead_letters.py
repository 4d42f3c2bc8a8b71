"""`manage.py dead_letters list|show|retry|drop`: what was given up, why, and what is done about it."""

import getpass
from argparse import ArgumentParser
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from courses.errors import ShortcourseError
from notifications import dead_letters
from notifications.dead_letters import Letter, Operator
from notifications.models import OperatorDeed
from notifications.models.endpoints import Channel
from tracker import clock

WHAT = {"retry": OperatorDeed.What.RETRIED, "drop": OperatorDeed.What.DROPPED}


class Command(BaseCommand):
    help = "Deliveries that were given up and whom the sweep set aside: listed, explained, retried, dropped."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One word says what is to be done."""
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
        listed = verbs.add_parser("list", help="what was given up, by channel and reason, then one by one")
        listed.add_argument("--channel", default="", choices=Channel.values)
        listed.add_argument("--limit", type=int, default=dead_letters.SHOWN, help="so many of each, the newest")
        shown = verbs.add_parser("show", help="one of them: what happened, and what to do")
        shown.add_argument("letter", type=UUID)
        for verb, said in (("retry", "try again"), ("drop", "list and count no more")):
            done = verbs.add_parser(verb, help=said)
            done.add_argument("letters", nargs="*", type=UUID, metavar="LETTER")
            done.add_argument("--channel", choices=Channel.values, help="all of one channel that ended with --reason")
            done.add_argument("--reason", help="the reason as `list` prints it, whole")
            done.add_argument("--why", required=True, help="kept with your name; no personal data")
            if verb == "retry":
                done.add_argument("--set-aside", type=int, metavar="NUMBER", help="whom the sweep set aside")

    def handle(self, *, verb: str, **chosen: Any) -> None:
        """Do as told."""
        try:
            if verb == "list":
                self._list(chosen["channel"], chosen["limit"])
            elif verb == "show":
                self._show(dead_letters.letter(chosen["letter"]))
            else:
                self._settle(verb, chosen)
        except ShortcourseError as error:
            raise CommandError(f"{error.message} {error.what_to_do}".strip()) from None

    def _list(self, channel: str, limit: int) -> None:
        if limit < 1:
            raise CommandError(f"--limit is {limit}; it is at least 1.")
        for pile in dead_letters.piles():
            if channel in ("", pile.channel):
                self.stdout.write(
                    f"{pile.count} by {pile.channel}, {_said(pile.oldest)} to {_said(pile.newest)}: {pile.reason}"
                )
        for one in dead_letters.letters(channel=channel, limit=limit):
            to = "staff" if one.to_staff else "a patient"
            self.stdout.write(f"{one.id} {_said(one.died_at)} {one.channel} to {to}: {one.reason}")
        for row in dead_letters.set_aside(limit):
            whose = f"patient {row.patient}" if row.patient else "its own digest and escalations"
            self.stdout.write(
                f"set aside {row.number}, {row.practice}, {whose}: {row.failures} times {row.failure}; "
                f"tried next {_said(row.tried_at)}"
            )

    def _show(self, one: Letter) -> None:
        self.stdout.write(f"{one.id}: by {one.channel} to {'staff' if one.to_staff else 'a patient'}")
        self.stdout.write(f"decided {_said(one.began_at)}, given up {_said(one.died_at)}, attempts {one.attempts}")
        self.stdout.write(f"too late from {_said(one.too_late_at)}")
        self.stdout.write(dead_letters.explained(one, clock.now()))
        for deed in one.deeds:
            self.stdout.write(f"{deed.what} {_said(deed.at)} by {deed.by_name} ({deed.through}): {deed.why}")

    def _settle(self, verb: str, chosen: dict[str, Any]) -> None:
        by = Operator(name=getpass.getuser(), through=OperatorDeed.Through.COMMAND)
        told: dict[str, Any] = {"by": by, "why": chosen["why"], "now": clock.now()}
        pile = (chosen["channel"], chosen["reason"])
        number = chosen.get("set_aside")
        if [bool(chosen["letters"]), pile != (None, None), number is not None].count(True) != 1 or pile.count(
            None
        ) == 1:
            raise CommandError("Name letters, or both --channel and --reason, or (to retry) --set-aside NUMBER.")
        if number is not None:
            dead_letters.try_again(number, **told)
            self.stdout.write(f"{number} is tried again at the next tick.")
            return
        if chosen["letters"]:
            done = (dead_letters.retry if verb == "retry" else dead_letters.drop)(chosen["letters"], **told)
        else:
            done = dead_letters.settle_pile(WHAT[verb], channel=pile[0], reason=pile[1], **told)
        self.stdout.write(f"{done} {WHAT[verb]}.")


def _said(instant: datetime | None) -> str:
    return "never" if instant is None else f"{instant:%Y-%m-%d %H:%M} UTC"
