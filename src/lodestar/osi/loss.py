"""What was lost on the way: one entry for each construct that the other side can't see, or would get wrong.

    {"path": "metrics[3]", "construct": "grains", "metric": "monthly_repurchase_rate",
     "what_is_lost": "It is agreed for month only.", "kept_in": "metrics[3].custom_extensions[0]"}

An empty list means that nothing was lost. `kept_in` is where the construct still stands, for a reader that knows of it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

__all__ = ["Loss", "loss_manifest"]


@dataclass(frozen=True, order=True)
class Loss:
    """One construct that did not come through.

    Attributes:
        path: where in the OSI document it would stand, such as `metrics[3]`.
        construct: what it is, in the words of the side that it comes from: `cumulative`, `grains`, `relationship`.
        metric: the metric that it belongs to; None for what belongs to a dataset or the whole model.
        what_is_lost: a sentence for people.
        kept_in: where in the document it is kept all the same; None when nowhere.
    """

    path: str
    construct: str
    metric: str | None
    what_is_lost: str
    kept_in: str | None = None


def loss_manifest(losses: Iterable[Loss], **about: Any) -> str:
    """The manifest as JSON text; the same losses give the same text.

    Args:
        about: what the manifest says of itself, such as the document's name and version.
    """
    entries: list[Mapping[str, Any]] = [asdict(loss) for loss in losses]
    return json.dumps({**about, "losses": entries}, ensure_ascii=False, indent=2) + "\n"
