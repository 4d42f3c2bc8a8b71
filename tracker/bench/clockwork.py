"""The clockwork in processes of its own, as an operator runs it, to be killed and started again."""

import os
import random
import signal
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tracker.bench.telling import tell

BASE_DIR = Path(__file__).resolve().parents[2]
ENDS_WITHIN_SECONDS = 20
CELERY = (sys.executable, "-m", "celery", "-A", "tracker")
WORKER = (*CELERY, "worker", "--without-gossip", "--without-mingle", "--loglevel=WARNING")
BEAT = (*CELERY, "beat", "--pidfile=", "--loglevel=WARNING")
RUN_REMINDERS = (sys.executable, "manage.py", "run_reminders")


def worker(*queues: str, processes: int = 1) -> tuple[str, ...]:
    """The command of a worker for these queues."""
    return (*WORKER, f"--concurrency={processes}", f"--queues={','.join(queues)}")


class Part:
    """One process of the clockwork, with its children in a group of their own."""

    def __init__(self, command: tuple[str, ...], environment: Mapping[str, str], log: Path) -> None:
        """Start it."""
        self.command, self._environment, self._log = command, environment, log
        self._child = self._start()

    @property
    def runs(self) -> bool:
        """Whether it does."""
        return self._child.poll() is None

    @property
    def pid(self) -> int:
        """Its own; its children's are others."""
        return self._child.pid

    def children(self) -> list[int]:
        """The processes of a worker's pool that can be killed alone."""
        pid = self._child.pid
        found = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
        return [int(one) for one in found.split()]

    def kill_one(self) -> bool:
        """Kill -9 one of its pool: the worker puts another in its place. Whether there was one."""
        children = self.children()
        if children:
            with suppress(ProcessLookupError):
                os.kill(random.choice(children), signal.SIGKILL)  # noqa: S311 (no secret)
        return bool(children)

    def kill(self) -> None:
        """Kill -9 all of it."""
        with suppress(ProcessLookupError):
            os.killpg(self._child.pid, signal.SIGKILL)
        self._child.wait()

    def start_again(self) -> None:
        """Start it anew."""
        self._child = self._start()

    def kept(self) -> bool:
        """Start it again if it has ended, as systemd and compose do; true whichever way."""
        if not self.runs:
            self.start_again()
        return True

    def end(self) -> int:
        """End it as an operator does; the status with which it ended."""
        with suppress(ProcessLookupError):
            self._child.terminate()
        try:
            return self._child.wait(ENDS_WITHIN_SECONDS)
        except subprocess.TimeoutExpired:
            tell(f"{self.command[-1]} did not end by itself")
            self.kill()
            return -signal.SIGKILL

    def memory(self) -> dict[int, int]:
        """What it and its children hold of memory, in KiB, by process."""
        held = {}
        for pid in (self._child.pid, *self.children()):
            with suppress(FileNotFoundError, ProcessLookupError, StopIteration):
                status = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
                held[pid] = next(int(line.split()[1]) for line in status if line.startswith("VmRSS:"))
        return held

    def _start(self) -> "subprocess.Popen[bytes]":
        with self._log.open("ab") as log:
            return subprocess.Popen(  # noqa: S603 (our own interpreter and modules)
                self.command, cwd=BASE_DIR, env=self._environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True,
            )  # fmt: skip


class Clockwork:
    """All parts that were started while this lasts; none of them outlives it."""

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        """Nothing runs yet; what the parts say goes to files in the folder."""
        self.folder, self.environment = folder, environment
        self.parts: list[Part] = []

    def start(self, *command: str, **environment: str) -> Part:
        """Start one more part."""
        log = self.folder / f"part-{len(self.parts)}.log"
        part = Part(command, {**self.environment, **environment}, log)
        self.parts.append(part)
        return part

    def said(self) -> str:
        """The last of what its parts said."""
        return "\n".join(file.read_text(errors="replace")[-4000:] for file in sorted(self.folder.glob("part-*.log")))

    def __enter__(self) -> Self:
        """Itself."""
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | Any | None) -> None:
        """Kill whatever still runs: what is to end in good order is ended by who started it."""
        for part in self.parts:
            part.kill()
