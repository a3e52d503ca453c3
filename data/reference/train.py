"""Train every model of the course on the photographs and record each run.

    python3 course.py reference                        all runs that have no record yet
    python3 course.py reference --list                 what is recorded, what is missing
    python3 course.py reference --only model_one       one model
    python3 course.py reference --only model_one-blog  one recipe of it
    python3 course.py reference --seeds 3              fewer seeds than usual

Each run is one process and one file, {model}-{recipe}-{seed}.json in this
folder, written when the run is complete. Stop the program whenever you like:
the next call begins with the run that was interrupted.

The models are not written here. For the recipe "course" this program executes
the very cell, tagged "reference", that builds the model in its notebook. The
recipe "blog" is the one that the course grew from, with its layers, its
optimizer and its epochs; only what no longer runs has been mended.

Of notebooks 05 to 07 it also executes the cells tagged "recorded", from loading the
photographs to the tables that the record keeps, once for each seed.
"""

import argparse
import ast
import contextlib
import hashlib
import json
import math
import os
import platform
import re
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path, PurePosixPath

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(ROOT))

import helpers  # noqa: E402, F401  (before TensorFlow, which it sets up as in the notebooks)

NOTEBOOKS = ROOT / "notebooks" / "source"
IMAGE_SIZE = (160, 160)
CLASS_NAMES = ("cat", "dog")

# Recipes. rate: the highest learning rate; warm_up: the share of the steps in
# which it rises to that, falling along a cosine afterwards; None: constant.
# The course trains models one to three on smaller pictures: the same layers.
BLOG = {
    "optimizer": "adam", "rate": 1e-3, "warm_up": None, "batch_size": 32, "image_size": (160, 160), "seeds": 3,
}
COURSE = {**BLOG, "warm_up": 0.2, "image_size": (64, 64), "seeds": 5}
HEAD = {**COURSE, "warm_up": 0.0, "epochs": 10}
RUNS = {
    ("model_one", "course"): {**COURSE, "epochs": 8},
    ("model_two", "course"): {**COURSE, "epochs": 16},
    ("model_three", "course"): {**COURSE, "epochs": 20},
    ("model_four", "course"): {**HEAD, "image_size": (192, 192), "base_size": (160, 160)},
    # The base sees whole pictures instead of their middle.
    ("model_four", "whole"): {**HEAD, "image_size": (160, 160), "base_size": (160, 160)},
    ("model_four", "larger"): {**HEAD, "image_size": (192, 192), "base_size": (192, 192)},
    ("model_one", "constant-rate"): {**COURSE, "warm_up": None, "epochs": 8},
    # Model one for as many epochs as model two, without augmentation and with two of them (notebook 03).
    ("model_one", "as-long"): {**COURSE, "epochs": 16},
    ("model_one", "augmented"): {**COURSE, "epochs": 16},
    ("model_one", "gentle"): {**COURSE, "epochs": 16},
    # Model three with nothing changed but the rescaling (notebook 04).
    ("model_three", "without-rescaling"): {**COURSE, "epochs": 20},
    ("model_one", "blog"): {**BLOG, "epochs": 20},
    ("model_two", "blog"): {**BLOG, "epochs": 30},
    ("model_three", "blog"): {**BLOG, "epochs": 20},
    ("model_four", "blog"): {**BLOG, "base_size": (160, 160), "epochs": 10},
}

# The network of notebook 11, from scratch: the notebook's own cells say all but this.
SCRATCH = {
    "precision": "mixed_bfloat16", "image_size": (160, 160), "prediction_size": (144, 144), "validate_every": 1,
    "seeds": 3,
}
RUNS |= {
    ("model_scratch", "course"): {**SCRATCH, "prediction_size": (128, 128), "epochs": 15},
    # About as long as the blog trains model three.
    ("model_scratch", "shorter"): {**SCRATCH, "epochs": 100, "validate_every": 20},
    ("model_scratch", "full"): {**SCRATCH, "epochs": 140, "validate_every": 5},
}
# One thing changed in the cells of notebook 11: (its text, the text in its place).
SIZES = "sizes = {0.5: 64, 0.8: 80, 1.0: 112}"
CHANGES = {
    "flips-only": [
        ("share = tf.random.uniform([count], smallest_share, 1.0)", "share = tf.ones([count])"),
        ("shape = tf.exp(tf.random.uniform([count], -0.3, 0.3))", "shape = tf.ones([count])"),
    ],
    "flips-and-turns": [(
        "    return tf.image.crop_and_resize(images, boxes, tf.range(count), (size, size))",
        "    return blog(tf.image.resize(images, (size, size)), training=True)\n\n"
        "import keras\n"
        "blog = keras.Sequential([\n"
        "    keras.layers.RandomFlip('horizontal_and_vertical'), keras.layers.RandomRotation(0.2)\n"
        "])",
    )],
    "pasting": [("(crop(images, size), answers)", "mix(crop(images, size), answers)")],
    "no-shortcuts": [("layers.Add()([changed, shortcut])", "changed")],
    # Each map shrunk to 4 by 4 places, the size that the smallest crops leave, instead of its mean.
    "places-kept": [("layers.GlobalAveragePooling2D()(maps)", "layers.Flatten()(layers.Resizing(4, 4)(maps))")],
    # Keras's default.
    "slow-averages": [("momentum=0.9", "momentum=0.99")],
    "one-size": [(SIZES, "sizes = {1.0: 112}")],
    "hard-labels": [("label_smoothing=0.1", "label_smoothing=0.0")],
    # The mean of the rate that rises and falls.
    "constant-rate": [("AdamW(rate,", "AdamW(0.0025,")],
}
RUNS |= {
    ("model_scratch", recipe): {**SCRATCH, "epochs": 40, "validate_every": 40}
    for recipe in ("whole", *CHANGES)
}
# "shorter" without crops: what they are worth in as many epochs as that.
CHANGES["shorter-flips-only"] = CHANGES["flips-only"]
RUNS["model_scratch", "shorter-flips-only"] = dict(RUNS["model_scratch", "shorter"])
# Without crops no animal is enlarged in training, so the pictures to judge by are not larger either.
for uncropped in ("flips-only", "flips-and-turns", "shorter-flips-only"):
    RUNS["model_scratch", uncropped]["prediction_size"] = (112, 112)
# A larger network: four blocks, the first of which keeps the size, and more epochs.
CHANGES["larger"] = [
    ("convolve(maps, 24, strides=2)", "convolve(maps, 32, strides=2)"),
    ("    for filters in (48, 96, 192):", "    maps = add_block(maps, 32, strides=1)\n    for filters in (64, 128, 192):"),
]
RUNS["model_scratch", "larger"] = {**SCRATCH, "epochs": 160, "validate_every": 20}

# What notebooks measure in tables of their own: (the text of the seed, what takes its place), and the tables.
TABLES = {
    "notebook_05": (("set_random_seed(1)", "set_random_seed({seed})"), ("two_heads", "fine_tuned")),
    "notebook_06": (("for seed in range(5):", "for seed in [{seed}]:"), ("results",)),
    "notebook_07": (("set_random_seed(0)", "set_random_seed({seed})"), ("scored", "steps_taken")),
}
RUNS |= {(notebook, "course"): {"seeds": 5} for notebook in TABLES}


# -- The photographs -----------------------------------------------------------

def find_photographs():
    """Return the folder, or the zip file, that holds the photographs."""
    from helpers import data, folders

    named = os.environ.get("COURSE_DATA", "").strip()
    if named in ("", "photos", "sample"):  # only photographs are recorded and compared
        return Path(data.find_folder("photos"))
    place = folders.locate(named)
    if not place.exists():
        sys.exit(f"COURSE_DATA names {named}, and no such file or folder is there. Give its full path, or unset it.")
    return place


def list_files(names):
    """Return {part: [(name, class index), ...]} with the course's splits.

    names: paths inside the archive, forward slashes. The test part is every
    fifth file of the validation folders, by sorted name within the class.
    """
    from helpers import folders

    names = [name for name in names if not folders.is_junk(PurePosixPath(name).parts)]
    parts = {"train": [], "validation": [], "test": []}
    for label, class_name in enumerate(CLASS_NAMES):
        for folder in ("train", "validation"):
            inside = f"{folder}/{class_name}s/"
            files = sorted(
                (name for name in names if inside in f"/{name}" and name.lower().endswith((".jpg", ".jpeg"))),
                key=lambda name: name.rsplit("/", 1)[1],
            )
            for index, name in enumerate(files):
                held_back = folder == "validation" and index % 5 == 4
                parts["test" if held_back else folder].append((name, label))
    return parts


def resize(image, size):
    """Resize (height, width, 3) bilinearly, as Keras's own loader does; uint8."""
    import numpy as np

    def weights(length, target):
        where = np.clip((np.arange(target) + 0.5) * length / target - 0.5, 0, length - 1)
        low = np.floor(where).astype(int)
        return low, np.minimum(low + 1, length - 1), (where - low).astype("float32")

    top, bottom, down = weights(image.shape[0], size[0])
    left, right, across = weights(image.shape[1], size[1])
    image = image.astype("float32")
    down, across = down[:, None, None], across[None, :, None]
    rows = image[top] * (1 - down) + image[bottom] * down
    return np.rint(rows[:, left] * (1 - across) + rows[:, right] * across).astype("uint8")


def load_photographs(size=IMAGE_SIZE):
    """Return {part: (images uint8 (n, height, width, 3), labels (n,))}."""
    import numpy as np
    from PIL import Image

    place = find_photographs()
    if place.is_dir():
        names = [path.relative_to(place).as_posix() for path in place.rglob("*.jp*g")]
        read = lambda name: place / name  # noqa: E731
        archive = contextlib.nullcontext()
    else:
        archive = zipfile.ZipFile(place)
        names = archive.namelist()
        read = archive.open
    arrays = {}
    with archive:
        for part, files in list_files(names).items():
            if not files:
                sys.exit(f"No photographs for {part} in {place}.")
            images = np.empty((len(files), *size, 3), "uint8")
            for index, (name, _) in enumerate(files):
                opened = read(name)
                with opened if hasattr(opened, "close") else contextlib.nullcontext(opened) as file:
                    images[index] = resize(np.asarray(Image.open(file).convert("RGB")), size)
            arrays[part] = images, np.array([label for _, label in files])
    return arrays


# -- The models ----------------------------------------------------------------

def find_code(path, tag):
    """Return the cells of a notebook that hold this tag, in order, as one text."""
    parts = re.split(r"(?m)^# %%(.*)$", path.read_text(encoding="utf-8"))
    return "\n".join(code for header, code in zip(parts[1::2], parts[2::2]) if f'"{tag}"' in header)


def find_cells(folder=NOTEBOOKS):
    """Return {model name: code}: the cells tagged "reference" of the notebook that builds it."""
    cells = {}
    for path in sorted(Path(folder).glob("*.py")):
        code = find_code(path, "reference")
        for node in ast.parse(code).body:
            if isinstance(node, ast.Assign):
                for target in node.targets:
                    if isinstance(target, ast.Name) and target.id.startswith("model_"):
                        cells[target.id] = code
    return cells


def read_epochs():
    """Return {model name: (course, full)}: what its notebook gives to choose_epochs with the photographs."""
    epochs, cells = {}, find_cells()
    for path in sorted(NOTEBOOKS.glob("*.py")):
        text = path.read_text(encoding="utf-8")
        for model in re.findall(r"(?m)^(model_\w+) = ", text):
            found = re.search(r"choose_epochs\((?:\d+ if .+? else )?(\d+), (\d+)\)", text)
            if found and model in cells:
                epochs[model] = tuple(map(int, found.groups()))
    return epochs


def build_course(model, backbone=None, image_size=IMAGE_SIZE):
    """Build a model by executing its notebook's own cell."""
    import keras

    names = {
        "keras": keras,
        "layers": keras.layers,
        "image_size": tuple(image_size),
        "class_names": CLASS_NAMES,
        "backbone": backbone,
    }
    if backbone is not None:  # as notebook 05 does with photographs
        names["view"] = keras.layers.CenterCrop(*backbone.input_shape[1:3])
    exec(find_cells()[model], names)
    return names[model]


def run_scratch_cells(recipe, folder=NOTEBOOKS):
    """Execute the cells of notebook 11, with the recipe's change, and return their names."""
    code = find_cells(folder)["model_scratch"]
    for old, new in CHANGES.get(recipe, ()):
        if code.count(old) != 1:
            sys.exit(f"Notebook 11 must hold {old!r} once in its reference cells; the recipe {recipe} changes it.")
        code = code.replace(old, new)
    names = {"class_names": CLASS_NAMES}
    exec(code, names)
    return names


def change_layers(model, recipe):
    """Return the model as the recipe changes it, or as it is.

    Model one gets the augmentation of model two in front, or the gentle one of notebook 03's exercise;
    model three loses its rescaling, which the others do not have.
    """
    import keras
    from keras import layers

    in_front = {
        "augmented": [layers.RandomFlip("horizontal_and_vertical"), layers.RandomRotation(0.2)],
        "gentle": [layers.RandomFlip("horizontal"), layers.RandomRotation(15 / 360), layers.RandomZoom(0.1)],
        "without-rescaling": [],
    }
    if recipe not in in_front:
        return model
    added, left_out = in_front[recipe], (layers.InputLayer, layers.Rescaling)
    kept = [layer for layer in model.layers if not isinstance(layer, left_out)]
    return keras.Sequential([keras.Input(model.input_shape[1:]), *added, *kept])


def build(model, recipe, backbone=None):
    """Build what a record of this model and recipe trains."""
    if recipe == "blog":
        return build_blog(model, backbone)
    if model == "model_scratch":
        return run_scratch_cells(recipe)["model_scratch"]
    return change_layers(build_course(model, backbone, RUNS[model, recipe]["image_size"]), recipe)


def build_blog(model, backbone=None):
    """Build a model with the blog's layers."""
    import keras
    from keras import layers

    def block(filters, padding="valid"):
        return [
            layers.Conv2D(filters, 3, padding=padding),
            layers.MaxPooling2D(),
            layers.BatchNormalization(),
            layers.Activation("relu"),
        ]

    def head(units):
        return [
            layers.Flatten(),
            layers.Dense(units, activation="relu"),
            layers.Dropout(0.5),
            layers.Dense(len(CLASS_NAMES)),
        ]

    def plain(filters):
        return [layers.Conv2D(filters, 3, activation="relu"), layers.MaxPooling2D()]

    flip = layers.RandomFlip("horizontal_and_vertical", seed=0)
    turn = layers.RandomRotation(0.2, seed=0)
    rescaling = layers.Rescaling(1 / 127.5, offset=-1)
    stack = {
        "model_one": lambda: [*block(32), *plain(64), *plain(64), *head(128)],
        "model_two": lambda: [flip, turn, *block(32), *block(64), *block(64), *head(128)],
        "model_three": lambda: [rescaling, flip, turn, *block(32), *block(64), *block(64), *head(128)],
        "model_four": lambda: [
            rescaling, flip, freeze(backbone), turn, *block(32, "same"), *block(64, "same"), *head(32),
        ],
    }[model]()
    return keras.Sequential([keras.Input((*IMAGE_SIZE, 3)), *stack])


def freeze(backbone):
    """Wrap a backbone so that it always predicts and never learns."""
    import keras

    backbone.trainable = False
    inputs = keras.Input(backbone.input_shape[1:])
    return keras.Model(inputs, backbone(inputs, training=False))


def load_backbone(image_size=IMAGE_SIZE, weights=True):
    """MobileNetV2 as the notebooks take it for photographs; without weights it only has the same layers."""
    import keras

    from helpers.weights import load_backbone as load_pretrained

    if weights:
        return load_pretrained("photos", image_size)
    backbone = keras.applications.MobileNetV2(input_shape=(*image_size, 3), include_top=False, weights=None)
    backbone.trainable = False
    return backbone


ESSENTIAL = (
    "activation", "axis", "epsilon", "factor", "fill_mode", "filters", "groups", "height_factor",
    "kernel_size", "mode", "momentum", "offset", "padding", "pool_size", "rate", "scale", "strides",
    "target_shape", "units", "use_bias", "width_factor",
)


def describe_layers(model):
    """Return [[class name, settings that matter], ...]: what a record stores.

    Two models with the same list compute the same function of their weights.
    A model inside the model is described by its layers in turn, or, when it
    has very many, by their number and its parameters.
    """
    lines = []
    for layer in model.layers:
        kind = type(layer).__name__
        if kind == "InputLayer":
            continue
        if hasattr(layer, "layers"):
            inner = describe_layers(layer)
            if len(inner) > 30:
                inner = {"layers": len(inner), "parameters": layer.count_params()}
            lines.append([kind, inner])
            continue
        config = layer.get_config()
        settings = {key: config[key] for key in ESSENTIAL if config.get(key) is not None}
        lines.append([kind, settings])
    return json.loads(json.dumps(lines))


def count_parameters(model):
    return {
        "total": int(model.count_params()),
        "trainable": int(sum(math.prod(weight.shape) for weight in model.trainable_weights)),
    }


# -- One run -------------------------------------------------------------------

def compile_model(model, recipe, steps):
    """Compile as the recipe says. steps: training steps in all."""
    import keras

    rate = recipe["rate"]
    if recipe["warm_up"] is not None:
        rising = int(recipe["warm_up"] * steps)
        rate = keras.optimizers.schedules.CosineDecay(
            0.0 if rising else rate,
            steps - rising,
            warmup_target=rate if rising else None,
            warmup_steps=rising,
        )
    model.compile(
        optimizer=keras.optimizers.Adam(rate),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
    )


def split_head(model):
    """Split a model before its last layer; return (what computes the features, the head)."""
    import keras

    front = keras.Model(model.input, model.layers[-2].output)
    return front, keras.Sequential([keras.Input(front.output_shape[1:]), model.layers[-1]])


def fit_model(model_name, recipe_name, recipe, photographs):
    """Train models one to four; return (whole model, the part that was fitted, history, what it saw)."""
    backbone = load_backbone(recipe["base_size"]) if "base_size" in recipe else None
    model = whole = build(model_name, recipe_name, backbone)
    if backbone and recipe_name != "blog":
        front, model = split_head(whole)
        photographs = {
            part: (front.predict(images, batch_size=50, verbose=0), labels)
            for part, (images, labels) in photographs.items()
        }
    steps = recipe["epochs"] * -(-len(photographs["train"][1]) // recipe["batch_size"])
    compile_model(model, recipe, steps)
    history = model.fit(
        *photographs["train"],
        batch_size=recipe["batch_size"],
        epochs=recipe["epochs"],
        validation_data=photographs["validation"],
        validation_batch_size=50,
        verbose=2,
    )
    return whole, model, history.history, photographs


def look_twice(model, images):
    """Return the mean of the logits for the pictures and for their mirror images."""
    looks = images, images[:, :, ::-1]
    return sum(model.predict(look, batch_size=50, verbose=0) for look in looks) / 2


def measure(model, images, labels):
    """Return accuracy, loss, and how many of the predictions are right."""
    return judge(model.predict(images, batch_size=50, verbose=0), labels)


def judge(logits, labels):
    import keras

    loss = keras.ops.mean(keras.losses.sparse_categorical_crossentropy(labels, logits, from_logits=True))
    correct = int((logits.argmax(axis=1) == labels).sum())
    return {
        "accuracy": correct / len(labels),
        "loss": float(loss),
        "correct": correct,
        "total": len(labels),
    }


def fit_scratch(recipe_name, recipe, photographs):
    """Train the network of notebook 11 with its own cells; return (model, history)."""
    import keras
    import tensorflow

    keras.config.set_dtype_policy(recipe["precision"])
    names = run_scratch_cells(recipe_name)
    model, history = names["model_scratch"], keras.callbacks.History()
    training, validation = (
        (tensorflow.constant(images), tensorflow.one_hot(labels, len(CLASS_NAMES)))
        for images, labels in (photographs["train"], photographs["validation"])
    )
    options = {
        "validation_data": validation,
        "validation_batch_size": 50,
        "validation_freq": recipe["validate_every"],
        "verbose": 2,
    }
    steps = recipe["epochs"] * -(-len(training[0]) // names["batch_size"])
    names["compile_network"](model, steps=steps)
    for size in names["sizes"].values():
        names["train_at"](size, model, *training, recipe["epochs"], history, **options)
    return model, history.history


def train(model_name, recipe_name, seed, epochs=None):
    """Train once and return the record. epochs: a shorter run, for tests."""
    import keras

    recipe = dict(RUNS[model_name, recipe_name])
    recipe["epochs"] = epochs or recipe["epochs"]
    photographs = load_photographs(recipe["image_size"])
    if "prediction_size" in recipe:
        photographs = {**load_photographs(recipe["prediction_size"]), "train": photographs["train"]}
    finish = watch()
    keras.utils.set_random_seed(seed)
    if model_name == "model_scratch":
        model, history = fit_scratch(recipe_name, recipe, photographs)
        whole = model
    else:
        whole, model, history, photographs = fit_model(model_name, recipe_name, recipe, photographs)
    effort = finish()
    scores = {
        "validation": measure(model, *photographs["validation"]),
        "test": measure(model, *photographs["test"]),
        "training_without_dropout": measure(model, *photographs["train"]),
    }
    if model_name == "model_scratch":
        scores["leads"] = {}
        for part in ("validation", "test"):
            images, labels = photographs[part]
            logits = look_twice(model, images)
            scores[f"{part}_mirrored_too"] = judge(logits, labels)
            # How far the right class leads, picture by picture: with it, networks can be put together.
            leads = (logits[:, 1] - logits[:, 0]) * (2 * labels - 1)
            scores["leads"][part] = [round(float(lead), 2) for lead in leads]
    return {
        "model": model_name,
        "recipe": recipe_name,
        "seed": seed,
        "epochs": recipe["epochs"],
        "settings": {key: value for key, value in recipe.items() if key not in ("epochs", "seeds")},
        "precision": keras.mixed_precision.dtype_policy().name,
        "history": {key: [round(float(v), 5) for v in values] for key, values in history.items()},
        **scores,
        **effort,
        **describe_machine(),
        "layers": describe_layers(whole),
        "parameters": count_parameters(whole),
    }


# -- A notebook's own tables ---------------------------------------------------

def find_recorded(notebook):
    """Return (the code of the notebook's cells tagged "recorded", a hash that changes with it)."""
    (path,) = NOTEBOOKS.glob(f"{notebook.removeprefix('notebook_')}_*.py")
    code = find_code(path, "recorded")
    return code, hashlib.sha256(code.encode()).hexdigest()[:16]


def keep_plain(row):
    """Return the texts and numbers of a row; numbers with a fraction to five digits."""
    plain = {key: value.item() if hasattr(value, "item") else value for key, value in row.items()}
    return {
        key: round(value, 5) if isinstance(value, float) else value
        for key, value in plain.items() if isinstance(value, (str, int, float))
    }


def run_notebook(notebook, seed):
    """Execute the recorded cells of a notebook and return the record."""
    (old, new), tables = TABLES[notebook]
    code, code_hash = find_recorded(notebook)
    if old not in code:
        sys.exit(f"The cells tagged \"recorded\" of {notebook} must hold {old!r}; each run puts its seed there.")
    os.environ["COURSE_DATA"] = str(find_photographs())
    os.environ.pop("COURSE_EVERY", None)
    names, finish = {}, watch()
    exec(code.replace(old, new.format(seed=seed)), names)
    effort = finish()
    return {
        "model": notebook,
        "recipe": "course",
        "seed": seed,
        "tables": {table: [keep_plain(row) for row in names[table]] for table in tables},
        **effort,
        **describe_machine(),
        "code": code_hash,
    }


# -- The machine ---------------------------------------------------------------

def watch_processor():
    import psutil

    own = psutil.Process().cpu_times()
    times = psutil.cpu_times()
    idle = times.idle + getattr(times, "iowait", 0)
    return {"all": sum(times[:8]), "idle": idle, "own": own.user + own.system}


def compare_processor(before):
    """Return the share of the processor that other programs took since `before`."""
    after = watch_processor()
    change = {key: after[key] - before[key] for key in after}
    return round(max(0.0, (change["all"] - change["idle"] - change["own"]) / max(change["all"], 1e-9)), 3)


def watch():
    """Return a function that says what was spent since this call: seconds, and by whom."""
    before, began = watch_processor(), time.perf_counter()

    def finish():
        seconds = time.perf_counter() - began
        others = compare_processor(before)
        return {
            "seconds": round(seconds, 1),
            "quiet": others < 0.05,
            "share_of_other_programs": others,
        }

    return finish


def describe_machine():
    import keras

    return {
        "peak_memory_mb": read_peak_memory(),
        "versions": read_versions(),
        "backend": keras.backend.backend(),
        "processor": name_processor(),
        "data": "photos",
    }


def read_peak_memory():
    """Return this process's peak memory in megabytes."""
    try:
        import resource
    except ImportError:
        import psutil

        return round(psutil.Process().memory_info().peak_wset / 1e6)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(peak / (1e6 if sys.platform == "darwin" else 1e3))


def read_versions():
    import keras
    import numpy

    backend = keras.backend.backend()
    return {
        "keras": keras.__version__,
        "backend": __import__(backend).__version__,
        "numpy": numpy.__version__,
        "python": platform.python_version(),
    }


def name_processor():
    """Return the GPU's name, or the CPU's with its number of cores."""
    import tensorflow

    for device in tensorflow.config.list_physical_devices("GPU"):
        return tensorflow.config.experimental.get_device_details(device).get("device_name", "GPU")
    name = platform.processor() or platform.machine()
    with contextlib.suppress(OSError):
        found = re.search(r"model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text())
        name = found.group(1).strip() if found else name
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return f"{name}, {cores} cores" if cores != 1 else f"{name}, 1 core"


# -- All runs ------------------------------------------------------------------

def list_runs(only=None, seeds=None):
    """Return the runs asked for, in an order that gives every recipe one seed first."""
    wanted = [
        (seed, model, recipe)
        for (model, recipe), settings in RUNS.items()
        if not only or {model, f"{model}-{recipe}"} & set(only)
        for seed in range(min(settings["seeds"], seeds) if seeds else settings["seeds"])
    ]
    return [(model, recipe, seed) for seed, model, recipe in sorted(wanted, key=lambda run: run[0])]


def write_record(record, folder):
    """Write a record and return its path."""
    path = folder / f"{record['model']}-{record['recipe']}-{record['seed']}.json"
    # One line per entry, per metric, per layer and per row of a table: small files that compare well.
    levels = {"history": 1, "layers": 1, "tables": 2}
    lines = [f" {json.dumps(key)}: {dump(value, levels.get(key, 0))}" for key, value in record.items()]
    write_whole("{\n" + ",\n".join(lines) + "\n}", path)
    return path


def dump(value, levels, indent=" "):
    """Return JSON with a line for each entry down to so many levels; the rest of an entry stays on its line."""
    if not levels:
        return json.dumps(value)
    inner = f"\n{indent} "
    if isinstance(value, dict):
        entries = [f"{json.dumps(key)}: {dump(entry, levels - 1, indent + ' ')}" for key, entry in value.items()]
    else:
        entries = [dump(entry, levels - 1, indent + " ") for entry in value]
    first, last = "{}" if isinstance(value, dict) else "[]"
    return f"{first}{inner}{f',{inner}'.join(entries)}\n{indent}{last}"


def write_whole(text, path):
    """Write a text so that its file is either there in full or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", dir=path.parent, suffix=".part", delete=False, encoding="utf-8") as file:
        file.write(text + "\n")
    try:
        os.chmod(file.name, 0o644)
        os.replace(file.name, path)
    except OSError:  # on Windows, somebody has the file open
        os.unlink(file.name)
        raise


def main(arguments=None):
    parser = argparse.ArgumentParser(
        prog="course.py reference", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", action="append", metavar="NAME", help="model, or model-recipe; may be repeated")
    parser.add_argument("--seeds", type=int, help="at most so many seeds each")
    parser.add_argument("--list", action="store_true", help="say what is recorded and what is missing")
    parser.add_argument("--folder", type=Path, default=HERE, help="where the records go")
    parser.add_argument("--run", nargs=3, metavar=("MODEL", "RECIPE", "SEED"), help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.run:
        model, recipe, seed = options.run
        record = run_notebook(model, int(seed)) if model in TABLES else train(model, recipe, int(seed))
        print(f"Wrote {write_record(record, options.folder).name}", flush=True)
        return 0

    known = {name for model, recipe in RUNS for name in (model, f"{model}-{recipe}")}
    if unknown := sorted(set(options.only or ()) - known):
        parser.error(f"--only: no model or recipe is called {', '.join(unknown)}; --list names them all")
    runs = list_runs(options.only, options.seeds)
    for number, (model, recipe, seed) in enumerate(runs, 1):
        name = f"{model}-{recipe}-{seed}"
        if (options.folder / f"{name}.json").exists():
            state = "recorded"
        else:
            state = "missing" if options.list else "training"
        print(f"{number} of {len(runs)}: {name}: {state}", flush=True)
        if state != "training":
            continue
        command = [sys.executable, __file__, "--run", model, recipe, str(seed)]
        status = subprocess.call([*command, "--folder", str(options.folder)])
        if status:
            print(f"{name} stopped (exit status {status}). The next call begins with it.", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit("Stopped. Give the same command again to go on.")
