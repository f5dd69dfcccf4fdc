"""Is a finished trial ever lost, or done twice, when a run is killed and gone on with?

Run it with `python -m tests.benchmarks.bench_kills [KILLS]`; 50 by default, where `make test` has 20. It ends
with status 1 when anything was lost.
"""

import sys
import tempfile
from pathlib import Path

from tests.browser.killing import kill_again_and_again

KILLS = 50


def main(kills: int = KILLS) -> int:
    with tempfile.TemporaryDirectory(prefix="billbench-kills-") as folder:
        wrong = list(kill_again_and_again(Path(folder), kills))
    sys.stdout.write(f"{kills} kills at counted lines; wrong: {len(wrong)}, none is asked.\n")
    sys.stdout.writelines(f"  {one}\n" for one in wrong)
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:2])))
