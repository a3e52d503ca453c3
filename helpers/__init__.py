"""Helpers of the course: data, plots, weights, checks of exercises, reference runs.

Nothing here teaches: the Keras code of every model stands in the notebooks. Importing the package
or one of its modules is quick, because TensorFlow, Keras and Matplotlib are imported when a
function first needs them.
"""

import os
import warnings

# TensorFlow's own log lines tell a learner nothing and bury the output. It reads this when imported.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

# Keras gives this warning at every fit with a tf.data.Dataset, also when the data set is shuffled.
warnings.filterwarnings("ignore", message="`shuffle=True` was passed", category=UserWarning)
