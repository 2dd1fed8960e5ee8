"""The raw folder: writes the generated files and remembers what each one holds."""

import gzip
import hashlib
import io
from collections import Counter
from pathlib import Path

from lodestar.demo.bad_records import BAD_RECORDS, relation_of
from lodestar.demo.truth import FileContent

SYSTEMS = ("classroom", "community", "factory", "hubspot", "odoo", "segment")

GZIP_LEVEL = 3
"""Level 6 takes three times as long for files a tenth smaller."""


class RawFolder:
    """A folder of raw files, each written whole and once."""

    def __init__(self, path: Path) -> None:
        """`path` need not exist yet."""
        self.path = path
        self.files: dict[str, FileContent] = {}
        self.quarantined: Counter[str] = Counter()

    def write(self, name: str, text: str, rows: int) -> None:
        """Writes `text` to `name` (relative, with slashes), compressed when the name ends in '.gz'.

        The bad records of that file come after it; `rows` does not count them.
        """
        content = text.encode()
        if bad := BAD_RECORDS.get(name):
            content += b"\n".join(bad)
            self.quarantined[relation_of(name)] += len(bad)
        self.files[name] = FileContent(rows, hashlib.sha256(content).hexdigest())
        target = self.path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(_compress(content) if name.endswith(".gz") else content)


def _compress(content: bytes) -> bytes:
    """Gzip without a name and with time 0, so that equal content gives equal bytes."""
    packed = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", compresslevel=GZIP_LEVEL, fileobj=packed, mtime=0) as stream:
        stream.write(content)
    return packed.getvalue()
