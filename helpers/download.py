"""Fetch the photographs over the network, once, and let nothing half done be seen.

The file comes as it can: it goes on where an earlier download ended, stops waiting when nothing
comes, and takes the next address when one fails. It is used only when its size, the check sum of
every member, the number of pictures and every single picture are right.
"""

from __future__ import annotations

import functools
import queue
import threading
import time
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from helpers import folders

if TYPE_CHECKING:
    import requests

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
BLOCK = 4096  # bytes; what a broken connection loses at most
PAUSE = 1.0  # seconds before the second round, twice as many before the third


class DownloadError(OSError):
    """The photographs could not be fetched; the message names the addresses and the remedy."""


def photographs_folder() -> Path:
    """Where the photographs lie once they are fetched and checked."""
    return folders.cache_folder() / "photos" / "cats_and_dogs_filtered"


def download(addresses: Iterable[str] | None = None) -> Path:
    """Fetch the photographs once, check them, and return the folder with train/ and validation/.

    Goes on where an earlier download ended, takes the next address when one fails, and moves the
    folder into place only when every file is there and whole. A folder that is there already is
    taken if its pictures are as many as they should be. Raises DownloadError, and DataError when
    some are missing, or the disk is full or may not be written to.
    """
    target = photographs_folder()
    if target.is_dir():
        return _find_whole(target)
    part = folders.make_folder(target.parent) / "cats_and_dogs_filtered.zip.part"
    # What is still to come of the file, and what is in it.
    folders.check_room(target.parent, 2 * ARCHIVE_SIZE - _size(part))
    left = list(addresses or ADDRESSES)
    problems, tries = {}, 0
    most = start = _size(part)
    with folders.alone(target.with_name("lock")):
        while left and tries < TRIES and not target.is_dir():
            for address in list(left):
                try:
                    _fetch(address, part)
                    _check_and_place(part, target)
                    return target
                except DownloadError as error:
                    problems[address] = str(error)
                    if isinstance(error, _NoUse) and _size(part) <= start:
                        left.remove(address)
            tries = 0 if _size(part) > most else tries + 1
            most = max(_size(part), most)
            if left and tries < TRIES:
                time.sleep(tries * PAUSE)
    if target.is_dir():
        return target  # another process has fetched them
    reasons = "\n".join(f"  {address}: {problem}" for address, problem in problems.items())
    raise DownloadError(
        f"The photographs could not be fetched:\n{reasons}\nCheck the network and try again (what "
        "has arrived is kept); or fetch the file elsewhere and give its path to data.load(...) or "
        'COURSE_DATA; or take data.load("sample").'
    )


class _NoUse(DownloadError):
    """It makes no sense to ask this address again."""


def _size(part: Path) -> int:
    return part.stat().st_size if part.exists() else 0


def _fetch(address: str, part: Path) -> None:
    """Bring the part file to its full size, going on where it ends."""
    import requests
    from tqdm.auto import tqdm

    have = _size(part)
    if have == ARCHIVE_SIZE:
        return
    try:
        response = open_address(address, have, OPEN_SECONDS)
        if response.status_code == 416:  # the part is longer than the file
            part.unlink()
            response = open_address(address, 0, OPEN_SECONDS)
        response.raise_for_status()
    except requests.exceptions.RequestException as error:
        raise explain_failure(error) from None
    if not response.headers.get("Content-Range", "").startswith(f"bytes {have}-"):
        have = 0  # it begins again
    size = have + int(response.headers.get("Content-Length", ARCHIVE_SIZE - have))
    if size != ARCHIVE_SIZE:
        raise _NoUse(
            f"offers {size:,} bytes instead of {ARCHIVE_SIZE:,}; the file has changed, or your "
            "network answers with a page of its own"
        )
    units = {"unit": "B", "unit_scale": True}
    bar = tqdm(desc="Photographs", total=size, initial=have, **units)
    with response, bar, open(part, "ab" if have else "wb") as file:
        try:
            for block in response.iter_content(BLOCK):
                file.write(block)
                bar.update(len(block))
        except requests.exceptions.RequestException as error:
            why = f"stalled for {READ_SECONDS:.0f} seconds" if "timed out" in str(error) else "broke"
            raise DownloadError(f"the connection {why} after {bar.n:,} bytes") from None
    if _size(part) != ARCHIVE_SIZE:
        raise DownloadError(f"the connection ended after {_size(part):,} bytes")


def explain_failure(error: Exception) -> DownloadError:
    """Why an address did not open, in words; _NoUse unless it may at the next try."""
    import requests.exceptions as problem

    if isinstance(error, problem.HTTPError):
        status = error.response.status_code
        kind = DownloadError if status >= 500 or status in (408, 429) else _NoUse
        return kind(f"answered {status} {error.response.reason}")
    if isinstance(error, problem.SSLError):
        return _NoUse("its certificate was not accepted; a proxy may stand in between")
    if isinstance(error, problem.Timeout):
        return _NoUse(f"no answer within {OPEN_SECONDS:.0f} seconds")
    return _NoUse("no connection")


def _find_whole(target: Path) -> Path:
    """The folder with train/ and validation/ in a cache that may have been copied by hand."""
    folder = folders.open_source(target)
    if problem := _miscount(folder):
        raise folders.DataError(
            f"{folder}: {problem}. Copy it again; or remove it, and it is fetched again."
        )
    return folder


def _miscount(folder: Path) -> str:
    """Which class has not as many pictures as it should have, or nothing."""
    for split, classes in ARCHIVE_FILES.items():
        for name, expected in classes.items():
            found = len(folders.list_files(folder / split / name)[0])
            if found != expected:
                return f"{split}/{name} has {found} pictures, not {expected}"
    return ""


def _check_and_place(part: Path, target: Path) -> None:
    """Unpack the archive beside the target, check every picture, then move all at once."""
    with folders.scratch_folder(target.parent, "checking-") as scratch:
        try:
            with zipfile.ZipFile(part) as archive:
                members = folders.list_members(archive, part)
                folders.unpack(archive, members, scratch / "all", part)
            folder = folders.open_source(scratch / "all")
            if problem := _miscount(folder):
                raise folders.DataError(problem)
            for path, reason in folders.find_unreadable(folder)[:1]:
                raise folders.DataError(f"{path.name}: {reason}")
        except folders.NoRoom:
            raise  # the file is whole, and stays
        except (zipfile.BadZipFile, folders.DataError) as error:
            part.unlink()
            raise DownloadError(f"what came is damaged ({error}) and was removed") from None
        folders.move_into_place(folder, target)
    part.unlink()


def open_address(address: str, start: int, seconds: float) -> requests.Response:
    """The answer of an address from a byte on, or a time-out after so many seconds in all.

    The time-out of requests counts anew for each number that a name stands for, and not at all
    while the name is looked up; hence the thread.
    """
    import requests

    headers = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={start}-"} if start else {})
    answers: queue.Queue = queue.Queue()

    def ask() -> None:
        try:
            limits = (seconds, READ_SECONDS)
            answers.put(requests.get(address, headers=headers, stream=True, timeout=limits))
        except Exception as error:
            answers.put(error)

    threading.Thread(target=ask, daemon=True).start()
    try:
        answer = answers.get(timeout=seconds)
    except queue.Empty:
        message = f"{address} did not answer within {seconds:.0f} seconds"
        raise requests.exceptions.ConnectTimeout(message) from None
    if isinstance(answer, Exception):
        raise answer
    return answer


@functools.cache
def is_reachable() -> bool:
    """Whether an address answers at once; asked once, so that no notebook waits twice."""
    import requests

    for address in ADDRESSES:
        try:
            with open_address(address, 0, QUICK_SECONDS) as response:
                if response.ok:
                    return True
        except requests.exceptions.RequestException:
            pass
    return False
