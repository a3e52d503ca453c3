"""Fill the figures of data/README.md from the records, so that they cannot drift.

    python data/data_sheet.py            write them
    python data/data_sheet.py --check    say whether they are up to date
"""

from __future__ import annotations

import json
from pathlib import Path

HERE = Path(__file__).resolve().parent
README = HERE / "README.md"


def spread(runs: list[dict], name: str) -> str:
    """Lowest and highest value of the last epoch over the runs."""
    last = [run[name][-1] for run in runs]
    low, high = f"{min(last):.2f}", f"{max(last):.2f}"
    return low if low == high else f"{low} to {high}"


def measured_text(measured: dict) -> str:
    """The table of how hard the sample is."""
    one, four = measured["model_one"], measured["model_four"]
    rows = [
        ("always the same answer", f"{measured['always_one_class']:.2f}", "0.50"),
        ("logistic regression on the file's size", f"{measured['file_size']:.2f}", "at most 0.58"),
        ("logistic regression on the mean color", f"{measured['mean_color']:.2f}", "at most 0.58"),
        ("logistic regression on the color histogram, 8 x 8 x 8 bins",
         f"{measured['color_histogram']:.2f}", "at most 0.58"),
        ("logistic regression on 32 x 32 pixels", f"{measured['pixels_32x32']:.2f}",
         "at most 0.62"),
        (f"model one, {one[0]['epochs']} epochs, {len(one)} seeds", spread(one, "val_accuracy"),
         "0.62 to 0.88"),
        ("the same, on the training pictures", spread(one, "accuracy"), "at least 0.90"),
        (f"model four: frozen backbone, dense head, {len(four)} seeds",
         spread(four, "val_accuracy"), "at least 0.94"),
    ]
    counts = measured["pictures"]
    lines = [
        f"{sum(counts['train'].values())} training pictures and "
        f"{sum(counts['validation'].values())} validation pictures, half of them cats; "
        f"left out: {measured['left_out']}. The whole sample is {measured['megabytes']:.1f} MB.",
        "", "| what looks at the picture | accuracy | wanted |", "|---|---|---|",
    ]
    lines += ["| " + " | ".join(row) + " |" for row in rows]
    versions = ", ".join(f"{name} {value}" for name, value in measured["versions"].items())
    return "\n".join([*lines, "", f"Measured with {versions}."])


def backbone_text(record: dict) -> str:
    """The paragraph on the backbone."""
    names = record["classes"]
    by_class = sorted(record["held_out_by_class"].items(), key=lambda item: item[1])
    lowest = [(name, value) for name, value in by_class if value <= by_class[2][1]]
    steps = " and then ".join(
        f"{stage['epochs']} epochs on {stage['pictures_per_class']} pictures of each class "
        f"({stage['window']} x {stage['window']} pixels)" for stage in record["stages"])
    return (
        f"{record['network']}, {record['parameters']:,} parameters. It was trained on "
        f"{len(names)} classes (seed {record['seed']}): {steps}. On "
        f"{record['held_out_per_class']} whole pictures per class that it had not seen, it named "
        f"{record['held_out_accuracy']:.1%} right; always naming one class gives "
        f"{1 / len(names):.1%}. Hardest: "
        + ", ".join(f"{name} ({value:.0%})" for name, value in lowest)
        + f". The training took {record['seconds'] // 60} minutes on a busy machine "
        f"({record['processor']}; Keras {record['versions']['keras']}, "
        f"{record['versions']['backend']}).\n\nThe classes: {', '.join(names)}."
    )


def filled(text: str) -> str:
    """The text with each marked part written anew from its record."""
    for mark, path, write in (
        ("measured", HERE / "sample" / "measured.json", measured_text),
        ("backbone", HERE / "backbone" / "record.json", backbone_text),
    ):
        record = json.loads(path.read_text())
        start, end = f"<!-- {mark} -->", f"<!-- end of {mark} -->"
        before, rest = text.split(start)
        after = rest.split(end)[1]
        text = before + f"{start}\n{write(record)}\n{end}" + after
    return text


def fill() -> None:
    """Write the figures into data/README.md."""
    README.write_text(filled(README.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    fill()
