"""`lodestar consensus decide`: writes a decision of the meeting for the definitions as they are now.

Nothing is written unless the decision would bind: people who may agree did, and every version counts up with its
meaning. A decision is never edited; the next one takes its place.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from lodestar.catalog.metric import Metric
from lodestar.errors import UnknownNameError, UsageError
from lodestar.governance import teams
from lodestar.governance.certification import Certification, certifications, owners_of
from lodestar.governance.decisions import FOLDER, Agreement, DecidedMetric, Decision
from lodestar.governance.problem import require_none
from lodestar.governance.refusals import doubts, refusals
from lodestar.governance.register import read_register
from lodestar.settings import Project
from lodestar.workflows.decision_file import write_decision
from lodestar.workflows.standing import Standing, read_standing

__all__ = ["Decided", "decide"]


@dataclass(frozen=True)
class Decided:
    """What was written, and where its metrics stand now.

    Attributes:
        to_certify: metric -> its file, where the contract does not say `certified` yet.
    """

    decision: Decision
    path: Path
    certifications: tuple[Certification, ...]
    to_certify: dict[str, str]


def decide(
    project: Project,
    metric_names: Sequence[str],
    *,
    title: str,
    proposed_by: str,
    agreed: Sequence[str],
    why: str,
    effective_from: date | None = None,
    decided_on: date | None = None,
    words: str = "",
    again: bool = False,
    today: date | None = None,
) -> Decided:
    """Writes `governance/decisions/NNNN-title.md`.

    Args:
        agreed: who agreed, each as `PERSON@TEAM`.
        effective_from: by default the day of the decision, which is by default today.
        again: decides on what was decided already, so that its review is due later.

    Raises:
        UsageError: the decision would bind nobody, or there is nothing to decide; with every reason.
        ConfigurationError: a decision on file, or the teams, can't be read.
    """
    _require_text(title, why, proposed_by, words, *agreed)
    title, why, proposed_by = (_one_line(text) for text in (title, why, proposed_by))
    agreements = tuple(dict.fromkeys(_agreement(text) for text in agreed))
    empty = [name for name, text in (("--title", title), ("--why", why), ("--proposed-by", proposed_by)) if not text]
    if empty:
        raise UsageError(f"{', '.join(empty)} must say something.")
    standing = read_standing(project, today=today)
    require_none(p for p in standing.register.problems if p.path.startswith(FOLDER) or p.path == teams.PATH)
    metrics = [_governed(name, standing) for name in dict.fromkeys(metric_names)]
    if not metrics:
        raise UsageError("Name at least one metric. `lodestar metrics` lists them.")
    day = decided_on or standing.today
    unnumbered = Decision(
        number=0,
        title=title,
        metrics=tuple(_decided(metric, standing) for metric in metrics),
        proposed_by=proposed_by,
        agreed_by=agreements,
        decided_on=day,
        effective_from=effective_from or day,
        why=why,
        words=words.strip(),
        path="",
    )
    refused = [r for m in metrics for r in refusals(m, standing.certifications[m.name], day, again=again)]
    refused += doubts(unnumbered, standing.register.teams, owners_of(standing.catalog), standing.today)
    if refused:
        raise UsageError("Nothing was written:\n" + "\n".join(f"  {reason}" for reason in dict.fromkeys(refused)))
    decision = write_decision(project.root, unnumbered)
    register = read_register(project.root)
    states = certifications(standing.catalog, standing.fingerprints, register, standing.today)
    return Decided(
        decision=decision,
        path=project.root / decision.path,
        certifications=tuple(states[metric.name] for metric in metrics),
        to_certify={m.name: m.path for m in metrics if m.contract and m.contract.status == "proposed"},
    )


def _require_text(*given: str) -> None:
    """A terminal may hand over bytes that are no letters: they could not be written down."""
    for text in given:
        try:
            text.encode()
        except UnicodeEncodeError as error:
            raise UsageError(f"{text!r} is no text: write it in UTF-8.") from error


def _governed(name: str, standing: Standing) -> Metric:
    metric = standing.catalog.metrics.get(name)
    if metric is None or metric.contract is None:
        raise UnknownNameError("governed metric", name, [known.name for known in standing.catalog.governed])
    return metric


def _decided(metric: Metric, standing: Standing) -> DecidedMetric:
    assert metric.contract is not None
    known = standing.certifications[metric.name]
    last = known.decision.about(metric.name) if known.decision else None
    return DecidedMetric(metric.name, metric.contract.version, last.new if last else None, known.fingerprint)


def _agreement(text: str) -> Agreement:
    person, mark, team = (_one_line(part) for part in text.rpartition("@"))
    if not (person and mark and team):
        raise UsageError(f"--agreed {text!r} must name a person and a team, such as 'Li Na@finance'.")
    return Agreement(person, team)


def _one_line(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())
