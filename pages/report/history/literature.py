"""Report: everything that the literature reports, beside what was measured here."""

import html
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from core.errors import ResultsError
from core.text.numbers import unbroken
from pages.report.history.reproduction import MISSING
from pages.report.selection import Selection
from pages.shared.frame.layout import end_picture
from pages.shared.parts.chart import csv_button, explain

if TYPE_CHECKING:
    from core.literature.results.outcomes import Outcome

HOW = """
Each row is one **claim**: a figure that a source reports, or that this project demands of itself.
*Source reports* is the source's figure in its own words. *Required* is what ours must be: at least
the source's figure, and often more. *Ours* was measured with the models that come with this
dashboard, on the test digits. The **verdict** says how much better or worse ours is than required;
the worse ones come first. `make reproduce` measures everything again and writes the same to
`docs/results.md`.
"""


def section(selection: Selection) -> None:
    """The claims and their verdicts, the unmet ones first."""
    from core.literature.results import outcomes  # imports half of core, so only where it is used

    st.header("What the literature reports, measured again", anchor=False)
    try:
        rows = outcomes.read_outcomes(outcomes.RESULTS_JSON)
    except ResultsError:
        st.info(MISSING)
        return
    met = sum(row.met for row in rows)
    with st.container(horizontal=True, gap="medium"):
        st.metric("Claims met", f"{met} of {len(rows)}", width="content")
        if met < len(rows):
            st.metric("Worse than required", f"{len(rows) - met}", width="content")
    rows = sorted(rows, key=lambda row: row.met)
    st.html(_table(rows))
    table = pd.DataFrame([{"Claim": row.claim, **_cells(row)} for row in rows])
    table["Source"] = [row.source for row in rows]
    table["Details"] = [row.note for row in rows]
    csv_button(table.to_csv(index=False), "claims")
    end_picture()
    explain(HOW, of_mnist=True)
    if last := max((row.date for row in rows), default=""):
        st.caption(f"Last measured on {datetime.fromisoformat(last):%d %B %Y}.")


def _cells(row: "Outcome") -> dict[str, str]:
    """The figures of a claim, by the heads of their columns."""
    return {
        "Ours": row.ours_text,
        "Source reports": row.reported or "–",
        "Required": row.bound_text,
        "Verdict": f"{'✓' if row.met else '✗'} {row.verdict}",
    }


def _table(rows: Sequence["Outcome"]) -> str:
    """The claims as a table whose text wraps, unlike that of ``st.dataframe``; HTML.

    On a phone `styles/report.css` turns each row into a block. The roles keep it a table for
    screen readers.
    """
    heads = ["Claim", *_cells(rows[0])] if rows else []
    head = "".join(f'<th role="columnheader" scope="col">{name}</th>' for name in heads)
    body = "".join(map(_row, rows))
    return (
        '<table class="ll-claims" role="table"><thead role="rowgroup">'
        f'<tr role="row">{head}</tr></thead><tbody role="rowgroup">{body}</tbody></table>'
    )


def _row(row: "Outcome") -> str:
    details = "".join(
        f"<small>{html.escape(unbroken(text))}</small>" for text in (row.source, row.note) if text
    )
    claim = html.escape(unbroken(row.claim))
    cells = "".join(
        f'<td role="cell" data-head="{name}">{html.escape(unbroken(text))}</td>'
        for name, text in _cells(row).items()
    )
    return f'<tr role="row"><th role="rowheader" scope="row">{claim}{details}</th>{cells}</tr>'
