"""About the API itself: its description, its problems, and addresses that lead nowhere."""

from typing import Any

from drf_spectacular.views import SpectacularJSONAPIView
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from courses.errors import NotFound
from tracker.api.problem_types import TYPES, ProblemType
from tracker.api.schema import operation
from tracker.api.serializers.problems import ProblemTypeTold
from tracker.api.viewing import ApiView


class Open(ApiView):
    """Anybody may read it."""

    authentication_classes = ()
    permission_classes = ()


class ProblemTypes(Open):
    """The kinds of problem."""

    @operation("list_problems", "List the kinds of problem", told=ProblemTypeTold(many=True))
    def get(self, _request: Request) -> Response:
        """All of them."""
        return Response([_told(kind) for kind in TYPES.values()])


class OneProblemType(Open):
    """One kind of problem: where its `type` leads."""

    @operation("read_problem", "Read about a kind of problem", told=ProblemTypeTold)
    def get(self, _request: Request, code: str) -> Response:
        """What it means, and whether trying again can help."""
        if code not in TYPES:
            raise NotFound("", "not_found", "There is no such problem.", "Check the address.")
        return Response(_told(TYPES[code]))


class Schema(Open, SpectacularJSONAPIView):
    """The description of the API, as OpenAPI 3.1."""

    renderer_classes = [JSONRenderer]


class Nowhere(ApiView):
    """Whatever else is asked for under this address."""

    schema = None  # type: ignore[assignment]  # it is not described
    authentication_classes = ()
    permission_classes = ()

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:  # noqa: ARG002 (DRF's)
        """There is nothing here, whatever the method."""
        raise NotFound("", "not_found", "There is nothing at this address.", "See /api/v1/schema/ for what there is.")


def _told(kind: ProblemType) -> dict[str, Any]:
    return {
        "code": kind.code,
        "type": kind.uri,
        "status": kind.status,
        "title": kind.title,
        "about": kind.about,
    }
