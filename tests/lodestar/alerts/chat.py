"""A chat on 127.0.0.1 that behaves as it is told, and remembers what has really arrived."""

from __future__ import annotations

import contextlib
import json
import socket
import struct
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

OK = {"wecom": '{"errcode":0,"errmsg":"ok"}', "feishu": '{"code":0,"StatusCode":0,"msg":"success"}', "slack": "ok"}


class Chat:
    """Takes an answer of `script` for each request; when it is used up, everything is fine.

    Answers: `ok`, an HTTP status with an optional body and headers, `hang` (never answers), `drop` (reads, then cuts),
    `cut` (cuts in the middle of the answer).
    """

    def __init__(self, kind: str = "wecom") -> None:
        self.kind = kind
        self.script: list[Any] = []
        self.arrived: list[dict[str, Any]] = []
        self.paths: list[str] = []
        self.released = threading.Event()
        chat = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                chat.answer(self)

            def log_message(self, *_: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}/send?key=SECRET-KEY-77"

    @property
    def texts(self) -> list[str]:
        """Texts that have arrived, in order, whatever was answered with success or a lost answer."""
        found = []
        for body in self.arrived:
            content = body.get("text", body.get("content"))
            found.append(content if isinstance(content, str) else content.get("content", content.get("text")))
        return found

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        body = json.loads(request.rfile.read(int(request.headers["Content-Length"])))
        self.paths.append(request.path)
        step = self.script.pop(0) if self.script else "ok"
        if step in ("ok", "hang", "drop", "cut"):
            self.arrived.append(body)
        if step == "hang":
            self.released.wait(30)
            return
        if step == "drop":  # a reset: no word of HTTP comes back
            request.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            request.connection.close()
            request.rfile.close()
            return
        status, text, headers = step if isinstance(step, tuple) else (200, OK.get(self.kind, OK["wecom"]), {})
        with contextlib.suppress(OSError):
            request.send_response(status)
            for name, value in headers.items():
                request.send_header(name, value)
            request.send_header("Content-Length", str(len(text.encode()) + (100 if step == "cut" else 0)))
            request.end_headers()
            request.wfile.write(text.encode())


@contextlib.contextmanager
def serving(kind: str = "wecom") -> Iterator[Chat]:
    chat = Chat(kind)
    thread = threading.Thread(target=chat.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield chat
    finally:
        chat.released.set()
        chat.server.shutdown()
        chat.server.server_close()
