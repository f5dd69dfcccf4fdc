"""What the closed mode hides: who waits begins no new visit, so the worst moments are the least measured.

An estimate, and labelled as one: what would have been measured had nobody waited for an answer before
the next visit. After a request that lasted longer than a person's usual pace, the visits that were not
begun are filled in, each with the rest of the wait (the correction of HdrHistogram's recordCorrectedValue).
"""

from dataclasses import dataclass

import numpy as np

from billbench.reports.load.rows import Floats
from billbench.reports.load.times import percentile
from billbench.reports.statistics.percentiles import Percentile


@dataclass(frozen=True, slots=True, kw_only=True)
class Hidden:
    """`withheld` visits were not begun beside the `made` ones; with them the 95th percentile is `p95`."""

    made: int
    withheld: int
    p95: Percentile


def hidden(service_s: Floats, pace_s: float) -> Hidden | None:
    """For the first requests of visits. `pace_s` is the usual time from visit to visit of one person."""
    if not len(service_s):
        return None
    extra = [np.arange(long_s - pace_s, 0, -pace_s) for long_s in service_s[service_s > pace_s].tolist()]
    filled = np.concatenate([service_s, *extra])
    none = np.zeros(len(filled), dtype=bool)
    return Hidden(
        made=len(service_s), withheld=len(filled) - len(service_s), p95=percentile(filled, none, 0.95)
    )
