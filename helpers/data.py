"""Load the pictures of the course: the drawn sample, the photographs, or your own.

    data.load()              the photographs if they are here or can be fetched, else the sample
    data.load("sample")      the drawn cats and dogs of this repository, no network needed
    data.load("photos")      the photographs of cats_and_dogs_filtered.zip, fetched once
    data.load("my/folder")   a folder or a zip with train/ and validation/, or one folder per class

The variable COURSE_DATA takes the same words and counts where no argument is given. With
COURSE_EVERY=4 only every fourth picture is loaded. Pictures are decoded once and kept in memory as
uint8.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from helpers.download import DownloadError, download, is_reachable, photographs_folder
from helpers.folders import (
    FORMATS,
    REPOSITORY,
    SPLITS,
    SUFFIXES,
    DataError,
    count_files,
    explain_unreadable,
    find_classes,
    find_unreadable,
    list_files,
    locate,
    open_source,
)

if TYPE_CHECKING:
    import numpy as np
    import tensorflow as tf
    from PIL import Image

__all__ = [
    "Data", "DataError", "DownloadError", "arrays", "choose_epochs", "count_files", "download",
    "find_folder", "find_unreadable", "list_files", "load", "read_picture",
]  # fmt: skip

SAMPLE = REPOSITORY / "data" / "sample"


@dataclass(frozen=True, repr=False)
class Data:
    """Pictures ready for training, and where they came from.

    train, validation, test: `tf.data.Dataset` of batches (images, labels). Images are float32 in
    [0, 255] of shape (batch, height, width, 3), labels int32 of shape (batch,), indices into
    `class_names`. `train` comes in a new order in each pass, restarted by
    `keras.utils.set_random_seed`; `validation` and `test` always come in the order of `files`.
    counts: {split: {class: number of pictures}}. files: {split: paths}. source: the word or path
    that was asked for. folder: where it lies.
    """

    train: tf.data.Dataset
    validation: tf.data.Dataset
    test: tf.data.Dataset
    class_names: tuple[str, ...]
    counts: dict[str, dict[str, int]]
    files: dict[str, tuple[Path, ...]] = field(repr=False)
    source: str
    folder: Path

    def __repr__(self) -> str:
        parts = [f"{split} {_in_words(counts)}" for split, counts in self.counts.items()]
        return f"Data from {self.source}: " + "; ".join(parts)


# Loading


def load(
    source: str | Path | None = None, image_size: tuple[int, int] = (160, 160), batch_size: int = 32
) -> Data:
    """Read the pictures of a source into memory and split them.

    source: "sample", "photos", or the path of a folder or zip; None asks COURSE_DATA, and without
        it takes the photographs if they are here or can be fetched, otherwise the sample.
    image_size: (height, width) in pixels. Pictures are resized as by Keras's
        `image_dataset_from_directory`: bilinear, the aspect ratio is not kept.

    Splits, by sorted name within each class: with train/ and validation/ every fifth file of
    validation/ becomes test (unless there is a test/); with one folder per class every fifth file
    is test, of the others every fifth is validation, and the rest is train. COURSE_EVERY=n then
    keeps every nth picture of each class in each split, beginning with the first.

    Raises DataError for pictures that cannot be used and DownloadError when "photos" cannot be
    fetched; both say what to do.
    """
    import numpy as np

    label, folder, why = _resolve(source)
    class_names, labelled, remarks = _split(folder)
    datasets, counts, files = {}, {}, {}
    for split in SPLITS:
        files[split] = tuple(path for path, _ in labelled[split])
        counts[split] = {name: 0 for name in class_names}
        for _, index in labelled[split]:
            counts[split][class_names[index]] += 1
    images = _decode([path for split in SPLITS for path in files[split]], image_size)
    start = 0
    for split in SPLITS:
        stop = start + len(files[split])
        labels = np.array([index for _, index in labelled[split]], dtype="int32")
        part = images[start:stop]
        datasets[split] = _dataset(part, labels, batch_size, shuffle=split == "train")
        start = stop
    totals = ", ".join(f"{len(files[split]):,} {split}" for split in SPLITS)
    print(f"Data: {why}: {totals}; {len(class_names)} classes.{remarks} {_how_to_change(label)}")
    return Data(
        **datasets,
        class_names=class_names,
        counts=counts,
        files=files,
        source=label,
        folder=folder,
    )


def find_folder(source: str | Path | None = None) -> Path:
    """The folder of a source, for Keras's own loader: it holds train/ and validation/.

    For a source of your own with one folder per class, it holds those class folders instead.
    Raises the errors of `load`.
    """
    label, folder, why = _resolve(source)
    _split(folder)  # for its errors
    print(f"Data: {why}. {_how_to_change(label)}")
    return folder


def arrays(dataset: Iterable, dtype: str = "float32") -> tuple[np.ndarray, np.ndarray]:
    """All images and labels of a dataset in one pass, so that they belong together.

    Returns images of shape (count, height, width, 3) and labels of shape (count,). dtype "uint8"
    takes a quarter of the memory of "float32", and is enough for pixels in [0, 255]. Raises
    DataError if the dataset gives no batch.
    """
    import numpy as np

    images, labels, count = None, [], 0
    for some_images, some_labels in dataset:
        batch = np.asarray(some_images, dtype=dtype)
        if images is None:  # room for all at once; to join batches later takes twice the memory
            known = int(dataset.cardinality()) if hasattr(dataset, "cardinality") else 1
            images = np.empty((max(known, 1) * len(batch), *batch.shape[1:]), dtype)
        while count + len(batch) > len(images):
            images = np.concatenate([images, np.empty_like(images)])
        images[count : count + len(batch)] = batch
        labels.append(np.asarray(some_labels))
        count += len(batch)
    if images is None:
        raise DataError("The dataset is empty: it gave no batch.")
    return images[:count], np.concatenate(labels)


def choose_epochs(course: int, full: int) -> int:
    """The number of epochs: `course`, or `full` where COURSE_EPOCHS=full is set.

    Raises ValueError if COURSE_EPOCHS is anything else.
    """
    wish = os.environ.get("COURSE_EPOCHS", "").strip().lower()
    if wish not in ("", "course", "full"):
        raise ValueError(f'COURSE_EPOCHS is {wish!r}; it can be "full" or "course".')
    return full if wish == "full" else course


def read_picture(
    picture: str | Path | bytes, image_size: tuple[int, int] | None = (160, 160)
) -> np.ndarray:
    """One picture, turned upright as its EXIF orientation says.

    picture: a path, or the bytes of a file. Transparent parts become white. A picture of eight
        times the size or more is averaged down first, so that its many pixels do not turn to noise.
    image_size: (height, width) in pixels; None keeps the size.
    Returns float32 of shape (height, width, 3) in [0, 255]. Raises DataError if it is no picture.
    """
    import numpy as np

    name = "The picture" if isinstance(picture, bytes) else str(picture)
    try:
        upright = _open_upright(io.BytesIO(picture) if isinstance(picture, bytes) else picture)
        if image_size:
            times = min(upright.height // image_size[0], upright.width // image_size[1]) // 4
            upright = upright.reduce(max(times, 1))
        pixels = np.asarray(upright, dtype="float32")
    except FileNotFoundError:
        raise DataError(f"{name}: there is no such file.") from None
    except Exception as error:
        raise DataError(f"{name} cannot be read as a picture: {error}.") from error
    if image_size is None:
        return pixels
    import tensorflow as tf

    return tf.image.resize(pixels, image_size).numpy()


# Which folder, and how it is split


def _resolve(source: str | Path | None) -> tuple[str, Path, str]:
    """The label of a source, its folder, and the words that say which it is and why."""
    wish = str(source).strip() if source is not None else os.environ.get("COURSE_DATA", "").strip()
    said = " (COURSE_DATA)" if source is None and wish else ""
    if wish == "sample":
        return "sample", _sample(), f"the drawn sample{said}"
    if wish == "photos":
        return "photos", download(), f"the photographs{said}"
    if wish:
        return wish, open_source(locate(wish)), f"your pictures in {wish}{said}"
    reason = "and no address that has them answered"
    try:
        if photographs_folder().is_dir() or is_reachable():
            return "photos", download(), "the photographs"
    except (OSError, DataError) as error:
        print(error)
        reason = "and they could not be fetched"
    return "sample", _sample(), f"the drawn sample (no photographs here, {reason})"


def _how_to_change(label: str) -> str:
    others = [f'data.load("{word}")' for word in ("photos", "sample") if word != label]
    return "To use other pictures: " + ", ".join(others + ["a path in data.load(...) or COURSE_DATA."])


def _sample() -> Path:
    if not (SAMPLE / "train").is_dir():
        raise DataError(
            f"{SAMPLE} is missing. It belongs to the repository: fetch the whole repository, and "
            "install the helpers with pip install -e . rather than as a copy."
        )
    return SAMPLE


def _in_words(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count:,} {name}" for name, count in counts.items())


def _class_files(folder: Path, unused: list[Path]) -> dict[str, list[Path]]:
    """The pictures of each class folder, by class name; adds other files to `unused`."""
    found = {}
    for name, inner in find_classes(folder).items():
        found[name], others = list_files(inner)
        unused += others
    empty = [name for name, files in found.items() if not files]
    if empty:
        raise DataError(
            f"{folder} has no picture ({', '.join(SUFFIXES)}) for: {', '.join(empty)}. Put "
            "pictures there, or remove the empty folder."
        )
    if len(found) < 2:
        has = f"only the class {', '.join(found)}" if found else "no class folder"
        raise DataError(
            f"{folder} has {has}. Put the pictures of each class into a folder of its own, at "
            "least two of them."
        )
    return found


def _split(folder: Path) -> tuple[tuple[str, ...], dict[str, list[tuple[Path, int]]], str]:
    """Class names; for each split the pictures with their label; remarks on what is left out."""
    unused: list[Path] = []
    present = [split for split in SPLITS if (folder / split).is_dir()]
    if not present:
        classes = _class_files(folder, unused)
        if all(name.lower().startswith(("train", "test", "val")) for name in classes):
            raise DataError(
                f"{folder} has {', '.join(classes)}. If these are parts and not classes, name them "
                "train and validation (and test, if there is one), in small letters."
            )
        chosen = {split: {} for split in SPLITS}
        for name, files in classes.items():
            chosen["test"][name], rest = _every_fifth(files)
            chosen["validation"][name], chosen["train"][name] = _every_fifth(rest)
    else:
        missing = [split for split in ("train", "validation") if split not in present]
        if missing:
            raise DataError(
                f"{folder} has {' and '.join(present)}, but no folder {' and '.join(missing)}. "
                "Name the folders train and validation (and test, if there is one)."
            )
        chosen = {split: _class_files(folder / split, unused) for split in present}
        for split in present[1:]:
            if chosen[split].keys() != chosen["train"].keys():
                odd = sorted(chosen[split].keys() ^ chosen["train"].keys())
                raise DataError(
                    f"{folder}: the classes of train and {split} differ: {', '.join(odd)} is only "
                    "in one of them. Give both the same class folders."
                )
        if "test" not in present:
            chosen["test"] = {}
            for name, files in chosen["validation"].items():
                chosen["test"][name], chosen["validation"][name] = _every_fifth(files)
    short = sorted({n for classes in chosen.values() for n, files in classes.items() if not files})
    if short:
        raise DataError(
            f"{folder}: too few pictures to split for: {', '.join(short)}. Every fifth picture is "
            "kept for the test, so a class needs at least 10 in all, or 5 in validation."
        )
    names = tuple(chosen["train"])
    every = _read_every()
    labelled = {
        split: [(path, names.index(name)) for name in names for path in chosen[split][name][::every]]
        for split in SPLITS
    }
    kinds = ", ".join(sorted({path.suffix.lower() or path.name for path in unused}))
    remarks = f" Not used: {len(unused)} other files ({kinds})." if unused else ""
    if every > 1:
        remarks += f" Only one picture in {every} is loaded (COURSE_EVERY)."
    return names, labelled, remarks


def _read_every() -> int:
    """What COURSE_EVERY says: 4 stands for every fourth picture; 1 where it is not set."""
    wish = os.environ.get("COURSE_EVERY", "").strip() or "1"
    if not wish.isdecimal() or int(wish) < 1:
        raise DataError(
            f"COURSE_EVERY is {wish!r}; it must be a whole number from 1 up, such as 4 for every fourth picture."
        )
    return int(wish)


def _every_fifth(files: list[Path]) -> tuple[list[Path], list[Path]]:
    """Every fifth of the files, and the rest."""
    return files[4::5], [path for index, path in enumerate(files) if index % 5 != 4]


# Decoding


def _decode(files: list[Path], image_size: tuple[int, int]) -> np.ndarray:
    """Decode and resize pictures into one uint8 array of shape (count, height, width, 3)."""
    import numpy as np
    import psutil
    import tensorflow  # noqa: F401  (or the bar takes the import for a very slow first picture)
    from tqdm.auto import tqdm

    # Twice, because they are copied once, from arrays to tensors.
    needed = 2 * len(files) * image_size[0] * image_size[1] * 3
    free = psutil.virtual_memory().available
    if needed > free:
        raise DataError(
            f"To read {len(files):,} pictures of {image_size[0]}x{image_size[1]} pixels takes "
            f"{needed / 1e9:.1f} GB of memory, {free / 1e9:.1f} are free. Take a smaller "
            "image_size or fewer pictures."
        )
    images = np.empty((len(files), *image_size, 3), dtype="uint8")
    failed = []

    def decode_one(index: int) -> None:
        try:
            images[index] = _decode_one(files[index], image_size)
        except Exception as error:
            reason = explain_unreadable(files[index]) or str(error).split("\n")[0]
            failed.append((files[index], reason))

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        done = pool.map(decode_one, range(len(files)))
        for _ in tqdm(done, total=len(files), desc="Reading pictures", leave=False, delay=1):
            pass
    if failed:
        failed.sort()
        names = "\n".join(f"  {path}: {reason}" for path, reason in failed[:5])
        more = f"\n  and {len(failed) - 5} more" if len(failed) > 5 else ""
        raise DataError(
            f"{len(failed)} of {len(files)} pictures cannot be read:\n{names}{more}\nRemove or "
            "replace them; data.find_unreadable(folder) lists them all."
        )
    return images


def _decode_one(path: Path, image_size: tuple[int, int]) -> np.ndarray:
    """As Keras's own loader reads it, but turned upright, and transparent parts become white."""
    import numpy as np
    import tensorflow as tf

    content = path.read_bytes()
    with tf.device("CPU:0"):
        if content.startswith(b"\xff\xd8") and not _is_turned(content):
            image = tf.io.decode_image(content, channels=3)  # as Keras does, to the last digit
        else:
            image = np.asarray(_open_upright(io.BytesIO(content), FORMATS))
        return np.rint(tf.image.resize(image, image_size).numpy())


def _open_upright(
    file: str | Path | io.BytesIO, formats: tuple[str, ...] | None = None
) -> Image.Image:
    """A picture in red, green and blue, turned upright; transparent parts become white.

    formats: Pillow's names of those that are taken; None takes all that Pillow reads.
    """
    import numpy as np
    from PIL import Image, ImageOps

    upright = ImageOps.exif_transpose(Image.open(file, formats=formats))
    if upright.mode.startswith("I"):  # gray in 16 bits
        upright = Image.fromarray((np.asarray(upright) // 257).astype("uint8"))
    if "A" in upright.getbands() or "transparency" in upright.info:
        upright = upright.convert("RGBA")
        white = Image.new("RGBA", upright.size, "white")
        upright = Image.alpha_composite(white, upright)
    return upright.convert("RGB")


def _is_turned(content: bytes) -> bool:
    """Whether a photograph says in its EXIF data that it has to be turned to stand upright."""
    from PIL import Image

    if b"Exif" not in content[:4096]:
        return False
    return Image.open(io.BytesIO(content)).getexif().get(0x0112, 1) != 1


def _dataset(
    images: np.ndarray, labels: np.ndarray, batch_size: int, shuffle: bool
) -> tf.data.Dataset:
    """Batches of pictures in memory; if shuffled, each pass has an order of its own."""
    import numpy as np
    import tensorflow as tf

    count = len(labels)
    with tf.device("CPU:0"):  # pipelines run there
        images, labels = tf.constant(images), tf.constant(labels)

    # TensorFlow never lets go of a generator, so this one must not hold the pictures.
    def draw_order():
        with tf.device("CPU:0"):  # this draw follows keras.utils.set_random_seed
            seed = int(tf.random.uniform([], 0, 2**31 - 1, dtype=tf.int32, seed=1))
        order = np.arange(count)
        np.random.default_rng(seed).shuffle(order)
        yield order

    def pick(chosen):
        return tf.cast(tf.gather(images, chosen), tf.float32), tf.gather(labels, chosen)

    numbers = tf.data.Dataset.range(count)
    if shuffle:
        signature = tf.TensorSpec((count,), tf.int64)
        numbers = tf.data.Dataset.from_generator(draw_order, output_signature=signature).unbatch()
        numbers = numbers.apply(tf.data.experimental.assert_cardinality(count))
    # TensorFlow tunes a pipeline in a thread that sleeps for twice as long each time. A pass that ends
    # meanwhile may wait for it, so an epoch can take twice its time. And to rewrite a pipeline it copies
    # the pictures. In memory nothing needs either.
    options = tf.data.Options()
    options.autotune.enabled = False
    options.experimental_optimization.apply_default_optimizations = False
    return numbers.batch(batch_size).map(pick).prefetch(2).with_options(options)
