"""Files under `governance/`."""

from __future__ import annotations

from collections.abc import Iterator

from lodestar.governance.rules.facts import Facts
from lodestar.governance.rules.finding import Found
from lodestar.governance.rules.rule import rule


@rule("G001", severity="error", is_waivable=False)
def governance_files_can_be_read(facts: Facts) -> Iterator[Found]:
    """Every file under `governance/` can be read.

    What can't be read counts for nothing: a decision with a slip in its front matter binds nobody, a team in a torn
    file owns nothing. All other rules see only what was read.
    """
    for problem in (*facts.register.problems, *facts.problems):
        message = f"{problem.message[:1].upper()}{problem.message[1:]}".rstrip(".")
        mend = "Mend this line; the rest of the file is checked once it can be read."
        yield Found(problem.path, problem.line, problem.path, f"{message}.", mend)
