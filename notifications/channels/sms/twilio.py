"""SMS by Twilio's API, and whatever speaks its shape: a form, basic auth, errors by number, signed calls back."""

import base64
import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus

import requests
from requests.adapters import HTTPAdapter

from notifications.channels.interface import AddressGone, Away, NotDelivered, Permanent, Trouble
from notifications.channels.sms.words import BY_CARRIERS, bare_of

ITS_OWN = "https://api.twilio.com"
AT_ONCE = 10
TIMEOUT_SECONDS = (5, 10)
ERRORS, FAULTS = 400, 500
SAID_STOP = "the number said STOP"
UNSUBSCRIBED = 21610
# No such number, or none that takes texts; said at once, or later by the carrier.
GONE = frozenset({21211, 21214, 21217, 21614, 30004, 30005, 30006})
# The account's or the sender's trouble: the operator's to mend, and no fault of the message.
OURS = frozenset({20003, 20005, 20008, 21603, 21606, 21611, 21612, 21659, 21660, 30001, 30002, 63038})


@dataclass(frozen=True, slots=True)
class Account:
    """As whom texts are sent, and from where."""

    api: str
    sid: str
    token: str
    sender: str


class Twilio:
    """Sends; its connections stay open from one batch to the next."""

    at_once = AT_ONCE

    def __init__(self, account: Account) -> None:
        """For this account."""
        self.account = account
        self._session = requests.Session()
        # Neither proxies nor passwords of the environment.
        self._session.trust_env = False
        self._session.auth = (account.sid, account.token)
        self._session.mount(account.api, HTTPAdapter(pool_maxsize=AT_ONCE, max_retries=0))

    def answers(self, text: str) -> bool:
        """Whether the provider itself answers this, as Twilio does STOP, START and HELP of English."""
        own = any(bare_of(text) in words for words in BY_CARRIERS.values())
        return own and self.account.api == ITS_OWN

    def send(self, number: str, text: str, report_to: str = "") -> None:
        """Hand one text over; what becomes of it is told to `report_to`. Raises NotDelivered."""
        sender = "MessagingServiceSid" if self.account.sender.startswith("MG") else "From"
        form = {"To": number, sender: self.account.sender, "Body": text}
        if report_to:
            form["StatusCallback"] = report_to
        address = f"{self.account.api}/2010-04-01/Accounts/{self.account.sid}/Messages.json"
        try:
            answer = self._session.post(address, data=form, timeout=TIMEOUT_SECONDS, allow_redirects=False)
        except (requests.ConnectionError, requests.ConnectTimeout) as error:
            raise Away(type(error).__name__) from error
        except requests.RequestException as error:
            # It may have gone out: a few tries, no more.
            raise Trouble(type(error).__name__) from error
        if answer.status_code not in {HTTPStatus.OK, HTTPStatus.CREATED}:
            raise refusal(answer.status_code, _code(answer), answer.headers.get("Retry-After", ""))

    def look(self) -> int:
        """Ask for the account, as `doctor` does; the status of the answer. Raises requests.RequestException."""
        address = f"{self.account.api}/2010-04-01/Accounts/{self.account.sid}.json"
        return self._session.get(address, timeout=TIMEOUT_SECONDS, allow_redirects=False).status_code


def refusal(status: int, code: int, retry_after: str = "") -> NotDelivered:
    """What a refusal means for trying again."""
    said = f"answered with {status}, {code}" if code else f"answered with {status}"
    if code == UNSUBSCRIBED:
        return AddressGone(SAID_STOP)
    if code in GONE:
        return AddressGone(said)
    if code in OURS or status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND}:
        return Away(said)
    if status == HTTPStatus.TOO_MANY_REQUESTS or status >= FAULTS:
        asked = int(retry_after) if retry_after.isascii() and retry_after.isdigit() and len(retry_after) < 6 else None  # noqa: PLR2004
        return Trouble(said, None if asked is None else timedelta(seconds=asked))
    return Permanent(said)


def signature(token: str, address: str, form: Mapping[str, Sequence[str]]) -> str:
    """What X-Twilio-Signature says of a call back: the address and the form, in order of names, under the token."""
    told = address + "".join(name + value for name in sorted(form) for value in sorted(set(form[name])))
    return base64.b64encode(hmac.new(token.encode(), told.encode(), hashlib.sha1).digest()).decode()


def is_signed(token: str, address: str, form: Mapping[str, Sequence[str]], told: str) -> bool:
    """Whether a call back comes from who knows the token."""
    return hmac.compare_digest(signature(token, address, form).encode(), told.encode())


def _code(answer: requests.Response) -> int:
    try:
        told = answer.json()
    except ValueError:
        return 0
    code = told.get("code") if isinstance(told, dict) else None
    return code if isinstance(code, int) else 0
