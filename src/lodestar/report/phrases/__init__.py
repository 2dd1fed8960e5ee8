"""Every fixed phrase of texts, pages and packs, a module a subject."""

from lodestar.report.phrases.agenda import AGENDA
from lodestar.report.phrases.alerts import ALERTS
from lodestar.report.phrases.charts import CHARTS
from lodestar.report.phrases.deck import DECK
from lodestar.report.phrases.difference import DIFFERENCE
from lodestar.report.phrases.goals import GOALS
from lodestar.report.phrases.northstar import NORTHSTAR
from lodestar.report.phrases.pack import PACK
from lodestar.report.phrases.phrase import Phrase, Phrases
from lodestar.report.phrases.reconciliation import RECONCILIATION
from lodestar.report.phrases.tables import TABLES
from lodestar.report.phrases.verdict import VERDICT
from lodestar.report.phrases.why import WHY

__all__ = ["PHRASES", "SUBJECTS"]

SUBJECTS: tuple[Phrases, ...] = (
    AGENDA,
    ALERTS,
    CHARTS,
    DECK,
    DIFFERENCE,
    GOALS,
    NORTHSTAR,
    PACK,
    RECONCILIATION,
    TABLES,
    VERDICT,
    WHY,
)

PHRASES: dict[str, Phrase] = {key: phrase for subject in SUBJECTS for key, phrase in subject.items()}
