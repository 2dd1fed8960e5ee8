"""What actions did to their metrics, measured against a comparison.

measured = measure(action, series, direction="up", until=date(2026, 10, 31), others=actions)
measured.effect.relative, measured.effect.low, measured.effect.high     # 0.151, 0.12, 0.18
measured.refusal                                                        # why nothing can be said, where nothing can

| module | holds |
|---|---|
| `effect` | the values: an effect, a refusal, a verdict |
| `windows` | periods before and after an action's start |
| `shift` | a change of level in a series whose noise remembers |
| `interrupted` | an interrupted series: trend and season, and the shift |
| `compared` | difference in differences against members that were not reached |
| `sides` | whom an action reached and whom not |
| `measure` | which of the two, and why neither |
"""

from lodestar.review.effects.effect import Effect, Measured, Method, Refusal, Verdict
from lodestar.review.effects.measure import measure
from lodestar.review.effects.windows import LEAST_AFTER, LEAST_BEFORE

__all__ = ["LEAST_AFTER", "LEAST_BEFORE", "Effect", "Measured", "Method", "Refusal", "Verdict", "measure"]
