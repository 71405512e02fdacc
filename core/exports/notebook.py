"""A notebook cell that opens what a file would hold, with `core` alone."""

from pprint import pformat

from core.exports.collection import Contents

MAX_LINE = 96


def cell(contents: Contents) -> str:
    """Python that a notebook in the project's folder can run; its last line shows a table."""
    fields = [f"dataset={contents.dataset!r}", f"split={contents.split!r}"]
    if contents.map:
        fields.append(f"map={contents.map!r}")
    if contents.vectors:
        fields.append(f"vectors={contents.vectors!r}")
    if contents.models:
        fields.append(f"models={contents.models!r}")
    if contents.rows is not None:
        fields.append("rows=rows")
    lines = ["import pandas as pd", ""]
    if contents.study:
        lines.append("from core.clustering import study_from")
        fields.append("study=study_from(study)")
    lines += ["from core.exports import Contents, gather", ""]
    if contents.study:
        values = contents.study.model_dump(mode="json", exclude_defaults=True)
        lines.append(f"study = {pformat(values, width=MAX_LINE)}")
    if contents.rows is not None:
        lines += ["rows = (", *_rows(contents.rows), ")"]
    lines += [
        "collection = gather(",
        "    Contents(",
        *(f"        {one}," for one in fields),
        "    )",
        ")",
    ]
    lines += [
        "images = collection.images  # uint8 (N, H, W), in colour (N, 3, H, W)",
        "vectors = collection.vectors  # float32 (N, d)",
        "pd.DataFrame(collection.columns)",
    ]
    return "\n".join(lines) + "\n"


def _rows(rows: tuple[int, ...]) -> list[str]:
    """The row ids in lines of bounded length."""
    lines, line = [], "   "
    for row in sorted(set(rows)):
        text = f" {row},"
        if len(line) + len(text) > MAX_LINE:
            lines.append(line)
            line = "   "
        line += text
    return [*lines, line]
