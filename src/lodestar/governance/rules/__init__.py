"""The rules behind `lodestar check`.

check(facts).active            # every finding that stands, by file and line
RULES["G101"].sentence         # "The owner of every metric is a team of `governance/teams.yml`."

| group | about | modules |
|---|---|---|
| G0 | files that can't be read | `files` |
| G1 | owners and contracts | `ownership`, `contracts` |
| G2 | north stars and their trees | `north_stars`, `star_companions`, `vanity`, `trees` |
| G3 | formulas | `formulas`, `windows`, `arithmetic` |
| G4 | decisions | `agreement`, `decisions` |
| G5 | growing old, and waivers | `lifecycle`, `waivers` |
| G6 | targets and actions | `goals` |
| G7 | personal data | `privacy` |

A rule is a function over `Facts` that yields what it finds; it opens nothing and ends nothing. Each has a page under
`docs/rules`.
"""

from lodestar.governance.rules import (
    agreement,
    arithmetic,
    contracts,
    decisions,
    files,
    formulas,
    goals,
    lifecycle,
    north_stars,
    ownership,
    privacy,
    star_companions,
    trees,
    vanity,
    waivers,
    windows,
)
from lodestar.governance.rules.check import check
from lodestar.governance.rules.facts import Facts
from lodestar.governance.rules.finding import Finding, Findings, Waived
from lodestar.governance.rules.rule import PAGES, RULES, Rule

__all__ = [
    "PAGES",
    "RULES",
    "Facts",
    "Finding",
    "Findings",
    "Rule",
    "Waived",
    "agreement",
    "arithmetic",
    "check",
    "contracts",
    "decisions",
    "files",
    "formulas",
    "goals",
    "lifecycle",
    "north_stars",
    "ownership",
    "privacy",
    "star_companions",
    "trees",
    "vanity",
    "waivers",
    "windows",
]
