"""Checks of notebook 03."""

import math

from .parts import (
    Outcome, as_number, as_pair, call, check, choice, describe, layer_list, not_yet, number, passed,
)


@check
def check_rotation_factor(answer) -> Outcome:
    ends = as_pair(answer)
    if ends and isinstance(ends[1], float) and ends[0] == -ends[1]:  # Keras takes both ends, too
        answer = ends[1]
    return number(answer, expected=15 / 360, what="The factor", tolerance=0.0006, mistakes={
        15: "A factor of 1 is a full turn, in both directions.",
        30 / 360: "That is twice too much: a factor of 1 is a full turn, not half of one, and it counts for both directions.",
        math.radians(15): "Those are radians. The factor is a share of a full turn.",
        360 / 15: "It is the other way round: which share of a full turn are 15 degrees?",
        0.15: "A factor of 1 is a full turn, not 100 degrees.",
    }, success="So a turn of at most 15 degrees to either side.")


@check
def check_gentle(model) -> Outcome:
    layer_list(model, [
        ("RandomFlip", {"mode": "horizontal"}),
        "RandomRotation",
        "RandomZoom",
    ], what="augmentation")
    layers = [layer for layer in getattr(model, "layers", model) if type(layer).__name__ != "InputLayer"]
    for layer, key, share, said, unit, name in (
        (layers[1], "factor", 15 / 360, "15 degrees", 360, " degrees"),
        (layers[2], "height_factor", 0.1, "a tenth (10%)", 100, "% in height"),
        (layers[2], "width_factor", 0.1, "a tenth (10%)", 100, "% in width"),
    ):
        found = layer.get_config().get(key)
        if found is None:  # the width follows the height
            continue
        low, high = found if isinstance(found, (list, tuple)) else (-found, found)
        if abs(low + share) > 0.0006 or abs(high - share) > 0.0006:
            return not_yet(
                f"{type(layer).__name__} should go up to {said} in both directions; "
                f"yours goes from {low * unit:.3g} to {high * unit:.3g}{name}."
            )
    return passed("It mirrors, turns a little and zooms a little, and does nothing else.")


@check
def check_stop(function) -> Outcome:
    for losses, patience, expected in (
        ([0.7, 0.6, 0.5, 0.55, 0.6, 0.4], 2, (5, 3)),
        ([0.7, 0.6, 0.5, 0.55, 0.6, 0.4], 3, (6, 6)),
        ([0.7, 0.8, 0.6, 0.65, 0.5, 0.6, 0.7], 2, (7, 5)),
        ([0.5, 0.6, 0.4], 1, (2, 1)),
        ([0.5, 0.8, 0.7, 0.6], 2, (3, 1)),
        ([0.7, 0.6, 0.5], 2, (3, 3)),
        ([0.7, 0.5, 0.6], 2, (3, 2)),
        ([0.7, 0.5, 0.5, 0.5, 0.4], 2, (4, 2)),
    ):
        result = call(function, list(losses), patience)
        found = as_pair(result)
        if found is None:
            return not_yet(f"Your function should return two numbers, the last and the best epoch; yours returned {describe(result)}.")
        last, best = (as_number(value, "What your function returns") for value in found)
        if (last, best) != expected:
            hint = ""
            if (last, best) == expected[::-1]:
                hint = " The last epoch comes first, then the best."
            elif (last + 1, best + 1) == expected:
                hint = " Count epochs from 1."
            elif last == expected[0] and best == losses.index(min(losses)) + 1:
                hint = " That epoch comes after the stop, so it is never trained."
            elif last == expected[0]:
                hint = " The last epoch is right; the best is not."
            elif best == expected[1]:
                hint = " The best epoch is right; the last is not."
            return not_yet(f"For the losses {losses} and patience {patience} it gives ({last:g}, {best:g}).{hint}")
    return passed("It stops as `EarlyStopping` does, and knows which weights to keep.")


@check
def check_curves(answer) -> Outcome:
    return choice(answer, "c", {
        "a": "`fit` measured the training pictures changed, and with half of a layer missing. What does `evaluate` say?",
        "b": "A mistake is possible, but there is a usual reason for the two training accuracies. What is different about the pictures in training?",
        "d": "Nothing was learned from the validation pictures: `fit` only measures them.",
    }, success="What `fit` prints for training has two handicaps, and they hid the gap.")
