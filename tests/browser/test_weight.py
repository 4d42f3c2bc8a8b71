"""How heavy the patient's pages are on the wire, as production serves them: files compressed, nothing in the cache."""

import secrets
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection
from playwright.sync_api import Browser, Page, Request

from tests.browser.opening import PHONE, sign_in
from tests.browser.scenes import running_course
from tests.browser.server import HOST, Server
from tracker import clock

KIB = 1024
MOST_JAVASCRIPT = 30 * KIB
MOST_AT_FIRST = 100 * KIB


@pytest.fixture(scope="module")
def production(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server as in production, behind a proxy that ends TLS."""
    folder = tmp_path_factory.mktemp("production")
    server = Server(
        folder,
        str(connection.settings_dict["NAME"]),
        DJANGO_SETTINGS_MODULE="tests.browser.production_settings",
        SHORTCOURSE_ENV="production",
        SECRET_KEY=secrets.token_urlsafe(64),
        # Sessions are made here, with the tests' own key.
        SECRET_KEY_FALLBACKS=settings.SECRET_KEY,
        ALLOWED_HOSTS=HOST,
        BASE_URL=f"https://{HOST}",
        TRUSTED_PROXIES="1",
        SHORTCOURSE_TEST_STATIC=str(folder / "static"),
    )
    server.manage("collectstatic", "--no-input")
    with server.running():
        yield server


def _loaded(page: Page, url: str) -> dict[str, int]:
    """The bytes of a page and of each file that it asks for, headers included, by path."""
    finished: list[Request] = []
    page.on("requestfinished", lambda request: finished.append(request))  # noqa: PLW0108 (Playwright asks for a function)
    page.goto(url, wait_until="networkidle")
    assert page.url == url, "this is another page"
    sizes = {}
    for request in finished:
        size = request.sizes()
        sizes[urlsplit(request.url).path] = size["responseBodySize"] + size["responseHeadersSize"]
    return sizes


@pytest.mark.parametrize("path", ["/me/", "/me/courses/{course}/check-in/", "/me/courses/{course}/", "/me/settings/"])
def test_a_first_load_is_light(
    path: str, transactional_db: None, production: Server, chromium: Browser, tables: dict[str, list[str]]
) -> None:
    scene = running_course(clock.now())
    context = chromium.new_context(**PHONE, extra_http_headers={"X-Forwarded-Proto": "https"})
    sign_in(context, scene.patient, production)
    try:
        sizes = _loaded(context.new_page(), production.address + path.format(course=scene.course.pk))
    finally:
        context.close()
    scripts = sum(size for name, size in sizes.items() if name.endswith(".js"))
    everything = sum(sizes.values())
    table = tables.setdefault("On the wire, KiB, first load of", [])
    table.append(f"{everything / KIB:6.1f}, of it JavaScript {scripts / KIB:5.1f}  {path}")
    assert scripts <= MOST_JAVASCRIPT
    assert everything <= MOST_AT_FIRST
