"""Django's settings. What an installation chooses comes from the environment: see docs/settings.md."""

import os
import zoneinfo
from pathlib import Path
from typing import Any

from celery.schedules import crontab
from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

from tracker import environment
from tracker.api import openapi
from tracker.logging.config import logging_config

# Zones come from the pinned tzdata package, never from the machine: two machines must judge a day alike.
zoneinfo.reset_tzpath(to=[])

BASE_DIR = Path(__file__).resolve().parent.parent
CHOSEN = environment.read(os.environ, base_dir=BASE_DIR)

PRODUCTION = CHOSEN.production
DEBUG = CHOSEN.debug
SECRET_KEY = CHOSEN.secret_key
SECRET_KEY_FALLBACKS = CHOSEN.secret_key_fallbacks
ALLOWED_HOSTS = CHOSEN.allowed_hosts
BASE_URL = CHOSEN.base_url

# Rooms

INSTALLED_APPS = [
    "tracker",
    "tracker.accounts",
    "tracker.patient",
    "tracker.helping",
    "tracker.clinician",
    "tracker.operator",
    "tracker.mail_links",
    "tracker.hooks",
    "tracker.look",
    "tracker.api",
    "tracker.replay",
    "tracker.demo",
    "notifications",
    "courses",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "anymail",
    "csp",
    "django_htmx",
    "rest_framework",
    "drf_spectacular",
]

MIDDLEWARE = [
    "tracker.logging.requests.RequestLogMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "tracker.languages.spoken.SpokenLanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "tracker.accounts.sessions.SessionLengthMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

# A form that is older than its sender's sign-in.
CSRF_FAILURE_VIEW = "tracker.stale.csrf_failure"

ROOT_URLCONF = "tracker.urls"
WSGI_APPLICATION = "tracker.wsgi.application"
ASGI_APPLICATION = "tracker.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
            ],
        },
    },
]

# Data

DATABASES = {"default": CHOSEN.database}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    Path(DATABASES["default"]["NAME"]).parent.mkdir(parents=True, exist_ok=True)

REDIS_URL = CHOSEN.redis_url
# Without a broker nothing may be handed to Celery: `manage.py run_reminders` does its work.
BROKER_IN_USE = bool(REDIS_URL)

# One cache for all processes: rate limits that each process counted for itself would be no limits.
CACHES: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "tracker.cache.ForgivingRedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "shortcourse",
        "OPTIONS": {"socket_connect_timeout": 2, "socket_timeout": 2},
    }
    if REDIS_URL
    else {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "shortcourse_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
}

# Celery

CELERY_BROKER_URL = REDIS_URL or "memory://"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# However long it is away: by default a worker ends after a hundred tries.
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
# What a dead worker held comes back within seconds; Celery's own defaults need about 100.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 60,
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
    # A request that wakes a worker must not wait for a broker that is away: by default it would for 6 s.
    "max_retries": 0,
    "socket_connect_timeout": 2,
}
CELERY_RESULT_BACKEND = None
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"
CELERY_ENABLE_UTC = True
TICK_SECONDS = 1.0
CELERY_BEAT_SCHEDULE = {
    # A tick that nobody took before the next few came is worth nothing.
    "tick": {"task": "tracker.tasks.tick", "schedule": TICK_SECONDS, "options": {"expires": 10}},
    # By the wall clock: beat remembers nothing, and one that is started anew each hour would never come to it.
    "forget": {"task": "tracker.tasks.forget", "schedule": crontab(minute="17"), "options": {"expires": 600}},
}
# One entry that is due each second: there is nothing to remember in a file, and no folder that has to be there.
CELERY_BEAT_SCHEDULER = "celery.beat:Scheduler"

# Words and time

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("es", _("Spanish"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["tracker.languages.formats"]
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LANGUAGE_COOKIE_SECURE = PRODUCTION
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
USE_I18N = True
TIME_ZONE = "UTC"
USE_TZ = True

# Files

STATIC_URL = "static/"
# Outside production the files are served from where they are written, without a collecting step.
STATIC_ROOT = BASE_DIR / "staticfiles" if PRODUCTION else None
WHITENOISE_USE_FINDERS = not PRODUCTION
WHITENOISE_AUTOREFRESH = DEBUG
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage",
    },
}

# Sign-in. Patients come by invitation; staff by email and password, and nobody signs up alone.

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "tracker.accounts.adapter.StaffAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_BY_CODE_ENABLED = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_PREVENT_ENUMERATION = True
ALLAUTH_TRUSTED_PROXY_COUNT = CHOSEN.trusted_proxies
MFA_ADAPTER = "tracker.accounts.second_factor.Adapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
# A clock that goes half a minute wrong turns nobody away.
MFA_TOTP_TOLERANCE = 1

# Safety on the wire

SESSION_COOKIE_SECURE = PRODUCTION
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = PRODUCTION
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_TRUSTED_ORIGINS = [BASE_URL]
SECURE_SSL_REDIRECT = PRODUCTION
# A load balancer asks for health, and a scraper for metrics, inside the house, without TLS.
SECURE_REDIRECT_EXEMPT = [r"^health/", r"^metrics$"]
SECURE_HSTS_SECONDS = CHOSEN.hsts_seconds if PRODUCTION else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if CHOSEN.trusted_proxies:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# Other hosts of a domain, and browsers' preload lists, are for the domain's owner to bind.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    },
}

DATA_UPLOAD_MAX_MEMORY_SIZE = 1_048_576
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1_000
DATA_UPLOAD_MAX_NUMBER_FILES = 5
FILE_UPLOAD_MAX_MEMORY_SIZE = 1_048_576

# Mail

MAIL_IN_USE = bool(CHOSEN.mail)
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
EMAIL_TIMEOUT = 10
# By a provider's API: whose signed calls are heard, and whether it is a service on this machine.
MAIL_HOOK = ""
MAIL_LOCAL = False
globals().update(CHOSEN.mail)
DEFAULT_FROM_EMAIL = CHOSEN.default_from_email
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# Push. Without a key it is off; a local service is for tests, and `check --deploy` refuses it.

VAPID_PRIVATE_KEY = CHOSEN.vapid_private_key
VAPID_FORMER_KEYS = CHOSEN.vapid_former_keys
VAPID_CONTACT = CHOSEN.vapid_contact
PUSH_LOCAL_SERVICE = CHOSEN.push_local_service

# SMS. Without a provider it is off; one without TLS is for tests on one machine, and `check --deploy` refuses it.

SMS = CHOSEN.sms
SMS_COUNTRIES = CHOSEN.sms_countries
SMS_SEGMENTS_A_DAY = CHOSEN.sms_segments_a_day

# Hand-overs a minute, by channel; 0 is no limit.
A_MINUTE = CHOSEN.a_minute

# REST

# Each view of the API says how it reads, answers and lets in: `tracker.api.viewing`.
REST_FRAMEWORK = {"DEFAULT_SCHEMA_CLASS": "tracker.api.schema.ProblemSchema"}
SPECTACULAR_SETTINGS = openapi.SPECTACULAR_SETTINGS

# Metrics. The library reads its folder when it is imported, which is later than this.

METRICS_TOKEN = CHOSEN.metrics_token
if CHOSEN.metrics_folder:
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = CHOSEN.metrics_folder

# Log

LOGGING_CONFIG = "tracker.logging.config.configure"
LOGGING = logging_config(level=CHOSEN.log_level, readable=DEBUG)
