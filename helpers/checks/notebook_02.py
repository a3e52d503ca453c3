"""Checks of notebook 02."""

from .parts import Outcome, as_number, call, check, choice, layer_list, not_yet, passed


@check
def check_count_convolution(function) -> Outcome:
    for size, maps, filters in ((3, 32, 64), (5, 3, 6), (3, 3, 32), (1, 64, 10)):
        found = as_number(call(function, size, maps, filters), "What your function returns")
        weights = size * size * maps * filters
        if found != weights + filters:
            hint = {
                weights: " Those are the weights. Each filter has a bias, too.",
                weights + 1: " There is one bias for each filter, not one in all.",
                size * size * filters + filters: " Does a filter look at one map, or at all that come in?",
                size * maps * filters + filters: " The grid has a height and a width.",
            }.get(found, "")
            return not_yet(f"For filter_size = {size}, maps_in = {maps} and filters = {filters} it gives {found:g}.{hint}")
    return passed("Weights and biases, whatever the size of the picture.")


@check
def check_slim(model) -> Outcome:
    blocks = [
        layer
        for filters in (32, 64, 64)
        for layer in (
            ("Conv2D", {"filters": filters, "kernel_size": (3, 3), "strides": (1, 1), "activation": "relu"}),
            ("MaxPooling2D", {"pool_size": (2, 2), "strides": (2, 2)}),
        )
    ]
    layer_list(model, [*blocks, "GlobalAveragePooling2D", ("Dense", {"units": 2, "activation": "linear"})])
    shape = tuple(getattr(model, "input_shape", None) or ())
    if shape[1:] != (64, 64, 3):
        found = f"yours takes {'×'.join(map(str, shape[1:]))}" if shape else "yours does not know its shape yet"
        return not_yet(f"It should take pictures of shape 64×64×3, and {found}. Begin with `keras.Input((64, 64, 3))`.")
    return passed(f"It has {model.count_params():,} parameters, and none of its layers depends on the size of the picture.")


@check
def check_batch_size(answer) -> Outcome:
    return choice(answer, "b", {
        "a": "A step is an average over its batch. Does an average get better or worse when more pictures enter it?",
        "c": "An epoch is one pass through all pictures, whatever the size of the batch.",
        "d": "Overfitting would show as a training accuracy that is too good. Here the network learns less.",
    }, success="Fewer steps, though each of them is more exact.")


@check
def check_best_epoch(function) -> Outcome:
    for losses in ([0.7, 0.6, 0.5, 0.55, 0.65], [0.7, 0.6, 0.65, 0.5, 0.55], [0.4, 0.5, 0.6], [0.9, 0.8, 0.7]):
        epochs = range(len(losses))
        curves = {
            "loss": [0.7 - 0.1 * epoch for epoch in epochs],
            "accuracy": [0.5 + 0.1 * epoch for epoch in epochs],
            "val_loss": list(losses),
            "val_accuracy": [0.6 - 0.1 * epoch for epoch in epochs][::-1],
        }
        found = as_number(call(function, curves), "What your function returns")
        best = losses.index(min(losses)) + 1
        if found != best:
            hint = ""
            if found == best - 1:
                hint = " That counts from 0. People count epochs from 1."
            elif found == losses.index(max(losses)) + 1:
                hint = " That is where it is highest."
            elif found == min(losses):
                hint = " That is the loss itself. In which epoch was it reached?"
            elif found == len(losses):
                hint = " That is the last epoch. Which of the four lists do you look at?"
            return not_yet(f"For the validation losses {losses} it gives {found:g}.{hint}")
    return passed("It finds the epoch, wherever it lies.")
