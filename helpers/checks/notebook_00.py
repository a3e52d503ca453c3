"""Checks of notebook 00."""

from .parts import Outcome, as_number, call, check, choice, not_yet, passed


@check
def check_count_pictures(function) -> Outcome:
    for classes, pictures_per_class in ((2, 1000), (3, 50), (1, 7)):
        found = as_number(call(function, classes, pictures_per_class), "What your function returns")
        if found != classes * pictures_per_class:
            added = " That adds the two numbers." if found == classes + pictures_per_class else ""
            return not_yet(f"For classes = {classes} and pictures_per_class = {pictures_per_class} it gives {found:g}.{added}")
    return passed("It is right for two classes, for three, and for one.")


@check
def check_after_restart(answer) -> Outcome:
    return choice(answer, "b", {
        "a": "A trained model is a Python variable. Where do variables live, on the page or in the kernel?",
        "c": "The shown results are part of the page, as the text and the code are.",
    }, success="The page stays, and the kernel starts empty.")
