import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import override_settings

from tracker.checks import no_local_mail_service, no_local_push_service, no_local_sms_service
from tracker.environment import DEVELOPMENT_KEY, read

KEY = "k" * 64
PRODUCTION = {
    "SECRET_KEY": KEY,
    "ALLOWED_HOSTS": "tracker.example.org",
    "BASE_URL": "https://tracker.example.org",
}
DEVELOPMENT = {"SHORTCOURSE_ENV": "development"}
ROOT = Path(__file__).resolve().parents[2]

WRONG = [
    ("VAPID_PRIVATE_KEY", "short"),
    ("VAPID_PRIVATE_KEY", f"{'A' * 43} {'B' * 43}"),
    ("VAPID_FORMER_KEYS", f"{'A' * 43} short"),
    ("VAPID_CONTACT", "admin@tracker.example.org"),
    ("PUSH_LOCAL_SERVICE", "http://127.0.0.1:8461"),
    ("SHORTCOURSE_ENV", "staging"),
    ("DEBUG", "yes"),
    ("DEBUG", "true"),
    ("SECRET_KEY", ""),
    ("SECRET_KEY", "short"),
    ("SECRET_KEY", DEVELOPMENT_KEY),
    ("SECRET_KEY_FALLBACKS", f"{KEY} short"),
    ("ALLOWED_HOSTS", ""),
    ("ALLOWED_HOSTS", "*"),
    ("ALLOWED_HOSTS", "https://tracker.example.org"),
    ("BASE_URL", ""),
    ("BASE_URL", "tracker.example.org"),
    ("BASE_URL", "http://tracker.example.org"),
    ("BASE_URL", "https://tracker.example.org/a/path"),
    ("BASE_URL", "https://tracker.example.org:port"),
    ("DATABASE_URL", "mysql://host/name"),
    ("DATABASE_URL", "nonsense"),
    ("DATABASE_URL", "sqlite://"),
    ("DATABASE_URL", "postgres://host"),
    ("DATABASE_URL", "postgres://user:hunter2@host:port/name"),
    ("DATABASE_POOL_SIZE", "-1"),
    ("DATABASE_POOL_SIZE", "1_0"),
    ("DATABASE_POOL_SIZE", "9999999"),
    ("REDIS_URL", "127.0.0.1:6379"),
    ("REDIS_URL", "redis://"),
    ("REDIS_URL", "http://127.0.0.1"),
    ("EMAIL_URL", "mail.example.org"),
    ("EMAIL_URL", "smtp://"),
    ("EMAIL_URL", "consolemail://"),
    ("DEFAULT_FROM_EMAIL", "nobody"),
    ("HSTS_SECONDS", "a year"),
    ("HSTS_SECONDS", "99999999"),
    ("TRUSTED_PROXIES", "6"),
    ("LOG_LEVEL", "LOUD"),
]


@pytest.mark.parametrize(("name", "value"), WRONG)
def test_a_wrong_value_is_refused_with_its_name(name: str, value: str) -> None:
    with pytest.raises(ImproperlyConfigured) as refused:
        read({**PRODUCTION, name: value}, base_dir=ROOT)
    said = str(refused.value)
    assert said.startswith(f"{name} ")
    # What is wrong, and what to do.
    assert len(said.split(". ")) >= 2
    assert "hunter2" not in said


def test_mail_without_a_sender_is_refused() -> None:
    with pytest.raises(ImproperlyConfigured, match=r"^DEFAULT_FROM_EMAIL is not set, but EMAIL_URL is"):
        read({**PRODUCTION, "EMAIL_URL": "smtp://127.0.0.1"}, base_dir=ROOT)


def test_a_refused_database_does_not_show_its_password() -> None:
    with pytest.raises(ImproperlyConfigured) as refused:
        read({**PRODUCTION, "DATABASE_URL": "oracle://user:hunter2@host/name"}, base_dir=ROOT)
    assert "hunter2" not in str(refused.value)


def test_production_is_what_nobody_chose() -> None:
    chosen = read(PRODUCTION, base_dir=ROOT)
    assert (chosen.production, chosen.debug, chosen.hsts_seconds) == (True, False, 31_536_000)
    assert chosen.mail == {}
    assert chosen.redis_url == ""


def test_development_needs_nothing_but_its_name() -> None:
    chosen = read(DEVELOPMENT, base_dir=ROOT)
    assert chosen.secret_key == DEVELOPMENT_KEY
    assert chosen.base_url == "http://127.0.0.1:8000"
    assert chosen.mail["EMAIL_BACKEND"].endswith("console.EmailBackend")
    assert "*" not in chosen.allowed_hosts


def test_an_empty_value_is_as_good_as_none() -> None:
    assert read({**DEVELOPMENT, "DATABASE_URL": " "}, base_dir=ROOT) == read(DEVELOPMENT, base_dir=ROOT)


def test_sqlite_takes_its_write_lock_when_a_transaction_begins() -> None:
    database = read(DEVELOPMENT, base_dir=ROOT).database
    assert database["NAME"] == str(ROOT / "var" / "shortcourse.sqlite3")
    assert database["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert (
        read({**DEVELOPMENT, "DATABASE_URL": "sqlite:////srv/a.sqlite3"}, base_dir=ROOT).database["NAME"]
        == "/srv/a.sqlite3"
    )


def test_a_pool_and_connections_that_django_keeps_exclude_each_other() -> None:
    address = {"DATABASE_URL": "postgres://user:p%40ss@host:5433/name"}
    pooled = read({**DEVELOPMENT, **address, "DATABASE_POOL_SIZE": "3"}, base_dir=ROOT).database
    assert pooled["OPTIONS"]["pool"]["max_size"] == 3
    assert pooled["CONN_MAX_AGE"] == 0
    assert (pooled["HOST"], pooled["PORT"], pooled["NAME"], pooled["PASSWORD"]) == ("host", 5433, "name", "p@ss")
    unpooled = read({**DEVELOPMENT, **address, "DATABASE_POOL_SIZE": "0"}, base_dir=ROOT).database
    assert "pool" not in unpooled["OPTIONS"]
    assert unpooled["CONN_MAX_AGE"] == 60


def test_no_statement_is_compiled_unless_the_address_says_otherwise() -> None:
    address = "postgres://user@host/name"
    usual = read({**DEVELOPMENT, "DATABASE_URL": address}, base_dir=ROOT).database
    assert usual["OPTIONS"]["options"] == "-c jit=off"
    chosen = read({**DEVELOPMENT, "DATABASE_URL": f"{address}?options=-c%20jit%3Don"}, base_dir=ROOT).database
    assert chosen["OPTIONS"]["options"] == "-c jit=on"


def test_a_secret_key_may_begin_with_a_dollar_sign() -> None:
    key = "$" + "k" * 60
    assert read({**PRODUCTION, "SECRET_KEY": key}, base_dir=ROOT).secret_key == key


def test_every_setting_is_documented_and_every_documented_one_is_read() -> None:
    documented = {
        line.split("`")[1]
        for line in (ROOT / "docs" / "settings.md").read_text().splitlines()
        if line.startswith("| `")
    }
    source = (ROOT / "tracker" / "environment.py").read_text()
    read_there = set(re.findall(r'(?:env\.str|ENVIRON\.get|_whole_number)\((?:env, )?"([A-Z_]+)"', source))
    assert documented == read_there


def test_the_start_itself_is_refused() -> None:
    """Not only the reader: the command line ends with the setting's name and without a traceback through it."""
    environment = {"PATH": os.environ["PATH"], **PRODUCTION, "DATABASE_URL": "mysql://host/name"}
    ended = subprocess.run(
        [sys.executable, "manage.py", "check"], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 1
    assert (
        ended.stderr.strip()
        .splitlines()[-1]
        .startswith("django.core.exceptions.ImproperlyConfigured: DATABASE_URL begins with")
    )


@pytest.mark.parametrize(
    "wrong",
    ["http://127.0.0.1", "http://10.0.0.1:80", "http://127.0.0.1:8461/path", "127.0.0.1:8461", "http://u@127.0.0.1:1/"],
)
def test_a_local_push_service_is_on_this_machine_alone(wrong: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="PUSH_LOCAL_SERVICE"):
        read({**DEVELOPMENT, "PUSH_LOCAL_SERVICE": wrong}, base_dir=ROOT)


def test_check_deploy_refuses_a_local_push_service() -> None:
    with override_settings(PUSH_LOCAL_SERVICE="http://127.0.0.1:8461"):
        assert [message.id for message in no_local_push_service()] == ["shortcourse.E001"]


SMS_URL = "twilio://AC1:secret@api.twilio.com?from=+12025550100"


def test_sms_is_off_until_a_provider_is_named(tmp_path: Path) -> None:
    assert read({"SHORTCOURSE_ENV": "development"}, base_dir=tmp_path).sms is None
    found = read({"SHORTCOURSE_ENV": "development", "SMS_URL": SMS_URL}, base_dir=tmp_path).sms
    assert found == ("https://api.twilio.com", "AC1", "secret", "+12025550100")


@pytest.mark.parametrize(
    ("told", "name"),
    [
        ({"SMS_URL": "twilio://AC1:secret@api.twilio.com"}, "SMS_URL"),
        ({"SMS_URL": "twilio://api.twilio.com?from=+12025550100"}, "SMS_URL"),
        ({"SMS_URL": "http://AC1:secret@api.twilio.com?from=+12025550100"}, "SMS_URL"),
        ({"SMS_URL": "twilio+http://AC1:secret@sms.example?from=+12025550100"}, "SMS_URL"),
        ({"SMS_COUNTRIES": "Jamaica"}, "SMS_COUNTRIES"),
        ({"SMS_SEGMENTS_A_DAY": "many"}, "SMS_SEGMENTS_A_DAY"),
        ({"EMAIL_URL": "mailgun://api.mailgun.net"}, "EMAIL_URL"),
        ({"EMAIL_URL": "mailgun+http://secret@mail.example"}, "EMAIL_URL"),
        ({"EMAIL_URL": "postmark://secret@api.postmarkapp.com", "EMAIL_HOOK_SECRET": "word"}, "EMAIL_HOOK_SECRET"),
        ({"EMAIL_URL": "smtp://mail.example", "EMAIL_HOOK_SECRET": "a:b"}, "EMAIL_HOOK_SECRET"),
    ],
)
def test_a_wrong_way_out_is_refused_without_its_secret(told: dict[str, str], name: str, tmp_path: Path) -> None:
    with pytest.raises(ImproperlyConfigured, match=rf"^{name} ") as refused:
        read({"SHORTCOURSE_ENV": "development", **told}, base_dir=tmp_path)
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(
    "told",
    [
        {"SMS_URL": "twilio+http://AC1:secret@127.0.0.1:8462?from=+12025550100"},
        {"EMAIL_URL": "mailgun+http://secret@127.0.0.1:8463", "DEFAULT_FROM_EMAIL": "a@b.example"},
    ],
)
def test_a_service_on_this_machine_is_refused_in_production(told: dict[str, str], tmp_path: Path) -> None:
    production = {"SECRET_KEY": "x" * 60, "ALLOWED_HOSTS": "a.example", "BASE_URL": "https://a.example"}
    with pytest.raises(ImproperlyConfigured, match="not encrypted"):
        read({**production, **told}, base_dir=tmp_path)


def test_check_deploy_refuses_services_on_this_machine() -> None:
    with override_settings(SMS=("http://127.0.0.1:8462", "AC1", "x", "+12025550100"), MAIL_LOCAL=True):
        found = {error.id for error in [*no_local_sms_service(), *no_local_mail_service()]}
    assert found == {"shortcourse.E002", "shortcourse.E003"}
    with override_settings(SMS=("https://api.twilio.com", "AC1", "x", "+12025550100")):
        assert [*no_local_sms_service(), *no_local_mail_service()] == []
