"""A worker whose first trial meets a page that freezes for ever; the others end at once.

python -m tests.browser.hanging_worker PAGE JOB
"""

import sys

from billbench.harness.engine.messages import LaunchEnds, LaunchJob, Message, StepBegins, TrialEnds
from billbench.harness.instrument.meter import Meter
from billbench.harness.machine.browser import started_browser
from billbench.harness.model.wire import decode, encode
from tests.unit.harness.factory import trial


def main(page_url: str, job_text: str) -> None:
    job = decode(LaunchJob, job_text)
    hangs = job.trials[0].position == 0
    with started_browser() as browser:
        page = browser.new_page()
        for number, this in enumerate(job.trials):
            if hangs and number == 0:
                meter = Meter(browser, page, lambda step, this=this: tell(StepBegins(job=this, step=step)))
                page.goto(page_url)
                with meter.step("back"):
                    page.get_by_role("button").click(timeout=0)
            tell(TrialEnds(trial=trial(id=this.id, position=this.position, cell=this.cell)))
        tell(LaunchEnds())


def tell(message: Message) -> None:
    sys.stdout.write(encode(message) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
