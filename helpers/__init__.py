"""Helpers of the course: data, plots, weights, checks of exercises, reference runs.

Nothing here teaches: the Keras code of every model stands in the notebooks. Importing the package
or one of its modules is quick, because TensorFlow, Keras and Matplotlib are imported when a
function first needs them.
"""

import importlib.util
import os
import platform
import sys
import warnings
from importlib.abc import MetaPathFinder

# TensorFlow's own log lines tell a learner nothing and bury the output. It reads this when imported.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

# On Linux TensorFlow uses oneDNN, its faster convolutions, only where the processor has instructions
# made for networks (AVX512 VNNI and the like). Without them, too, they make a step twice as fast:
# they also keep the memory of a step for the next one, which otherwise goes back to the system.
if sys.platform == "linux" and platform.machine() == "x86_64":
    os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")

# Python from python.org on a Mac knows no certificates until somebody has installed them.
if sys.platform == "darwin":
    import ssl

    import certifi

    found = ssl.get_default_verify_paths()
    if not (found.cafile or found.capath):
        os.environ.setdefault("SSL_CERT_FILE", certifi.where())

# Keras gives this warning at every fit with a tf.data.Dataset, also when the data set is shuffled.
warnings.filterwarnings("ignore", message="`shuffle=True` was passed", category=UserWarning)


class _QuietTensorFlow(MetaPathFinder):
    """Import TensorFlow without the lines about oneDNN, which no log level holds back."""

    def find_spec(self, name, path=None, target=None):
        if name != "tensorflow":
            return None
        sys.meta_path.remove(self)
        spec = importlib.util.find_spec(name)
        if spec is not None:
            execute = spec.loader.exec_module
            spec.loader.exec_module = lambda module: _without_stderr(execute, module)
        return spec


def _without_stderr(call, *arguments):
    """Call with nowhere to write for C++ code; Python's own errors are raised as always."""
    try:
        kept = os.dup(2)
    except OSError:  # a program without a terminal has no such stream
        return call(*arguments)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        return call(*arguments)
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


if "tensorflow" not in sys.modules:
    sys.meta_path.insert(0, _QuietTensorFlow())
