"""The floor of a test submission: a raw ASGI app and sqlite3, nothing else.

One durable UPDATE and INSERT per save, the whole document rewritten as our server
does it; no accounts, no passes, no deadlines, no merge, no marks.
"""

import json
import os
import sqlite3
from pathlib import Path
from typing import Any

PATH = Path(os.environ["HOABAN_DATA"]) / "floor.sqlite3"


def connect() -> sqlite3.Connection:
    database = sqlite3.connect(PATH, isolation_level=None)
    database.executescript(
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
        "CREATE TABLE IF NOT EXISTS attempt"
        " (id INTEGER PRIMARY KEY, answers TEXT, state TEXT);"
        "CREATE TABLE IF NOT EXISTS event"
        " (id INTEGER PRIMARY KEY, attempt INTEGER, seq INTEGER, payload TEXT);"
    )
    return database


database = connect()


def begin() -> dict[str, Any]:
    cursor = database.execute(
        "INSERT INTO attempt (answers, state) VALUES ('{}', 'open')"
    )
    return {"id": cursor.lastrowid}


def save(attempt: int, body: bytes) -> dict[str, Any]:
    sent = json.loads(body)
    database.execute("BEGIN IMMEDIATE")
    (kept,) = database.execute(
        "SELECT answers FROM attempt WHERE id = ?", [attempt]
    ).fetchone()
    answers = json.loads(kept) | sent["answers"]
    state = "submitted" if sent["submit"] else "open"
    database.execute(
        "UPDATE attempt SET answers = ?, state = ? WHERE id = ?",
        [json.dumps(answers), state, attempt],
    )
    database.execute(
        "INSERT INTO event (attempt, seq, payload) VALUES (?, ?, ?)",
        [attempt, sent["seq"], json.dumps(sent["answers"])],
    )
    database.execute("COMMIT")
    return {"acked": sent["seq"], "state": state}


async def application(scope: Any, receive: Any, send: Any) -> None:
    if scope["type"] != "http":
        return
    body = b""
    while True:
        message = await receive()
        body += message.get("body", b"")
        if not message.get("more_body"):
            break
    name = scope["path"].strip("/")
    answer = begin() if name == "begin" else save(int(name), body)
    content = json.dumps(answer).encode()
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(content)).encode()),
    ]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": content})
