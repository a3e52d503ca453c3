"""Folders and zip files of pictures: where a source lies, what is in it, what cannot be read.

Nothing here needs TensorFlow. Zip files are unpacked once into the user's cache folder, never into
the repository; COURSE_CACHE names another folder.
"""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import tempfile
import time
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path, PurePosixPath

REPOSITORY = Path(__file__).resolve().parents[1]
SUFFIXES = (".bmp", ".gif", ".jpeg", ".jpg", ".png")  # what Keras's own loader takes
FORMATS = ("BMP", "GIF", "JPEG", "PNG")  # the same by the names that Pillow opens them by
SPLITS = ("train", "validation", "test")
SINGULAR = {"cats": "cat", "dogs": "dog"}


class DataError(ValueError):
    """The pictures cannot be used as they are; the message names the file and the remedy."""


class NoRoom(DataError):
    """A disk is too full; the pictures themselves are not to blame."""


def cache_folder() -> Path:
    """Where the photographs and unpacked archives are kept; COURSE_CACHE names another folder."""
    import platformdirs

    chosen = os.environ.get("COURSE_CACHE", "").strip()
    if chosen:
        return Path(chosen).expanduser()
    return Path(platformdirs.user_cache_dir("cats-and-dogs-course", appauthor=False))


def locate(path: str | Path) -> Path:
    """The path as seen from the current folder or else, for a notebook's sake, the repository."""
    path = Path(path).expanduser()
    if not path.exists() and (REPOSITORY / path).exists():
        return REPOSITORY / path
    return path


def open_source(path: Path) -> Path:
    """The folder with train/ and validation/, or with class folders, of a folder or zip file."""
    if not path.exists():
        raise DataError(
            f"{path}: there is no such file or folder (looked from {Path.cwd()} and {REPOSITORY}). "
            'Give the full path, or "sample" or "photos", in data.load(...) or COURSE_DATA.'
        )
    folder = path if path.is_dir() else _unpack_once(path)
    for _ in range(3):  # a folder that only wraps another
        inner = list_folders(folder)
        if len(inner) == 1 and inner[0].name not in SPLITS and list_folders(inner[0]):
            folder = inner[0]
    return folder


def _unpack_once(path: Path) -> Path:
    """Unpack a zip once into the cache, under a name made from its members' check sums."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = list_members(archive, path)
            text = "\n".join(f"{m.filename} {m.CRC} {m.file_size}" for m in members)
            name = f"{path.stem}-{zlib.crc32(text.encode()):08x}-{len(members)}"
            target = cache_folder() / "own" / name
            if not _is_whole(target, members):
                with alone(make_folder(target.parent) / "lock"):
                    if not _is_whole(target, members):  # or another process has unpacked it
                        _unpack_to(target, archive, members, path)
    except zipfile.BadZipFile as error:
        raise DataError(
            f"{path} is not a zip file, or only a part of one ({error}). Copy or download it "
            "again, or unpack it yourself and give the folder."
        ) from None
    return target


def _is_whole(target: Path, members: list[zipfile.ZipInfo]) -> bool:
    def count(names: Iterable) -> int:
        # A name may stand twice in a zip; Windows and macOS take large and small letters for the same.
        return len({str(name).casefold() for name in names})

    return target.is_dir() and count(sum(list_files(target), [])) == count(m.filename for m in members)


def _unpack_to(
    target: Path, archive: zipfile.ZipFile, members: list[zipfile.ZipInfo], path: Path
) -> None:
    with scratch_folder(target.parent, "unpacking-") as scratch:
        unpack(archive, members, scratch / "all", path)
        move_into_place(scratch / "all", target)


def list_members(archive: zipfile.ZipFile, path: Path) -> list[zipfile.ZipInfo]:
    """The files worth unpacking; refuses one that points outside the archive."""
    members = []
    for member in archive.infolist():
        name = member.filename.replace("\\", "/")
        parts = PurePosixPath(name).parts
        if ".." in parts or name.startswith("/") or ":" in name.split("/")[0]:
            raise DataError(
                f"{path} holds {member.filename!r}, a path outside itself. Do not use this file."
            )
        member.filename = name  # some programs on Windows write backslashes
        if not member.is_dir() and not is_junk(parts):
            members.append(member)
    if not any(_is_picture(member.filename) for member in members):
        raise DataError(f"{path} holds no picture ({', '.join(SUFFIXES)}).")
    return members


def unpack(
    archive: zipfile.ZipFile, members: list[zipfile.ZipInfo], folder: Path, path: Path
) -> None:
    """Unpack members of a zip into a folder; zipfile compares their check sums (CRC)."""
    check_room(folder.parent, sum(member.file_size for member in members))
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


def check_room(folder: Path, needed: int) -> None:
    """Raise NoRoom if a disk has fewer free bytes than are needed."""
    free = shutil.disk_usage(folder).free
    if needed > free:
        raise NoRoom(
            f"{folder} has room for {free / 1e6:,.0f} MB, and {needed / 1e6:,.0f} MB are needed. "
            "Make room, or let COURSE_CACHE name a folder on another disk."
        )


def make_folder(folder: Path) -> Path:
    """Make a folder of the cache, and return it; raises DataError where that is not allowed."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DataError(
            f"{folder} cannot be made ({error}). Let COURSE_CACHE name a folder that you may write to."
        ) from None
    return folder


@contextlib.contextmanager
def alone(lock: Path) -> Iterator[None]:
    """Let one process at a time fetch or unpack; the lock goes with the process, however that ends."""
    try:
        file = open(lock, "a")
    except OSError as error:
        raise DataError(
            f"{lock.parent} cannot be written to ({error}). Let COURSE_CACHE name another folder."
        ) from None
    with file:
        for waited in range(3600):
            try:
                if os.name == "nt":
                    import msvcrt

                    msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
                else:
                    import fcntl

                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except OSError as error:
                if error.errno not in (errno.EAGAIN, errno.EACCES, errno.EDEADLK):
                    break  # a network folder without locks
                if waited == 2:
                    print("Another notebook is fetching or unpacking these pictures; waiting for it.")
                time.sleep(1)
        yield


@contextlib.contextmanager
def scratch_folder(parent: Path, prefix: str) -> Iterator[Path]:
    """A folder for a while; also removes what killed processes left behind more than an hour ago."""
    for left in parent.glob(f"{prefix}*"):
        if left.stat().st_mtime < time.time() - 3600:
            shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(dir=parent, prefix=prefix) as scratch:
        yield Path(scratch)


def move_into_place(folder: Path, target: Path) -> None:
    """Rename a finished folder to its final name, so that nobody sees it half done."""
    for wait in (0.2, 0.5, 1, None):  # on Windows a virus scanner may still hold a file
        shutil.rmtree(target, ignore_errors=True)
        try:
            os.replace(folder, target)
            return
        except OSError as error:
            if wait is None:
                raise DataError(
                    f"{target} cannot be replaced ({error}). Close what uses it, then try again."
                ) from None
            time.sleep(wait)


# What is in a folder


def is_junk(parts: Iterable[str]) -> bool:
    """Whether a path, given by its parts, is hidden or what macOS adds to a zip."""
    return any(part.startswith(".") or part == "__MACOSX" for part in parts)


def _is_picture(name: str) -> bool:
    return name.lower().endswith(SUFFIXES)


def list_folders(folder: Path) -> list[Path]:
    """The folders inside a folder by name, without hidden ones and __MACOSX."""
    folders = (p for p in folder.iterdir() if p.is_dir() and not is_junk([p.name]))
    return sorted(folders, key=lambda p: p.name)  # paths alone sort without case on Windows


def list_files(folder: Path) -> tuple[list[Path], list[Path]]:
    """The pictures under a folder, in the order of Keras's own loader, and the files that are none."""
    pictures, others = [], []
    for place, _, names in sorted(os.walk(folder)):
        if is_junk(Path(place).relative_to(folder).parts):
            continue
        for name in sorted(names):
            if not is_junk([name]):
                (pictures if _is_picture(name) else others).append(Path(place) / name)
    return pictures, others


def find_classes(folder: Path) -> dict[str, Path]:
    """The folder of each class: "cat" stands for cats/, "dog" for dogs/, else its own name."""
    found = {}
    for inner in list_folders(folder):
        name = SINGULAR.get(inner.name, inner.name)
        found[inner.name if name in found else name] = inner
    return found


def _count_classes(folder: Path) -> dict[str, int]:
    return {name: len(list_files(inner)[0]) for name, inner in find_classes(folder).items()}


def count_files(folder: str | Path) -> dict:
    """Count the pictures by their paths, without opening one.

    Returns {split: {class: count}} for a folder with train/ and validation/, and {class: count}
    for one that holds class folders. Raises DataError if there is no such folder.
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

    Takes a few seconds for a thousand photographs. Raises DataError if there is no such folder.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise DataError(f"{folder}: there is no such folder.")
    files, _ = list_files(folder)
    with ThreadPoolExecutor() as pool:
        reasons = pool.map(explain_unreadable, files)
        return [(path, reason) for path, reason in zip(files, reasons) if reason]


def explain_unreadable(path: Path) -> str:
    """Why a picture cannot be used, or nothing if it can."""
    from PIL import Image, UnidentifiedImageError

    try:
        if path.stat().st_size == 0:
            return "the file is empty"
        with Image.open(path) as picture:
            if picture.format not in (*FORMATS, "MPO"):  # which Pillow opens as JPEG
                return f"it holds {picture.format}, which its name does not say"
            picture.load()
    except UnidentifiedImageError:
        return "it is not a picture"
    except Exception as error:
        return str(error) or type(error).__name__
    return ""


