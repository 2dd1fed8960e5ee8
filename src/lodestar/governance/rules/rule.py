"""Rules: one function, one code, one page of documentation each.

@rule("G101", severity="error")
def owner_is_a_team(facts: Facts) -> Iterator[Found]:
    '''Every metric is owned by a team that exists.

    A number nobody answers for drifts unnoticed.
    '''
    for metric in facts.published:
        ...
            yield facts.about(metric, "What is wrong.", "What to do next.")

The name says what is true where the rule is silent. The docstring's first line says it to people, the rest says why.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from lodestar.errors import readable
from lodestar.governance.rules.facts import Facts
from lodestar.governance.rules.finding import Finding, Found, Severity

__all__ = ["PAGES", "RULES", "Rule", "rule"]

PAGES = "docs/rules"

Function = Callable[[Facts], Iterable[Found]]


@dataclass(frozen=True)
class Rule:
    """A rule.

    Attributes:
        is_waivable: False where nobody's signature can make it right.
        reads_findings: it is about waivers, so it runs last and is given what all others found.
    """

    code: str
    severity: Severity
    function: Function
    is_waivable: bool = True
    reads_findings: bool = False

    @property
    def name(self) -> str:
        """In words: `owner is a team`."""
        return self.function.__name__.replace("_", " ")

    @property
    def sentence(self) -> str:
        """What it demands."""
        return inspect.cleandoc(self.function.__doc__ or "").partition("\n")[0]

    @property
    def reason(self) -> str:
        """Why."""
        return " ".join(inspect.cleandoc(self.function.__doc__ or "").partition("\n")[2].split())

    @property
    def page(self) -> str:
        """Its page: an example, the reason, how to mend it, exceptions."""
        return f"{PAGES}/{self.code}-{self.function.__name__.replace('_', '-')}.md"

    def findings(self, facts: Facts) -> list[Finding]:
        """All that it finds."""
        return [
            Finding(
                self.code, self.severity, found.path, found.line, found.subject, readable(found.message), found.mend
            )
            for found in self.function(facts)
        ]


_registered: dict[str, Rule] = {}

RULES: Mapping[str, Rule] = MappingProxyType(_registered)
"""Code -> rule. Whole once `lodestar.governance.rules` is imported."""


def rule(
    code: str, *, severity: Severity, is_waivable: bool = True, reads_findings: bool = False
) -> Callable[[Function], Function]:
    """Registers a function as the rule of that code.

    Raises:
        ValueError: another function has the code.
    """

    def register(function: Function) -> Function:
        if code in _registered:
            raise ValueError(f"{code} is {_registered[code].name!r} already: give {function.__name__!r} another code")
        _registered[code] = Rule(code, severity, function, is_waivable, reads_findings)
        return function

    return register
