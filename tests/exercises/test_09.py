"""Answers to the exercises of notebook 09."""

import numpy as np
from exercise_tables import Lazy, make_tests


def name_confusion(matrix, names):
    mistakes = np.array(matrix)
    np.fill_diagonal(mistakes, 0)
    true, predicted = np.unravel_index(mistakes.argmax(), mistakes.shape)
    return names[true], names[predicted]


def name_confusion_by_hand(matrix, names):
    places = [(row, column) for row in range(len(names)) for column in range(len(names)) if row != column]
    row, column = max(places, key=lambda place: matrix[place])
    return [names[row], names[column]]


def worst_row_and_worst_column(matrix, names):
    mistakes = np.array(matrix)
    np.fill_diagonal(mistakes, 0)
    return names[mistakes.sum(axis=1).argmax()], names[mistakes.sum(axis=0).argmax()]


def spoil(matrix, names):
    np.fill_diagonal(matrix, 0)
    return name_confusion(matrix, names)


def layer(name, *arguments):
    def make():
        from keras import layers

        return getattr(layers, name)(*arguments)

    return Lazy(make)


def namespace():
    import keras

    return {"keras": keras, "layers": keras.layers, "np": np}


test_answers, test_untouched, test_solutions = make_tests(
    "09_other_data",
    right={
        "check_name_confusion": [name_confusion, name_confusion_by_hand, lambda *given: np.array(name_confusion(*given))],
        "check_digit_augmentation": [layer("RandomTranslation", 0.1, 0.1), layer("RandomRotation", 0.03), layer("RandomContrast", 0.3)],
        "check_few_pictures": ["b"],
    },
    wrong={
        "check_name_confusion": [
            lambda matrix, names: name_confusion(matrix, names)[::-1],
            lambda matrix, names: (names[0], names[0]),
            lambda matrix, names: ("bee", "ant"),
            lambda matrix, names: name_confusion(matrix, names)[0],
            worst_row_and_worst_column,
            spoil,
            name_confusion([[0, 1], [0, 0]], "ab"),
        ],
        "check_digit_augmentation": [
            layer("RandomFlip", "horizontal"),
            layer("RandomFlip", "vertical"),
            layer("RandomRotation", 0.5),
            layer("RandomTranslation", 0.0, 0.0),
            layer("Resizing", 16, 16),
            lambda images, training: images * 0.5,
            7,
        ],
        "check_few_pictures": ["a", "c", "d"],
    },
    namespace=namespace,
)
