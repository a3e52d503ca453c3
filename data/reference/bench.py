"""Compare the course's way with the blog's way, in pairs, on the same photographs.

    python3 course.py bench                     every comparison
    python3 course.py bench --only four         one of them: {names}
    python3 course.py bench --repeats 5         more pairs, a surer spread

Both ways run in one process, alternately, so that whatever else the machine
does falls on both. A ratio is course over blog, pair by pair: the median, then
the lowest and the highest. Results go to bench.json beside this file, each
comparison as soon as it is done; the others there stay as they are.

The seconds of models one to three and of notebook 11 are those of one epoch,
each way, times the epochs that the recipes have; the result says so.
"""

import argparse
import contextlib
import gc
import itertools
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(HERE), str(ROOT)]

import train  # noqa: E402


@contextlib.contextmanager
def quiet():
    """Hide what a call prints, on both streams."""
    with open(os.devnull, "w", encoding="utf-8") as sink, contextlib.redirect_stdout(sink), contextlib.redirect_stderr(sink):
        yield


def clock(function, *arguments, **options):
    """Return (seconds, what the function returned)."""
    began = time.perf_counter()
    result = function(*arguments, **options)
    return time.perf_counter() - began, result


def alternate(*ways, repeats):
    """Call the ways in turn, every second time in reverse; return one list of results for each."""
    results = [[] for _ in ways]
    for repeat in range(repeats):
        order = list(zip(ways, results))
        for way, found in order if repeat % 2 == 0 else order[::-1]:
            found.append(way())
    return results


def spread(values):
    return {
        "median": _round(statistics.median(values)),
        "low": _round(min(values)),
        "high": _round(max(values)),
        "values": [_round(value) for value in values],
    }


def _round(value):
    return float(f"{value:.4g}")


def compare(course, blog, unit="seconds"):
    """Return both ways' spread and that of the ratio course / blog, pair by pair."""
    return {
        "unit": unit,
        "course": spread(course),
        "blog": spread(blog),
        "ratio": spread([a / (b or 1) for a, b in zip(course, blog)]),  # a model may make no error at all
        "pairs": len(course),
    }


# -- Both ways of having the photographs ---------------------------------------

def load_course(image_size=train.IMAGE_SIZE):
    from helpers import data

    with quiet():
        return data.load(find_source(), image_size=image_size)


def find_source():
    return str(train.find_photographs())


def find_folder():
    from helpers import data

    with quiet():
        return data.find_folder(find_source())


def load_blog(folder):
    """The blog's datasets: read and decoded anew in every pass, with prefetch."""
    import tensorflow
    from keras.utils import image_dataset_from_directory

    with quiet():
        both = [
            image_dataset_from_directory(
                str(Path(folder) / part), shuffle=True, batch_size=32, image_size=train.IMAGE_SIZE
            )
            for part in ("train", "validation")
        ]
    fifth = tensorflow.data.experimental.cardinality(both[1]) // 5
    automatic = tensorflow.data.AUTOTUNE
    return both[0].prefetch(automatic), both[1].skip(fifth).prefetch(automatic)


# -- The comparisons -----------------------------------------------------------

def compare_training(model_name, options):
    """Seconds to train a model, the course's way against the blog's."""
    import keras

    course_recipe = train.RUNS[model_name, "course"]
    blog_recipe = train.RUNS[model_name, "blog"]
    loading, photographs = clock(load_course, course_recipe["image_size"])
    blog_train, blog_validation = load_blog(find_folder())
    parts = {
        "course": (course_recipe, photographs.train, photographs.validation),
        "blog": (blog_recipe, blog_train, blog_validation),
    }

    def build(way):
        recipe, training, _ = parts[way]
        keras.utils.set_random_seed(0)
        model = (
            train.build_course(model_name, image_size=recipe["image_size"])
            if way == "course"
            else train.build_blog(model_name)
        )
        train.compile_model(model, recipe, recipe["epochs"] * len(training))
        return model

    def fit(way, model):
        _, training, validation = parts[way]
        if options.quick:
            training, validation = training.take(2), validation.take(1)
        return model.fit(training, validation_data=validation, verbose=0)

    models = {way: build(way) for way in parts}
    for way, model in models.items():
        fit(way, model)  # the first epoch traces the graph and fills caches

    def epoch(way):
        return lambda: clock(fit, way, models[way])[0]

    course, blog = alternate(epoch("course"), epoch("blog"), repeats=options.repeats)
    result = compare(
        [seconds * course_recipe["epochs"] + loading for seconds in course],
        [seconds * blog_recipe["epochs"] for seconds in blog],
    )
    result["one_epoch"] = compare(course, blog)
    result["epochs"] = {"course": course_recipe["epochs"], "blog": blog_recipe["epochs"]}
    result["how"] = (
        "seconds of one epoch, each way, times the epochs of the recipe; "
        "the course's seconds hold the loading, once"
    )
    return result


def compare_model_four(options):
    """Seconds and errors of model four: features once and a small head against the blog's."""
    import keras
    import numpy as np

    from helpers import weights

    def shorten(*parts):
        return [part.take(2) if options.quick else part for part in parts]

    def run_course(seed, recipe):
        backbone = train.load_backbone(recipe["base_size"])
        began = time.perf_counter()
        pictures = load_course(recipe["image_size"])
        model = train.build_course("model_four", backbone, recipe["image_size"])
        front, head = train.split_head(model)
        compute = weights.fold_constants(front)

        def find_features(part):
            batches = [(compute(images), labels) for images, labels in part]
            return tuple(map(np.concatenate, zip(*batches)))

        training, validation, test = shorten(pictures.train, pictures.validation, pictures.test)
        training, validation = find_features(training), find_features(validation)
        epochs = 1 if options.quick else recipe["epochs"]
        keras.utils.set_random_seed(seed)
        train.compile_model(head, recipe, epochs * -(-len(training[1]) // recipe["batch_size"]))
        head.fit(
            *training, batch_size=recipe["batch_size"], epochs=epochs, validation_data=validation, verbose=0
        )
        seconds = time.perf_counter() - began
        return seconds, count_errors(head, [validation, find_features(test)])

    def run_blog(seed, recipe):
        keras.utils.set_random_seed(seed)
        backbone = train.load_backbone()
        began = time.perf_counter()
        training, validation = shorten(*load_blog(find_folder()))
        model = train.build_blog("model_four", backbone)
        train.compile_model(model, recipe, 1)
        epochs = 1 if options.quick else recipe["epochs"]
        model.fit(training, epochs=epochs, validation_data=validation, verbose=0)
        seconds = time.perf_counter() - began
        parts = shorten(held_out.validation, held_out.test)
        return seconds, count_errors(model, itertools.chain(*parts))

    def count_errors(model, batches):
        return sum(
            int((model.predict_on_batch(images).argmax(axis=1) != np.asarray(labels)).sum())
            for images, labels in batches
        )

    def whole(way, run):
        seeds = itertools.count()

        def fresh():
            keras.utils.clear_session()  # what one way leaves in memory must not slow the next one
            gc.collect()
            return run(next(seeds), train.RUNS["model_four", way])

        return fresh

    # Read before any clock runs, so that the files are in memory for all.
    held_out = load_course()
    runs = {"course": run_course, "blog": run_blog}
    results = alternate(*[whole(*item) for item in runs.items()], repeats=options.repeats)
    seconds = {way: [pair[0] for pair in pairs] for way, pairs in zip(runs, results)}
    errors = {way: [pair[1] for pair in pairs] for way, pairs in zip(runs, results)}
    result = compare(seconds["course"], seconds["blog"])
    result["errors"] = compare(errors["course"], errors["blog"], "errors")
    result["held_out"] = sum(held_out.counts["validation"].values()) + sum(held_out.counts["test"].values())
    result["image_size"] = {name: train.RUNS["model_four", name]["image_size"] for name in runs}
    result["how"] = "from files on disk to a trained model; errors on validation and test together"
    return result


def compare_scratch(options):
    """Seconds to train the networks of notebook 11 against the blog's model three."""
    import keras
    import tensorflow

    from helpers import data

    def shorten(dataset, batches):
        return dataset.take(batches) if options.quick else dataset

    def give_answers(images, labels):
        return images, tensorflow.one_hot(labels, len(train.CLASS_NAMES))

    training = load_course(train.SCRATCH["image_size"]).train
    images, labels = data.arrays(shorten(training, 2), dtype="uint8")
    validation = shorten(load_course(train.SCRATCH["prediction_size"]).validation, 1).map(give_answers)

    probe = train.run_scratch_cells("full")
    probe.update(images=images, labels=labels)  # its functions look both up there
    milliseconds = {name: probe["count_milliseconds"](name) for name in ("float32", "mixed_bfloat16")}
    faster = milliseconds["mixed_bfloat16"] < 0.9 * milliseconds["float32"]  # as in notebook 11
    precision = "mixed_bfloat16" if faster else "float32"
    images, answers = map(tensorflow.constant, give_answers(images, labels))

    def prepare_course(recipe_name):
        recipe = train.RUNS["model_scratch", recipe_name]
        keras.config.set_dtype_policy(precision)
        names = train.run_scratch_cells(recipe_name)
        names["compile_network"](names["model_scratch"], steps=1000)
        parts = [
            (names["make_batches"](images, answers, size), last - first)
            for size, (first, last) in names["split_epochs"](recipe["epochs"]).items()
        ]
        return names["model_scratch"], parts, validation

    def prepare_blog():
        keras.config.set_dtype_policy("float32")
        recipe, model = train.RUNS["model_three", "blog"], train.build_blog("model_three")
        training, validation = map(shorten, load_blog(find_folder()), (2, 1))
        train.compile_model(model, recipe, len(training))
        return model, [(training, recipe["epochs"])], validation

    def whole(model, parts, validation):
        def run():
            looking = clock(model.evaluate, validation, verbose=0)[0]
            training = sum(epochs * clock(model.fit, batches, verbose=0)[0] for batches, epochs in parts)
            return training / sum(epochs for _, epochs in parts), looking

        run()  # the first time traces the graphs
        return run

    def add_up(measured, model, recipe_name):
        recipe = train.RUNS[model, recipe_name]
        every = recipe.get("validate_every", 1)
        return [recipe["epochs"] * (training + looking / every) for training, looking in measured]

    full, larger, blog = alternate(
        whole(*prepare_course("full")), whole(*prepare_course("larger")), whole(*prepare_blog()),
        repeats=options.repeats,
    )
    blog = add_up(blog, "model_three", "blog")
    result = compare(add_up(full, "model_scratch", "full"), blog)
    # The epochs of "shorter" are those of "full", but fewer.
    result["shorter_training"] = compare(add_up(full, "model_scratch", "shorter"), blog)
    result["larger_network"] = compare(add_up(larger, "model_scratch", "larger"), blog)
    names = ("shorter", "full", "larger")
    result["epochs"] = {name: train.RUNS["model_scratch", name]["epochs"] for name in names}
    result["validated_every"] = {name: train.RUNS["model_scratch", name]["validate_every"] for name in names}
    result["precision"] = precision
    result["how"] = (
        "seconds of one epoch at each size, times the epochs of the recipe, and of each look at validation; "
        "the course in bfloat16 where that is clearly faster, the blog in float32"
    )
    return result


IMPORT = """
import sys, time
began = time.perf_counter()
import helpers
from helpers import data, plots, weights, reference
print(time.perf_counter() - began)
assert "tensorflow" not in sys.modules and "keras" not in sys.modules
"""

COURSE_PICTURE = """
from helpers import data, plots
photographs = data.load({source!r})
plots.show_classes(photographs.train, photographs.class_names).png()
"""

BLOG_PICTURE = """
import matplotlib
matplotlib.use("agg")
from matplotlib import pyplot
from keras.utils import image_dataset_from_directory
training, validation = [
    image_dataset_from_directory({folder!r} + "/" + part, shuffle=True, batch_size=32, image_size=(160, 160))
    for part in ("train", "validation")
]
for images, labels in training.take(1):
    pyplot.figure(figsize=(6, 10))
    rows = [[i for i in range(len(labels)) if labels[i] == label][:3] for label in (1, 0)]
    for place, index in enumerate(rows[0] + rows[1]):
        pyplot.subplot(2, 3, place + 1)
        pyplot.imshow(images[index].numpy().astype("uint8"))
        pyplot.axis("off")
    pyplot.savefig({picture!r})
"""


def compare_start(options):
    """Seconds from a fresh Python to the first picture; and of importing helpers."""
    folder = str(find_folder())

    def run_python(program):
        command = [sys.executable, "-X", "utf8", "-c", program]
        return subprocess.run(command, cwd=ROOT, check=True, capture_output=True)

    with tempfile.TemporaryDirectory() as scratch:
        programs = {
            "course": COURSE_PICTURE.format(source=find_source()),
            "blog": BLOG_PICTURE.format(folder=folder, picture=str(Path(scratch) / "picture.png")),
        }

        def start(way):
            return lambda: clock(run_python, programs[way])[0]

        result = compare(*alternate(start("course"), start("blog"), repeats=options.repeats))
    seconds = [float(run_python(IMPORT).stdout) for _ in range(options.repeats)]
    result["import_helpers"] = {"unit": "seconds", "course": spread(seconds)}
    result["how"] = "a fresh Python each time, from its start to the first rows of pictures; files in memory"
    return result


def compare_counting(options):
    """Seconds to count the pictures of each class: file paths against decoding."""
    from helpers import data

    folder = find_folder()
    training, _ = load_blog(folder)
    if options.quick:
        training = training.take(2)

    def by_paths():
        return clock(data.count_files, folder)[0]

    def by_decoding():
        def count():
            counts = {}
            for label in training.unbatch().map(lambda image, label: label).as_numpy_iterator():
                counts[int(label)] = counts.get(int(label), 0) + 1

        return clock(count)[0]

    result = compare(*alternate(by_paths, by_decoding, repeats=options.repeats))
    result["how"] = "by file paths against by decoding every training picture"
    return result


def compare_loading(options):
    """Seconds until every training picture has been seen once, from files on disk."""
    folder = find_folder()

    def course():
        return clock(lambda: [None for _ in load_course().train])[0]

    def blog():
        return clock(lambda: [None for _ in load_blog(folder)[0]])[0]

    result = compare(*alternate(course, blog, repeats=options.repeats))
    result["how"] = "first pass; the course has then decoded validation and test too"
    return result


def compare_batches(options):
    """Training batches per second, after the first pass."""
    parts = {"course": load_course().train, "blog": load_blog(find_folder())[0]}

    def rate(way):
        def run():
            seconds, batches = clock(lambda: sum(1 for _ in parts[way]))
            return batches / seconds

        return run

    for way in parts:
        rate(way)()
    result = compare(*alternate(rate("course"), rate("blog"), repeats=options.repeats), "batches per second")
    result["how"] = "whole passes over the training pictures, batches of 32, nothing trained"
    return result


COMPARISONS = {
    "start": compare_start,
    "counting": compare_counting,
    "loading": compare_loading,
    "batches": compare_batches,
    "four": compare_model_four,
    "one": lambda options: compare_training("model_one", options),
    "two": lambda options: compare_training("model_two", options),
    "three": lambda options: compare_training("model_three", options),
    "scratch": compare_scratch,
}
TITLES = {
    "start": "first picture from a fresh start",
    "counting": "counting the classes",
    "loading": "the first pass over the training pictures",
    "batches": "batches per second, later passes",
    "four": "model four, files to trained model",
    "one": "model one, training",
    "two": "model two, training",
    "three": "model three, training",
    "scratch": "the network of notebook 11 against the blog's model three",
}


def print_result(name, result):
    def line(title, part):
        def show(key):
            values = part[key]
            return f"{values['median']:g} ({values['low']:g} to {values['high']:g})"

        print(f"{title}: course {show('course')} {part['unit']}", end="")
        if "ratio" in part:
            print(f", blog {show('blog')}; ratio {show('ratio')}, {part['pairs']} pairs", end="")
        print(flush=True)

    line(TITLES[name], result)
    for key, part in result.items():
        if isinstance(part, dict) and "course" in part and "unit" in part:
            line(f"  {key.replace('_', ' ')}", part)


def main(arguments=None):
    parser = argparse.ArgumentParser(
        prog="course.py bench",
        description=__doc__.replace("{names}", ", ".join(COMPARISONS)),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--only", action="append", choices=COMPARISONS, help="one comparison; may be repeated")
    parser.add_argument("--repeats", type=int, default=3, help="pairs of each comparison")
    parser.add_argument("--quick", action="store_true", help="a trial on a few batches; writes no record")
    parser.add_argument("--output", type=Path, default=HERE / "bench.json", help="where the results go")
    options = parser.parse_args(arguments)
    if os.environ.get("COURSE_EVERY", "").strip() not in ("", "1"):
        parser.error("COURSE_EVERY is set: only the course's way would leave out pictures. Unset it and try again.")
    results = json.loads(options.output.read_text()) if options.output.exists() else {}
    for name in options.only or COMPARISONS:
        before = train.watch_processor()
        result = COMPARISONS[name](options)
        result["processor"] = train.name_processor()
        result["versions"] = train.read_versions()
        # The comparison of starts runs in processes of its own, which count as others here.
        if name != "start":
            result["share_of_other_programs"] = train.compare_processor(before)
        print_result(name, result)
        if not options.quick:
            results[name] = result
            train.write_whole(json.dumps(results, indent=1), options.output)
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit("Stopped. What was finished is written.")
