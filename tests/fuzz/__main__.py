"""`make fuzz SECONDS=60`: atheris looks for inputs that end in anything but a value or a plain refusal.

Each target runs in a process of its own for its share of the time, and begins with the inputs found before
(`tests/fuzz/corpus/<target>/`). What breaks is kept as `hub/fuzz/<target>-crash-...`; exit code 1.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
CORPUS = Path(__file__).parent / "corpus"
INSTRUMENTED = (
    "lodestar.catalog",
    "lodestar.governance",
    "lodestar.quality.suite",
    "lodestar.cli",
    "lodestar.workflows",
)


def main() -> int:
    """Runs the targets one after another; 1 when one of them broke."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=60, help="for all targets together")
    parser.add_argument("--targets", default="", help="names, separated by commas; default: all")
    parser.add_argument("--one", default="", help=argparse.SUPPRESS)
    parser.add_argument("--shop", type=Path, help="a shop that is built already")
    given = parser.parse_args()
    if given.one:
        fuzz(given.one, given.shop, given.seconds)
        return 0
    from tests.fuzz.shop import build_shop
    from tests.fuzz.targets import TARGETS

    names = given.targets.split(",") if given.targets else list(TARGETS)
    failed = []
    with tempfile.TemporaryDirectory(prefix="lodestar-fuzz-") as folder:
        shop = given.shop or build_shop(Path(folder))
        for name in names:
            share = str(max(1, given.seconds // len(names)))
            command = [sys.executable, "-m", "tests.fuzz", "--one", name, "--seconds", share, "--shop", str(shop)]
            if subprocess.run(command, cwd=ROOT, check=False).returncode:
                failed.append(name)
    print(f"Broken: {', '.join(failed)}" if failed else "Nothing broke.")  # noqa: T201
    return 1 if failed else 0


def fuzz(name: str, shop: Path, seconds: int) -> None:
    """Runs one target under atheris, which ends the process."""
    import atheris

    with atheris.instrument_imports(include=list(INSTRUMENTED)):
        from tests.fuzz.targets import TARGETS, Bench
    bench = Bench(shop)
    target = TARGETS[name]
    found = ROOT / "hub" / "fuzz"
    found.mkdir(parents=True, exist_ok=True)
    corpus = CORPUS / name
    options = [
        f"-max_total_time={seconds}",
        "-max_len=400",
        "-print_final_stats=1",
        "-rss_limit_mb=3000",
        "-timeout=30",
    ]
    options += [f"-artifact_prefix={found}/{name}-", *([str(found), str(corpus)][1:] if corpus.is_dir() else [])]

    def once(data: bytes) -> None:
        target(bench, data)

    import atexit

    atexit.register(lambda: (print(f"{name}: {bench.refused} refused, {bench.accepted} accepted"), bench.close()))  # noqa: T201
    atheris.Setup([sys.argv[0], *options], once)
    atheris.Fuzz()


if __name__ == "__main__":
    sys.exit(main())
