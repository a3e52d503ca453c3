"""Measure how hard the sample is, and what its classes differ in.

    python data/measure_sample.py                 all figures, into data/sample/measured.json
    python data/measure_sample.py --parts model_four        these anew, the others as they were
    python data/measure_sample.py --epochs 1 --seeds 1 --to FILE

Measured on the validation pictures as the course uses them: every fifth file of each class, by
sorted name, is the test part and is left out. At the end data/README.md is filled from the
records, so that its figures are those of the last run.
"""

from __future__ import annotations

import argparse
import json
import platform
import sys
from pathlib import Path

import numpy as np
from PIL import Image

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE / "reference")]

CLASSES = ("cats", "dogs")
FIFTH = 4


def list_files(sample: Path) -> dict[str, tuple[list[Path], np.ndarray]]:
    """Files and class indices of the training and the validation pictures."""
    parts = {}
    for split in ("train", "validation"):
        paths, labels = [], []
        for index, name in enumerate(CLASSES):
            found = sorted((sample / split / name).glob("*.jpg"))
            if split == "validation":
                found = [path for place, path in enumerate(found) if place % 5 != FIFTH]
            paths += found
            labels += [index] * len(found)
        parts[split] = paths, np.array(labels)
    return parts


def read(paths: list[Path]) -> np.ndarray:
    """Pictures as uint8 of shape (count, 160, 160, 3)."""
    return np.stack([np.asarray(Image.open(path)) for path in paths])


def small_pixels(images: np.ndarray) -> np.ndarray:
    """Each picture as 32 x 32 x 3 numbers: means of blocks of 5 x 5 pixels."""
    blocks = images.reshape(len(images), 32, 5, 32, 5, 3)
    return blocks.mean((2, 4)).reshape(len(images), -1) / 255


def color_histogram(images: np.ndarray) -> np.ndarray:
    """The share of pixels in each of 8 x 8 x 8 colors."""
    bins = (images // 32).astype(np.int64)
    codes = (bins[..., 0] * 64 + bins[..., 1] * 8 + bins[..., 2]).reshape(len(images), -1)
    return np.sqrt(np.stack([np.bincount(row, minlength=512) for row in codes]) / codes.shape[1])


def linear_accuracy(features: dict[str, np.ndarray], labels: dict[str, np.ndarray]) -> float:
    """Validation accuracy of logistic regression, its strength chosen inside training."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import GridSearchCV
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    model = GridSearchCV(
        make_pipeline(StandardScaler(), LogisticRegression(max_iter=200, tol=1e-3)),
        {"logisticregression__C": [1e-4, 1e-2]}, cv=3)
    model.fit(features["train"], labels["train"])
    return float(model.score(features["validation"], labels["validation"]))


def fit(model, features: dict[str, np.ndarray], labels: dict[str, np.ndarray], epochs: int
        ) -> dict[str, list[float]]:
    """Train with Adam and batches of 32; returns accuracies per epoch."""
    import keras

    model.compile(optimizer=keras.optimizers.Adam(),
                  loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
                  metrics=["accuracy"])
    history = model.fit(features["train"], labels["train"], batch_size=32, epochs=epochs,
                        validation_data=(features["validation"], labels["validation"]), verbose=2)
    return {name: [round(float(value), 4) for value in history.history[name]]
            for name in ("accuracy", "val_accuracy")}


def backbone_features(images: np.ndarray, weights: Path) -> np.ndarray:
    """What the frozen backbone sees: one row of averaged features per picture."""
    import keras

    base = keras.applications.MobileNetV2(input_shape=(160, 160, 3), alpha=0.35,
                                          include_top=False, weights=str(weights))
    base.trainable = False
    model = keras.Sequential([
        keras.Input((160, 160, 3)), keras.layers.Rescaling(1 / 127.5, offset=-1), base,
        keras.layers.GlobalAveragePooling2D()])
    return model.predict(images.astype(np.float32), batch_size=64, verbose=0)


def describe(files: dict[str, tuple[list[Path], np.ndarray]], sample: Path) -> dict:
    """Counts and size of the sample."""
    labels = files["validation"][1]
    return {
        "pictures": {split: {name: int((part[1] == index).sum())
                             for index, name in enumerate(CLASSES)}
                     for split, part in files.items()},
        "left_out": "every fifth file of each validation class, by sorted name (the test part)",
        "megabytes": round(sum(p.stat().st_size for p in sample.rglob("*.jpg")) / 1e6, 2),
        "always_one_class": round(float((labels == 0).mean()), 4),
    }


def measure_linear(files: dict, images: dict, labels: dict) -> dict[str, float]:
    """What a linear model makes of the file's size, colors, and small pixels."""
    sizes = {split: np.array([[path.stat().st_size] for path in part[0]], float)
             for split, part in files.items()}
    inputs = {
        "file_size": sizes,
        "mean_color": {split: part.mean((1, 2)) for split, part in images.items()},
        "color_histogram": {split: color_histogram(part) for split, part in images.items()},
        "pixels_32x32": {split: small_pixels(part) for split, part in images.items()},
    }
    return {name: round(linear_accuracy(part, labels), 4) for name, part in inputs.items()}


def measure_model_one(images: dict, labels: dict, epochs: int, seeds: int) -> list[dict]:
    """The network of notebook 02, built by its own cell, from its random start, once per seed."""
    import keras
    from train import build_course

    runs = []
    for seed in range(seeds):
        keras.utils.set_random_seed(seed)
        runs.append({"seed": seed, "epochs": epochs,
                     **fit(build_course("model_one"), images, labels, epochs)})
    return runs


def measure_model_four(images: dict, labels: dict, weights: Path, epochs: int, seeds: int
                       ) -> list[dict]:
    """A dense head on the frozen backbone's averaged features, once per seed."""
    import keras

    features = {split: backbone_features(part, weights) for split, part in images.items()}
    runs = []
    for seed in range(seeds):
        keras.utils.set_random_seed(seed)
        head = keras.Sequential([keras.layers.Dropout(0.2), keras.layers.Dense(2)])
        runs.append({"seed": seed, "epochs": epochs, **fit(head, features, labels, epochs)})
    return runs


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sample", type=Path, default=HERE / "sample")
    parser.add_argument("--backbone", type=Path, default=HERE / "backbone")
    parser.add_argument("--epochs", type=int, default=15, help="epochs of model one")
    parser.add_argument("--head-epochs", type=int, default=30, help="epochs of model four's head")
    parser.add_argument("--seeds", type=int, default=3)
    parts = ("linear", "model_one", "model_four")
    parser.add_argument("--parts", nargs="+", default=parts, choices=parts)
    parser.add_argument("--to", type=Path, default=HERE / "sample" / "measured.json")
    options = parser.parse_args()

    import keras
    import sklearn

    files = list_files(options.sample)
    images = {split: read(part[0]) for split, part in files.items()}
    labels = {split: part[1] for split, part in files.items()}
    result = json.loads(options.to.read_text()) if options.to.exists() else {}
    result |= describe(files, options.sample)
    if "linear" in options.parts:
        result |= measure_linear(files, images, labels)
    if "model_one" in options.parts:
        result["model_one"] = measure_model_one(images, labels, options.epochs, options.seeds)
    if "model_four" in options.parts:
        weights = next(iter(sorted(options.backbone.glob("*.weights.h5"))))
        result["model_four"] = measure_model_four(
            images, labels, weights, options.head_epochs, options.seeds)
    result["versions"] = {"python": platform.python_version(), "keras": keras.__version__,
                          "backend": keras.backend.backend(), "numpy": np.__version__,
                          "scikit-learn": sklearn.__version__}
    options.to.write_text(json.dumps(result, indent=1) + "\n")
    print(json.dumps({name: value for name, value in result.items() if isinstance(value, float)}))
    for model in ("model_one", "model_four"):
        for run in result.get(model, []):
            print(model, "seed", run["seed"], "training", run["accuracy"][-1], "validation",
                  run["val_accuracy"][-1])
    if options.to == HERE / "sample" / "measured.json":
        from data_sheet import fill

        fill()


if __name__ == "__main__":
    main()
