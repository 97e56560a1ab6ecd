"""Answer saves over plain ASGI: POST /kiem-tra/luu/<attempt uuid>/ with JSON.

    → {"seq": 7, "answers": {"q3": "1"}, "client_ms": …, "at_ms": …, "submit": false}
    ← {"acked": 7, "seq": 7, "server_now": …, "remaining_ms": …, "state": "open"}

The header `X-Attempt-Pass` carries the page's pass (`tokens.py`). The same call is
served by an ordinary view (`views.saving`) where the site runs under WSGI alone.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection

from lms.assessment.actions.attempts import close_if_over, submit_attempt
from lms.assessment.clock import Verdict
from lms.assessment.models import Attempt
from lms.assessment.rules import State
from lms.assessment.saves import Save, Saved, parse_save, record_save
from lms.assessment.tokens import Pass, issue, read
from schools.public import now

PREFIX = "/kiem-tra/luu/"
LARGEST = 64 * 1024
Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]


@dataclass(frozen=True)
class Answer:
    """What is said to a save: HTTP status, body, headers."""

    status: int
    body: dict[str, Any]
    headers: dict[str, str] = field(default_factory=dict)


def refuse(status: int, reason: str) -> Answer:
    """Return an answer that says why nothing was kept."""
    return Answer(status, {"reason": reason})


def same_origin(origin: str, host: str) -> bool:
    """Return whether a request came from our own page."""
    if origin in settings.CSRF_TRUSTED_ORIGINS:
        return True
    return bool(host) and origin.partition("://")[2] == host


def handle(attempt: UUID, token: str, body: bytes) -> Answer:
    """Keep one save and say what became of it."""
    holder = read(token, attempt)
    if holder is None:
        return refuse(401, "pass")
    try:
        save = parse_save(json.loads(body))
        moment = now()
        saved = record_save(attempt, save, moment)
    except (ValueError, RecursionError):  # JSON's errors and SaveError are ValueErrors
        return refuse(400, "not_a_save")
    if saved is None:
        return refuse(404, "unknown")
    ended = _end_if_due(attempt, save, saved, moment)
    return _answer(holder, save, saved, ended)


def _end_if_due(attempt: UUID, save: Save, saved: Saved, moment: Any) -> Attempt | None:
    """Hand in where the save asks for it; collect where the time is over."""
    if saved.state == State.OPEN and saved.verdict == Verdict.KEEP and not save.submit:
        return None
    row = Attempt.objects.get(uuid=attempt)
    if saved.verdict == Verdict.KEEP and save.submit:
        return submit_attempt(row.pk, moment)
    return close_if_over(row, moment)


def _answer(holder: Pass, save: Save, saved: Saved, ended: Attempt | None) -> Answer:
    moment = saved.received_at
    left = int((saved.deadline_at - moment).total_seconds() * 1000)
    body: dict[str, Any] = {
        "seq": saved.seq,
        "server_now": int(moment.timestamp() * 1000),
        "remaining_ms": max(0, left),
        "state": str(ended.state if ended else saved.state),
    }
    if saved.verdict != Verdict.REFUSE:
        body["acked"] = save.seq
    if saved.verdict != Verdict.KEEP:
        body["reason"] = str(saved.reason or "handed_in")
    if ended is not None and ended.state != State.OPEN:
        body["receipt"] = ended.receipt
    if holder.is_half_over:
        body["pass"] = issue(holder.attempt, holder.account_id)
    status = 409 if saved.verdict == Verdict.REFUSE else 200
    return Answer(status, body, {"etag": f'"{saved.seq}"'})


class Writers:
    """The threads that write, each with its own database connection.

    SQLite has one writer at a time: one thread, so that nobody waits for a lock.
    """

    def __init__(self) -> None:
        self._pool: ThreadPoolExecutor | None = None

    async def run(self, attempt: UUID, token: str, body: bytes) -> Answer:
        """Handle a save on one of the threads."""
        if self._pool is None:
            threads = 1 if connection.vendor == "sqlite" else 8
            self._pool = ThreadPoolExecutor(threads, "answer-saves")
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._pool, _on_thread, attempt, token, body)


def _on_thread(attempt: UUID, token: str, body: bytes) -> Answer:
    if connection.vendor != "sqlite":  # a file does not go away; a server may
        connection.close_if_unusable_or_obsolete()
    try:
        return handle(attempt, token, body)
    except Exception:
        connection.close()
        raise


writers = Writers()


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer one request."""
    answer = await _request(scope, receive)
    content = json.dumps(answer.body).encode()
    headers = {
        "content-type": "application/json",
        "content-length": str(len(content)),
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
        **answer.headers,
    }
    await send(
        {
            "type": "http.response.start",
            "status": answer.status,
            "headers": [(k.encode(), v.encode()) for k, v in headers.items()],
        }
    )
    await send({"type": "http.response.body", "body": content})


async def _request(scope: Scope, receive: Receive) -> Answer:
    headers = {k.decode("latin-1"): v.decode("latin-1") for k, v in scope["headers"]}
    refusal = check_request(scope["method"], headers)
    if refusal is not None:
        return refusal
    try:
        attempt = UUID(scope["path"].removeprefix(PREFIX).strip("/"))
    except ValueError:
        return refuse(404, "unknown")
    body = await _body(receive)
    if body is None:
        return refuse(413, "too_large")
    return await writers.run(attempt, headers.get("x-attempt-pass", ""), body)


def check_request(method: str, headers: dict[str, str]) -> Answer | None:
    """Return why a request is not even read, None where it may be."""
    if method != "POST":
        return Answer(405, {"reason": "method"}, {"allow": "POST"})
    if not headers.get("content-type", "").startswith("application/json"):
        return refuse(415, "content_type")
    if not same_origin(headers.get("origin", ""), headers.get("host", "")):
        return refuse(403, "origin")
    return None


async def _body(receive: Receive) -> bytes | None:
    """Return the body, None where it is too large."""
    chunks: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return b""
        size += len(message.get("body", b""))
        if size > LARGEST:
            return None
        chunks.append(message.get("body", b""))
        if not message.get("more_body"):
            return b"".join(chunks)
