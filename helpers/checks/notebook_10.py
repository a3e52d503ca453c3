"""Checks of notebook 10."""

from .parts import Outcome, as_number, call, check, choice, not_yet, number, passed


@check
def check_speed_up(answer) -> Outcome:
    return number(answer, expected=100 / 28, tolerance=0.05, what="The speed-up", mistakes={
        10: "Ten times is the gain of the computing alone. Getting the batch takes as long as before.",
        0.28: "That is new time over old time. How many times as fast it is, old time over new time says.",
    })


@check
def check_bytes_sent(function) -> Outcome:
    for parameters, machines in ((1000, 1), (1000, 2), (2_711_042, 8)):
        found = as_number(call(function, parameters, machines), "What your function returns")
        expected = 2 * (machines - 1) / machines * parameters * 4
        if abs(found - expected) > 1e-6 * max(expected, 1):
            hint = " One machine has nobody to send to." if machines == 1 else ""
            if expected and abs(found * 4 - expected) < 1:
                hint = " That is the number of numbers. Each takes 4 bytes."
            return not_yet(f"For {parameters:,} parameters and {machines} machine{'s' * (machines > 1)} it gives {found:,.0f}.{hint}")
    return passed("Close to twice the gradient, however many machines there are.")


@check
def check_global_batch(answer) -> Outcome:
    return choice(
        answer,
        right="c",
        wrong={
            "a": "With 4 in the whole batch, half of the devices would have nothing to do.",
            "b": "The dataset's batch is shared out: of 32, each of eight devices would get 4.",
        },
    )
