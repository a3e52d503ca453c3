"""Train the backbone for the sample: MobileNetV2 0.35 on drawn animals and things.

    python data/backbone/train.py                     the full training
    python data/backbone/train.py --start data/backbone --first 400 --pictures 95 \
        --window 160 --epochs 12 --rate 0.001        goes on, whole pictures
    python data/backbone/train.py --pictures 4 --held-out 2 --epochs 1 --to FOLDER

No class is a cat or a dog. The pictures are drawn first and kept in a cache; then the
network is trained on them: first on windows of 112 x 112 pixels, which cost half of a
whole picture, then on whole ones. It is tested on whole pictures that it has not seen.
Everything is Keras and NumPy, so it runs on any backend, with or without a GPU. It writes
the weights without the top, and record.json beside them, at the end; those of the last
epoch so far lie in the cache.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import os
import platform
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from draw.picture import BACKBONE_CLASSES, SIZE, backbone_picture  # noqa: E402

FIRST_HELD_OUT = 100_000
WINDOW = 112
WEIGHTS = "mobilenet_v2_0.35_drawn_no_top.weights.h5"


def draw_numbered(task: tuple[int, str, int, int]) -> np.ndarray:
    return backbone_picture(*task)


def draw_classes(seed: int, first: int, count: int, window: int, cache: Path, processes: int
                 ) -> tuple[np.ndarray, np.ndarray]:
    """`count` pictures of each class, from number `first` on, or windows of them.

    What was drawn before is taken from the cache, so that an interrupted run goes on.
    Returns images, uint8 of shape (classes * count, window, window, 3), and class indices.
    """
    sources = b"".join(path.read_bytes() for path in sorted((HERE.parent / "draw").glob("*.py")))
    cache = cache / hashlib.sha256(sources).hexdigest()[:12]  # other programs draw other pictures
    cache.mkdir(parents=True, exist_ok=True)
    images, started = [], time.perf_counter()
    with ProcessPoolExecutor(processes) as pool:
        for number in range(first, first + count):
            path = cache / f"seed{seed}_window{window}_number{number}.npy"
            if not path.exists():
                tasks = [(seed, name, number, window) for name in BACKBONE_CLASSES]
                drawn = np.stack(list(pool.map(draw_numbered, tasks, chunksize=2)))
                with open(path.with_suffix(".part"), "wb") as file:
                    np.save(file, drawn)
                path.with_suffix(".part").replace(path)
            images.append(np.load(path))
            if (number - first) % 10 == 9:
                print(f"drew {number - first + 1} of {count} per class, "
                      f"{time.perf_counter() - started:.0f} s", flush=True)
    return np.concatenate(images), np.arange(count * len(BACKBONE_CLASSES)) % len(BACKBONE_CLASSES)


def build(classes: int):
    """The network with its top, and the base inside it. Input: uint8 pictures."""
    import keras

    base = keras.applications.MobileNetV2(
        input_shape=(None, None, 3), alpha=0.35, include_top=False, weights=None
    )
    for layer in base.layers:
        if isinstance(layer, keras.layers.BatchNormalization):
            layer.momentum = 0.98
    inputs = keras.Input((None, None, 3), dtype="uint8")
    x = keras.layers.Rescaling(1 / 127.5, offset=-1)(inputs)
    x = keras.layers.GlobalAveragePooling2D()(base(x))
    x = keras.layers.Dropout(0.2)(x)
    outputs = keras.layers.Dense(classes, dtype="float32")(x)
    return keras.Model(inputs, outputs), base


def make_batches(images: np.ndarray, labels: np.ndarray, batch_size: int, seed: int):
    """Shuffled batches, each picture flipped, shifted and tinted a little."""
    import keras

    class Batches(keras.utils.PyDataset):
        def __init__(self) -> None:
            super().__init__(workers=2, max_queue_size=8)
            self.turn = 0
            self.on_epoch_begin()

        def on_epoch_begin(self) -> None:
            self.order = np.random.default_rng((seed, self.turn)).permutation(len(images))
            self.turn += 1

        def __len__(self) -> int:
            return len(images) // batch_size

        def __getitem__(self, index: int) -> tuple[np.ndarray, np.ndarray]:
            random = np.random.default_rng((seed, self.turn, index))
            chosen = self.order[index * batch_size : (index + 1) * batch_size]
            batch = np.empty((batch_size, *images.shape[1:]), np.uint8)
            for place, number in enumerate(chosen):
                image = images[number]
                if random.random() < 0.5:
                    image = image[:, ::-1]
                down, right = random.integers(-10, 11, 2)
                image = np.roll(image, (down, right), (0, 1))
                tint = random.uniform(0.8, 1.2) * random.uniform(0.9, 1.1, 3)
                batch[place] = np.minimum(image * tint.astype(np.float32), 255)
            return batch, labels[chosen]

    return Batches()


def processor() -> str:
    """The accelerator if Keras works on one, else the machine's processor."""
    import keras

    if keras.backend.backend() == "jax":
        import jax

        return str(jax.devices()[0].device_kind)
    cpu = Path("/proc/cpuinfo")
    lines = cpu.read_text().splitlines() if cpu.exists() else []
    names = [line.split(":")[1].strip() for line in lines if line.startswith("model name")]
    return f"{names[0]}, {os.cpu_count()} cores" if names else platform.machine()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pictures", type=int, default=184, help="pictures per class")
    parser.add_argument("--first", type=int, default=0, help="number of the first picture")
    parser.add_argument("--window", type=int, default=WINDOW, help="side of a picture in pixels")
    parser.add_argument("--start", type=Path, help="folder with weights and record to go on from")
    parser.add_argument("--held-out", type=int, default=10, help="held-out pictures per class")
    parser.add_argument("--epochs", type=int, default=16)
    parser.add_argument("--batch-size", type=int, default=32)
    parser.add_argument("--rate", type=float, default=2e-3, help="highest learning rate")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--half", action="store_true", help="mixed_bfloat16, for a GPU")
    parser.add_argument("--cache", type=Path,
                        default=Path(tempfile.gettempdir()) / "drawn_for_backbone")
    parser.add_argument("--processes", type=int, default=os.cpu_count())
    parser.add_argument("--to", type=Path, default=HERE, help="folder for weights and record")
    options = parser.parse_args()

    images, labels = draw_classes(
        options.seed, options.first, options.pictures, options.window, options.cache,
        options.processes)

    import keras

    if options.half:
        keras.config.set_dtype_policy("mixed_bfloat16")
    keras.utils.set_random_seed(options.seed)
    model, base = build(len(BACKBONE_CLASSES))
    stages = []
    if options.start:
        base.load_weights(options.start / WEIGHTS)
        stages = json.loads((options.start / "record.json").read_text())["stages"]
    batches = make_batches(images, labels, options.batch_size, options.seed)
    steps = len(batches) * options.epochs
    warm = max(steps // 20, 1)
    schedule = keras.optimizers.schedules.CosineDecay(
        0.0, max(steps - warm, 1), warmup_target=options.rate, warmup_steps=warm)
    model.compile(
        optimizer=keras.optimizers.AdamW(schedule, weight_decay=0.02),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
        jit_compile=keras.backend.backend() == "jax",
    )
    started = time.perf_counter()
    keep = keras.callbacks.LambdaCallback(
        on_epoch_end=lambda epoch, logs: base.save_weights(options.cache / WEIGHTS))
    history = model.fit(batches, epochs=options.epochs, verbose=2, callbacks=[keep])
    training_seconds = time.perf_counter() - started
    if not math.isfinite(history.history["loss"][-1]):
        sys.exit("The loss is not a number: lower --rate. Nothing was written.")
    held_images, held_labels = draw_classes(
        options.seed, FIRST_HELD_OUT, options.held_out, SIZE, options.cache, options.processes)
    logits = model.predict(held_images, batch_size=256, verbose=0)
    right = logits.argmax(-1) == held_labels
    by_class = {name: round(float(right[held_labels == i].mean()), 3)
                for i, name in enumerate(BACKBONE_CLASSES)}

    stages.append({
        "pictures_per_class": options.pictures, "first_number": options.first,
        "window": options.window, "epochs": options.epochs, "batch_size": options.batch_size,
        "highest_rate": options.rate, "seconds": round(training_seconds),
        "training_accuracy": round(float(history.history["accuracy"][-1]), 4),
    })
    record = {
        "weights": WEIGHTS,
        "network": "MobileNetV2, `alpha=0.35`, 160 x 160, no top",
        "parameters": int(base.count_params()),
        "classes": list(BACKBONE_CLASSES),
        "pictures_per_class": sum(stage["pictures_per_class"] for stage in stages),
        "held_out_per_class": options.held_out,
        "held_out_accuracy": round(float(right.mean()), 4),
        "held_out_by_class": by_class,
        "epochs": sum(stage["epochs"] for stage in stages),
        "stages": stages,
        "seed": options.seed,
        "precision": "mixed_bfloat16" if options.half else "float32",
        "seconds": sum(stage["seconds"] for stage in stages),
        "processor": processor(),
        "versions": {"python": platform.python_version(), "keras": keras.__version__,
                     "backend": keras.backend.backend(), "numpy": np.__version__},
    }
    options.to.mkdir(parents=True, exist_ok=True)
    base.save_weights(options.to / WEIGHTS)
    (options.to / "record.json").write_text(json.dumps(record, indent=2) + "\n")
    print(f"held-out accuracy {record['held_out_accuracy']:.3f}")


if __name__ == "__main__":
    main()
