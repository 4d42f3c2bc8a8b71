"""The description of the API is whole, valid and true: each example is what it says."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest
from django.core.management import call_command
from django.urls import URLPattern

from tests.courses.making import Scene
from tests.tracker.api.calling import Caller
from tests.tracker.api.described import DESCRIBED, resolved
from tracker.api import urls
from tracker.api.problem_types import TYPES

METHODS = ("get", "post", "put")


def operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, item in DESCRIBED["paths"].items():
        for method in METHODS:
            if method in item:
                yield path, method, item[method]


def test_it_is_made_without_a_warning_and_valid(tmp_path: Path) -> None:
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(tmp_path / "schema.yml"))
    assert DESCRIBED["openapi"] == "3.1.0"


def test_every_address_is_described_but_the_way_out() -> None:
    named = [pattern.name for pattern in urls.urlpatterns if isinstance(pattern, URLPattern)]
    assert len([name for name in named if name not in {"schema", "nowhere"}]) == len(DESCRIBED["paths"]) > 30


def test_every_operation_has_a_name_a_summary_and_words() -> None:
    names = [operation["operationId"] for _, _, operation in operations()]
    assert len(set(names)) == len(names) > 40
    for _, _, operation in operations():
        assert operation["summary"], operation["operationId"]
        assert operation["description"], operation["operationId"]


def test_every_operation_tells_the_problems_it_may_answer() -> None:
    for path, method, operation in operations():
        told = operation["responses"]
        expected = {"405", "406", "422", "429", "500"}
        expected |= {"404"} if "{" in path or operation["security"] != [{}] else set()
        expected |= {"400", "409", "413", "415"} if method != "get" else set()
        expected |= {"401", "403"} if operation["security"] != [{}] else set()
        assert expected <= told.keys(), (path, method)
        for code, response in told.items():
            if not code.startswith("2"):
                assert list(response["content"]) == ["application/problem+json"], (path, method, code)
        assert "Retry-After" in told["429"]["headers"]


def examples() -> Iterator[tuple[str, dict[str, Any], Any]]:
    for _, _, operation in operations():
        contents = [(code, response) for code, response in operation["responses"].items() if "content" in response]
        contents += [("request", operation["requestBody"])] if "requestBody" in operation else []
        for what, described in contents:
            for media in described["content"].values():
                yield f"{operation['operationId']} {what}", media["schema"], media.get("examples", {})


def test_every_operation_has_examples_that_its_schema_accepts() -> None:
    for what, schema, given in examples():
        assert given, what
        for example in given.values():
            jsonschema.Draft202012Validator(resolved(schema)).validate(example["value"])


def test_every_example_of_a_problem_is_of_a_kind_that_is_documented() -> None:
    for _, _, given in examples():
        for code in given:
            assert code == "Example" or code in TYPES


@pytest.mark.django_db
def test_it_is_served_to_anybody(scene: Scene) -> None:
    told = Caller().get("schema/")
    assert (told.status_code, told.headers["Content-Type"]) == (200, "application/json")
    assert told.json()["info"]["title"] == "Shortcourse"
    assert told.json()["paths"].keys() == DESCRIBED["paths"].keys()
