"""Checks of notebook 09."""

from .parts import Outcome, as_pair, call, call_layer, check, choice, describe, not_yet, passed


@check
def check_name_confusion(function) -> Outcome:
    import numpy as np

    names = ("ant", "bee", "cow")
    for matrix, expected in (
        ([[50, 1, 2], [9, 40, 0], [3, 4, 60]], ("bee", "ant")),
        ([[5, 0, 8], [7, 3, 1], [0, 2, 4]], ("ant", "cow")),
        ([[30, 4, 4], [0, 30, 7], [5, 0, 30]], ("bee", "cow")),
    ):
        given = np.array(matrix)
        found = call(function, given, names)
        if not np.array_equal(given, matrix):
            return not_yet("It changes the matrix that it is given. Work on a copy.")
        found, returned = as_pair(found), found
        if found is None or not all(isinstance(name, str) for name in found):
            return not_yet(f"It should return two names, the true and the predicted class; it returns {returned!r}.")
        if tuple(found) == expected[::-1]:
            return not_yet("Those are the two, in the wrong order: rows are the true classes, so the true one comes first.")
        if len(set(found)) == 1:
            return not_yet("It names one class twice: the diagonal holds the right answers, and they are no mistakes.")
        if tuple(found) != expected:
            return not_yet(f"For {matrix} and the names {', '.join(names)} it returns {found!r}; another mistake is more frequent.")
    return passed("The first thing to look at when a model has many classes.")


@check
def check_digit_augmentation(layer) -> Outcome:
    import numpy as np

    if isinstance(layer, type) or not callable(layer):
        return not_yet(f"Expected a layer, such as `layers.Rescaling(...)`, or a `keras.Sequential` of layers; yours is {describe(layer)}.")

    # A dark field with one bright corner: where the brightness goes tells what the layer does.
    image = np.zeros((1, 32, 32, 3), "float32")
    image[:, 6:14, 6:14] = 255.0
    image[:, 9:11, 9:11] = 128.0  # gray, as at the edges of a digit: contrast changes it
    first, varies = None, False
    for _ in range(40):
        result = np.asarray(call_layer(layer, image, training=True))
        if result.shape != image.shape:
            return not_yet(f"It gives pictures of shape {result.shape[1:]} for pictures of shape {image.shape[1:]}.")
        first = result if first is None else first
        varies = varies or np.abs(result - first).max() > 0.005 * max(1.0, np.abs(first).max())
        spread = result.max() - result.min()
        quarters = [result[:, :16, :16].sum(), result[:, :16, 16:].sum(), result[:, 16:, :16].sum(), result[:, 16:, 16:].sum()]
        if not np.isfinite(result).all() or max(quarters) - min(quarters) <= 4 * spread or spread < 0.01 * np.abs(result).max():
            return not_yet("It makes the digit vanish.")
        if quarters[0] < max(quarters):
            return not_yet("A bright spot at the upper left ended up elsewhere: that is a flip, or a turn or shift that is too large for a digit.")
    if not varies:
        return not_yet("It does the same to every picture each time, so the network sees no new pictures.")
    return passed("The digits change, and their names do not.")


@check
def check_few_pictures(answer) -> Outcome:
    return choice(
        answer,
        right="b",
        wrong={
            "a": "That is the share in these 20. Another 20 pictures would give another share.",
            "c": "The interval is wide, but a model that guesses would hardly ever get 19 of 20 right.",
        },
    )
