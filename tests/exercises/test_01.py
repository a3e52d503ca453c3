"""Right and wrong answers for the exercises of notebook 01."""

import math
import random

from exercise_tables import make_tests


def half_of_each(files):
    middle = len(files) // 2
    test = files[: middle // 5] + files[middle : middle + middle // 5]
    return [file for file in files if file not in test], test


def by_the_folder(files):
    cats, dogs = ([file for file in files if f"/{kind}/" in file] for kind in ("cats", "dogs"))
    test = cats[::5] + dogs[::5]
    return [file for file in files if file not in test], test


def random_within_each_class(files):
    cats, dogs = files[: len(files) // 2], files[len(files) // 2 :]
    test = random.sample(cats, len(cats) // 5) + random.sample(dogs, len(dogs) // 5)
    return [file for file in files if file not in test], test


def random_with_a_seed(files):
    test = random.Random(3).sample(files, len(files) // 5)
    return [file for file in files if file not in test], test


test_answers, test_untouched, test_solutions = make_tests(
    "01_look_at_the_data",
    right={
        "check_count_batches": [
            lambda pictures, batch_size: math.ceil(pictures / batch_size),
            lambda pictures, batch_size: -(-pictures // batch_size),
            lambda pictures, batch_size: pictures // batch_size + (pictures % batch_size > 0),
        ],
        "check_colleague": ["c", "C"],
        "check_split_files": [
            lambda files: ([file for file in files if file not in files[::5]], files[::5]),
            lambda files: ([file for i, file in enumerate(files) if i % 5 != 4], tuple(files[4::5])),
            by_the_folder,
        ],
        "check_baseline_accuracy": [lambda counts: max(counts.values()) / sum(counts.values())],
    },
    wrong={
        "check_count_batches": [
            lambda pictures, batch_size: pictures // batch_size,
            lambda pictures, batch_size: pictures // batch_size + 1,
            lambda pictures, batch_size: pictures / batch_size,
            lambda pictures, batch_size: round(pictures / batch_size),
            lambda pictures, batch_size: round(pictures / batch_size + 0.5),
            lambda pictures, batch_size: 63,
            lambda pictures: pictures,
            63,
        ],
        "check_colleague": ["a", "b", "d", 0.1],
        "check_split_files": [
            lambda files: (files[len(files) // 5 :], files[: len(files) // 5]),
            lambda files: (files[: -(len(files) // 5)], files[-(len(files) // 5) :]),
            lambda files: (files, files[::5]),
            lambda files: (files[1::5], files[::5]),
            lambda files: (files[::5], [file for file in files if file not in files[::5]]),
            lambda files: (files[1::2], files[::2]),
            lambda files: files[::5],
            lambda files: (files[1::5] * 4, files[::5]),
            lambda files: ([], [file.upper() for file in files]),
            lambda files: (5, 3),
            half_of_each,
            random_within_each_class,
            random_with_a_seed,
        ],
        "check_baseline_accuracy": [
            lambda counts: 0.5,
            lambda counts: 1 / len(counts),
            lambda counts: max(counts.values()),
            lambda counts: 100 * max(counts.values()) / sum(counts.values()),
            lambda counts: min(counts.values()) / sum(counts.values()),
            lambda counts: counts["cat"] / sum(counts.values()),
            lambda counts: counts["dogs"] / sum(counts.values()),
            0.9,
        ],
    },
)
