"""What is posted to each kind of channel: address, body, signature.

Signatures, as the platforms document them:
    DingTalk  in the address: milliseconds, base64(HMAC-SHA256(key=secret, message="<timestamp>\\n<secret>"))
    Feishu    in the body: seconds, base64(HMAC-SHA256(key="<timestamp>\\n<secret>", message=""))
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import quote_plus

__all__ = ["Request", "request_of"]


@dataclass(frozen=True)
class Request:
    """A POST of JSON. The address is a secret: it never shows in a representation."""

    url: str = field(repr=False)
    body: bytes = field(repr=False)


def request_of(kind: str, url: str, text: str, *, now: datetime, secret: str | None = None) -> Request:
    """The request that posts a text.

    Args:
        now: with a time zone; signatures hold for an hour.
        secret: signs the request, where the kind knows signatures.
    """
    if kind == "dingtalk" and secret:
        stamp = str(round(now.timestamp() * 1000))
        sign = quote_plus(_sign(secret, f"{stamp}\n{secret}"))
        url = f"{url}{'&' if '?' in url else '?'}timestamp={stamp}&sign={sign}"
    body = _body(kind, text)
    if kind == "feishu" and secret:
        stamp = str(round(now.timestamp()))
        body = {"timestamp": stamp, "sign": _sign(f"{stamp}\n{secret}", ""), **body}
    return Request(url, json.dumps(body, ensure_ascii=False).encode("utf-8", errors="replace"))


def _body(kind: str, text: str) -> dict[str, Any]:
    if kind in ("wecom", "dingtalk"):
        return {"msgtype": "text", "text": {"content": text}}
    if kind == "feishu":  # a name of a file must not call everybody
        return {"msg_type": "text", "content": {"text": text.replace("<at", "＜at")}}
    if kind == "slack":
        text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return {"text": text}


def _sign(key: str, message: str) -> str:
    return base64.b64encode(hmac.new(key.encode(), message.encode(), hashlib.sha256).digest()).decode()
