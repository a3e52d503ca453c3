"""Figures of the course, each with a text that gives its values.

Every function returns a `Picture`: as the last expression of a cell it shows as an image, with the
text as its alternative for those who cannot see it. Colors are those of Okabe and Ito, which
color-blind readers can tell apart; lines differ in dashes and markers as well.
"""

from __future__ import annotations

import base64
import html
import inspect
import io
import textwrap
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from helpers import reference as records

if TYPE_CHECKING:
    import numpy as np
    from matplotlib.figure import Figure

BLACK, ORANGE, SKY, GREEN, YELLOW, BLUE, RED, PURPLE = (
    "#000000", "#E69F00", "#56B4E9", "#009E73", "#F0E442", "#0072B2", "#D55E00", "#CC79A7",
)  # fmt: skip
PALETTE = (BLUE, ORANGE, GREEN, PURPLE, RED, SKY, YELLOW, BLACK)
STYLE = {"font.size": 11, "axes.spines.top": False, "axes.spines.right": False}
DPI = 96


class Picture:
    """A figure and its description in words; Jupyter shows the one and keeps the other with it."""

    def __init__(self, figure: Figure, description: str):
        self.figure = figure
        self.description = description
        self.widget = None
        self._png = b""

    def png(self) -> bytes:
        """The figure as the bytes of a PNG file."""
        if not self._png:
            file = io.BytesIO()
            self.figure.savefig(file, format="png", dpi=DPI, bbox_inches="tight")
            self._png = file.getvalue()
        return self._png

    def __repr__(self) -> str:
        return self.description

    def html(self) -> str:
        """The figure as an HTML element; JupyterLab and Colab pass over the "alt" of an image/png."""
        alt = html.escape(self.description)
        return f'<img style="max-width: 100%" alt="{alt}" src="data:image/png;base64,{self._encode()}">'

    def _encode(self) -> str:
        return base64.b64encode(self.png()).decode()

    def _repr_mimebundle_(self, include=None, exclude=None) -> tuple[dict, dict]:
        bundle = {
            "text/html": self.html(),
            "image/png": self._encode(),
            "text/plain": self.description,
        }
        if self.widget:  # shown in place of the others where widgets can run
            view = {"version_major": 2, "version_minor": 0, "model_id": self.widget.model_id}
            bundle["application/vnd.jupyter.widget-view+json"] = view
        return bundle, {"image/png": {"alt": self.description}}


def show_classes(dataset: Iterable, class_names: Sequence[str], columns: int = 4) -> Picture:
    """A row of pictures for each class, the last class (dogs) first.

    dataset: batches (images, labels); as many are read as it takes to fill the rows. Images of
    shape (batch, height, width, 3) in [0, 255].
    """
    import numpy as np

    rows: dict[int, list] = {index: [] for index in reversed(range(len(class_names)))}
    for images, labels in dataset:
        for image, label in zip(np.asarray(images), np.asarray(labels)):
            if len(rows[int(label)]) < columns:
                rows[int(label)].append(image)
        if all(len(row) == columns for row in rows.values()):
            break
    figure, axes = _grid(len(rows), columns)
    said = []
    for line, (index, images) in zip(axes, rows.items()):
        for axis, image in zip(line, images):
            _draw_image(axis, image)
        line[0].set_title(class_names[index], loc="left", fontweight="bold")
        mean = f", mean pixel {np.mean(images):.0f} of 255" if images else ""
        number = "1 picture" if len(images) == 1 else f"{len(images)} pictures"
        said.append(f"{number} of class {class_names[index]} (label {index}){mean}")
    return Picture(figure, "Rows of pictures, from top to bottom: " + "; ".join(said) + ".")


def show_images(
    images: Sequence, titles: Sequence[str] | None = None, columns: int = 4
) -> Picture:
    """Pictures in rows, each with its title above it.

    images: shape (count, height, width, 3), in [0, 255], or in [0, 1] or [-1, 1] when rescaled.
    Raises ValueError if there is none, or not a title for each.
    """
    import numpy as np

    images = [np.asarray(image) for image in images]
    if not images:
        raise ValueError("There is no picture to show.")
    if titles is not None and len(titles) != len(images):
        raise ValueError(f"There are {len(images)} pictures but {len(titles)} titles.")
    columns = min(columns, len(images))
    figure, axes = _grid(-(-len(images) // columns), columns)
    for axis, image in zip(axes.flat, images):
        _draw_image(axis, image)
    said = "1 picture" if len(images) == 1 else f"{len(images)} pictures in rows of {columns}"
    if titles is not None:
        for axis, title in zip(axes.flat, titles):
            axis.set_title(textwrap.fill(str(title), 22), fontsize=10)
        said += ": " + "; ".join(str(title).replace("\n", " ") for title in titles)
    return Picture(figure, said + ".")


def show_augmentation(augmentation: Callable, image: Any, columns: int = 6) -> Picture:
    """One picture, then the same picture changed again and again by an augmentation.

    augmentation: a Keras layer or a Sequential of them, called with training=True.
    image: shape (height, width, 3), in [0, 255]. Raises ValueError for any other shape.
    """
    import numpy as np

    image = np.asarray(image, dtype="float32")
    if image.ndim != 3:
        raise ValueError(f"Give one picture of shape (height, width, 3); got {image.shape}.")
    copies = [
        np.asarray(augmentation(image[np.newaxis], training=True))[0] for _ in range(columns - 1)
    ]
    titles = ["original"] + [f"copy {number}" for number in range(1, columns)]
    picture = show_images([image, *copies], titles, columns)
    change = ", ".join(f"{np.abs(copy - image).mean():.0f}" for copy in copies)
    contrast = ", ".join(f"{copy.std() / max(image.std(), 1e-6):.1f}" for copy in copies)
    parts = getattr(augmentation, "layers", [augmentation])
    names = ", ".join(getattr(part, "__name__", type(part).__name__) for part in parts)
    picture.description = (
        f"The original picture and {len(copies)} copies that went through {names}. "
        f"Mean change of a pixel, of 255: {change}. Contrast, of the original's: {contrast}."
    )
    return picture


def add_sliders(draw: Callable[..., Picture], **ranges: tuple[float, float, float]) -> Picture:
    """A picture that follows sliders; where widgets are unknown, the picture at their first values.

    draw: a function of numbers that returns a Picture. Its defaults are the first values.
    ranges: for each of its arguments (lowest, highest, step).
    Raises ValueError if an argument has no default within its range.
    """
    from ipywidgets import HTML, FloatSlider, VBox

    sliders, parameters = {}, inspect.signature(draw).parameters
    for name, (low, high, step) in ranges.items():
        first = getattr(parameters.get(name), "default", None)
        if not (isinstance(first, (int, float)) and low <= first <= high):
            raise ValueError(
                f"{draw.__name__} needs an argument {name} with a default from {low} to {high}, "
                "where its slider starts."
            )
        sliders[name] = FloatSlider(
            first, min=low, max=high, step=step, description=name, continuous_update=False
        )
    picture = draw()
    shown = HTML(picture.html())

    def redraw(change):
        try:
            shown.value = draw(**{name: slider.value for name, slider in sliders.items()}).html()
        except Exception as problem:  # Jupyter would hide it in its log
            shown.value = f"<pre>{type(problem).__name__}: {html.escape(str(problem))}</pre>"

    for slider in sliders.values():
        slider.observe(redraw, "value")
    picture.widget = VBox([shown, *sliders.values()])
    return picture


def plot_counts(counts: Mapping) -> Picture:
    """Bars with the number of pictures of each class: {class: count} or {split: {class: count}}.

    Raises ValueError if there is nothing to count.
    """
    if not counts:
        raise ValueError("There is nothing to count.")
    nested = isinstance(next(iter(counts.values())), Mapping)
    groups = counts if nested else {"": counts}
    classes = list(dict.fromkeys(name for group in groups.values() for name in group))
    step = len(classes) + (0.6 if nested else 0)  # rows of a group, and the gap below it
    figure, axis = _figure(6.4, 0.9 + 0.34 * step * len(groups))
    ticks = {}
    for index, name in enumerate(classes):
        rows = [step * number + index for number in range(len(groups))]
        values = [group.get(name, 0) for group in groups.values()]
        hatch = ("", "//", "..", "xx", "\\\\")[index % 5]
        color = PALETTE[index % len(PALETTE)]
        bars = axis.barh(rows, values, 0.86, color=color, hatch=hatch, edgecolor="white")
        axis.bar_label(bars, [f"{value:,}" for value in values], padding=4)
        ticks.update({row: f"{split} {name}".strip() for row, split in zip(rows, groups)})
    axis.set_yticks(list(ticks), list(ticks.values()))
    axis.tick_params(axis="y", length=0)
    axis.invert_yaxis()
    axis.margins(x=0.12)
    axis.set_xlabel("number of pictures")
    said = [
        (f"{split}: " if split else "") + ", ".join(f"{n} {c:,}" for n, c in group.items())
        for split, group in groups.items()
    ]
    return Picture(figure, "Number of pictures. " + "; ".join(said) + ".")


def plot_history(history: Any, reference: str | None = None) -> Picture:
    """Accuracy and loss over the epochs, for training and validation.

    history: what `fit` returned, or a dict such as {"accuracy": [...], "val_accuracy": [...]}.
    reference: a model with records, such as "model_one", draws behind the curves what validation reached in the
        recorded runs on the photographs: lowest to highest, with a line for the median.
    Raises ValueError if the history holds neither accuracy nor loss.
    """
    values = dict(getattr(history, "history", history))
    metrics = [m for m in ("accuracy", "loss") if m in values or f"val_{m}" in values]
    if not metrics:
        raise ValueError(f"The history has neither accuracy nor loss, only: {', '.join(values)}.")
    figure, axes = _figure(9.6, 3.6, columns=len(metrics))
    said, recorded = [], False
    for axis, metric in zip(axes, metrics):
        band = records.band(reference, f"val_{metric}") if reference else None
        if band:
            recorded = True
            runs = f"{band['runs']} recorded run{'s' if band['runs'] > 1 else ''}"
            label = f"validation, {runs} (photographs)"
            axis.fill_between(
                band["epochs"], band["low"], band["high"], color=SKY, alpha=0.35, lw=0, label=label
            )
            axis.plot(band["epochs"], band["median"], color=SKY, lw=1, label="their median")
        for key, name, color, dash, marker in (
            (metric, "training", ORANGE, "--", "s"),
            (f"val_{metric}", "validation", BLUE, "-", "o"),
        ):
            if key in values:
                curve = [float(value) for value in values[key]]
                epochs = range(1, len(curve) + 1)
                axis.plot(epochs, curve, dash, marker=marker, ms=4, color=color, label=name)
                said.append(f"{name} {metric} {_curve_in_words(metric, curve)}")
        if band:
            last = min(len(curve), len(band["epochs"])) - 1
            said.append(
                f"validation {metric} of {runs} on the photographs in epoch "
                f"{last + 1}: {band['low'][last]:.3f} to {band['high'][last]:.3f}"
            )
        low, high = axis.get_ylim()
        wider = max(0.0, 0.25 - (high - low)) / 2  # a jump that means nothing should look like one
        shift = max(0.0, high + wider - 1.01) if metric == "accuracy" else min(0.0, low - wider)
        axis.set_ylim(low - wider - shift, high + wider - shift)
        axis.set_xlabel("epoch")
        axis.set_ylabel(metric)
        axis.xaxis.get_major_locator().set_params(integer=True)
    lines, labels = axes[0].get_legend_handles_labels()
    figure.legend(lines, labels, loc="outside upper left", ncols=4, frameon=False)
    if reference and not recorded:
        note = f"No recorded runs of {reference} yet."
        figure.text(0.01, -0.03, note, fontsize=10)
        said.append(note.rstrip("."))
    return Picture(figure, "Training curves. " + "; ".join(said) + ".")


def _curve_in_words(metric: str, curve: list[float]) -> str:
    best = max if metric == "accuracy" else min
    epoch = curve.index(best(curve)) + 1
    word = "highest" if best is max else "lowest"
    return (
        f"from {curve[0]:.3f} in epoch 1 to {curve[-1]:.3f} in epoch {len(curve)}, "
        f"{word} {best(curve):.3f} in epoch {epoch}"
    )


def _figure(width: float, height: float, columns: int = 0):
    """A figure that pyplot does not know, so that none stays open and no backend is needed."""
    import matplotlib
    from matplotlib.figure import Figure

    with matplotlib.rc_context(STYLE):
        figure = Figure(figsize=(width, height), layout="constrained")
        axes = figure.subplots(1, columns or 1, squeeze=False)[0]
    return figure, (axes if columns else axes[0])


def _grid(rows: int, columns: int):
    from matplotlib.figure import Figure

    figure = Figure(figsize=(1.75 * columns, 1.95 * rows), layout="constrained")
    axes = figure.subplots(rows, columns, squeeze=False)
    for axis in axes.flat:
        axis.set_axis_off()
    return figure, axes


def _draw_image(axis, image: np.ndarray) -> None:
    import numpy as np

    image = np.asarray(image, dtype="float32")
    if image.max() > 4:  # in [0, 255], though an augmentation may go beyond
        image = image / 255
    elif image.min() < 0:  # in [-1, 1], or standardized
        image = (image + 1) / 2
    axis.imshow(np.clip(image, 0, 1))
