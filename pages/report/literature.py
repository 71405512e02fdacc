"""Report: everything that the literature reports, beside what was measured here."""

from datetime import datetime

import pandas as pd
import streamlit as st

from core.errors import ResultsError
from pages.report.reproduced import MISSING
from pages.report.selection import Selection
from pages.shared.chart import csv_button, explain

HOW = """
Each line is one **claim**: a figure that a source reports, or that this project asks of itself. *It
says* is the source's figure in its own words, *asked* what ours must be: at least the source's, and
often more. *Ours* was measured with the models that come with this dashboard, on the test digits,
and the **verdict** says by how much it is better or worse than asked; what is worse comes first.
`make reproduce` measures everything again and writes the same to `docs/results.md`.
"""


def section(selection: Selection) -> None:
    """The claims and their verdicts, the unmet ones first."""
    from core.literature import rows as results  # late: imports half of core

    st.subheader("What the literature reports, measured again", anchor=False)
    try:
        found = results.read_rows(results.RESULTS_JSON)
    except ResultsError:
        st.info(MISSING)
        return
    met = sum(row.met for row in found)
    with st.container(horizontal=True, gap="medium"):
        st.metric("Claims met", f"{met} of {len(found)}", width="content")
        if met < len(found):
            st.metric("Worse than asked", f"{len(found) - met}", width="content")
    table = pd.DataFrame(
        [
            {
                "Claim": row.claim,
                "Ours": row.ours_words,
                "It says": row.reported or "–",
                "Asked": row.asked_words,
                "Verdict": f"{'✓' if row.met else '✗'} {row.verdict}",
                "Source": row.source,
                "More": row.words,
            }
            for row in sorted(found, key=lambda row: row.met)
        ]
    )
    st.dataframe(
        table,
        hide_index=True,
        height=min(700, 38 + 35 * len(table)),
        column_config={"Claim": st.column_config.TextColumn(width=380)},
        alt=f"{met} of {len(found)} claims of the literature are met.",
    )
    csv_button(table.to_csv(index=False), "claims")
    explain(HOW)
    last = max((row.date for row in found), default="")
    if last:
        st.caption(f"Last measured on {datetime.fromisoformat(last):%d %B %Y}.")
