"""The browsers of a machine: found, or installed where this is root on a Debian, or told why not."""

import ctypes.util
import os
import shutil
import subprocess
from functools import cache

# The bus and the library are by what Firefox shows notifications.
PACKAGES = ("chromium", "chromium-driver", "firefox-esr", "dbus", "libnotify4", "fonts-dejavu-core")
NAMES = {
    "chromium": ("CHROMIUM", ("chromium", "chromium-browser", "google-chrome")),
    "firefox": ("FIREFOX", ("firefox-esr", "firefox")),
}


class Missing(RuntimeError):  # noqa: N818 (named as what is the case)
    """A browser is not here; the text says why, and what to do."""


@cache
def find(kind: str) -> str:
    """The path of `chromium` or `firefox`, installed if need be; raises Missing."""
    variable, names = NAMES[kind]
    if chosen := os.environ.get(variable):
        if shutil.which(chosen):
            return chosen
        raise Missing(f"{variable} is {chosen!r}, which is no program.")
    found = _on_path(names)
    if not found or (kind == "firefox" and not _shows_notifications()):
        _install(kind)
        found = _on_path(names)
    if not found:
        raise Missing(f"Debian's packages were installed, and still there is no {kind}. Set {variable} to its path.")
    return found


def _shows_notifications() -> bool:
    return bool(shutil.which("dbus-run-session") and ctypes.util.find_library("notify"))


def _on_path(names: tuple[str, ...]) -> str:
    return next((path for path in map(shutil.which, names) if path), "")


def _install(kind: str) -> None:
    remedy = f"Install {kind}, or set {NAMES[kind][0]} to its path. On Debian, as root: apt-get install {kind}"
    if not shutil.which("apt-get"):
        raise Missing(f"There is no {kind}, and no apt-get to install it with. {remedy}")
    if os.geteuid() != 0:
        raise Missing(f"There is no {kind}, and only root can install it. {remedy}")
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update"], ["install", "-y", "--no-install-recommends", *PACKAGES]):
        done = subprocess.run(
            ["apt-get", "-q", *command],  # noqa: S607 (the machine's own)
            env=quiet, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            raise Missing(f"apt-get {command[0]} failed: {done.stderr.strip()[-500:]} {remedy}")
