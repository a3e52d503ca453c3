"""Load the pictures of the course: the drawn sample, the photographs, or your own.

    data.load()              the photographs if they are here or can be fetched, else the sample
    data.load("sample")      the drawn cats and dogs of this repository, no network needed
    data.load("photos")      the photographs of cats_and_dogs_filtered.zip, fetched once
    data.load("my/folder")   a folder or a zip with train/ and validation/, or one folder per class

The variable COURSE_DATA takes the same words and counts where no argument is given. Pictures are
decoded once and kept in memory as uint8; what is fetched or unpacked goes to the user's cache
folder (COURSE_CACHE names another), never into the repository.
"""

from __future__ import annotations

import contextlib
import functools
import io
import os
import queue
import shutil
import tempfile
import threading
import time
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import tensorflow as tf

REPOSITORY = Path(__file__).resolve().parents[1]
SAMPLE = REPOSITORY / "data" / "sample"
SUFFIXES = (".bmp", ".gif", ".jpeg", ".jpg", ".png")  # what Keras's own loader takes
SPLITS = ("train", "validation", "test")
SINGULAR = {"cats": "cat", "dogs": "dog"}

ADDRESSES = (
    "https://storage.googleapis.com/mledu-datasets/cats_and_dogs_filtered.zip",
    "https://download.mlcc.google.com/mledu-datasets/cats_and_dogs_filtered.zip",
)
ARCHIVE_SIZE = 68_606_236  # bytes
ARCHIVE_FILES = {
    "train": {"cats": 1000, "dogs": 1000},
    "validation": {"cats": 500, "dogs": 500},
}
OPEN_SECONDS = 10.0  # until an address answers
READ_SECONDS = 20.0  # until the next bytes arrive
TRIES = 3  # rounds over the addresses that bring nothing new
QUICK_SECONDS = 4.0  # how long load() waits for an address before it falls back on the sample


class DataError(ValueError):
    """The pictures cannot be used as they are; the message names the file and the remedy."""


class DownloadError(OSError):
    """The photographs could not be fetched; the message names the addresses and the remedy."""


@dataclass(frozen=True, repr=False)
class Data:
    """Pictures ready for training, and where they came from.

    train, validation, test: `tf.data.Dataset` of batches (images, labels). Images are float32 in
    [0, 255] of shape (batch, height, width, 3), labels int32 of shape (batch,), indices into
    `class_names`. `train` comes in a new order in each pass, restarted by
    `keras.utils.set_random_seed`; `validation` and `test` always come in the order of `files`.
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
    is test, of the others every fifth is validation, and the rest is train.

    Raises DataError for pictures that cannot be used and DownloadError when "photos" cannot be
    fetched; both say what to do.
    """
    label, folder, why = _resolve(source)
    class_names, labelled, unused = _split(folder)
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
        labels = [index for _, index in labelled[split]]
        datasets[split] = _dataset(images[start:stop], labels, batch_size, split == "train")
        start = stop
    totals = ", ".join(f"{len(files[split]):,} {split}" for split in SPLITS)
    print(f"Data: {why}: {totals}; {len(class_names)} classes.{unused} {_how_to_change(label)}")
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
    """
    label, folder, why = _resolve(source)
    print(f"Data: {why}. {_how_to_change(label)}")
    return folder


def arrays(dataset: Iterable, dtype: str = "float32") -> tuple[np.ndarray, np.ndarray]:
    """All images and labels of a dataset in one pass, so that they belong together.

    Returns images of shape (count, height, width, 3) and labels of shape (count,). dtype "uint8"
    takes a quarter of the memory of "float32", and is enough for pixels in [0, 255].
    """
    import numpy as np

    images, labels, count = None, [], 0
    for some_images, some_labels in dataset:
        batch = np.asarray(some_images, dtype=dtype)
        if images is None:  # room for all at once: to join the batches later takes twice the memory
            known = len(dataset) if hasattr(dataset, "cardinality") and dataset.cardinality() > 0 else 1
            images = np.empty((known * len(batch), *batch.shape[1:]), dtype)
        while count + len(batch) > len(images):
            images = np.concatenate([images, np.empty_like(images)])
        images[count : count + len(batch)] = batch
        labels.append(np.asarray(some_labels))
        count += len(batch)
    if images is None:
        raise DataError("The dataset is empty: it gave no batch.")
    return images[:count], np.concatenate(labels)


def choose_epochs(course: int, full: int) -> int:
    """The number of epochs: `course`, or `full` where COURSE_EPOCHS=full is set."""
    wish = os.environ.get("COURSE_EPOCHS", "").strip().lower()
    if wish not in ("", "course", "full"):
        raise ValueError(f'COURSE_EPOCHS is {wish!r}; it can be "full" or "course".')
    return full if wish == "full" else course


def read_picture(
    picture: str | Path | bytes, image_size: tuple[int, int] | None = (160, 160)
) -> np.ndarray:
    """One picture, turned upright as its EXIF orientation says.

    picture: a path, or the bytes of a file. Transparent parts become white.
    Returns float32 of shape (height, width, 3) in [0, 255]; image_size None keeps the size.
    """
    import numpy as np
    from PIL import Image, ImageOps

    name = "The picture" if isinstance(picture, bytes) else str(picture)
    try:
        opened = Image.open(io.BytesIO(picture) if isinstance(picture, bytes) else picture)
        upright = ImageOps.exif_transpose(opened)
        if "A" in upright.getbands() or "transparency" in upright.info:
            upright = upright.convert("RGBA")
            white = Image.new("RGBA", upright.size, "white")
            upright = Image.alpha_composite(white, upright)
        pixels = np.asarray(upright.convert("RGB"), dtype="float32")
    except FileNotFoundError:
        raise DataError(f"{name}: there is no such file.") from None
    except Exception as error:
        raise DataError(f"{name} cannot be read as a picture: {error}.") from error
    if image_size is None:
        return pixels
    import tensorflow as tf

    return tf.image.resize(pixels, image_size).numpy()


# Counting and checking without TensorFlow


def count_files(folder: str | Path) -> dict:
    """Count the pictures by their paths, without opening one.

    Returns {split: {class: count}} for a folder with train/ and validation/, and {class: count}
    for one that holds class folders.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise DataError(f"{folder}: there is no such folder.")
    splits = [split for split in SPLITS if (folder / split).is_dir()]
    if splits:
        return {split: _count_classes(folder / split) for split in splits}
    return _count_classes(folder)


def find_unreadable(folder: str | Path) -> list[tuple[Path, str]]:
    """Decode every picture under a folder and name those that cannot be used, with the reason.

    Takes a few seconds for a thousand photographs.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise DataError(f"{folder}: there is no such folder.")
    files, _ = _walk(folder)
    with ThreadPoolExecutor() as pool:
        reasons = pool.map(_why_unreadable, files)
        return [(path, reason) for path, reason in zip(files, reasons) if reason]


def _why_unreadable(path: Path) -> str:
    from PIL import Image, UnidentifiedImageError

    try:
        if path.stat().st_size == 0:
            return "the file is empty"
        with Image.open(path) as picture:
            if picture.format not in ("BMP", "GIF", "JPEG", "MPO", "PNG"):
                return f"it holds {picture.format}, which its name does not say"
            picture.load()
    except UnidentifiedImageError:
        return "it is not a picture"
    except Exception as error:
        return str(error) or type(error).__name__
    return ""


# Finding the folder of a source


def cache_folder() -> Path:
    """Where the photographs and unpacked archives are kept; COURSE_CACHE names another folder."""
    import platformdirs

    chosen = os.environ.get("COURSE_CACHE", "").strip()
    if chosen:
        return Path(chosen).expanduser()
    return Path(platformdirs.user_cache_dir("image-classification-course", appauthor=False))


def _resolve(source: str | Path | None) -> tuple[str, Path, str]:
    """The label of a source, its folder, and the words that say which it is and why."""
    wish = str(source).strip() if source is not None else os.environ.get("COURSE_DATA", "").strip()
    said = " (COURSE_DATA)" if source is None and wish else ""
    if wish == "sample":
        return "sample", _sample(), f"the drawn sample{said}"
    if wish == "photos":
        return "photos", download(), f"the photographs{said}"
    if wish:
        return wish, _own_folder(locate(wish)), f"your pictures in {wish}{said}"
    reason = "no address answered"
    if _photographs_folder().is_dir() or _fetchable():
        try:
            return "photos", download(), "the photographs"
        except DownloadError as error:
            reason = str(error)
            print(reason)
            reason = "could not be fetched"
    return "sample", _sample(), f"the drawn sample (no photographs on this machine, {reason})"


def locate(path: str | Path) -> Path:
    """The path as seen from the current folder or else, for a notebook's sake, the repository."""
    path = Path(path).expanduser()
    if not path.exists() and (REPOSITORY / path).exists():
        return REPOSITORY / path
    return path


def _how_to_change(label: str) -> str:
    others = [f'data.load("{word}")' for word in ("photos", "sample") if word != label]
    return "Others: " + ", ".join(others + ["a path in data.load(...) or COURSE_DATA."])


def _sample() -> Path:
    if not (SAMPLE / "train").is_dir():
        raise DataError(
            f"{SAMPLE} is missing. It belongs to the repository: fetch the whole repository, and "
            "install the helpers with pip install -e . rather than as a copy."
        )
    return SAMPLE


def _own_folder(path: Path) -> Path:
    if not path.exists():
        raise DataError(
            f"{path}: there is no such file or folder (looked from {Path.cwd()} and {REPOSITORY}). "
            'Give the full path, or "sample" or "photos", in data.load(...) or COURSE_DATA.'
        )
    folder = path if path.is_dir() else _unpack_own(path)
    for _ in range(3):  # a folder that only wraps another
        inner = _subfolders(folder)
        if len(inner) == 1 and inner[0].name not in SPLITS and _subfolders(inner[0]):
            folder = inner[0]
    return folder


def _unpack_own(path: Path) -> Path:
    """Unpack a zip once into the cache, under a name made from its members' check sums."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = _members(archive, path)
            text = "\n".join(f"{m.filename} {m.CRC} {m.file_size}" for m in members)
            name = f"{path.stem}-{zlib.crc32(text.encode()):08x}-{len(members)}"
            target = cache_folder() / "own" / name
            if not (target.is_dir() and sum(map(len, _walk(target))) == len(members)):
                target.parent.mkdir(parents=True, exist_ok=True)
                with tempfile.TemporaryDirectory(dir=target.parent, prefix="unpacking-") as scratch:
                    _unpack(archive, members, Path(scratch) / "all", path)
                    _move_into_place(Path(scratch) / "all", target)
    except zipfile.BadZipFile as error:
        raise DataError(
            f"{path} is not a zip file, or only a part of one ({error}). Copy or download it "
            "again, or unpack it yourself and give the folder."
        ) from None
    return target


def _members(archive: zipfile.ZipFile, path: Path) -> list[zipfile.ZipInfo]:
    """The files worth unpacking; refuses one that points outside the archive."""
    members = []
    for member in archive.infolist():
        name = member.filename.replace("\\", "/")
        parts = PurePosixPath(name).parts
        if ".." in parts or name.startswith("/") or ":" in name.split("/")[0]:
            raise DataError(
                f"{path} holds {member.filename!r}, a path outside itself. Do not use this file."
            )
        if not member.is_dir() and not _is_junk(parts):
            members.append(member)
    if not any(_is_picture(member.filename) for member in members):
        raise DataError(f"{path} holds no picture ({', '.join(SUFFIXES)}).")
    return members


def _unpack(
    archive: zipfile.ZipFile, members: list[zipfile.ZipInfo], folder: Path, path: Path
) -> None:
    """Unpack members into a folder, with their check sums (CRC) compared."""
    needed = sum(member.file_size for member in members)
    free = shutil.disk_usage(folder.parent).free
    if needed > free:
        raise DataError(
            f"{path} needs {needed / 1e6:,.0f} MB unpacked, {folder.parent} has {free / 1e6:,.0f}. "
            "Make room, or let COURSE_CACHE name a folder on another disk."
        )
    for member in members:
        try:
            archive.extract(member, folder)
        except (zipfile.BadZipFile, zlib.error, EOFError) as error:
            raise DataError(
                f"{path} is damaged at {member.filename} ({error}). Copy or download it again."
            ) from None
        except (RuntimeError, NotImplementedError) as error:  # a password, or a rare compression
            raise DataError(
                f"{path} cannot be unpacked ({error}). Unpack it yourself and give the folder."
            ) from None


def _move_into_place(folder: Path, target: Path) -> None:
    shutil.rmtree(target, ignore_errors=True)
    for wait in (0.2, 0.5, 1, None):  # on Windows a virus scanner may still hold a file
        try:
            os.replace(folder, target)
            return
        except OSError:
            if target.is_dir():  # another process was first
                return
            if wait is None:
                raise
            time.sleep(wait)


# Reading folders


def _is_junk(parts: Iterable[str]) -> bool:
    return any(part.startswith(".") or part == "__MACOSX" for part in parts)


def _is_picture(name: str) -> bool:
    return name.lower().endswith(SUFFIXES)


def _subfolders(folder: Path) -> list[Path]:
    return sorted(p for p in folder.iterdir() if p.is_dir() and not _is_junk([p.name]))


def _walk(folder: Path) -> tuple[list[Path], list[Path]]:
    """The pictures under a folder in the order of Keras's own loader, and the other files."""
    pictures, others = [], []
    for place, _, names in sorted(os.walk(folder)):
        if _is_junk(Path(place).relative_to(folder).parts):
            continue
        for name in sorted(names):
            if not _is_junk([name]):
                (pictures if _is_picture(name) else others).append(Path(place) / name)
    return pictures, others


def _class_name(folder: Path) -> str:
    return SINGULAR.get(folder.name, folder.name)


def _count_classes(folder: Path) -> dict[str, int]:
    return {_class_name(inner): len(_walk(inner)[0]) for inner in _subfolders(folder)}


def _in_words(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count:,} {name}" for name, count in counts.items())


def _class_files(folder: Path, unused: list[Path]) -> dict[str, list[Path]]:
    """The pictures of each class folder, by class name; adds other files to `unused`."""
    found = {}
    for inner in _subfolders(folder):
        found[_class_name(inner)], others = _walk(inner)
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
    """Class names; for each split the pictures with their label; a sentence on unused files."""
    unused: list[Path] = []
    present = [split for split in SPLITS if (folder / split).is_dir()]
    if not present:
        classes = _class_files(folder, unused)
        parts = {name: _every_fifth(files, 2) for name, files in classes.items()}
        chosen = {
            "train": {name: part[2] for name, part in parts.items()},
            "validation": {name: part[1] for name, part in parts.items()},
            "test": {name: part[0] for name, part in parts.items()},
        }
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
            parts = {name: _every_fifth(f, 1) for name, f in chosen["validation"].items()}
            chosen["test"] = {name: part[0] for name, part in parts.items()}
            chosen["validation"] = {name: part[1] for name, part in parts.items()}
    short = sorted({n for classes in chosen.values() for n, files in classes.items() if not files})
    if short:
        raise DataError(
            f"{folder}: too few pictures to split for: {', '.join(short)}. Every fifth picture is "
            "kept for the test, so a class needs at least 10 in all, or 5 in validation."
        )
    names = tuple(chosen["train"])
    labelled = {
        split: [(path, names.index(name)) for name in names for path in chosen[split][name]]
        for split in SPLITS
    }
    kinds = ", ".join(sorted({path.suffix.lower() or path.name for path in unused}))
    return names, labelled, f" Not used: {len(unused)} other files ({kinds})." if unused else ""


def _every_fifth(files: list[Path], times: int) -> list[list[Path]]:
    """Take every fifth of the files, then every fifth of the rest; the last part is what stays."""
    parts = []
    for _ in range(times):
        parts.append(files[4::5])
        files = [path for index, path in enumerate(files) if index % 5 != 4]
    return parts + [files]


# Decoding


def _decode(files: list[Path], image_size: tuple[int, int]) -> np.ndarray:
    """Decode and resize pictures into one uint8 array of shape (count, height, width, 3)."""
    import numpy as np
    from tqdm.auto import tqdm

    images = np.empty((len(files), *image_size, 3), dtype="uint8")
    failed = []

    def decode_one(index: int) -> None:
        try:
            images[index] = _decode_one(files[index], image_size)
        except Exception as error:
            reason = _why_unreadable(files[index]) or str(error).split("\n")[0]
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
    """As Keras's own loader reads it, but transparent parts become white, not whatever is there."""
    import numpy as np
    import tensorflow as tf
    from PIL import Image

    content = path.read_bytes()
    with tf.device("CPU:0"):
        if content.startswith(b"\x89PNG"):
            image = tf.io.decode_png(content, channels=4)
            if tf.reduce_min(image[..., 3]) < 255:
                alpha = tf.cast(image[..., 3:], tf.float32) / 255
                image = tf.cast(image[..., :3], tf.float32) * alpha + 255 * (1 - alpha)
            image = image[..., :3]
        elif content.startswith(b"BM"):  # TensorFlow takes a palette's numbers for gray values
            image = np.asarray(Image.open(io.BytesIO(content)).convert("RGB"))
        else:
            image = tf.io.decode_image(content, channels=3, expand_animations=False)
        return np.rint(tf.image.resize(image, image_size).numpy())


def _dataset(
    images: np.ndarray, labels: list[int], batch_size: int, shuffle: bool
) -> tf.data.Dataset:
    """Batches cut from an array in memory, without a second copy of it."""
    import numpy as np
    import tensorflow as tf

    classes = np.asarray(labels, dtype="int32")

    def batches():
        order = np.arange(len(images))
        if shuffle:
            with tf.device("CPU:0"):  # this draw follows keras.utils.set_random_seed
                seed = int(tf.random.uniform([], 0, 2**31 - 1, dtype=tf.int32, seed=1))
            np.random.default_rng(seed).shuffle(order)
        for start in range(0, len(order), batch_size):
            chosen = order[start : start + batch_size]
            yield images[chosen], classes[chosen]

    signature = (
        tf.TensorSpec((None, *images.shape[1:]), tf.uint8),
        tf.TensorSpec((None,), tf.int32),
    )
    dataset = tf.data.Dataset.from_generator(batches, output_signature=signature)
    dataset = dataset.apply(tf.data.experimental.assert_cardinality(-(-len(images) // batch_size)))
    dataset = dataset.map(lambda image, label: (tf.cast(image, tf.float32), label))
    return dataset.prefetch(tf.data.AUTOTUNE)


# Fetching the photographs


def _photographs_folder() -> Path:
    return cache_folder() / "photos" / "cats_and_dogs_filtered"


def download(addresses: Iterable[str] | None = None, progress: bool = True) -> Path:
    """Fetch the photographs once, check them, and return the folder with train/ and validation/.

    Goes on where an earlier download ended, takes the next address when one fails, and moves the
    folder into place only when every file is there and whole. Raises DownloadError.
    """
    target = _photographs_folder()
    part = target.with_name("cats_and_dogs_filtered.zip.part")
    target.parent.mkdir(parents=True, exist_ok=True)
    left = list(addresses or ADDRESSES)
    problems, tries, most = {}, 0, 0
    with _alone(target.with_name("lock")):
        while left and tries < TRIES and not target.is_dir():
            for address in list(left):
                try:
                    _fetch(address, part, progress)
                    _check_and_place(part, target)
                    return target
                except _NoUse as error:
                    left.remove(address)
                    problems[address] = str(error)
                except DownloadError as error:
                    problems[address] = str(error)
            have = part.stat().st_size if part.exists() else 0
            tries = 0 if have > most else tries + 1
            most = max(have, most)
            if left and tries < TRIES:
                time.sleep(tries)
    if target.is_dir():
        return target
    reasons = "\n".join(f"  {address}: {problem}" for address, problem in problems.items())
    raise DownloadError(
        f"The photographs could not be fetched:\n{reasons}\nCheck the network and try again (what "
        "has arrived is kept); or fetch the file elsewhere and give its path to data.load(...) or "
        'COURSE_DATA; or take data.load("sample").'
    )


class _NoUse(DownloadError):
    """It makes no sense to ask this address again."""


def _fetch(address: str, part: Path, progress: bool) -> None:
    """Bring the part file to its full size, going on where it ends."""
    import requests
    from tqdm.auto import tqdm

    have = part.stat().st_size if part.exists() else 0
    if have == ARCHIVE_SIZE:
        return
    headers = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={have}-"} if have else {})
    try:
        with _open(address, headers, OPEN_SECONDS) as response:
            if response.status_code == 416:  # the part is longer than the file
                part.unlink()
                raise DownloadError("the part kept from before did not fit and was removed")
            response.raise_for_status()
            goes_on = response.headers.get("Content-Range", "").startswith(f"bytes {have}-")
            if response.status_code != 206 or not goes_on:
                have = 0
            rest = response.headers.get("Content-Length", str(ARCHIVE_SIZE - have))
            if have + int(rest) != ARCHIVE_SIZE:
                raise _NoUse(
                    f"offers {have + int(rest):,} bytes instead of {ARCHIVE_SIZE:,}; the file has "
                    "changed, or your network answers with a page of its own"
                )
            bar = tqdm(
                desc="Photographs", total=ARCHIVE_SIZE, initial=have, unit="B", unit_scale=True,
                disable=not progress,
            )  # fmt: skip
            with bar, open(part, "ab" if have else "wb") as file:
                for block in response.iter_content(1 << 16):
                    file.write(block)
                    bar.update(len(block))
    except requests.exceptions.RequestException as error:
        raise _explain(error) from None
    if part.stat().st_size != ARCHIVE_SIZE:
        raise DownloadError(f"the connection ended after {part.stat().st_size:,} bytes")


def _explain(error: Exception) -> DownloadError:
    """What went wrong in words, as _NoUse if the address never answered or does not have it."""
    import requests.exceptions as problem

    if isinstance(error, problem.HTTPError):
        status = error.response.status_code
        kind = DownloadError if status >= 500 or status in (408, 429) else _NoUse
        return kind(f"answered {status} {error.response.reason}")
    if isinstance(error, problem.SSLError):
        return _NoUse("its certificate was not accepted; a proxy may stand in between")
    if isinstance(error, problem.ConnectTimeout):
        return _NoUse(f"no answer within {OPEN_SECONDS:.0f} seconds")
    if "timed out" in str(error):
        return DownloadError(f"nothing came for {READ_SECONDS:.0f} seconds")
    if isinstance(error, problem.ChunkedEncodingError):
        return DownloadError("the connection broke")
    return _NoUse("no connection")


def _check_and_place(part: Path, target: Path) -> None:
    """Unpack the archive beside the target, check every picture, then move all at once."""
    try:
        with tempfile.TemporaryDirectory(dir=target.parent, prefix="checking-") as scratch:
            with zipfile.ZipFile(part) as archive:
                _unpack(archive, _members(archive, part), Path(scratch) / "all", part)
            folder = _own_folder(Path(scratch) / "all")
            for split, classes in ARCHIVE_FILES.items():
                for name, expected in classes.items():
                    found = len(_walk(folder / split / name)[0])
                    if found != expected:
                        raise DataError(f"{split}/{name} has {found} pictures, not {expected}")
            for path, reason in find_unreadable(folder)[:1]:
                raise DataError(f"{path.name}: {reason}")
            _move_into_place(folder, target)
    except (zipfile.BadZipFile, DataError) as error:
        part.unlink()
        raise DownloadError(f"what came is damaged ({error}) and was removed") from None
    part.unlink()


@contextlib.contextmanager
def _alone(lock: Path) -> Iterator[None]:
    """Let one process at a time fetch; the lock goes with the process, however that ends."""
    with open(lock, "a") as file:
        for waited in range(3600):
            try:
                if os.name == "nt":
                    import msvcrt

                    msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
                else:
                    import fcntl

                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except OSError:
                if waited == 2:
                    print("Another notebook is fetching the photographs; waiting for it.")
                time.sleep(1)
        yield


def _open(address: str, headers: Mapping[str, str], seconds: float):
    """The answer of an address, or a time-out after so many seconds in all.

    The time-out of requests counts for each number that a name stands for, and not at all while
    the name is looked up; hence the thread.
    """
    import requests

    answers: queue.Queue = queue.Queue()

    def ask() -> None:
        try:
            answers.put(
                requests.get(
                    address, headers=headers, stream=True, timeout=(seconds, READ_SECONDS)
                )
            )
        except BaseException as error:
            answers.put(error)

    threading.Thread(target=ask, daemon=True).start()
    try:
        answer = answers.get(timeout=seconds)
    except queue.Empty:
        raise requests.exceptions.ConnectTimeout(address) from None
    if isinstance(answer, BaseException):
        raise answer
    return answer


@functools.cache
def _fetchable() -> bool:
    """Whether an address answers at once; asked once, so that no notebook waits twice."""
    import requests

    for address in ADDRESSES:
        try:
            with _open(address, {}, QUICK_SECONDS) as response:
                if response.ok:
                    return True
        except requests.exceptions.RequestException:
            pass
    return False
