"""Records that no source may deliver, at the end of a few raw files: each must be held in quarantine, no other.

They stand after the good ones and say nothing of value, so every metric is what it is without them.
"""

__all__ = ["BAD_RECORDS", "relation_of"]

_TRACK = '{{"messageId":"{}","type":"track","userId":"u0000001","anonymousId":"bad","event":"lesson","properties":{{}},'
_TIMES = '"timestamp":"{}","receivedAt":"2026-03-10T23:59:59.000Z","context":{{}}}}'

BAD_RECORDS: dict[str, tuple[bytes, ...]] = {
    "segment/tracks/2026-03-10.jsonl.gz": (
        (_TRACK.format("bad000000000000000000001") + _TIMES.format("1970-01-01T00:00:00.000Z")).encode(),
        (_TRACK.format("bad000000000000000000002") + _TIMES.format("2126-03-10T12:00:00.000Z")).encode(),
        b'["a list", "is no track call"]',
        _TRACK.format("bad000000000000000000003").encode(),
    ),
    "hubspot/feedback_submissions/feedback_submissions-2026-02.csv": tuple(
        f"99999999{n},CSAT,5,WEB,2026-02-03 04:05:0{n},1,孩子很喜欢,false,2026-02-03 05:00:00".encode("gbk")
        for n in (1, 2, 3)
    ),
    "hubspot/deals/deals-2026-02.csv": (
        b"999999991,Too much,contractsent,1000000000000000000.00,2026-02-03 04:05:06,2026-02-03 04:05:06,1,1,false,"
        b"2026-02-03 05:00:00",
        b"999999992,No number,contractsent,NaN,2026-02-03 04:05:06,2026-02-03 04:05:06,1,1,false,2026-02-03 05:00:00",
    ),
    "factory/machine_shifts/machine_shifts-2026-02.csv": (
        b"99999991,101,A1,Tablet assembly,early,2026-02-02 22:00:00,450,300,0,,-5,0,2026-02-03 06:15:00",
        b'99999992,101,A1,"Tablet assembly,early,2026-02-0',
    ),
}
"""File -> lines after its last good one. The very last has no end, as where a connection breaks off."""


def relation_of(file: str) -> str:
    """`raw.segment__tracks`, of a file of that source."""
    system, table, _ = file.split("/")
    return f"raw.{system}__{table}"
