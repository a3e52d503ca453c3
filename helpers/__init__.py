"""Helpers of the course: data, plots, weights, checks of exercises, reference runs.

Nothing here teaches: the Keras code of every model stands in the notebooks. Importing the package
or one of its modules is quick, because TensorFlow, Keras and Matplotlib are imported when a
function first needs them.
"""

import ctypes
import os
import warnings

# TensorFlow's own log lines tell a learner nothing and bury the output. It reads this when imported.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

# Keras gives this warning at every fit with a tf.data.Dataset, also when the data set is shuffled.
warnings.filterwarnings("ignore", message="`shuffle=True` was passed", category=UserWarning)


def _keep_freed_memory() -> None:
    """Keep what TensorFlow frees for its next step, up to 1 GiB; without effect outside Linux."""
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError, TypeError):  # macOS and Windows have no mallopt
        return
    # Each step frees a hundred megabytes and asks for them again. The C library gives them back to
    # the system in between, and where new pages are slow that takes up to half of the training time.
    # So: no mapping of its own for a large block, one heap for all threads, trimmed late (malloc.h).
    no_mappings, one_heap, trim_late = (-4, 0), (-8, 1), (-1, 2**30)
    for option, value in (no_mappings, one_heap, trim_late):
        mallopt(option, value)


_keep_freed_memory()
