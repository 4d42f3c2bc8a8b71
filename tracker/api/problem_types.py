"""The kinds of problem: stable, each documented at its own address, /api/v1/problems/<code>."""

from dataclasses import dataclass

PREFIX = "/api/v1/problems/"


@dataclass(frozen=True, slots=True)
class ProblemType:
    """One kind of problem: its code, HTTP status and title, what it means, and whether trying again can help."""

    code: str
    status: int
    title: str
    about: str

    @property
    def uri(self) -> str:
        """What stands as `type`: a relative reference, where it is documented."""
        return PREFIX + self.code


_ALL = (
    ProblemType(
        "not_json",
        400,
        "The body cannot be read.",
        "The body is no JSON, or JSON that two readers could read in two ways: repeated keys, NaN, numbers beyond any "
        "decimal, characters that cannot be stored, too deep. Sending the same again does not help.",
    ),
    ProblemType(
        "bad_request",
        400,
        "The request cannot be understood.",
        "Something about the request itself is wrong, before its body is read. Sending the same again does not help.",
    ),
    ProblemType(
        "not_signed_in",
        401,
        "Nobody is signed in.",
        "Send a bearer token that is in force, or the cookies of a session. Tokens expire, and can be revoked.",
    ),
    ProblemType(
        "not_allowed",
        403,
        "This is not yours to do.",
        "Whoever asked is known, and has no role that may do this; or the CSRF token of a session is missing.",
    ),
    ProblemType(
        "not_found",
        404,
        "There is no such thing here.",
        "It does not exist, or not for whoever asked: the two look the same.",
    ),
    ProblemType("method_not_allowed", 405, "This address does not do that.", "The Allow header names what it does."),
    ProblemType("not_acceptable", 406, "Only JSON is spoken here.", "Accept application/json."),
    ProblemType(
        "same_id_other_content",
        409,
        "This id was sent before with other content.",
        "Nothing was changed; what was sent first stands. Send what is new under a new id.",
    ),
    ProblemType(
        "refused",
        409,
        "As things stand, this cannot be done.",
        "What was asked is well formed and allowed, and the state of the course or of the person does not allow it. "
        "It may be possible when that changes. `errors` says what stands in the way.",
    ),
    ProblemType(
        "entry_refused",
        409,
        "Entry checks ask for a reason.",
        "`findings` are all that the checks found, `missing` the checks that still need a reason in `overrides`; "
        "`confirm_twice` says that a contraindication is to be confirmed again with `confirmed_twice`.",
    ),
    ProblemType("too_large", 413, "The body is too large.", "No body may be larger than 64 KiB."),
    ProblemType("unsupported_media_type", 415, "Only JSON is read here.", "Send application/json."),
    ProblemType(
        "wrong_input",
        422,
        "Something that was sent cannot be meant.",
        "`errors` names each field, what is wrong with it and what to do. Nothing was stored.",
    ),
    ProblemType(
        "too_many_requests",
        429,
        "Too many requests.",
        "Wait as many seconds as the Retry-After header says, then go on. Nothing is lost.",
    ),
    ProblemType(
        "server_error",
        500,
        "Something went wrong on our side.",
        "Nothing was stored by half. Send the same again, with the same id, in a little while.",
    ),
)
TYPES = {kind.code: kind for kind in _ALL}
OF_STATUS = {kind.status: kind for kind in reversed(_ALL)} | {400: TYPES["bad_request"], 409: TYPES["refused"]}
