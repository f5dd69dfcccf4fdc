"""The command line, with gates of fewer rounds: the same processes and judgements, of fewer page changes.

python -m tests.browser.quick_gate gate …
"""

from dataclasses import replace
from typing import Any

from billbench.harness.cli import main
from billbench.harness.commands.gate import order
from billbench.harness.commands.gate.order import GateOrder

ROUNDS = 2
_whole = order.order_of


def of_few_rounds(*asked: Any) -> GateOrder:
    return replace(_whole(*asked), rounds=ROUNDS)


if __name__ == "__main__":
    order.order_of = of_few_rounds
    main()
