"""`email`: mails handed to a mail server, against smtplib alone over one kept connection."""

import smtplib
from functools import partial

from django.conf import settings

from notifications.channels.email import mail_for
from notifications.channels.interface import Outgoing
from notifications.keys import new_key
from notifications.models import Channel
from tracker.bench import sending
from tracker.bench.children import listening
from tracker.bench.figures import Figure, Target, alternating, seconds
from tracker.bench.place import HOST
from tracker.bench.processes import Processes
from tracker.bench.telling import tell

MESSAGES, PROCESSES, REPEATS = 5_000, 1, 3
ADDRESS = "somebody@example.org"


def measure(scale: float) -> Figure:
    """Mails a second by one worker; the floor sends a mail of the same size again and again."""
    count = max(1, int(MESSAGES * scale))
    sink = listening(settings.EMAIL_PORT, "-m", "tracker.bench.mail_sink", str(settings.EMAIL_PORT))
    with sink, Processes(PROCESSES) as processes:
        sending.fill(count)
        ours, floor = alternating(
            partial(sending.rate, processes, hand_over, count), partial(_floor_rate, processes, count), repeats=REPEATS
        )
        memory = max(processes.all(sending.peak_mib))
    size = {"mails": count, "processes": PROCESSES, "repeats": REPEATS}
    return Figure("email", "mails/s", ours, floor, Target(0.60), size, {"worker_mib": memory})


def hand_over() -> None:
    """What a worker does."""
    sending.hand_over(Channel.EMAIL)


def _floor_rate(processes: Processes, count: int) -> float:
    took = seconds(lambda: processes.all(_floor, count))
    tell(f"floor: {count / took:,.0f}/s")
    return count / took


def _floor(count: int) -> None:
    link = settings.BASE_URL + "/n/open/"
    one = Outgoing(new_key(), ADDRESS, str(new_key()), to_staff=False, link=link, leave=link)
    mail = mail_for(one).message().as_bytes(linesep="\r\n")  # type: ignore[call-arg]  # Django adds it
    with smtplib.SMTP(HOST, settings.EMAIL_PORT) as server:
        for _ in range(count):
            server.sendmail(settings.DEFAULT_FROM_EMAIL, [ADDRESS], mail)
