"""The same dose fifty times at once, from two phones: one row, one flag, one answer."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

from courses.models import Dose, Flag
from tests.browser.scenes import running_course
from tests.faults.conftest import Results
from tests.faults.web import Answer, Phone, served
from tracker import clock
from tracker.bench.clockwork import Clockwork

TIMES = 50


def test_the_same_dose_fifty_times_at_once_is_one(clockwork: Clockwork, results: Results) -> None:
    scene = running_course(clock.now())
    dose = {"id": str(uuid4()), "amount": "9", "taken_at": clock.now().isoformat()}
    with served(clockwork) as web, ThreadPoolExecutor(TIMES) as pool:
        phones = [Phone.of(scene.patient, web) for _ in range(2)]
        together = Barrier(TIMES)

        def log(number: int) -> Answer:
            together.wait()
            return phones[number % 2].log(scene.course, dose)

        answers = list(pool.map(log, range(TIMES)))
    rows, flags = Dose.objects.count(), Flag.objects.filter(rule="over_daily_maximum").count()
    results.note(
        "the same dose 50 times at once, two phones", of=TIMES, lost=1 - min(rows, 1), doubled=rows - 1 + flags - 1
    )
    assert Counter(answer.status for answer in answers) == {201: 1, 200: TIMES - 1}, answers[0].body
    assert len({answer.body for answer in answers}) == 1
    assert (rows, flags) == (1, 1)
