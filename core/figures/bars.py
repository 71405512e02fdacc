"""Grouped bars: values per class, the payoff of denoising, our figures beside the source's."""

from collections.abc import Mapping, Sequence

import plotly.graph_objects as go

from core.evaluation.classifiers.payoff import Payoff
from core.figures import palette
from core.figures.style import bar_style, finish, on_lines, plain
from core.text.numbers import alike, percent

LABEL = 22  # letters per line of a bar's name, which leaves the bars room on a narrow screen


def per_class_bars(
    series: Mapping[str, Sequence[float]],
    classes: Sequence[str],
    *,
    title: str,
    lower_is_better: bool = True,
) -> go.Figure:
    """One bar per class and series, such as test beside training images.

    Args:
        series: one value per class by the name of the series; NaN for a class without a value.
        classes: names of the classes, in the order of the values.
        title: what the values are, with their unit.
        lower_is_better: whether the description calls the class with the lowest value the best.
    """
    figure = go.Figure()
    for index, (name, values) in enumerate(series.items()):
        figure.add_bar(
            x=[plain(c) for c in classes],
            y=list(values),
            name=plain(name),
            marker=bar_style(palette.SERIES[index % len(palette.SERIES)], index),
            hovertemplate="%{y:.4g}",
        )
    figure.update_xaxes(title="Class", type="category", showgrid=False)
    figure.update_yaxes(title=title, rangemode="tozero")
    figure.update_layout(barmode="group", bargap=0.25, bargroupgap=0.05, hovermode="x unified")
    alt = _class_alt(series, classes, title, lower_is_better)
    return finish(figure, alt, height=340, legend=len(series) > 1)


def _class_alt(
    series: Mapping[str, Sequence[float]],
    classes: Sequence[str],
    title: str,
    lower_is_better: bool,
) -> str:
    ends = []
    for name, values in series.items():
        pairs = [(value, c) for value, c in zip(values, classes, strict=True) if value == value]
        if pairs:
            low, high = min(pairs), max(pairs)
            ends.append((name, *((low, high) if lower_is_better else (high, low))))
    texts = iter(alike([value for _, *both in ends for value, _ in both]))
    parts = [
        f"{name}: best {best} ({next(texts)}), worst {worst} ({next(texts)})"
        for name, (_, best), (_, worst) in ends
    ]
    return f"{title}, for each class. {'; '.join(parts)}." if parts else f"{title}: no values."


def payoff_bars(payoff: Payoff, titles: Mapping[str, str] | None = None) -> go.Figure:
    """Accuracy in per cent on clean, noisy and denoised digits: one group per classifier.

    ``titles`` are those of the models, by name; a model without one has its name.
    """
    titles = titles or {}
    classifiers = [titles.get(name, name) for name in payoff.classifiers]
    series = {"Clean digits": payoff.clean, "Noisy digits": payoff.noisy}
    series |= {
        f"Cleaned by {titles.get(name, name)}": values for name, values in payoff.cleaned.items()
    }
    colours = (palette.GREY, palette.VERMILION, palette.BLUE, palette.GREEN, palette.PURPLE)
    figure = go.Figure()
    for index, (name, values) in enumerate(series.items()):
        figure.add_bar(
            x=[on_lines(title, LABEL) for title in classifiers],
            y=[100 * value for value in values],
            name=plain(name),
            text=[f"{100 * value:.1f}" for value in values],
            textposition="outside",
            textfont={"size": 10},
            cliponaxis=False,
            marker=bar_style(colours[index % len(colours)], index),
            hovertemplate="%{y:.2f} %",
        )
    figure.update_xaxes(title="Classifier", type="category", showgrid=False)
    figure.update_yaxes(title="Read correctly", ticksuffix=" %", range=[0, 108])
    figure.update_layout(barmode="group", bargap=0.2, bargroupgap=0.05)
    parts = []
    for at, classifier in enumerate(classifiers):
        clean, noisy = percent(payoff.clean[at], 1), percent(payoff.noisy[at], 1)
        part = f"{classifier} reads {clean} clean, {noisy} noisy"
        if payoff.cleaned:
            best = max(payoff.cleaned, key=lambda name: payoff.cleaned[name][at])
            share = percent(payoff.cleaned[best][at], 1)
            part += f", {share} once {titles.get(best, best)} has cleaned them"
        parts.append(part)
    return finish(figure, f"Of {payoff.count:,} digits {'; '.join(parts)}.", height=400)


def bars_beside_source(
    names: Sequence[str],
    ours: Sequence[float | None],
    source: Sequence[float | None],
    *,
    title: str,
) -> go.Figure:
    """Our shares beside those that the source reports: a pair of horizontal bars per name.

    Args:
        names: what was measured.
        ours: shares from 0 to 1; None if there is no value.
        source: shares that the source reports; None if it reports none.
        title: what the shares are; drawn in per cent.
    """
    figure = go.Figure()
    labels = [on_lines(name, LABEL) for name in names]
    series = (("The source's", source, palette.GREY), ("Ours", ours, palette.BLUE))
    for index, (label, values, colour) in enumerate(series):
        figure.add_bar(
            y=labels,
            x=[None if value is None else 100 * value for value in values],
            orientation="h",
            name=label,
            text=["" if value is None else percent(value, 1) for value in values],
            textposition="outside",
            cliponaxis=False,
            marker=bar_style(colour, 1 - index),
            hovertemplate="%{x:.2f} %<extra></extra>",
        )
    figure.update_yaxes(autorange="reversed", showgrid=False)
    most = max((value for value in (*source, *ours) if value is not None), default=0.1)
    # Room for the numbers at the ends of the bars, on a narrow screen too.
    figure.update_xaxes(title=title, ticksuffix=" %", range=[0, 135 * most])
    figure.update_layout(barmode="group", bargap=0.3)
    parts = [
        f"{name}: {percent(own, 1)} here"
        + ("" if theirs is None else f", {percent(theirs, 1)} in the source")
        for name, own, theirs in zip(names, ours, source, strict=True)
        if own is not None
    ]
    alt = f"{title}. {'; '.join(parts)}." if parts else f"{title}: nothing to compare yet."
    lines = max((label.count("<br>") + 1 for label in labels), default=1)
    return finish(figure, alt, height=90 + max(56, 22 * lines) * len(names))
