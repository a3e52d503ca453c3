"""Draw the sample, or check that the sample in the repository is what would be drawn.

    python data/draw/sample.py                    draw it into data/sample
    python data/draw/sample.py --to FOLDER        draw it somewhere else
    python data/draw/sample.py --check            redraw it and compare every byte
    python data/draw/sample.py --sheet            draw the contact sheet only
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
from PIL import Image

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from draw.picture import as_jpeg, sample_picture  # noqa: E402

DATA = Path(__file__).resolve().parent.parent
SEED = 2026
NUMBERS = {"train": range(0, 400), "validation": range(2000, 2200)}
SHEET = DATA / "contact_sheet.jpg"

Task = tuple[str, str, int]


def tasks() -> list[Task]:
    """Split, class and number of every picture of the sample."""
    return [(split, name, number) for split, numbers in NUMBERS.items() for number in numbers
            for name in ("cat", "dog")]


def path_of(task: Task) -> Path:
    """Where a picture lies, under the sample's folder."""
    split, name, number = task
    return Path(split) / f"{name}s" / f"{name}.{number}.jpg"


def picture_bytes(task: Task) -> bytes:
    """The JPEG file of one picture; it needs no other picture."""
    return as_jpeg(sample_picture(SEED, task[1], task[2]))


def drawn(chosen: list[Task], processes: int) -> Iterator[tuple[Task, bytes]]:
    """Draw the pictures, saying how far it is."""
    if processes == 1:
        results = map(picture_bytes, chosen)
    else:
        pool = ProcessPoolExecutor(processes)
        results = pool.map(picture_bytes, chosen, chunksize=8)
    for done, (task, data) in enumerate(zip(chosen, results), 1):
        if done % 50 == 0 or done == len(chosen):
            print(f"\r{done} of {len(chosen)} pictures", end="", flush=True)
        yield task, data
    print()


def write_sheet(columns: int = 8, rows: int = 6) -> None:
    """A sheet of validation pictures: each number as a cat, and beside it as a dog."""
    tiles = []
    for row in range(rows):
        numbers = [2000 + row * columns // 2 + column for column in range(columns // 2)]
        line = [sample_picture(SEED, name, number) for number in numbers for name in ("cat", "dog")]
        tiles.append(np.concatenate(line, axis=1))
    sheet = Image.fromarray(np.concatenate(tiles, axis=0))
    sheet.save(SHEET, "JPEG", quality=80)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--to", type=Path, default=DATA / "sample", help="folder to draw into")
    parser.add_argument("--check", action="store_true", help="compare instead of writing")
    parser.add_argument("--sheet", action="store_true", help="draw the contact sheet only")
    parser.add_argument("--processes", type=int, default=1, help="how many at a time")
    options = parser.parse_args()
    if options.sheet:
        write_sheet()
        return 0
    different = []
    total = 0
    for task, data in drawn(tasks(), options.processes):
        path = options.to / path_of(task)
        total += len(data)
        if options.check:
            if not path.is_file() or path.read_bytes() != data:
                different.append(path)
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    for path in different:
        print(f"differs: {path}")
    if not options.check and options.to == DATA / "sample":
        write_sheet()
    print(f"{total / 1e6:.2f} MB in {len(tasks())} pictures"
          + (f", {len(different)} differ" if options.check else ""))
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
