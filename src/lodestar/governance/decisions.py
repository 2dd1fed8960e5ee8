"""Decisions of the data-consensus meeting: `governance/decisions/NNNN-title.md`, front matter and words.

    ---
    title: Net revenue counts refunds on the day they are posted
    metrics:
      - name: net_revenue
        version: 2
        definition: {old: 1a2b3c4d5e6f7081, new: 9f8e7d6c5b4a3021}
        upstream: {old: null, new: 0011223344556677}
    proposed_by: Chen Yu
    agreed_by:
      - {person: Chen Yu, team: commerce-analytics}
      - {person: Li Na, team: finance}
    decided_on: 2026-11-05
    effective_from: 2026-11-01
    why: Finance and the shop reported two revenues.
    ---
    What was said in the meeting.

A decision binds what people agreed on to the fingerprints of the definition. It is never edited: a later one takes its
place.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import yaml

from lodestar.governance.fingerprints import Fingerprint
from lodestar.governance.problem import Problem, read_yaml
from lodestar.governance.teams import Teams

__all__ = ["Agreement", "DecidedMetric", "Decision", "decision_text", "objections", "read_decision"]

FOLDER = "governance/decisions"
FILE_NAME = re.compile(r"(\d{4})-[\w-]+\.md")
HASH = re.compile(r"[0-9a-f]{16}")
KEYS = ("title", "metrics", "proposed_by", "agreed_by", "decided_on", "effective_from", "why")


@dataclass(frozen=True)
class DecidedMetric:
    """What was decided about one metric. `old` is None for one that had no agreed definition."""

    name: str
    version: int
    old: Fingerprint | None
    new: Fingerprint


@dataclass(frozen=True)
class Agreement:
    """Who agreed, and for which team."""

    person: str
    team: str


@dataclass(frozen=True)
class Decision:
    """One decision. `path` is relative to the project; `words` is what stands below the front matter."""

    number: int
    title: str
    metrics: tuple[DecidedMetric, ...]
    proposed_by: str
    agreed_by: tuple[Agreement, ...]
    decided_on: date
    effective_from: date
    why: str
    words: str
    path: str

    def about(self, metric_name: str) -> DecidedMetric | None:
        """What it says about a metric."""
        return next((metric for metric in self.metrics if metric.name == metric_name), None)


def objections(decision: Decision, teams: Teams, owners: Mapping[str, str]) -> list[str]:
    """Why a decision binds nobody, one sentence each; nothing for one that does.

    Args:
        owners: metric name -> owning team.
    """
    found = []
    for agreement in decision.agreed_by:
        if agreement.person in teams.agents:
            found.append(f"{agreement.person} is an agent: agents may propose and never approve")
        elif not teams.speaks_for(agreement.person, agreement.team):
            found.append(f"{agreement.person} is not listed in governance/teams.yml for {agreement.team}")
    valid = [a for a in decision.agreed_by if teams.speaks_for(a.person, a.team)]
    if all(_is_same_person(agreement.person, decision.proposed_by) for agreement in valid):
        found.append(f"nobody but {decision.proposed_by}, who proposed it, agreed: it needs another person")
    agreed = {agreement.team for agreement in valid}
    for owner in sorted({owners[m.name] for m in decision.metrics if m.name in owners} - agreed):
        names = ", ".join(m.name for m in decision.metrics if owners.get(m.name) == owner)
        found.append(f"{owner}, the owner of {names}, has not agreed")
    return found


def _is_same_person(one: str, other: str) -> bool:
    """Whether two names differ in spaces and capitals alone."""
    return " ".join(one.split()).casefold() == " ".join(other.split()).casefold()


def read_decision(text: str, path: str, problems: list[Problem]) -> Decision | None:
    """The decision in a file; None where it can't be read, and what is wrong is added to `problems`."""
    file_name = FILE_NAME.fullmatch(path.rpartition("/")[2])
    if not file_name:
        problems.append(Problem(path, 1, "a decision's file is called NNNN-title.md, such as 0007-net-revenue.md"))
        return None
    parts = re.split(r"^---[ \t]*$", text, maxsplit=2, flags=re.MULTILINE)
    if len(parts) != 3 or parts[0].strip():
        problems.append(Problem(path, 1, "it must begin with front matter between two lines of ---"))
        return None
    declared = read_yaml(parts[1], path, problems, first_line=1)
    if declared is None:
        return None
    wrong = _wrong(declared)
    for key, message in wrong:
        problems.append(Problem(path, _line(text, key), message))
    if wrong:
        return None
    return Decision(
        number=int(file_name.group(1)),
        title=str(declared["title"]),
        metrics=tuple(_decided(metric) for metric in declared["metrics"]),
        proposed_by=str(declared["proposed_by"]),
        agreed_by=tuple(Agreement(str(a["person"]), str(a["team"])) for a in declared["agreed_by"]),
        decided_on=declared["decided_on"],
        effective_from=declared["effective_from"],
        why=" ".join(str(declared["why"]).split()),
        words=parts[2].strip(),
        path=path,
    )


def decision_text(
    *,
    title: str,
    metrics: Sequence[DecidedMetric],
    proposed_by: str,
    agreed_by: Sequence[Agreement],
    decided_on: date,
    effective_from: date,
    why: str,
    words: str,
) -> str:
    """The file of a decision, as `read_decision` reads it."""
    front = {
        "title": title,
        "metrics": [
            {
                "name": metric.name,
                "version": metric.version,
                "definition": {"old": metric.old.definition if metric.old else None, "new": metric.new.definition},
                "upstream": {"old": metric.old.upstream if metric.old else None, "new": metric.new.upstream},
            }
            for metric in metrics
        ],
        "proposed_by": proposed_by,
        "agreed_by": [{"person": agreement.person, "team": agreement.team} for agreement in agreed_by],
        "decided_on": decided_on,
        "effective_from": effective_from,
        "why": why,
    }
    told = yaml.safe_dump(front, sort_keys=False, allow_unicode=True, width=100)
    return f"---\n{told}---\n\n{words.strip()}\n"


def _decided(declared: Mapping[str, Any]) -> DecidedMetric:
    definition, upstream = declared["definition"], declared["upstream"]
    old = None
    if definition.get("old") is not None:
        old = Fingerprint(str(definition["old"]), str(upstream.get("old") or ""))
    return DecidedMetric(
        str(declared["name"]), declared["version"], old, Fingerprint(str(definition["new"]), str(upstream["new"]))
    )


def _wrong(declared: Any) -> list[tuple[str, str]]:
    """Key and sentence of everything that can't be meant."""
    if not isinstance(declared, Mapping):
        return [("", "its front matter must be a mapping")]
    found = [("", f"{key} is missing") for key in KEYS if key not in declared]
    found += [(str(key), f"{key!r} is not a key of a decision") for key in declared if key not in KEYS]
    for key in ("title", "proposed_by", "why"):
        if key in declared and (not isinstance(declared[key], str) or not declared[key].strip()):
            found.append((key, f"{key} must be a text that is not empty"))
    for key in ("decided_on", "effective_from"):
        if key in declared and type(declared[key]) is not date:
            found.append((key, f"{key} must be a date, such as 2026-11-05"))
    agreed_by = declared.get("agreed_by", [])
    if not _is_list_of(agreed_by, {"person", "team"}) or not all(
        isinstance(name, str) for agreement in agreed_by for name in agreement.values()
    ):
        found.append(("agreed_by", "agreed_by must be a list of {person, team}"))
    if "metrics" in declared:
        metrics = declared["metrics"]
        if not _is_list_of(metrics, {"name", "version", "definition", "upstream"}) or not metrics:
            found.append(("metrics", "metrics must be a list of {name, version, definition, upstream}"))
        else:
            for metric in metrics:
                changes = (metric["definition"], metric["upstream"])
                if not isinstance(metric["name"], str):
                    found.append(("metrics", f"name must be that of a metric, not {metric['name']!r}"))
                elif type(metric["version"]) is not int or not all(map(_is_change, changes)):
                    text = (
                        f"{metric['name']}: version is a whole number, definition and upstream are {{old, new}} hashes"
                    )
                    found.append(("metrics", text))
    return found


def _is_list_of(items: Any, keys: set[str]) -> bool:
    return isinstance(items, list) and all(isinstance(item, Mapping) and set(item) == keys for item in items)


def _is_change(declared: Any) -> bool:
    if not isinstance(declared, Mapping) or set(declared) != {"old", "new"}:
        return False
    old, new = declared["old"], declared["new"]
    return bool(HASH.fullmatch(str(new))) and (old is None or bool(HASH.fullmatch(str(old))))


def _line(text: str, key: str) -> int:
    for number, line in enumerate(text.splitlines(), 1):
        if key and line.startswith(f"{key}:"):
            return number
    return 1
