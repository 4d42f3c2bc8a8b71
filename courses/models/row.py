"""What every row of this package has: a key and a reach (who sees it); and what every fact has, who told it when."""

from dataclasses import dataclass
from typing import Any, ClassVar, NoReturn, Self, TypeVar

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from uuid_utils.compat import uuid7

from courses.access import CLINICAL, Kind, Role, Viewer, may

AMOUNT_DIGITS = 10
AMOUNT_PLACES = 4


class Through(models.TextChoices):
    """The edge that a fact came in by."""

    PAGE = "page"
    API = "api"
    REPLAY = "replay"
    FHIR = "fhir"
    SYSTEM = "system"
    DEMO = "demo"


class ByKind(models.TextChoices):
    """What told a fact; an operator tells none."""

    PATIENT = Kind.PATIENT.value
    HELPER = Kind.HELPER.value
    CLINICIAN = Kind.CLINICIAN.value
    TOKEN = Kind.TOKEN.value
    SYSTEM = Kind.SYSTEM.value


@dataclass(frozen=True, slots=True)
class Seen:
    """How a row is reached from a viewer: the path to its patient ("" for itself), and who sees it at all.

    A helper sees no row but their own: `helpers` is the column that says whose it is.
    """

    patient: str = "patient"
    by: frozenset[Role] = CLINICAL | {Role.PATIENT}
    helpers: str = ""


M = TypeVar("M", bound="Row")


class Rows(models.QuerySet[M]):
    """A queryset that an edge starts from a viewer."""

    def visible_to(self, viewer: Viewer) -> Self:
        """The rows that this viewer may see; none, rather than an error, where that is none."""
        if viewer.kind is Kind.SYSTEM:
            return self.all()
        seen = self.model.seen
        if viewer.kind is Kind.HELPER:
            return self._reached_by(viewer).filter(**{seen.helpers: viewer.id}) if seen.helpers else self.none()
        return self._reached_by(viewer) if viewer.acts_as & seen.by else self.none()

    def open_to(self, viewer: Viewer, action: str) -> Self:
        """The rows on whose patients this viewer may do that, whether or not they may read them: a helper logs a dose
        of a course, and a manager hands one over, of which they see nothing else."""
        if viewer.kind is Kind.SYSTEM:
            return self.all()
        return self._reached_by(viewer) if may(viewer, action) else self.none()

    def _reached_by(self, viewer: Viewer) -> Self:
        seen = self.model.seen
        if viewer.patient_id is not None:
            return self.filter(**{seen.patient or "pk": viewer.patient_id})
        if viewer.practice_id is None or viewer.acts_as & {Role.PATIENT, Role.HELPER}:
            return self.none()
        return self.filter(**{f"{seen.patient}__practice".removeprefix("__"): viewer.practice_id})


class WrittenOnceError(RuntimeError):
    """A row that is kept as it was written was about to be changed: a fault of the program."""


class WrittenOnce(Rows[M]):
    """A queryset of rows that are never changed or taken away one by one (they go with their patient)."""

    def update(self, **_: Any) -> NoReturn:
        """Refuse."""
        raise WrittenOnceError(f"{self.model.__name__} is never changed")

    def bulk_update(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        """Refuse."""
        raise WrittenOnceError(f"{self.model.__name__} is never changed")

    def delete(self) -> NoReturn:
        """Refuse."""
        raise WrittenOnceError(f"{self.model.__name__} is never deleted")


class Row(models.Model):
    """A row with a key that tells nothing but its age."""

    seen: ClassVar[Seen] = Seen()

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)

    objects = Rows.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        """The class and the key: what a log may say of a row without telling anything of a person."""
        return f"{type(self).__name__} {self.pk}"


class Fact(Row):
    """What was told: its place in its patient's order, when, by whom and through what."""

    seq = models.PositiveIntegerField(validators=[MinValueValidator(1)])
    known_at = models.DateTimeField()
    by_kind = models.CharField(max_length=10, choices=ByKind)
    by_id = models.UUIDField(null=True, blank=True)
    through = models.CharField(max_length=10, choices=Through)

    class Meta:
        abstract = True


class FactOnce(Fact):
    """A fact that is never changed: what came to be known later is another row."""

    objects = WrittenOnce.as_manager()  # type: ignore[misc]

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write it, the first time."""
        refuse_second_write(self)
        super().save(*args, **kwargs)


class Undoable(Fact):
    """A fact that the phone sent under an id of its own making, and that may be undone: it stays, and says so."""

    client_id = models.UUIDField()
    device = models.CharField(max_length=200, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_seq = models.PositiveIntegerField(null=True, blank=True)
    undone_by_kind = models.CharField(max_length=10, choices=ByKind, blank=True)
    undone_by_id = models.UUIDField(null=True, blank=True)
    undone_through = models.CharField(max_length=10, choices=Through, blank=True)
    undo_client_id = models.UUIDField(null=True, blank=True)

    class Meta:
        abstract = True


def refuse_second_write(row: models.Model) -> None:
    """Raise WrittenOnceError for a row that the database has already."""
    if not row._state.adding:  # noqa: SLF001 (Django's documented way to ask)
        raise WrittenOnceError(f"{type(row).__name__} is never changed")


def amount(**options: Any) -> "models.DecimalField[Any, Any]":
    """A column for amounts, in units of the strength's form or in mg."""
    return models.DecimalField(max_digits=AMOUNT_DIGITS, decimal_places=AMOUNT_PLACES, **options)


def one_of(field: str, choices: type[models.TextChoices], name: str) -> models.CheckConstraint:
    """The database holds the field to its words."""
    return models.CheckConstraint(name=name, condition=Q(**{f"{field}__in": choices.values}))


def together(name: str, instants: tuple[str, ...], words: tuple[str, ...] = ()) -> models.CheckConstraint:
    """Either all of these columns say something or none does; words are empty, the others null, when they do not."""
    unset = Q(**{f"{field}__isnull": True for field in instants}) & Q(**dict.fromkeys(words, ""))
    present = Q(**{f"{field}__isnull": False for field in instants})
    for field in words:
        present &= ~Q(**{field: ""})
    return models.CheckConstraint(name=name, condition=unset | present)


def undone_together(name: str) -> models.CheckConstraint:
    """An undo says when, in which place, by what and through what, or nothing of it."""
    return together(name, ("undone_at", "undone_seq"), ("undone_by_kind", "undone_through"))
