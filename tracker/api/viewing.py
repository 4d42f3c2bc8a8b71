"""The frame of every view: who looks, what they may, what was sent; and how every error is told."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, ClassVar, TypeVar
from uuid import UUID

from django.db import models
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import UnsupportedMediaType
from rest_framework.permissions import BasePermission
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from courses.access import Kind, OfPatient, Viewer, may
from courses.errors import NotAllowed, NotFound
from courses.models import Course, Patient, Through
from courses.models.row import Row, Rows
from tracker import clock
from tracker.accounts.access_log import note_access
from tracker.api.answers import answer_error
from tracker.api.faults import TooLarge
from tracker.api.fields import refuse
from tracker.api.limits import Changes, Requests
from tracker.api.pages import Pages
from tracker.api.parsing import MOST_BYTES, StrictJSONParser, storable
from tracker.api.schema import ProblemSchema
from tracker.api.sign_in import BearerToken, SignedInSession
from tracker.api.strict import Nothing, Sent, Told

R = TypeVar("R", bound=Row)
THROUGH = Through.API.value
OK = 200
WRITES = frozenset({"POST", "PUT"})
PAGING = frozenset({"cursor", "limit"})


class SignedIn(BasePermission):
    """Somebody looks."""

    def has_permission(self, request: Request, view: Any) -> bool:  # noqa: ARG002 (DRF's)
        """Whether a viewer was made for the request."""
        return isinstance(request.auth, Viewer)


class ApiView(APIView):
    """A view of the API: parse, authorise, act, render."""

    http_method_names = ["get", "post", "put", "head"]
    authentication_classes: Sequence[type[BaseAuthentication]] = (BearerToken, SignedInSession)
    permission_classes: Sequence[type[BasePermission]] = (SignedIn,)
    parser_classes = (StrictJSONParser,)
    renderer_classes: Sequence[type[BaseRenderer]] = (JSONRenderer,)
    throttle_classes = (Requests, Changes)
    schema = ProblemSchema()
    # What the newest body may hold: an error names these as places in it, and nothing else.
    sent_fields: frozenset[str] = frozenset()
    # What an address may ask when it is read.
    asks: ClassVar[type[Sent]] = Nothing
    query: dict[str, Any]
    # Whose data was opened, and whether it is noted that staff looked.
    opened: UUID | None = None
    is_noted = False
    # Whether a helper finds anything at this address; what is not for them is not there.
    for_helpers: ClassVar[bool] = False
    pagination_class: ClassVar[type[Pages] | None] = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Refuse what is too large or no JSON before anything reads it."""
        self.format_kwarg = self.get_format_suffix(**kwargs)
        negotiated = self.perform_content_negotiation(request)
        request.accepted_renderer, request.accepted_media_type = negotiated
        if request.method in WRITES and _length(request) > 0:
            if _length(request) > MOST_BYTES:
                raise TooLarge
            if request.content_type.partition(";")[0].strip().lower() != StrictJSONParser.media_type:
                raise UnsupportedMediaType(request.content_type[:100])
        super().initial(request, *args, **kwargs)
        if isinstance(request.auth, Viewer) and request.auth.kind is Kind.HELPER and not self.for_helpers:
            raise _not_there()
        if request.method not in WRITES:
            self.query = self._asked(request)

    def get_exception_handler(self) -> Callable[[Exception, dict[str, Any]], Response]:
        """Every error is a problem."""
        return answer_error

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """What is told is somebody's own: no cache keeps it."""
        answer = super().finalize_response(request, response, *args, **kwargs)
        # Whatever was read of a patient is noted; what changes something keeps by itself who did it.
        if self.opened and not self.is_noted and request.method not in WRITES and answer.status_code == OK:
            self.looked_at(self.opened, type(self).__name__.lower())
        answer.headers.setdefault("Cache-Control", "no-store")
        return answer

    def now(self) -> datetime:
        """The present instant; actions read it once they hold their lock."""
        return clock.now()

    @property
    def viewer(self) -> Viewer:
        """Who looks."""
        viewer = self.request.auth
        if not isinstance(viewer, Viewer):
            raise TypeError("a view without a viewer was reached")
        return viewer

    def sent(self, of: type[Sent]) -> dict[str, Any]:
        """What was sent, by field; raises ValidationError for each that is wrong."""
        serializer = of(data=self.request.data)
        self.sent_fields = frozenset(serializer.fields)
        serializer.is_valid(raise_exception=True)
        found: dict[str, Any] = serializer.validated_data
        return found

    def _asked(self, request: Request) -> dict[str, Any]:
        """The parameters of the address, by name; each once, and none that the view does not have."""
        told: dict[str, Any] = {}
        for name, values in request.query_params.lists():
            if name in PAGING and self.pagination_class is not None:
                continue
            if len(values) > 1:
                raise refuse("too_many", f"{name[:100]} stands here {len(values)} times.")
            told[name] = values[0] if storable(values[0]) else None
        serializer = self.asks(data=told)
        self.sent_fields = frozenset(serializer.fields) | (PAGING if self.pagination_class is not None else frozenset())
        serializer.is_valid(raise_exception=True)
        found: dict[str, Any] = serializer.validated_data
        return found

    def allow(self, action: str, of: OfPatient | None = None) -> None:
        """Raise NotAllowed unless the viewer may do this."""
        if not may(self.viewer, action, of):
            raise NotAllowed("", "not_allowed", "This is not yours to do.", "Ask somebody whose role it is.")

    def find(self, rows: "Rows[R] | models.QuerySet[R]", **by: Any) -> R:
        """The one row, of those that are visible to the viewer; raises NotFound."""
        row = rows.filter(**by).first()
        if row is None:
            raise _not_there()
        if isinstance(row, Patient | Course):
            self.opened = row.pk if isinstance(row, Patient) else row.patient_id
        return row

    def course(self, course_id: UUID, action: str) -> Course:
        """The course of an address; raises NotFound, or NotAllowed where the viewer sees it and may not do this."""
        rows = Course.objects.open_to(self.viewer, action)
        if not may(self.viewer, action):
            rows = Course.objects.visible_to(self.viewer)
        course = self.find(rows.select_related("patient__practice", "medicine", "assessment"), pk=course_id)
        self.allow(action, course)
        return course

    def looked_at(self, patient_id: UUID | None, page: str) -> None:
        """Keep that staff looked at this patient; by a token, that its clinician did, or else the token."""
        viewer, self.is_noted = self.viewer, True
        if viewer.kind is Kind.TOKEN and viewer.patient_id is None:
            whose = getattr(self.request.user, "clinician_id", None) or viewer.id
            viewer = replace(viewer, kind=Kind.CLINICIAN, id=whose)
        note_access(viewer, patient_id=patient_id, page=f"api:{page}", now=self.now())

    def tell(self, what: Any, by: type[Told], status: int = 200) -> Response:
        """One thing, rendered."""
        return Response(by(what).data, status=status)

    def tell_page(
        self, rows: "models.QuerySet[Any]", by: type[Told], render: Callable[[list[Any]], Iterable[Any]] | None = None
    ) -> Response:
        """A page of the rows, newest first; `render` makes what is told of a page's rows."""
        if self.opened is None and not self.is_noted and _is_of_patients(rows.model):
            self.looked_at(None, type(self).__name__.lower())
        pages = Pages()
        page = pages.paginate_queryset(rows, self.request, view=self) or []
        told = page if render is None else render(page)
        return pages.get_paginated_response([by(one).data for one in told])


class PagedView(ApiView):
    """A view that lists."""

    pagination_class = Pages


def _is_of_patients(model: type[models.Model]) -> bool:
    return model is Patient or hasattr(model, "patient") or hasattr(model, "course")


def _not_there() -> NotFound:
    return NotFound("", "not_found", "There is no such thing here.", "Check the address.")


def _length(request: Request) -> int:
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0
