"""A recording worker whose page freezes for ever.

python -m tests.browser.hanging_recording PAGE ORDER JOB
"""

import sys

from billbench.harness.engine.desk import open_desk
from billbench.harness.engine.messages import LaunchJob, Message, StepBegins
from billbench.harness.engine.whereabouts import Whereabouts
from billbench.harness.instrument.meter import Meter
from billbench.harness.machine.browser import started_browser
from billbench.harness.model.devices import DEVICES
from billbench.harness.model.wire import decode, encode
from billbench.harness.recording.order import RecordingOrder
from billbench.harness.recording.recording_worker import Profiling


def main(page_url: str, order_text: str, job_text: str) -> None:
    order, job = decode(RecordingOrder, order_text), decode(LaunchJob, job_text)
    place = Whereabouts()
    with started_browser() as browser:
        profiling = Profiling(order, browser, job, place)

        def announce(step: str) -> None:
            tell(StepBegins(job=job.trials[0], step=step))
            place.move(job.trials[0], step)
            profiling.begins(step)

        with open_desk(browser, DEVICES["unthrottled"], deadline_s=job.deadline_s) as desk:
            meter = Meter(browser, desk.page, announce)
            with profiling.watch(desk, meter):
                desk.page.goto(page_url)
                with meter.step("back"):
                    desk.page.get_by_role("button").click(timeout=0)


def tell(message: Message) -> None:
    sys.stdout.write(encode(message) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
