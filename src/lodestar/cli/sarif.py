"""Findings as SARIF 2.1.0, which code scanning reads: every rule with its page, every finding with its place."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, metadata
from typing import Any
from urllib.parse import quote

from lodestar import __version__
from lodestar.governance.rules import RULES, Finding, Rule
from lodestar.workflows.check import Checked

__all__ = ["as_sarif"]

SARIF_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

PAGES_LABEL = "rules"
"""Label among the package's project URLs under which the pages of the rules can be read."""


def as_sarif(checked: Checked, folder: str) -> str:
    """A log of one run. What is waived is in it, suppressed, with who answers for it and why."""
    codes = sorted(RULES)
    pages = _pages_address()
    results = [_result(finding, folder, codes) for finding in checked.findings]
    for waived in checked.waived:
        waiver = waived.waiver
        reason = f"{waiver.reason} ({waiver.person}, until {waiver.expires_on})"
        suppression = {"kind": "external", "status": "accepted", "justification": reason}
        results.append(_result(waived.finding, folder, codes) | {"suppressions": [suppression]})
    _add_fingerprints(results, (*checked.findings, *(waived.finding for waived in checked.waived)))
    driver = {
        "name": "Lodestar",
        "semanticVersion": __version__,
        "rules": [_descriptor(RULES[code], pages) for code in codes],
    }
    run = {
        "tool": {"driver": driver},
        "automationDetails": {"id": "lodestar/check/"},
        "columnKind": "unicodeCodePoints",
        "results": results,
    }
    return json.dumps({"$schema": SARIF_SCHEMA, "version": "2.1.0", "runs": [run]}, indent=1, ensure_ascii=False) + "\n"


def _descriptor(rule: Rule, pages: str) -> dict[str, Any]:
    address = f"{pages}{rule.page.rpartition('/')[2]}" if pages else rule.page
    return {
        "id": rule.code,
        "name": rule.name.title().replace(" ", ""),
        "shortDescription": {"text": rule.sentence},
        "fullDescription": {"text": f"{rule.sentence} {rule.reason}"},
        "help": {
            "text": f"{rule.sentence} {rule.reason} See {rule.page}",
            "markdown": f"**{rule.sentence}**\n\n{rule.reason}\n\n[Example, how to mend, exceptions]({address})",
        },
        "helpUri": address,
        "defaultConfiguration": {"level": rule.severity},
        "properties": {"tags": ["governance"], "problem.severity": rule.severity, "waivable": rule.is_waivable},
    }


def _result(finding: Finding, folder: str, codes: list[str]) -> dict[str, Any]:
    place = {
        "artifactLocation": {"uri": quote(folder + finding.path), "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": finding.line},
    }
    return {
        "ruleId": finding.code,
        "ruleIndex": codes.index(finding.code),
        "level": finding.severity,
        "message": {"text": f"{finding.message} {finding.mend}"},
        "locations": [{"physicalLocation": place}],
        "suppressions": [],  # said, because without it nobody knows whether it is waived
    }


def _add_fingerprints(results: list[dict[str, Any]], findings: Iterable[Finding]) -> None:
    """What makes a finding the same one tomorrow: rule, file and subject, and not the line."""
    counted: Counter[str] = Counter()
    for result, finding in zip(results, findings, strict=True):
        identity = "\0".join((finding.code, finding.path, finding.subject))
        counted[identity] += 1
        told = hashlib.sha256(f"{identity}\0{counted[identity]}".encode()).hexdigest()[:32]
        result["partialFingerprints"] = {"lodestarFinding/v1": told}


def _pages_address() -> str:
    """Where the pages of the rules can be read, with a slash at its end; empty while the package names no address."""
    try:
        listed = metadata("lodestar").get_all("Project-URL") or []
    except PackageNotFoundError:
        return ""
    named = {label.strip().lower(): url.strip() for label, _, url in (line.partition(",") for line in listed)}
    return f"{named[PAGES_LABEL].rstrip('/')}/" if PAGES_LABEL in named else ""
