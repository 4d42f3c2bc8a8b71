"""The pages as an app: its manifest, its worker, and a shell that names nobody."""

import re
from collections.abc import Callable

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from PIL import Image

from tests.courses.making import Scene
from tests.tracker.patient.phone import Phone
from tracker.patient.offline import files

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_manifest_names_pictures_that_are_there_in_their_size(client: Client, language: str) -> None:
    answer = client.get(f"/me/manifest/{language}.webmanifest")
    assert answer.headers["Content-Type"] == "application/manifest+json"
    told = answer.json()
    assert (told["lang"], told["start_url"], told["display"]) == (language, "/me/", "standalone")
    assert {icon["purpose"] for icon in told["icons"]} == {"any", "maskable"}
    for icon in told["icons"]:
        path = finders.find(icon["src"].removeprefix("/static/"))
        assert isinstance(path, str)
        with Image.open(path) as picture:
            assert f"{picture.width}x{picture.height}" == icon["sizes"]


def test_a_manifest_in_a_language_that_nobody_speaks_here(client: Client) -> None:
    assert client.get("/me/manifest/xx.webmanifest").status_code == 404


def test_the_worker_is_asked_for_anew_each_time(client: Client) -> None:
    answer = client.get("/sw.js")
    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert answer.headers["Cache-Control"] == "no-cache"
    assert files.version() in answer.content.decode()


def test_the_worker_keeps_every_file_of_a_page(scene: Scene, phone: Callable[[Scene, str], Phone]) -> None:
    page = phone(scene, "2026-03-05T08:00").client.get("/me/").content.decode()
    head = re.findall(r'(?:src|href)="(/static/[^"]+\.(?:js|css))"', page)
    kept = client_files()
    assert set(head) <= kept, set(head) - kept


def client_files() -> set[str]:
    script = Client().get("/sw.js").content.decode()
    return set(re.findall(r'"(/static/[^"]+)"', script))


def test_the_shell_names_nobody_whoever_asks(scene: Scene, phone: Callable[[Scene, str], Phone]) -> None:
    ada = phone(scene, "2026-03-05T08:00")
    shell = ada.client.get("/me/shell/").content.decode()
    assert "Ada" not in shell
    assert str(scene.patient.pk) not in shell
    assert "csrf" not in shell


def test_the_page_that_shows_the_taps(scene: Scene, phone: Callable[[Scene, str], Phone]) -> None:
    assert "iPhone: tap Share" in phone(scene, "2026-03-05T08:00").get("/me/install/")
