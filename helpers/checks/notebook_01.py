"""Checks of notebook 01."""

from collections.abc import Iterable

from .parts import Outcome, as_number, call, check, choice, describe, not_yet, passed


@check
def check_count_batches(function) -> Outcome:
    for pictures, batch_size, expected in (
        (2000, 32, 63), (64, 32, 2), (33, 32, 2), (62, 32, 2), (96, 32, 3), (1001, 1000, 2), (1, 32, 1), (10, 1, 10)
    ):
        found = as_number(call(function, pictures, batch_size), "What your function returns")
        if found != expected:
            hint = "Batches come in whole numbers." if found != int(found) else (
                "Every picture needs a batch, also the last few." if found < expected
                else "There should be no empty batch.")
            return not_yet(f"For {pictures} pictures and batch_size = {batch_size} it gives {found:g}. {hint}")
    return passed("Full batches, and one more when pictures are left over.")


@check
def check_colleague(answer) -> Outcome:
    return choice(answer, "c", {
        "a": "The labels are numbers, and the comparison sees only numbers. What is a cat for her, and what for you?",
        "b": "A model that guesses is right half of the time. Hers does not guess: it knows, and says it in other numbers.",
        "d": "Keras sees two numbers, 0 and 1, from the model and from the labels. They fit.",
    }, success="Swapped classes turn right into wrong, so nine in ten becomes one in ten.")


@check
def check_split_files(function) -> Outcome:
    for sizes in ((10, 10), (50, 50), (20, 30)):
        files = [
            f"/data/validation/{kind}s/{kind}.{number:03d}.jpg"
            for kind, size in zip(("cat", "dog"), sizes, strict=True) for number in range(size)
        ]
        result = call(function, list(files))
        if not isinstance(result, (list, tuple)) or len(result) != 2 or any(isinstance(p, str) or not isinstance(p, Iterable) for p in result):
            return not_yet(f"Your function should return two lists, validation and test; yours returned {describe(result)}.")
        validation, test = (list(part) for part in result)
        case = f"From {len(files)} files"
        strange = [file for file in validation + test if file not in files]
        if strange:
            return not_yet(f"{case}: {strange[0]!r} is in a part and was not in the list.")
        both = set(validation) & set(test)
        if both:
            return not_yet(f"{case}, {len(both)} are in validation and in test. The parts should be disjoint.")
        if len(set(validation)) != len(validation) or len(set(test)) != len(test):
            return not_yet(f"{case}: a file is twice in the same part.")
        if len(validation) + len(test) != len(files):
            return not_yet(f"{case}, {len(files) - len(validation) - len(test)} are in neither part.")
        cats, dogs = (sum(f"/{kind}s/" in file for file in test) for kind in ("cat", "dog"))
        if len(test) != len(files) // 5:
            return not_yet(f"{case}, {len(test)} went to test. A fifth would be {len(files) // 5}.")
        if (cats, dogs) != tuple(size // 5 for size in sizes):
            return not_yet(f"{case}, {sizes[0]} cats and {sizes[1]} dogs, {cats} cats and {dogs} dogs went to test. The split should be stratified.")
        if any([list(part) for part in call(function, list(files))] != [validation, test] for attempt in range(3)):
            return not_yet(f"{case}, the parts differ when the function runs again. The split should be fixed.")
    return passed("Disjoint, stratified and fixed.")


@check
def check_baseline_accuracy(function) -> Outcome:
    for counts in ({"cat": 900, "dog": 100}, {"cat": 1000, "dog": 1000}, {"cat": 2, "dog": 5, "fox": 3}):
        found = as_number(call(function, dict(counts)), "What your function returns")
        expected = max(counts.values()) / sum(counts.values())
        if abs(found - expected) > 1e-6:
            hint = ""
            if found == max(counts.values()):
                hint = " That is how many are right. Of how many in all?"
            elif abs(found - 100 * expected) < 1e-6:
                hint = " Give a share between 0 and 1, not a percentage."
            elif abs(found - 1 / len(counts)) < 1e-6:
                hint = " That is right on average for a model that names classes at random; this one always names the most frequent."
            return not_yet(f"For {counts} it gives {found:g}.{hint}")
    return passed("The share of the largest class.")
