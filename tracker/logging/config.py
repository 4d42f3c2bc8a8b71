"""Structured logs to standard output: one JSON object a line, with the request's id and with nobody's data in it."""

import logging.config
import traceback
from types import TracebackType
from typing import Any

import structlog
from structlog.types import EventDict, Processor, WrappedLogger

# These loggers' messages carry addresses, arguments or texts of errors, in which ids and names stand; so their text is
# replaced. What is of use in them is said by the request's line and by the error's type and frames.
TEXT_OF_LOGGERS_WITH_DATA = {
    "django.request": "request_failed",
    "celery.app.trace": "task_done_or_failed",
    "celery.worker.strategy": "task_received",
}
# The same for all loggers below these.
TEXT_OF_FAMILIES_WITH_DATA = {"django.security": "refused_for_security"}

ExceptionInfo = tuple[type[BaseException], BaseException, TracebackType | None]


def logging_config(*, level: str, readable: bool) -> dict[str, Any]:
    """The LOGGING setting; `readable` is for a developer's terminal and shows errors whole."""
    rendering: list[Processor] = [structlog.stdlib.ProcessorFormatter.remove_processors_meta]
    if readable:
        rendering.append(structlog.dev.ConsoleRenderer())
    else:
        rendering += [
            leave_out_data,
            structlog.processors.ExceptionRenderer(frames),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ]
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "lines": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": _marks(),
                "processors": rendering,
            },
        },
        "handlers": {"stdout": {"class": "logging.StreamHandler", "stream": "ext://sys.stdout", "formatter": "lines"}},
        "root": {"handlers": ["stdout"], "level": level},
        "loggers": {
            "django": {"handlers": [], "level": level, "propagate": True},
            # Every request has its line; only what broke says more.
            "django.request": {"level": "ERROR"},
            "django.server": {"handlers": [], "level": "ERROR", "propagate": True},
            # A tick each second is no news.
            **{name: {"level": "WARNING"} for name in ("celery.beat", "celery.app.trace", "celery.worker.strategy")},
        },
    }


def configure(config: dict[str, Any]) -> None:
    """Set up the standard library's logging, and structlog on top of it. Django calls this at start."""
    logging.config.dictConfig(config)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_marks(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )


def _marks() -> list[Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
    ]


def leave_out_data(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """The event with its text replaced where that could hold somebody's data."""
    logger = str(event.get("logger"))
    text = TEXT_OF_LOGGERS_WITH_DATA.get(logger)
    for family, of_family in TEXT_OF_FAMILIES_WITH_DATA.items():
        if f"{logger}.".startswith(f"{family}."):
            text = of_family
    if text:
        event["event"] = text
    return event


def frames(exc_info: ExceptionInfo) -> list[dict[str, Any]]:
    """An error and its causes, the newest first: types and places, no texts, as those quote the values at fault."""
    told: list[dict[str, Any]] = []
    seen: set[int] = set()
    current: BaseException | None = exc_info[1]
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        places = [
            f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(current.__traceback__)
        ]
        told.append({"type": f"{type(current).__module__}.{type(current).__qualname__}", "frames": places})
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)
    return told
