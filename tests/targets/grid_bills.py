"""AG Grid in Dash as a bill page: script-heavy, few rows mounted, a cell becomes a field when it is clicked.

What the page shows and does is AG Grid's and Dash's. Here is only which columns there are, and a server that
keeps what is saved, without the lines that are ticked.

    python -m tests.targets.grid_bills PORT LINES…
"""

import logging
import sys
from datetime import UTC, date, datetime, timedelta
from typing import Any

import dash_ag_grid
from dash import Dash, Input, Output, State, dcc, html
from flask import Response, abort, jsonify
from werkzeug.serving import make_server

_COLUMNS = ("day", "work", "items", "rate")
_PAGE = 50

Row = dict[str, Any]


def _rows(size: int) -> list[Row]:
    return [
        {
            "day": f"{date(2024, 1, 8) + timedelta(days=place)}",
            "work": f"Attending client, {place}",
            "items": 1 + place % 3,
            "rate": 58.41,
        }
        for place in range(size)
    ]


def _application(bills: dict[str, list[Row]]) -> Dash:
    application = Dash(__name__, title="Bills")
    buttons = [html.Button(name, id=name.lower()) for name in ("Add", "Save")]
    application.layout = html.Div([dcc.Location(id="address"), *buttons, html.Output(id="said"), _grid()])
    _answer(application, bills)

    @application.server.get("/api/bills/<bill>")
    def read(bill: str) -> Response:
        if bill not in bills:
            abort(404)
        return jsonify({"bill": {"lines": bills[bill]}})

    return application


def _grid() -> dash_ag_grid.AgGrid:
    return dash_ag_grid.AgGrid(
        id="lines",
        columnDefs=[{"field": name, "editable": True} for name in _COLUMNS],
        dashGridOptions={
            "singleClickEdit": True,
            "pagination": True,
            "paginationPageSize": _PAGE,
            "paginationPageSizeSelector": False,
            "rowSelection": {"mode": "multiRow", "headerCheckbox": False},
        },
    )


def _answer(application: Dash, bills: dict[str, list[Row]]) -> None:
    """What the page asks its server: the lines of a bill, a new one, and to keep them."""

    @application.callback(Output("lines", "rowData"), Input("address", "pathname"))
    def show(pathname: str) -> list[Row]:
        return bills.get(pathname.rpartition("/")[2], [])

    @application.callback(
        Output("lines", "rowTransaction"), Input("add", "n_clicks"), prevent_initial_call=True
    )
    def add(_clicks: int) -> dict[str, Any]:
        return {"add": [dict.fromkeys(_COLUMNS, "")], "addIndex": 0}

    @application.callback(
        Output("said", "children"),
        Input("save", "n_clicks"),
        State("lines", "rowData"),
        State("lines", "selectedRows"),
        State("address", "pathname"),
        prevent_initial_call=True,
    )
    def save(_clicks: int, rows: list[Row], ticked: list[Row] | None, pathname: str) -> str:
        kept = [row for row in rows if row not in (ticked or [])]
        bills[pathname.rpartition("/")[2]] = kept
        return f"{len(kept)} lines saved at {datetime.now(UTC):%H:%M:%S.%f}"


def main(port: int, sizes: list[int]) -> None:
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    application = _application({str(size): _rows(size) for size in sizes})
    server = make_server("127.0.0.1", port, application.server, threaded=True)
    sys.stdout.write(f"http://127.0.0.1:{server.server_port}\n")
    sys.stdout.flush()
    server.serve_forever()


if __name__ == "__main__":
    main(int(sys.argv[1]), [int(size) for size in sys.argv[2:]])
