"""What the environment may say, read once at start. docs/settings.md tells operators the same."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parseaddr
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

DEVELOPMENT_KEY = "for-development-on-one-machine-only-and-refused-in-production"
LOCAL_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
SHORTEST_KEY = 50
MOST_CONNECTIONS = 500
LONGEST_HSTS = 63_072_000
MOST_PROXIES = 5
MOST_FORMER_KEYS = 10
SHORTEST_TOKEN = 32
VAPID_KEY = re.compile(r"[A-Za-z0-9_-]{43}")


@dataclass(frozen=True, slots=True)
class MailProvider:
    """How django-anymail calls a provider's key, where its API is, and what proves its calls back."""

    key: str
    path: str
    hook: str


# The first two sign what they call back with; the others are known by a name and a password in the address they call.
MAIL_PROVIDERS = {
    "mailgun": MailProvider("API_KEY", "/v3", "WEBHOOK_SIGNING_KEY"),
    "mailersend": MailProvider("API_TOKEN", "/v1/", "SIGNING_SECRET"),
    "postmark": MailProvider("SERVER_TOKEN", "/", "WEBHOOK_SECRET"),
    "brevo": MailProvider("API_KEY", "/v3/", "WEBHOOK_SECRET"),
}
LOOPBACK = ("127.0.0.1", "localhost")
MOST_SEGMENTS = 1_000_000
SENDER = re.compile(r"\+[1-9][0-9]{6,14}|MG[0-9a-f]{32}")


@dataclass(frozen=True, kw_only=True)
class Environment:
    """Every setting that an installation chooses, checked."""

    production: bool
    debug: bool
    secret_key: str
    secret_key_fallbacks: list[str]
    allowed_hosts: list[str]
    base_url: str
    trusted_proxies: int
    hsts_seconds: int
    database: dict[str, Any]
    redis_url: str
    mail: dict[str, Any]
    default_from_email: str
    vapid_private_key: str
    vapid_former_keys: list[str]
    vapid_contact: str
    push_local_service: str
    sms: tuple[str, str, str, str] | None
    sms_countries: list[str]
    sms_segments_a_day: int
    a_minute: dict[str, int]
    log_level: str
    metrics_token: str
    metrics_folder: str


def refuse(name: str, problem: str, remedy: str) -> NoReturn:
    """Stop the start with the setting's name, what is wrong with it and what to do."""
    raise ImproperlyConfigured(f"{name} {problem}. {remedy}")


def read(variables: Mapping[str, str], *, base_dir: Path) -> Environment:
    """The checked settings; ImproperlyConfigured names the first wrong one. An empty value counts as not set."""
    env = environ.Env()
    env.ENVIRON = {name: value for name, value in variables.items() if value.strip()}
    production = _production(env)
    mail, default_from_email = _mail(env, production=production), _default_from_email(env, production=production)
    return Environment(
        production=production,
        debug=_debug(env, production=production),
        secret_key=_secret_key(env, production=production),
        secret_key_fallbacks=_secret_key_fallbacks(env),
        allowed_hosts=_allowed_hosts(env, production=production),
        base_url=_base_url(env, production=production),
        trusted_proxies=_whole_number(env, "TRUSTED_PROXIES", default=0, most=MOST_PROXIES),
        hsts_seconds=_whole_number(env, "HSTS_SECONDS", default=31_536_000, most=LONGEST_HSTS),
        database=_database(env, base_dir=base_dir),
        redis_url=_redis_url(env),
        mail=mail,
        default_from_email=default_from_email,
        vapid_private_key=_vapid_keys("VAPID_PRIVATE_KEY", env.ENVIRON.get("VAPID_PRIVATE_KEY", ""), most=1)[0],
        vapid_former_keys=_vapid_keys(
            "VAPID_FORMER_KEYS", env.ENVIRON.get("VAPID_FORMER_KEYS", ""), most=MOST_FORMER_KEYS
        ),
        vapid_contact=_vapid_contact(env, default=parseaddr(default_from_email)[1]),
        push_local_service=_push_local_service(env, production=production),
        sms=_sms(env, production=production),
        sms_countries=_sms_countries(env),
        sms_segments_a_day=_whole_number(env, "SMS_SEGMENTS_A_DAY", default=1_000, most=MOST_SEGMENTS),
        a_minute={
            "email": _whole_number(env, "EMAIL_A_MINUTE", default=0, most=MOST_SEGMENTS),
            "sms": _whole_number(env, "SMS_A_MINUTE", default=0, most=MOST_SEGMENTS),
        },
        log_level=_log_level(env),
        metrics_token=_metrics_token(env),
        metrics_folder=_metrics_folder(env),
    )


def _production(env: environ.Env) -> bool:
    value = env.str("SHORTCOURSE_ENV", default="production")
    if value not in {"production", "development"}:
        refuse(
            "SHORTCOURSE_ENV", f"is {value!r}", "Set it to production or development, or leave it out for production."
        )
    return bool(value == "production")


def _debug(env: environ.Env, *, production: bool) -> bool:
    value = env.str("DEBUG", default="false").lower()
    if value not in {"true", "false"}:
        refuse("DEBUG", f"is {value!r}", "Set it to true or false.")
    if production and value == "true":
        refuse(
            "DEBUG",
            "is on in production, where it would show records to strangers",
            "Remove it, or set SHORTCOURSE_ENV=development.",
        )
    return bool(value == "true")


def _secret_key(env: environ.Env, *, production: bool) -> str:
    # A key may begin with "$", which django-environ would take for the name of another variable.
    value: str = env.ENVIRON.get("SECRET_KEY", "")
    make_one = (
        'Make one with: python -c "import secrets; print(secrets.token_urlsafe(64))" and keep it secret. '
        "(On your own machine: SHORTCOURSE_ENV=development needs none.)"
    )
    if not value and production:
        refuse("SECRET_KEY", "is not set", make_one)
    if value and len(value) < SHORTEST_KEY:
        refuse("SECRET_KEY", f"has {len(value)} characters, fewer than {SHORTEST_KEY}", make_one)
    if production and value == DEVELOPMENT_KEY:
        refuse("SECRET_KEY", "is the one for development, which everybody knows", make_one)
    return value or DEVELOPMENT_KEY


def _secret_key_fallbacks(env: environ.Env) -> list[str]:
    keys: list[str] = env.ENVIRON.get("SECRET_KEY_FALLBACKS", "").split()
    if any(len(key) < SHORTEST_KEY for key in keys):
        refuse(
            "SECRET_KEY_FALLBACKS",
            f"holds a key of fewer than {SHORTEST_KEY} characters",
            "List former values of SECRET_KEY, separated by spaces, or leave it out.",
        )
    return keys


def _allowed_hosts(env: environ.Env, *, production: bool) -> list[str]:
    hosts = [host.strip() for host in env.str("ALLOWED_HOSTS", default="").split(",") if host.strip()]
    remedy = (
        "Name the hosts that people reach this installation by, separated by commas: ALLOWED_HOSTS=tracker.example.org"
    )
    if not hosts and production:
        refuse("ALLOWED_HOSTS", "is not set", remedy)
    for host in hosts:
        if host == "*":
            refuse("ALLOWED_HOSTS", "is '*', which lets a forged host into links", remedy)
        if "/" in host or " " in host:
            refuse("ALLOWED_HOSTS", f"has {host!r}, which is not a host name", remedy)
    return hosts or LOCAL_HOSTS


def _base_url(env: environ.Env, *, production: bool) -> str:
    remedy = "Set it to the address that people open, without a path: BASE_URL=https://tracker.example.org"
    value = env.str("BASE_URL", default="")
    if not value:
        if production:
            refuse("BASE_URL", "is not set", remedy)
        return "http://127.0.0.1:8000"
    parts = _split("BASE_URL", value, remedy)
    if (
        parts.scheme not in {"http", "https"}
        or not parts.hostname
        or parts.path not in {"", "/"}
        or parts.query
        or parts.fragment
    ):
        refuse("BASE_URL", f"is {value!r}, not an address without a path", remedy)
    if production and parts.scheme != "https":
        refuse("BASE_URL", "is not https, and health records need it", remedy)
    return str(value).rstrip("/")


def _database(env: environ.Env, *, base_dir: Path) -> dict[str, Any]:
    remedy = "Use postgres://USER:PASSWORD@HOST:PORT/NAME or sqlite:////path/of/file; leave it out for SQLite in var/."
    value = env.ENVIRON.get("DATABASE_URL", "")
    pool_size = _whole_number(env, "DATABASE_POOL_SIZE", default=10, most=MOST_CONNECTIONS)
    if not value:
        return _sqlite(base_dir / "var" / "shortcourse.sqlite3")
    parts = _split("DATABASE_URL", value, remedy)
    # The value is not repeated: it may hold a password.
    if parts.scheme == "sqlite":
        name = parts.path.removeprefix("/")
        if not name or parts.netloc:
            refuse("DATABASE_URL", "names no file", remedy)
        return _sqlite(base_dir / name)
    if parts.scheme not in {"postgres", "postgresql"}:
        refuse(
            "DATABASE_URL",
            f"begins with {parts.scheme or 'no scheme'!r}, which is neither PostgreSQL nor SQLite",
            remedy,
        )
    config: dict[str, Any] = env.db_url_config(value)
    if not config.get("NAME"):
        refuse("DATABASE_URL", "names no database", remedy)
    return _postgresql(config, pool_size=pool_size)


def _sqlite(path: Path) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "OPTIONS": {
            # Writers that read first must ask for the lock first; else most of them fail when there are several.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        },
    }


def _postgresql(config: dict[str, Any], *, pool_size: int) -> dict[str, Any]:
    # Compiling a statement takes PostgreSQL longer than any of ours runs: 0.2 to 0.7 s for each look of a sweep.
    options = {"connect_timeout": 10, "options": "-c jit=off", **config.get("OPTIONS", {})}
    if pool_size:
        # A pool keeps the connections, so Django must not. It soon gives up one that cannot be made, and begins
        # anew for who asks next: its own waits double, and a server that is back would not be noticed.
        options["pool"] = {"min_size": min(2, pool_size), "max_size": pool_size, "timeout": 10, "reconnect_timeout": 2}
    return {**config, "OPTIONS": options, "CONN_MAX_AGE": 0 if pool_size else 60, "CONN_HEALTH_CHECKS": True}


def _redis_url(env: environ.Env) -> str:
    remedy = "Use redis://HOST:PORT/NUMBER (rediss:// for TLS, unix:///path), or leave it out to run without a broker."
    value = env.ENVIRON.get("REDIS_URL", "")
    if not value:
        return ""
    parts = _split("REDIS_URL", value, remedy)
    if parts.scheme not in {"redis", "rediss", "unix"}:
        refuse("REDIS_URL", f"begins with {parts.scheme or 'no scheme'!r}", remedy)
    if not (parts.path.strip("/") if parts.scheme == "unix" else parts.hostname):
        refuse("REDIS_URL", "names no server", remedy)
    return str(value)


def _mail(env: environ.Env, *, production: bool) -> dict[str, Any]:
    remedy = (
        "Use smtp+tls://USER:PASSWORD@HOST:587, smtp+ssl://...:465 or smtp://HOST:25, or a provider's "
        f"({', '.join(MAIL_PROVIDERS)}) such as mailgun://KEY@api.mailgun.net, or leave it out to send none."
    )
    value = env.ENVIRON.get("EMAIL_URL", "" if production else "consolemail://")
    if not value:
        return {}
    parts = _split("EMAIL_URL", value, remedy)
    if parts.scheme.partition("+")[0] in MAIL_PROVIDERS:
        return _mail_provider(parts, remedy, hook=env.ENVIRON.get("EMAIL_HOOK_SECRET", ""), production=production)
    if "EMAIL_HOOK_SECRET" in env.ENVIRON:
        refuse("EMAIL_HOOK_SECRET", "is set, but EMAIL_URL names no provider that calls back", "Leave it out.")
    if parts.scheme not in {"smtp", "smtps", "smtp+tls", "smtp+ssl", "consolemail"}:
        refuse("EMAIL_URL", f"begins with {parts.scheme or 'no scheme'!r}", remedy)
    if parts.scheme == "consolemail":
        if production and "EMAIL_URL" in env.ENVIRON:
            refuse("EMAIL_URL", "prints mail to the log in production, where messages are personal", remedy)
    elif not parts.hostname:
        refuse("EMAIL_URL", "names no server", remedy)
    config: dict[str, Any] = env.email_url_config(value)
    config.pop("EMAIL_FILE_PATH", None)
    return {name: value for name, value in config.items() if value is not None}


def _mail_provider(parts: SplitResult, remedy: str, *, hook: str, production: bool) -> dict[str, Any]:
    """A provider's API, by django-anymail; with its secret, its calls back are heard, too."""
    name, _, way = parts.scheme.partition("+")
    provider = MAIL_PROVIDERS[name]
    if way not in {"", "http"} or not parts.hostname or not parts.username or parts.path.strip("/"):
        refuse("EMAIL_URL", "lacks the provider's key or host", remedy)
    if way and (production or parts.hostname not in LOOPBACK):
        refuse("EMAIL_URL", "is not encrypted, which is for a service on this machine alone", remedy)
    port = f":{parts.port}" if parts.port else ""
    anymail: dict[str, Any] = {
        # What one provider lacks (metadata, a header) is no reason to send nothing.
        "IGNORE_UNSUPPORTED_FEATURES": True,
        "REQUESTS_TIMEOUT": (5, 10),
        f"{name.upper()}_{provider.key}": unquote(parts.username),
        f"{name.upper()}_API_URL": f"{'http' if way else 'https'}://{parts.hostname}{port}{provider.path}",
    }
    if hook and provider.hook == "WEBHOOK_SECRET":
        if ":" not in hook:
            refuse("EMAIL_HOOK_SECRET", "is no USER:PASSWORD", f"{name} signs no calls; put both into its address.")
        anymail["WEBHOOK_SECRET"] = hook
    elif hook:
        anymail[f"{name.upper()}_{provider.hook}"] = hook
    return {
        "EMAIL_BACKEND": f"anymail.backends.{name}.EmailBackend",
        "ANYMAIL": anymail,
        "MAIL_HOOK": name if hook else "",
        "MAIL_LOCAL": bool(way),
    }


def _default_from_email(env: environ.Env, *, production: bool) -> str:
    value = str(env.str("DEFAULT_FROM_EMAIL", default=""))
    remedy = "Set it to the sender of every mail, such as DEFAULT_FROM_EMAIL=reminders@tracker.example.org"
    if not value:
        if production and "EMAIL_URL" in env.ENVIRON:
            refuse("DEFAULT_FROM_EMAIL", "is not set, but EMAIL_URL is", remedy)
        return "shortcourse@localhost"
    address = parseaddr(value)[1]
    local, _, domain = address.rpartition("@")
    if not local or not domain or any(character.isspace() for character in address) or "\n" in value:
        refuse("DEFAULT_FROM_EMAIL", f"is {value!r}, which is no mail address", remedy)
    return value


def _vapid_keys(name: str, value: str, *, most: int) -> list[str]:
    """The private keys of a setting, at least one string; none is repeated in an error."""
    found = value.split()
    if len(found) > most or not all(VAPID_KEY.fullmatch(key) for key in found):
        refuse(name, "is no private key of 43 characters, or too many", "Make one with: python manage.py vapid_keys")
    return found or ([""] if most == 1 else [])


def _vapid_contact(env: environ.Env, *, default: str) -> str:
    value = str(env.ENVIRON.get("VAPID_CONTACT", f"mailto:{default}"))
    if not value.startswith(("mailto:", "https://")) or any(character.isspace() for character in value):
        refuse(
            "VAPID_CONTACT",
            f"is {value[:80]!r}",
            "Say whom a push service writes to: VAPID_CONTACT=mailto:admin@tracker.example.org",
        )
    return value


def _push_local_service(env: environ.Env, *, production: bool) -> str:
    value = str(env.ENVIRON.get("PUSH_LOCAL_SERVICE", ""))
    if not value:
        return ""
    remedy = "It is for tests on one machine, such as PUSH_LOCAL_SERVICE=http://127.0.0.1:8461; else leave it out."
    if production:
        refuse("PUSH_LOCAL_SERVICE", "is set in production, where a push could then go into your own network", remedy)
    parts = _split("PUSH_LOCAL_SERVICE", value, remedy)
    if parts.hostname not in LOOPBACK or parts.port is None or value != f"{parts.scheme}://{parts.netloc}":
        refuse("PUSH_LOCAL_SERVICE", f"is {value[:80]!r}", remedy)
    return value


def _sms(env: environ.Env, *, production: bool) -> tuple[str, str, str, str] | None:
    """API, account, token and sender; none of them is repeated in an error."""
    value = env.ENVIRON.get("SMS_URL", "")
    if not value:
        return None
    remedy = "Use twilio://ACCOUNT:TOKEN@api.twilio.com?from=+12025550100 (or from=MG..., a service), or leave it out."
    parts = _split("SMS_URL", value, remedy)
    if parts.scheme not in {"twilio", "twilio+http"} or not parts.hostname or parts.path.strip("/"):
        refuse("SMS_URL", "names no provider", remedy)
    if not parts.username or not parts.password:
        refuse("SMS_URL", "lacks the account or its token", remedy)
    sender = parse_qs(parts.query.replace("+", "%2B")).get("from", [""])[0]
    if not SENDER.fullmatch(sender):
        refuse("SMS_URL", "names no sender: a number such as +15550100, or a messaging service", remedy)
    if parts.scheme == "twilio+http":
        if production:
            refuse("SMS_URL", "is not encrypted in production", remedy)
        if parts.hostname not in LOOPBACK:
            refuse("SMS_URL", "is not encrypted, which is for a service on this machine alone", remedy)
    scheme = "http" if parts.scheme == "twilio+http" else "https"
    port = f":{parts.port}" if parts.port else ""
    return f"{scheme}://{parts.hostname}{port}", unquote(parts.username), unquote(parts.password), sender


def _sms_countries(env: environ.Env) -> list[str]:
    value = [part.strip().upper() for part in env.str("SMS_COUNTRIES", default="").split(",") if part.strip()]
    if not all(re.fullmatch(r"[A-Z]{2}", part) for part in value):
        refuse(
            "SMS_COUNTRIES", f"is {value!r}", "Name countries by two letters, separated by commas: SMS_COUNTRIES=US,CA"
        )
    return value


def _log_level(env: environ.Env) -> str:
    value = str(env.str("LOG_LEVEL", default="INFO")).upper()
    if value not in LOG_LEVELS:
        refuse("LOG_LEVEL", f"is {value!r}", f"Use one of {', '.join(LOG_LEVELS)}.")
    return value


def _metrics_token(env: environ.Env) -> str:
    value: str = env.ENVIRON.get("METRICS_TOKEN", "")
    if value and (len(value) < SHORTEST_TOKEN or not value.isascii() or not value.isprintable() or " " in value):
        refuse(
            "METRICS_TOKEN",
            f"has {len(value)} characters, fewer than {SHORTEST_TOKEN}, or others than letters, digits and signs",
            'Make one with: python -c "import secrets; print(secrets.token_urlsafe(32))"',
        )
    return value


def _metrics_folder(env: environ.Env) -> str:
    value: str = env.ENVIRON.get("METRICS_FOLDER", "")
    if value and not os.access(value, os.W_OK | os.X_OK):
        refuse("METRICS_FOLDER", "is no folder that this process may write to", "Make it, one for all processes.")
    return value


def _whole_number(env: environ.Env, name: str, *, default: int, most: int) -> int:
    value = env.ENVIRON.get(name, str(default))
    if not (value.isascii() and value.isdigit() and len(value) <= len(str(most)) and int(value) <= most):
        refuse(name, f"is {value[:80]!r}", f"Set it to a whole number from 0 to {most}, or leave it out for {default}.")
    return int(value)


def _split(name: str, value: str, remedy: str) -> SplitResult:
    """The parts of an address; one that cannot be parsed is refused without repeating it, as it may hold a password."""
    try:
        parts = urlsplit(value)
        _ = parts.port
    except ValueError:
        raise ImproperlyConfigured(f"{name} cannot be read as an address. {remedy}") from None
    return parts
