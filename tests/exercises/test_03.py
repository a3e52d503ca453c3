"""Right and wrong answers for the exercises of notebook 03."""

import math

import numpy as np
from exercise_tables import Lazy, make_tests


def gentle(mode="horizontal", turn=15 / 360, zoom=0.1, width=None, order=(0, 1, 2), as_list=False):
    """The augmentation that exercise 2 asks for, or with one thing changed."""

    def build():
        import keras
        from keras import layers

        chosen = [layers.RandomFlip(mode), layers.RandomRotation(turn), layers.RandomZoom(zoom, width)]
        chosen = [chosen[place] for place in order]
        return chosen if as_list else keras.Sequential(chosen)

    return Lazy(build)


def with_an_input():
    import keras
    from keras import layers

    return keras.Sequential([
        keras.Input((160, 160, 3)),
        layers.RandomFlip("horizontal"),
        layers.RandomRotation((-15 / 360, 15 / 360)),
        layers.RandomZoom(0.1),
    ])


def stop(losses, patience):
    waited, best = 0, 0
    for epoch in range(len(losses)):
        waited += 1
        if epoch == 0 or losses[epoch] < losses[best]:
            best, waited = epoch, 0
        if waited == patience:
            break
    return [epoch + 1, best + 1]


def stop_without_looking_back(losses, patience):
    """Compares with the epoch before instead of with the best."""
    waited = 0
    for epoch in range(1, len(losses)):
        waited = waited + 1 if losses[epoch] >= losses[epoch - 1] else 0
        if waited == patience:
            break
    return epoch + 1, losses.index(min(losses[: epoch + 1])) + 1


def stop_at_equal_losses(losses, patience):
    """Takes an equal loss for a lower one."""
    waited, best = 0, 0
    for epoch in range(len(losses)):
        waited += 1
        if losses[epoch] <= losses[best]:
            best, waited = epoch, 0
        if waited == patience:
            break
    return epoch + 1, best + 1


def stop_best_at_the_end(losses, patience):
    """Takes the last epoch for the best where the losses run out."""
    last, best = stop(losses, patience)
    return (last, best) if last < len(losses) else (last, last)


def names():
    import keras
    from keras import layers

    return {"keras": keras, "layers": layers}


test_answers, test_untouched, test_solutions = make_tests(
    "03_model_two",
    right={
        "check_rotation_factor": [15 / 360, 0.0417, 0.042, 1 / 24, (-15 / 360, 15 / 360)],
        "check_gentle": [gentle(), gentle(as_list=True), gentle(turn=0.0417), Lazy(with_an_input)],
        "check_stop": [
            stop,
            lambda losses, patience: tuple(stop(losses, patience)),
            lambda losses, patience: np.array(stop(losses, patience)),
        ],
        "check_curves": ["c", " C "],
    },
    wrong={
        "check_rotation_factor": [15, 30 / 360, 15 / 180, math.radians(15), 24, 0.15, 0.2, 0.05, -15 / 360, "15/360", (0, 15 / 360), ("-1/24", "1/24")],
        "check_gentle": [
            gentle(mode="horizontal_and_vertical"),
            gentle(mode="vertical"),
            gentle(turn=0.2),
            gentle(turn=(0, 15 / 360)),
            gentle(zoom=0.2),
            gentle(zoom=(-0.1, 0)),
            gentle(zoom=0.1, width=0.5),
            gentle(order=(1, 0, 2)),
            gentle(order=(0, 1)),
            gentle(order=(0, 1, 2, 2)),
            "RandomFlip",
        ],
        "check_stop": [
            lambda losses, patience: stop(losses, patience)[::-1],
            lambda losses, patience: [number - 1 for number in stop(losses, patience)],
            lambda losses, patience: (stop(losses, patience)[0], losses.index(min(losses)) + 1),
            lambda losses, patience: (len(losses), losses.index(min(losses)) + 1),
            lambda losses, patience: stop(losses, patience + 1),
            lambda losses, patience: stop(losses, patience)[0],
            lambda losses, patience: min(losses),
            lambda losses, patience: {"last": 5, "best": 3},
            stop_without_looking_back,
            stop_at_equal_losses,
            stop_best_at_the_end,
            (5, 3),
        ],
        "check_curves": ["a", "b", "d", "training"],
    },
    namespace=names,
)
