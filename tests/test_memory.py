"""Freed memory is used again, as helpers/__init__.py promises."""

import platform
import subprocess
import sys

import pytest

STEPS = """
import resource
{first}
def step():
    return len(b"x" * 40_000_000)  # 10,000 pages of 4 KiB

step()
before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
for _ in range(10):
    step()
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""


def count_new_pages(first: str) -> int:
    run = subprocess.run(
        [sys.executable, "-c", STEPS.format(first=first)], capture_output=True, text=True, check=True
    )
    return int(run.stdout)


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only the GNU C library can be told")
def test_a_step_takes_no_new_pages():
    assert count_new_pages("import helpers") < 1_000 < count_new_pages("")
