"""Report: everything that the literature reports, beside what was measured here."""

from datetime import datetime

import pandas as pd
import streamlit as st

from core.errors import ResultsError
from pages.report.history.reproduction import MISSING
from pages.report.selection import Selection
from pages.shared.frame.layout import end_picture
from pages.shared.parts.chart import csv_button, explain

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
    table = pd.DataFrame(
        [
            {
                "Claim": row.claim,
                "Ours": row.ours_text,
                "Source reports": row.reported or "–",
                "Required": row.bound_text,
                "Verdict": f"{'✓' if row.met else '✗'} {row.verdict}",
                "Source": row.source,
                "Details": row.note,
            }
            for row in sorted(rows, key=lambda row: row.met)
        ]
    )
    st.dataframe(
        table,
        hide_index=True,
        height=min(700, 38 + 35 * len(table)),
        column_config={
            "Claim": st.column_config.TextColumn(width=380),
            "Ours": st.column_config.TextColumn(width=110),
            "Required": st.column_config.TextColumn(width=150),
        },
        alt=f"{met} of {len(rows)} claims of the literature are met.",
    )
    csv_button(table.to_csv(index=False), "claims")
    end_picture()
    explain(HOW, of_mnist=True)
    if last := max((row.date for row in rows), default=""):
        st.caption(f"Last measured on {datetime.fromisoformat(last):%d %B %Y}.")
