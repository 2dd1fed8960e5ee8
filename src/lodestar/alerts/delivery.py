"""Sends what waits in the outbox. Each message at most once: what may have arrived is never sent again by itself.

    waiting -> sending -> sent
       ^          |-----> waiting       it surely did not arrive: tried again later
       |          |-----> dead          refused for good, or tried for a day
       |          \\-----> unconfirmed   the answer was lost, or the sender died: it may have arrived
       \\----------------- a person: `lodestar alerts resend ID`

`sending` is on disk before the first byte leaves, so a sender that dies leaves a trace and no doubt about the rest.
"""

from __future__ import annotations

import contextlib
import logging
import socket
import ssl
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import requests
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError
from urllib3.exceptions import ProxyError as TunnelError

from lodestar.alerts.answer import LONGEST_WAIT, Answer, judge
from lodestar.alerts.backoff import MOST_ATTEMPTS, seconds_to_wait
from lodestar.alerts.channel import Channel
from lodestar.alerts.entry import Entry
from lodestar.alerts.outbox import Outbox
from lodestar.alerts.request import Request, request_of
from lodestar.settings import secret_of

__all__ = ["CONNECT_SECONDS", "READ_SECONDS", "Receipt", "deliver"]

CONNECT_SECONDS = 2.0
READ_SECONDS = 5.0
MOST_BYTES = 16_384
"""Of an answer that are read."""

NO_ADDRESS_WAIT = 60.0
"""Seconds until a message is looked at again whose channel has no address here."""


@dataclass(frozen=True)
class Receipt:
    """What one try came to. `state` is what the entry is from now on, `reason` says why, without any secret."""

    id: str
    channel: str
    state: str
    reason: str


def deliver(
    outbox: Outbox,
    channels: tuple[Channel, ...],
    clock: Callable[[], datetime],
    session: requests.Session,
    *,
    begin_within: float | None = None,
    timeouts: tuple[float, float] = (CONNECT_SECONDS, READ_SECONDS),
) -> list[Receipt]:
    """Sends what is due, in order, and says what became of each; empty when another sender is at work.

    A read timeout, or a connection that is lost after the request, makes a message *unconfirmed*: it may have arrived,
    so it is never sent again by itself. It stays in the list until a person sends it again. The later parts of a
    message wait while an earlier one does; a channel that is down or wants rest is left alone for the rest of this run.

    Args:
        clock: the time, with a time zone.
        begin_within: seconds after which no further message is begun; None sends all that is due.
        timeouts: seconds to connect, and to wait for an answer.

    Raises:
        OSError: the outbox can't be written; nothing is sent that is not noted first.
    """
    receipts: list[Receipt] = []
    begun = time.monotonic()
    by_name = {channel.name: channel for channel in channels}
    resting: set[str] = set()
    with outbox.sole_sender() as is_alone, _silent_connections():
        if not is_alone:
            return []
        for entry in outbox.entries():
            if entry.state == "sending":
                receipts.append(
                    _settle(outbox, entry, Answer("unconfirmed", "the sender stopped in the middle"), clock())
                )
        for name in [entry.id for entry in outbox.entries() if _is_due(entry, clock())]:
            if begin_within is not None and time.monotonic() - begun > begin_within:
                break
            entries = {entry.id: entry for entry in outbox.entries()}
            due = entries.get(name)
            if due is None or not _is_due(due, clock()) or due.channel in resting or not _is_next(due, entries):
                continue
            answer = _send(outbox, due, by_name.get(due.channel), clock, session, timeouts)
            receipts.append(_settle(outbox, replace(due, attempts=due.attempts + answer.tries), answer, clock()))
            if answer.outcome == "waiting":
                resting.add(due.channel)
            if answer.wait and answer.tries:
                _let_rest(outbox, due.channel, clock() + timedelta(seconds=answer.wait))
        outbox.forget(now=clock())
    return receipts


def _is_due(entry: Entry, now: datetime) -> bool:
    # a time further away than any wait comes from a clock that was wrong
    too_far = entry.next_try_at - now > timedelta(seconds=2 * LONGEST_WAIT)
    return entry.state == "waiting" and (entry.next_try_at <= now or too_far)


def _is_next(entry: Entry, entries: Mapping[str, Entry]) -> bool:
    earlier = [entries.get(f"{entry.message}-{part}") for part in range(1, entry.part)]
    return all(before is not None and before.state not in ("waiting", "sending") for before in earlier)


def _send(
    outbox: Outbox,
    entry: Entry,
    channel: Channel | None,
    clock: Callable[[], datetime],
    session: requests.Session,
    timeouts: tuple[float, float],
) -> Answer:
    if channel is None:
        return Answer("waiting", "no channel of this name in governance/channels.yml", NO_ADDRESS_WAIT, tries=0)
    url = secret_of(channel.url_from)
    secret = secret_of(channel.secret_from) if channel.secret_from else None
    for variable, value in ((channel.url_from, url), (channel.secret_from, secret)):
        if variable and not value:
            return Answer("waiting", f"{variable} is not set here", NO_ADDRESS_WAIT, tries=0)
    request = request_of(channel.kind, url or "", entry.text, now=clock(), secret=secret)
    unreachable = _unreachable(request.url)
    if unreachable is not None:
        return unreachable
    outbox.record(replace(entry, state="sending"))
    return _post(channel.kind, request, clock, session, timeouts)


def _unreachable(url: str) -> Answer | None:
    """Why a request can't leave at all. Told first: a name server that hangs must not make a message unconfirmed."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if not host or parts.scheme not in ("http", "https"):
        return Answer("dead", "the address is none: it must begin with https:// and name a host")
    if requests.utils.get_environ_proxies(url):
        return None  # the proxy looks names up
    try:
        socket.getaddrinfo(host, port or parts.scheme, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return Answer("waiting", "the host's name can't be looked up")
    return None


def _post(
    kind: str,
    request: Request,
    clock: Callable[[], datetime],
    session: requests.Session,
    timeouts: tuple[float, float],
) -> Answer:
    headers = {"Content-Type": "application/json; charset=utf-8"}
    try:
        with session.post(
            request.url, data=request.body, headers=headers, timeout=timeouts, allow_redirects=False, stream=True
        ) as response:
            body = _read(response, timeouts[1])
            return judge(kind, response.status_code, response.headers, body, now=clock())
    except (requests.exceptions.InvalidURL, requests.exceptions.InvalidSchema, requests.exceptions.MissingSchema):
        return Answer("dead", "the address is no address")
    except requests.RequestException as error:
        return _lost(error)
    except Exception as error:  # whatever it is: it may have been sent, and nobody's build ends for it
        return Answer("unconfirmed", f"the answer could not be read ({type(error).__name__})")


def _lost(error: requests.RequestException) -> Answer:
    """What an error of the connection means. Its text names the address, so it is never repeated."""
    causes = list(_causes(error))
    if any(isinstance(cause, ssl.SSLCertVerificationError) for cause in causes):
        return Answer("waiting", "the certificate of the host is not valid")
    if any(isinstance(cause, ConnectTimeoutError | NewConnectionError | TunnelError) for cause in causes):
        return Answer("waiting", "no connection")
    if isinstance(error, requests.Timeout):
        return Answer("unconfirmed", "no answer in time: it may have arrived")
    return Answer("unconfirmed", "the connection was lost before the answer: it may have arrived")


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error and all that it wraps."""
    waiting, seen = [error], set()
    while waiting:
        cause = waiting.pop()
        if id(cause) in seen:
            continue
        seen.add(id(cause))
        yield cause
        inner = [cause.__cause__, cause.__context__, getattr(cause, "reason", None), *cause.args]
        waiting += [other for other in inner if isinstance(other, BaseException)]


def _read(response: requests.Response, seconds: float) -> str:
    """The beginning of the answer's body.

    Raises:
        requests.Timeout: it drips.
    """
    until, body = time.monotonic() + seconds, b""
    while len(body) < MOST_BYTES and (chunk := response.raw.read1(4096, decode_content=True)):
        body += chunk
        if time.monotonic() > until:
            raise requests.Timeout
    return body[:MOST_BYTES].decode("utf-8", errors="replace")


def _settle(outbox: Outbox, entry: Entry, answer: Answer, now: datetime) -> Receipt:
    state, reason, wait = answer.outcome, answer.reason, 0.0
    if state == "waiting" and answer.tries and entry.attempts >= MOST_ATTEMPTS:
        state, reason = "dead", f"{reason}; given up after {entry.attempts} tries"
    if state == "waiting":
        wait = seconds_to_wait(entry.attempts, answer.wait) if answer.tries else answer.wait or 0.0
    settled = replace(
        entry,
        state=state,
        next_try_at=now + timedelta(seconds=wait),
        receipt=f"{now:%Y-%m-%d %H:%M:%S %Z}: {reason}",
    )
    outbox.record(settled)
    return Receipt(entry.id, entry.channel, state, reason)


def _let_rest(outbox: Outbox, channel: str, until: datetime) -> None:
    """Lets all that waits for a channel wait until then: it asked for rest, and counts every message."""
    for entry in outbox.entries():
        if entry.channel == channel and entry.state == "waiting" and entry.next_try_at < until:
            outbox.record(replace(entry, next_try_at=until))


@contextlib.contextmanager
def _silent_connections() -> Iterator[None]:
    """Keeps urllib3 from writing addresses, which are secrets, into a log that somebody has turned up."""
    log = logging.getLogger("urllib3")

    def drop(_: logging.LogRecord) -> bool:
        return False

    children = [log, *(logging.getLogger(f"urllib3.{name}") for name in ("connectionpool", "connection", "util.retry"))]
    for logger in children:
        logger.addFilter(drop)
    try:
        yield
    finally:
        for logger in children:
            logger.removeFilter(drop)
