"""What the names of flags and diagnoses mean, for a reader who did not measure."""

from collections.abc import Mapping

from billbench.harness.model.flags import Diagnosis, Flag

MEANINGS: Mapping[str, str] = {str(one): one.meaning for one in (*Flag, *Diagnosis)}


def with_meaning(name: str) -> str:
    """`“contended” (other programs took ...)`; a name that is not known stands alone."""
    meaning = MEANINGS.get(name)
    return f"“{name}” ({meaning})" if meaning else f"“{name}”"
