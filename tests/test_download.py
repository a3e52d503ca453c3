"""Fetching the photographs from a server on this machine that behaves in every way it should not."""

import errno
import io
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
import zipfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from PIL import Image

from helpers import data, download, folders

FILES = {"train": {"cats": 3, "dogs": 3}, "validation": {"cats": 2, "dogs": 2}}


def make_archive(files=FILES, spoil: str = "") -> bytes:
    """A small archive of the same form; spoil names a picture that is replaced by text."""
    content, random = io.BytesIO(), np.random.default_rng(0)
    with zipfile.ZipFile(content, "w") as archive:
        for split, classes in files.items():
            for name, count in classes.items():
                for index in range(count):
                    picture = io.BytesIO()
                    pixels = random.integers(0, 256, (64, 64, 3), dtype="uint8")
                    Image.fromarray(pixels).save(picture, "JPEG", quality=95)
                    path = f"cats_and_dogs_filtered/{split}/{name}/{name[:-1]}.{index}.jpg"
                    spoiled = path.endswith(spoil) if spoil else False
                    archive.writestr(path, b"text" if spoiled else picture.getvalue())
    return content.getvalue()


ARCHIVE = make_archive()


class Server(ThreadingHTTPServer):
    """Answers each request by the next of its plans; the last one stays.

    Plans: "whole", "no range" (as whole, but knows no Range), a status such as 503, ("cut", n) to
    break off after n bytes, ("stall", n) to fall silent after n bytes, "silent" not to answer at
    all, and bytes to send these instead.
    """

    daemon_threads = True

    def __init__(self, *plans, content: bytes = ARCHIVE):
        super().__init__(("127.0.0.1", 0), Answer)
        self.plans, self.content, self.ranges = list(plans), content, []
        self.end = threading.Event()
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/cats_and_dogs_filtered.zip"

    def handle_error(self, request, client_address):
        pass


class Answer(BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def do_GET(self):
        server = self.server
        server.ranges.append(self.headers.get("Range"))
        plan = server.plans.pop(0) if len(server.plans) > 1 else server.plans[0]
        if plan == "silent":
            server.end.wait(10)
            return
        if isinstance(plan, int):
            self.send_error(plan)
            return
        content = plan if isinstance(plan, bytes) else server.content
        start = 0
        if self.headers.get("Range") and plan != "no range":
            start = int(self.headers["Range"].removeprefix("bytes=").removesuffix("-"))
            if start >= len(content):
                self.send_error(416)
                return
        self.send_response(206 if start else 200)
        if start:
            last = len(content) - 1
            self.send_header("Content-Range", f"bytes {start}-{last}/{len(content)}")
        self.send_header("Content-Length", str(len(content) - start))
        self.end_headers()
        kind, count = plan if isinstance(plan, tuple) else ("whole", len(content))
        if kind == "slow":
            for at in range(start, len(content), count):
                self.wfile.write(content[at : at + count])
                time.sleep(0.02)
        else:
            self.wfile.write(content[start : start + count])
        if kind == "stall":
            server.end.wait(10)


@pytest.fixture
def serve(tmp_path, monkeypatch):
    """Start servers, with the limits of the download made small."""
    monkeypatch.setenv("COURSE_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("COURSE_DATA", raising=False)
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setattr(download, "ARCHIVE_SIZE", len(ARCHIVE))
    monkeypatch.setattr(download, "ARCHIVE_FILES", FILES)
    monkeypatch.setattr(download, "OPEN_SECONDS", 1.5)
    monkeypatch.setattr(download, "READ_SECONDS", 0.5)
    monkeypatch.setattr(download, "QUICK_SECONDS", 1.0)
    monkeypatch.setattr(download, "PAUSE", 0.01)
    download.is_reachable.cache_clear()
    servers = []

    def start(*plans, **options) -> Server:
        servers.append(Server(*plans, **options))
        return servers[-1]

    yield start
    for server in servers:
        server.end.set()
        server.shutdown()
        server.server_close()
    download.is_reachable.cache_clear()


def part() -> Path:
    return download.photographs_folder().with_name("cats_and_dogs_filtered.zip.part")


def assert_in_place(folder: Path) -> None:
    """Everything is there, and nothing beside it but the lock."""
    assert folder == download.photographs_folder()
    assert data.count_files(folder) == {
        "train": {"cat": 3, "dog": 3},
        "validation": {"cat": 2, "dog": 2},
    }
    assert {path.name for path in folder.parent.iterdir()} == {folder.name, "lock"}


def refuse(*servers: Server) -> str:
    """The download must fail, leave nothing in the final place, and say what to do."""
    with pytest.raises(data.DownloadError) as caught:
        data.download([server.address for server in servers])
    message = str(caught.value)
    assert all(server.address in message for server in servers)
    assert "try again" in message and "COURSE_DATA" in message and 'data.load("sample")' in message
    assert not download.photographs_folder().exists()
    assert {path.name for path in part().parent.iterdir()} <= {part().name, "lock"}
    return message


def test_whole(serve, capsys):
    server = serve("whole")
    assert_in_place(data.download([server.address]))
    assert "Photographs: 100%" in capsys.readouterr().err
    data.download([server.address])
    assert server.ranges == [None], "once fetched, it is not fetched again"


def test_slow_but_steady(serve):
    size = len(ARCHIVE) // 30  # in all longer than the time-outs
    assert_in_place(data.download([serve(("slow", size)).address]))


def test_interrupted_then_continued(serve):
    server = serve(("cut", 8192), "whole")
    assert_in_place(data.download([server.address]))
    assert server.ranges == [None, "bytes=8192-"]


def test_interrupted_again_and_again(serve):
    """As long as something arrives, there is no limit to the tries."""
    server = serve(("cut", 8192))
    assert_in_place(data.download([server.address]))
    assert len(server.ranges) > 2 * download.TRIES


def test_continued_by_the_next_call(serve):
    server = serve(("cut", 8192), 503)
    assert "503" in refuse(server)
    assert part().stat().st_size == 8192
    server = serve("whole")
    assert_in_place(data.download([server.address]))
    assert server.ranges == ["bytes=8192-"]


def test_a_server_without_range_begins_again(serve):
    server = serve(("cut", 8192), "no range")
    assert_in_place(data.download([server.address]))
    assert server.ranges == [None, "bytes=8192-"]


def test_a_part_that_is_too_long_is_dropped(serve):
    part().parent.mkdir(parents=True)
    part().write_bytes(ARCHIVE + b"more")
    assert_in_place(data.download([serve("whole").address]))


def test_a_part_of_something_else_is_found_out_and_fetched_anew(serve):
    part().parent.mkdir(parents=True)
    part().write_bytes(b"x" * 8192)
    server = serve("whole")
    assert_in_place(data.download([server.address]))
    assert server.ranges == ["bytes=8192-", None]


def test_stalled_then_continued(serve):
    server = serve(("stall", 8192), "whole")
    started = time.monotonic()
    assert_in_place(data.download([server.address]))
    assert server.ranges == [None, "bytes=8192-"] and time.monotonic() - started < 10


def test_stalled_for_good(serve):
    server = serve(("stall", 8192), ("stall", 0))
    assert "stalled" in refuse(server)
    assert part().stat().st_size == 8192


def test_wrong_size_is_refused_before_it_is_fetched(serve):
    server = serve(b"<html>Please log in to this network</html>")
    message = refuse(server)
    assert f"offers 42 bytes instead of {len(ARCHIVE):,}" in message and "page of its own" in message
    assert len(server.ranges) == 1 and not part().exists()


@pytest.mark.parametrize("status, requests", [(404, 1), (403, 1), (503, 3), (429, 3)])
def test_refused(serve, status, requests):
    """What may pass is tried again, what will not is not."""
    server = serve(status)
    assert f"answered {status}" in refuse(server)
    assert len(server.ranges) == requests


def test_refused_once_then_whole(serve):
    assert_in_place(data.download([serve(503, "whole").address]))


def test_nobody_listens(serve, monkeypatch):
    monkeypatch.setattr(download, "OPEN_SECONDS", 5)  # Windows takes two seconds to find that out
    server = serve("whole")
    server.shutdown()
    server.server_close()
    assert "no connection" in refuse(server)


def test_no_answer(serve):
    started = time.monotonic()
    assert "no answer" in refuse(serve("silent"))
    assert time.monotonic() - started < 10


def test_a_name_that_is_looked_up_for_ever_ends_in_time(monkeypatch):
    asked = threading.Event()
    monkeypatch.setattr("requests.get", lambda *arguments, **keywords: asked.wait(10))
    with pytest.raises(OSError, match="nowhere.example did not answer within 0 seconds"):
        download.open_address("http://nowhere.example", 0, 0.1)
    asked.set()


@pytest.mark.parametrize("plan", [404, 503, "silent", ("cut", 8192), b"a page"])
def test_the_second_address_is_used(serve, plan):
    first, second = serve(plan), serve("whole")
    assert_in_place(data.download([first.address, second.address]))
    assert len(first.ranges) == len(second.ranges) == 1


@pytest.mark.parametrize(
    "content, words",
    [
        (ARCHIVE[:-200] + b"\0" * 200, "zip"),
        (ARCHIVE[:2000] + b"\0" * 200 + ARCHIVE[2200:], "damaged at"),
        (make_archive({"train": FILES["train"], "validation": {"cats": 2, "dogs": 1}}), "dogs has 1"),
        (make_archive(spoil="train/dogs/dog.1.jpg"), "dog.1.jpg: it is not a picture"),
    ],
    ids=["no directory", "check sum", "a picture too few", "no picture"],
)
def test_a_damaged_archive_is_refused(serve, monkeypatch, content, words):
    monkeypatch.setattr(download, "ARCHIVE_SIZE", len(content))
    server = serve("whole", content=content)
    assert words in refuse(server)
    assert not part().exists() and server.ranges == [None] * download.TRIES


def test_a_full_disk_is_named(serve, monkeypatch):
    monkeypatch.setattr(download, "ARCHIVE_SIZE", 1 << 60)
    with pytest.raises(data.DataError, match="Make room"):
        data.download([serve("whole").address])


def test_a_disk_that_fills_up_during_the_download_costs_no_download(serve, monkeypatch):
    room = iter([1 << 40, 0])
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=next(room, 1 << 40)))
    server = serve("whole", 503)
    with pytest.raises(data.DataError, match="Make room"):
        data.download([server.address])
    assert part().read_bytes() == ARCHIVE
    assert data.download([server.address]).is_dir() and len(server.ranges) == 1


def test_a_folder_in_use_costs_no_download(serve, monkeypatch):
    def refuse(*_):
        raise PermissionError("in use")

    monkeypatch.setattr(folders.os, "replace", refuse)
    monkeypatch.setattr(folders.time, "sleep", lambda seconds: None)
    server = serve("whole")
    with pytest.raises(data.DataError, match="cannot be replaced"):
        download.download([server.address])
    part = download.photographs_folder().with_name("cats_and_dogs_filtered.zip.part")
    assert part.stat().st_size == len(ARCHIVE) and len(server.ranges) == 1


def test_load_falls_back_at_once_and_says_so(serve, monkeypatch, capsys):
    monkeypatch.setattr(download, "ADDRESSES", (serve("silent").address, serve(503).address))
    monkeypatch.setattr(data, "_sample", lambda: Path("sample"))
    started = time.monotonic()
    assert data._resolve(None)[0] == "sample"
    assert time.monotonic() - started < 5
    label, _, why = data._resolve(None)
    assert label == "sample" and "no address that has them answered" in why
    with pytest.raises(data.DownloadError):
        data._resolve("photos")


def test_load_falls_back_when_the_download_breaks(serve, monkeypatch, capsys):
    monkeypatch.setattr(download, "ADDRESSES", (serve(("cut", 0)).address,))
    monkeypatch.setattr(data, "_sample", lambda: Path("sample"))
    label, _, why = data._resolve(None)
    assert label == "sample" and "could not be fetched" in why
    assert "the connection broke" in capsys.readouterr().out


def test_load_takes_the_photographs_where_they_can_be_fetched(serve, monkeypatch):
    monkeypatch.setattr(download, "ADDRESSES", (serve("whole").address,))
    assert data._resolve(None) == ("photos", download.photographs_folder(), "the photographs")
    monkeypatch.setattr(download, "ADDRESSES", ())
    download.is_reachable.cache_clear()
    assert data._resolve(None)[0] == "photos", "from the cache, without network"


@pytest.mark.parametrize("trouble", ["cache", "certificates"])
def test_load_falls_back_whatever_stands_in_the_way(serve, monkeypatch, tmp_path, capsys, trouble):
    monkeypatch.setattr(download, "ADDRESSES", (serve("whole").address,))
    monkeypatch.setattr(data, "_sample", lambda: Path("sample"))
    (tmp_path / "file").touch()
    if trouble == "cache":
        monkeypatch.setenv("COURSE_CACHE", str(tmp_path / "file" / "cache"))
    else:
        monkeypatch.setattr(download, "ADDRESSES", ("https://127.0.0.1:1/photographs.zip",))
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "missing.pem"))
    label, _, why = data._resolve(None)
    assert label == "sample" and "could not be fetched" in why
    assert ("COURSE_CACHE" if trouble == "cache" else "missing.pem") in capsys.readouterr().out


def test_a_copy_of_the_cache_is_counted(serve, monkeypatch, capsys):
    monkeypatch.setattr(download, "ADDRESSES", (serve("whole").address,))
    monkeypatch.setattr(data, "_sample", lambda: Path("sample"))
    folder = download.download()
    inner = folder / folder.name  # as Windows unpacks it
    inner.mkdir()
    for split in ("train", "validation"):
        (folder / split).rename(inner / split)
    assert download.download() == inner
    next((inner / "train" / "cats").iterdir()).unlink()
    with pytest.raises(data.DataError, match="train/cats has 2 pictures, not 3. Copy it again"):
        download.download()
    assert data._resolve(None)[0] == "sample" and "train/cats has 2" in capsys.readouterr().out


def test_a_disk_without_locks_is_not_waited_for(serve, monkeypatch):
    fcntl = pytest.importorskip("fcntl")

    def refuse(*_):
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(fcntl, "flock", refuse)
    monkeypatch.setattr(folders.time, "sleep", lambda seconds: pytest.fail("it waits"))
    assert_in_place(download.download([serve("whole").address]))


CHILD = """
import signal, sys
from helpers import download
# A job started in the background of a shell ignores Ctrl-C, and so would its children.
signal.signal(signal.SIGINT, signal.default_int_handler)
download.ARCHIVE_SIZE, download.ARCHIVE_FILES = int(sys.argv[2]), eval(sys.argv[3])
try:
    print(download.download([sys.argv[1]]))
except KeyboardInterrupt:
    print("interrupted")
"""


def child(address: str) -> subprocess.Popen:
    command = [sys.executable, "-c", CHILD, address, str(len(ARCHIVE)), repr(FILES)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.mark.skipif(os.name == "nt", reason="Windows sends Ctrl-C to the whole console")
def test_stopped_by_hand_then_continued(serve):
    server = serve(("stall", 40960), "whole")
    process = child(server.address)
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline and not (part().exists() and part().stat().st_size):
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    said, complaint = process.communicate(timeout=60)
    assert said.strip() == "interrupted", complaint
    assert not download.photographs_folder().exists()
    assert_in_place(data.download([server.address]))
    assert server.ranges[0] is None and server.ranges[1].startswith("bytes=")


def test_two_at_once_fetch_once(serve):
    server = serve(("slow", len(ARCHIVE) // 30))
    processes = [child(server.address), child(server.address)]
    for process in processes:
        said, complaint = process.communicate(timeout=120)
        assert said.splitlines()[-1] == str(download.photographs_folder()), complaint
    assert server.ranges == [None]
    assert_in_place(download.photographs_folder())
