import sys
from pathlib import Path

if __name__ == "harness":
    # Only an installation from before the one import name asks for this folder so. Of its command and of its
    # plugin of pytest, nothing else is left that could answer.
    _FOLDER = Path(__file__).parents[1]
    _LEFT = _FOLDER / "billbench.egg-info"
    sys.stderr.write(
        f"billbench: {_LEFT} was left by a build of an older billbench. Delete it.\n"
        if _LEFT.is_dir()
        else f"billbench: an older billbench was installed here from {_FOLDER}, where a newer one is now. "
        f"Install it again: {sys.executable} -m pip install --editable {_FOLDER}\n"
    )
    sys.exit(2)
