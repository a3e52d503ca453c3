"""Helpers of the course: data, plots, weights, checks of exercises, reference runs.

Nothing here teaches: the Keras code of every model stands in the notebooks. Importing the package
or one of its modules is quick, because TensorFlow, Keras and Matplotlib are imported when a
function first needs them.
"""
