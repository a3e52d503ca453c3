"""What helpers/__init__.py sets up before TensorFlow is imported."""

import os
import platform
import subprocess
import sys

import pytest

LINUX_ON_X86 = sys.platform == "linux" and platform.machine() == "x86_64"


def run(code):
    unset = {name: value for name, value in os.environ.items() if not name.startswith("TF_")}
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=unset)


@pytest.mark.skipif(not LINUX_ON_X86, reason="TensorFlow decides elsewhere")
def test_tensorflow_uses_onednn_on_every_processor():
    # Older versions hold the line back at the log level that helpers sets.
    loud = run("import os, sys, helpers; os.environ['TF_CPP_MIN_LOG_LEVEL'] = '0'; del sys.meta_path[0]; import tensorflow")
    assert "oneDNN custom operations are on" in loud.stderr


def test_tensorflow_is_imported_without_a_word():
    assert run("import helpers; import keras").stderr == ""


@pytest.mark.skipif(sys.platform == "win32", reason="TensorFlow itself needs the stream there")
def test_without_an_error_stream_tensorflow_is_imported_all_the_same():
    assert run("import os, helpers; os.close(2); import tensorflow; print('done')").stdout == "done\n"
