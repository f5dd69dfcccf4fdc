"""A job of a CI with a fake `billbench` and `gh`: what `ci/gate.sh` tells them, writes and leaves with."""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[3]
SCRIPT = ROOT / "ci" / "gate.sh"

FAKE = """#!/usr/bin/env bash
printf '%s\\n' "$@" >"$FAKE_TOLD"
echo "measuring <b>%"
echo "billbench: the reason is here" >&2
while (($#)); do [[ $1 == --out ]] && out=$2; shift; done
mkdir -p "$out"
echo '{}' >"$out/run.json"
if [[ -n ${FAKE_VERDICT-} ]]; then
  mkdir -p "$out/gate"
  printf '{"verdict": "%s", "reason": "50 %% slower,\\\\nsurely."}' "$FAKE_VERDICT" >"$out/gate/gate.json"
  printf '## Page gate\\n\\n![The change](chart.svg)\\n\\nThe end.\\n' >"$out/gate/summary.md"
  printf '<!-- billbench gate -->\\n\\nThe comment.\\n' >"$out/gate/comment.md"
fi
exit "${FAKE_STATUS-0}"
"""

FAKE_GH = """#!/usr/bin/env bash
printf '%s\\n' "$*" >>"$FAKE_GH_TOLD"
if [[ $* == *--paginate* && -n ${FAKE_COMMENTS-} ]]; then printf '%s\\n' $FAKE_COMMENTS; fi
"""


@dataclass(frozen=True, slots=True)
class Ended:
    status: int
    said: str


class Job:
    """A job of a CI: a working folder, a fake `billbench` and `gh` on the path, and GitHub's files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.gate = folder / "billbench-gate"
        self.summary = folder / "summary.md"
        self.output = folder / "output.txt"
        programs = folder / "bin"
        programs.mkdir()
        for name, text in (("billbench", FAKE), ("gh", FAKE_GH)):
            (programs / name).write_text(text)
            (programs / name).chmod(0o755)
        self.environment = {
            "PATH": f"{programs}:{os.environ['PATH']}",
            "FAKE_TOLD": str(folder / "told.txt"),
            "FAKE_GH_TOLD": str(folder / "gh.txt"),
            "GITHUB_ACTIONS": "true",
            "GITHUB_STEP_SUMMARY": str(self.summary),
            "GITHUB_OUTPUT": str(self.output),
            "GITHUB_REPOSITORY": "firm/pages",
        }

    def run(self, *words: str, **environment: str) -> Ended:
        done = subprocess.run(
            [str(SCRIPT), *words],
            cwd=self.folder,
            env={**self.environment, **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        return Ended(done.returncode, done.stdout)

    @property
    def told(self) -> list[str]:
        return (self.folder / "told.txt").read_text().splitlines()

    @property
    def gh_told(self) -> list[str]:
        return (self.folder / "gh.txt").read_text().splitlines()
