"""The recorded runs that the notebooks compare with.

``python3 course.py reference`` trains every model on the photographs, several
seeds each, and writes one record per run to ``data/reference``. Bands and
tables are drawn from those files alone. This module reads them; it trains
nothing and needs neither TensorFlow nor Keras.
"""

from __future__ import annotations

import json
import statistics
from pathlib import Path

from helpers.tables import Table

__all__ = ["band", "load", "summarize", "tabulate"]

FOLDER = Path(__file__).resolve().parent.parent / "data" / "reference"


def load(model, recipe="course", folder=None):
    """Return the finished records of one model, ordered by seed.

    model: its name in the notebooks, such as ``"model_one"``.
    recipe: ``"course"``, ``"blog"`` or the name of a variant.
    folder: where the records are; the course's own folder when left out.
    """
    paths = Path(folder or FOLDER).glob(f"{model}-{recipe}-[0-9]*.json")
    records = [json.loads(path.read_text(encoding="utf-8")) for path in paths]
    return sorted(records, key=lambda record: record["seed"])


def band(model, metric, folder=None):
    """Return what the recorded runs of the course did with a metric, epoch by epoch.

    metric: a key of the Keras history, such as ``"val_accuracy"``.
    Returns a dict with ``epochs`` (counted from 1), ``low``, ``median`` and
    ``high`` over the runs, and ``runs``, their number; None without records.
    The band ends where the shortest run ends.
    """
    curves = [
        record["history"][metric]
        for record in load(model, folder=folder)
        if record["history"].get(metric)
    ]
    if not curves:
        return None
    columns = list(zip(*curves))
    return {
        "epochs": list(range(1, len(columns) + 1)),
        "low": [min(column) for column in columns],
        "median": [statistics.median(column) for column in columns],
        "high": [max(column) for column in columns],
        "runs": len(curves),
    }


def summarize(models, recipes=("course", "blog"), test=False, folder=None):
    """Return a table of the recorded runs: one row per model and recipe.

    Accuracies are those of the trained network, on the training pictures too: the median
    over the runs, then the lowest and the highest. test: show test accuracy as well, which
    is not there to choose by. Seconds are one processor's, so they always
    stand beside its name; runs that shared the processor show none.
    """
    models = [models] if isinstance(models, str) else list(models)
    rows = []
    for model in models:
        for recipe in recipes:
            records = load(model, recipe, folder)
            if records:
                rows.append(_row(model, recipe, records, test))
    names = ", ".join(map(_words, models))
    return Table(
        rows, f"No recorded runs of {names} yet. `python3 course.py reference` makes them."
    )


def tabulate(notebook, table, columns=None, digits=3, folder=None):
    """Return a table that the recorded runs of a notebook's own cells made: the same rows, over the runs.

    notebook: such as ``"notebook_07"``. table: the name of the list of rows in its cells.
    columns: those to show; all numbers with a fraction when left out. Each cell holds the median over the
    runs, then the lowest and the highest.
    """
    runs = [record["tables"][table] for record in load(notebook, folder=folder)]
    rows = []
    for same in zip(*runs, strict=True):
        (label, name), *numbers = same[0].items()
        shown = columns or [key for key, value in numbers if isinstance(value, float)]
        spreads = {key: _spread([row[key] for row in same], digits) for key in shown}
        rows.append({label: name, "runs": str(len(same)), **spreads})
    return Table(rows, f"No recorded runs of {_words(notebook)} yet. `python3 course.py reference` makes them.")


def _spread(values, digits):
    values = [value for value in values if value is not None]
    if not values:
        return "–"
    low, middle, high = min(values), statistics.median(values), max(values)
    if len(values) == 1:
        return f"{middle:.{digits}f}"
    return f"{middle:.{digits}f} ({low:.{digits}f} to {high:.{digits}f})"


def _row(model, recipe, records, test):
    epochs = sorted({record["epochs"] for record in records})
    quiet = [record for record in records if record.get("quiet")]
    seconds = "–"
    if quiet:
        machines = sorted({record["processor"] for record in quiet})
        seconds = _spread([record["seconds"] for record in quiet], 0)
        seconds += f" on {' and '.join(machines)}"
    parts = {"Training accuracy, evaluated": "training_without_dropout", "Validation accuracy": "validation"}
    if test:
        parts["Test accuracy"] = "test"
    return {
        "Model": _words(model),
        "Recipe": recipe,
        "Runs": str(len(records)),
        "Epochs": " to ".join(str(e) for e in dict.fromkeys((epochs[0], epochs[-1]))),
        **{
            name: _spread([(record.get(part) or {}).get("accuracy") for record in records], 3)
            for name, part in parts.items()
        },
        "Seconds to fit": seconds,
    }


def _words(model):
    return model.replace("_", " ")
