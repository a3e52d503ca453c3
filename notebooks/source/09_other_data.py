# ---
# jupyter:
#   jupytext:
#     formats: notebooks//ipynb,notebooks/source//py:percent
#     text_representation:
#       extension: .py
#       format_name: percent
#       format_version: '1.3'
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Take the four models to other data, and to your own
#
# <!-- buttons -->
# [Open in Colab](https://colab.research.google.com/github/cats-and-dogs-course/cats-and-dogs-course/blob/v1.0.0/notebooks/09_other_data.ipynb) · [Open in Binder](https://mybinder.org/v2/gh/cats-and-dogs-course/cats-and-dogs-course/v1.0.0?urlpath=lab/tree/notebooks/09_other_data.ipynb)
#
# A recipe that works on one data set is an anecdote. Here you take it to other data: first to handwritten digits in ten classes, then to a folder of your own pictures.
#
# **You will do**
# - train a network without convolutions and one with, on digits
# - take the course's four models to the digits
# - read a confusion matrix with ten classes
# - classify a folder of your own pictures, and see what too few of them look like
# - see what four lines of older code do today
#
# **You will learn**
# - which parts of the recipe belong to the method, and which to cats and dogs
# - how softmax, chance and the first loss change with the number of classes
# - how far to trust a score from a few pictures
#
# **You need**
# - [02 Model one](02_model_one.ipynb) to [05 Model four](05_model_four.ipynb)
#
# Minutes: reading 20, waiting 2, exercises 15

# %% tags=["setup"]
import importlib.util, os, sys
address = "https://github.com/cats-and-dogs-course/cats-and-dogs-course"
course = os.path.abspath(os.path.basename(address))
if "google.colab" in sys.modules:
    if not os.path.exists(course) and os.system(f"git clone -q --depth 1 -b v1.0.0 {address}"):
        raise ConnectionError(f"Cannot fetch {address}. Check the network, then run this cell again.")
    sys.path.insert(0, course)
assert importlib.util.find_spec("helpers"), "The course is not installed here. In its folder run: python3 course.py lab (on Windows: py course.py lab)"
import helpers
f"Ready. Python {sys.version.split()[0]}, course in {os.path.dirname(helpers.__path__[0])}"

# %% [markdown]
# ## Digits, as a folder of pictures
#
# scikit-learn ships 1,797 handwritten digits of 8×8 pixels, so nothing is downloaded. Their values go from 0 to 16; the cell stretches them to 255.
# With `use_mnist = True` you take a part of the larger MNIST instead, which Keras downloads.

# %%
import numpy as np
from sklearn.datasets import load_digits

use_mnist = False
if use_mnist:
    import keras

    (digit_images, digit_labels), _ = keras.datasets.mnist.load_data()
    digit_images, digit_labels = digit_images[:6000], digit_labels[:6000]
else:
    digits = load_digits()
    digit_images, digit_labels = (digits.images * 255 / 16).astype("uint8"), digits.target
digit_images.shape, digit_images.dtype, np.bincount(digit_labels)

# %% [markdown]
# Write them as files, one folder per class. From here on the digits are somebody's folder of pictures,
# and `data.load` reads them as it would read yours.

# %%
import pathlib, tempfile
from PIL import Image

digit_folder = pathlib.Path(tempfile.mkdtemp()) / "digits"
for number, (image, label) in enumerate(zip(digit_images, digit_labels)):
    class_folder = digit_folder / str(label)
    class_folder.mkdir(parents=True, exist_ok=True)
    Image.fromarray(image).save(class_folder / f"{number:05}.png")
sorted(path.name for path in digit_folder.iterdir())

# %%
from helpers import data, plots

image_size = (32, 32)
pictures = data.load(digit_folder, image_size=image_size)
plots.show_classes(pictures.train, pictures.class_names, columns=8)

# %% [markdown]
# ## What ten classes change
#
# Chance is one in ten now. And a network that knows nothing gives each class the same probability.
#
# **What do you expect?** Which loss does such a network have? With two classes it was the logarithm of two.

# %%
class_count = len(pictures.class_names)
largest_class = max(pictures.counts["train"].values())
{
    "always the largest class": largest_class / sum(pictures.counts["train"].values()),
    "loss of equal probabilities": float(np.log(class_count)),
}

# %% [markdown]
# If the first loss lies far above the second number, look at the scale of the inputs and at the last layer.
# Without batch normalization, raw pixels alone can make it many times larger (notebook 04); some networks recover from that, some do not (notebook 08).
# Wrong labels do not show here: a network that knows nothing does equally badly on any labels.
#
# `softmax` turns ten logits into ten probabilities that sum to one. Adding the same number to all logits changes nothing.

# %%
import keras

logits = np.array([[2.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, -3.0]])
probabilities = keras.ops.softmax(logits).numpy()
shifted = keras.ops.softmax(logits + 100).numpy()
probabilities.round(3), probabilities.sum().round(6), np.allclose(probabilities, shifted)

# %% [markdown]
# Labels can be numbers or rows with a single one in them. The losses have different names and the same value.

# %%
sparse = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
one_hot = keras.losses.CategoricalCrossentropy(from_logits=True)
label = np.array([1])
float(sparse(label, logits)), float(one_hot(keras.utils.to_categorical(label, 10), logits))

# %% [markdown]
# ## With and without convolutions
#
# You may read that a network of dense layers is enough for simple pictures. Measure it, with three networks trained the same way:
# one of dense layers (an MLP), one with convolutions, and one with convolutions that keeps the strongest response of each
# filter, wherever it was (global max pooling). In `train` the metric as an object, `jit_compile=False` and the line after it only save time in short trainings (notebook 08).
# Training the three takes up to half a minute, without a word from Keras.

# %%
from keras import layers


def make_body(name):
    if name == "dense":
        return [layers.Flatten(), layers.Dense(128, activation="relu")]
    convolutions = [
        layers.Conv2D(16, 3, activation="relu"), layers.MaxPooling2D(),
        layers.Conv2D(32, 3, activation="relu"), layers.MaxPooling2D(),
    ]
    if name == "convolutions":
        return convolutions + [layers.Flatten()]
    return convolutions + [layers.Conv2D(64, 3, activation="relu"), layers.GlobalMaxPooling2D()]


def build(name):
    entrance = [keras.Input((*image_size, 3)), layers.Rescaling(1 / 255)]
    return keras.Sequential(entrance + make_body(name) + [layers.Dense(class_count)])


# %%
def train(model, pictures, epochs):
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    accuracy = keras.metrics.SparseCategoricalAccuracy("accuracy")
    model.compile("adam", loss=loss, metrics=[accuracy], jit_compile=False)
    model.optimizer.build(model.trainable_variables)
    model.fit(pictures.train, validation_data=pictures.validation, epochs=epochs, verbose=0)
    return model


models = {}
for name in ("dense", "convolutions", "global pooling"):
    keras.utils.set_random_seed(1)
    models[name] = train(build(name), pictures, epochs=data.choose_epochs(8, 20))
{name: model.count_params() for name, model in models.items()}

# %%
for name, model in models.items():
    accuracy = model.evaluate(pictures.validation, verbose=0, return_dict=True)["accuracy"]
    print(f"{name:20} validation accuracy {accuracy:.3f}")

# %% [markdown]
# The first output counts parameters: the dense network has by far the most, one for every pixel, color and output. The second is the accuracy.
#
# These digits are small, centered and all of one size. Dense layers may do well on them.
#
# **What do you expect?** Now every digit moves to the right, by up to four pixels; what leaves on the right comes in again on the left. Which network suffers most, which least?

# %%
validation_images, validation_labels = data.arrays(pictures.validation)


def accuracy_when_moved(model, pixels):
    moved = np.roll(validation_images, pixels, axis=2)
    predicted = model.predict(moved, verbose=0).argmax(axis=1)
    return float((predicted == validation_labels).mean())


for name, model in models.items():
    moved = [f"{accuracy_when_moved(model, pixels):.2f}" for pixels in (0, 1, 2, 4)]
    print(f"{name:15}", *moved)


# %% [markdown]
# The columns are no move, then one, two and four pixels. Look how far each row falls from its own first number. A dense layer learns each pixel for itself: a digit elsewhere is a new picture.
# A convolution uses the same weights everywhere. But `Flatten` keeps the places apart, and the dense layer behind it again has a weight for each,
# so much of the advantage is lost. Global pooling forgets the place, and loses least. It also has one more convolution, so not all of its lead need come from the pooling.
#
# So "an MLP may be enough" holds for pictures that someone has centered for you.
#
# ## The four models on digits
#
# Models one to four of this course, with the layers you know, and model one with the augmentation of model two.
# The pictures are smaller, the epochs fewer and the outputs ten; the learning rate is constant, and batch normalization has momentum 0.9 everywhere,
# because an epoch has few steps (notebook 04). With `normalize_all` every convolution has a batch normalization; without it only the first one, as in model one.

# %%
def build_body(normalize_all):
    body = []
    for filters in (32, 64, 64):
        body += [layers.Conv2D(filters, 3), layers.MaxPooling2D()]
        if normalize_all or filters == 32:
            body += [layers.BatchNormalization(momentum=0.9)]
        body += [layers.Activation("relu")]
    return body + [
        layers.Flatten(), layers.Dense(128, activation="relu"),
        layers.Dropout(0.5), layers.Dense(class_count),
    ]


def build_augmentation():
    return [layers.RandomFlip("horizontal_and_vertical"), layers.RandomRotation(0.2)]


# %%
entrance = [keras.Input((*image_size, 3))]
digit_models = {
    "one": keras.Sequential(entrance + build_body(False)),
    "one, augmented": keras.Sequential(entrance + build_augmentation() + build_body(False)),
    "two": keras.Sequential(entrance + build_augmentation() + build_body(True)),
    "three": keras.Sequential(
        entrance + [layers.Rescaling(1 / 127.5, offset=-1)] + build_augmentation() + build_body(True)
    ),
}

# %% [markdown]
# **What do you expect?** On cats and dogs augmentation was meant to help. Will it help here?
# Look at the pictures first; the trainings after them take up to half a minute.

# %%
images, labels = data.arrays(pictures.train, dtype="uint8")
some_six = images[labels == pictures.class_names.index("6")][0]
keras.utils.set_random_seed(3)
plots.show_augmentation(keras.Sequential(build_augmentation()), some_six)

# %%
scores = {}
for name, model in digit_models.items():
    keras.utils.set_random_seed(1)
    model = keras.models.clone_model(model)  # new first weights, so that the cell can be run again
    train(model, pictures, epochs=data.choose_epochs(5, 20))
    scores[name] = model.evaluate(pictures.validation, verbose=0, return_dict=True)["accuracy"]
scores

# %% [markdown]
# Compare one with one, augmented: only the augmentation differs, and chance in the first weights. The flip here amounts to half a turn (notebook 03), which makes a nine of a six, and a turn of up to 72 degrees lays a seven on its side.
# So part of the drop comes from labels that no longer fit. Another part may be that so few epochs are not enough for harder pictures.
# Augmentation must leave the label true, and should make pictures that could really come up. That depends on the data, not on the method.
#
# ## Model four on digits
#
# A pretrained base has seen pictures of things. Does it know digits? The base here is the one that ships with the course.

# %%
from helpers import weights

backbone_size = (96, 96)
larger = data.load(digit_folder, image_size=backbone_size)
backbone = weights.load_backbone("sample", image_size=backbone_size)
extractor = keras.Sequential([
    keras.Input((*backbone_size, 3)), layers.Rescaling(1 / 127.5, offset=-1),
    backbone, layers.GlobalAveragePooling2D(),
])

# %% [markdown]
# The base is frozen, so each picture goes through it once (notebook 05), and a small head learns from the features.
# `repeat` makes one long epoch of all, and `steps_per_execution` runs many steps at a go; both only save time.

# %%
import tensorflow as tf


def compute_features(extractor, dataset):
    images, labels = data.arrays(dataset, dtype="uint8")
    return extractor.predict(images, batch_size=32, verbose=0), labels


def train_head(features, labels, class_count, epochs=60):
    keras.utils.set_random_seed(1)
    head = keras.Sequential([
        keras.Input(features.shape[1:]), layers.BatchNormalization(momentum=0.9), layers.Dense(class_count)
    ])
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    head.compile(keras.optimizers.Adam(0.01), loss=loss, metrics=["accuracy"], steps_per_execution=20)
    dataset = tf.data.Dataset.from_tensor_slices((features, labels)).shuffle(len(labels)).repeat(epochs)
    head.fit(dataset.batch(64), verbose=0)
    return head


# %%
head = train_head(*compute_features(extractor, larger.train), class_count)
larger_features, larger_labels = compute_features(extractor, larger.validation)
result = head.evaluate(larger_features, larger_labels, verbose=0, return_dict=True)
scores["four"] = result["accuracy"]
scores

# %% [markdown]
# On cats and dogs model four was far ahead. Here, see for yourself where it stands: a base helps as far as its pictures
# resemble yours, and a small network that trains on the digits themselves is hard to beat.
# What this does not show: how the ImageNet base of notebook 05 would do. This one is smaller and has seen only drawings.
# The comparison is one seed on a few hundred validation pictures. Two and three show how little that proves: they are nearly the same network (notebook 04),
# so what separates their scores may well be chance.
#
# ## A confusion matrix with ten classes
#
# One number hides which digits are mixed up. Rows are the true digits, columns the predicted ones. The matrix is that of the small network with convolutions.

# %%
from matplotlib.figure import Figure
from sklearn.metrics import ConfusionMatrixDisplay, confusion_matrix

model = models["convolutions"]
predicted = model.predict(validation_images, verbose=0).argmax(axis=1)
matrix = confusion_matrix(validation_labels, predicted)
figure = Figure(figsize=(5, 5))
ConfusionMatrixDisplay(matrix, display_labels=pictures.class_names).plot(
    ax=figure.subplots(), colorbar=False, cmap="cividis"
)
names = pictures.class_names
mixed = [f"{names[i]} called {names[j]}: {matrix[i, j]}" for i, j in np.argwhere(matrix) if i != j]
plots.Picture(figure, f"Right, by class: {np.diag(matrix).tolist()}. Mistakes: {'; '.join(mixed)}")

# %% [markdown]
# Off the diagonal stand the mistakes. Precision, recall and F1 (notebook 06) exist for each class. Of the pictures called 3, precision is the share that are 3;
# of the 3s, recall is the share that was found. `support` counts the pictures.
# `macro avg` is the plain mean over the classes, so a rare class counts as much as a frequent one. In `weighted avg` each class counts by its number of pictures.

# %%
from sklearn.metrics import classification_report

print(classification_report(validation_labels, predicted, target_names=pictures.class_names))

# %% [markdown]
# ## Another base: ResNet50, with its own preprocessing
#
# Every base wants the pixels as it was trained with them. MobileNetV2 wants them in [−1, 1].
# ResNet50 wants blue, green, red, with the mean color of ImageNet taken away. Keras keeps the right function beside each base.

# %%
pixel = np.full((1, 1, 1, 3), 255.0)
{
    "MobileNetV2": keras.applications.mobilenet_v2.preprocess_input(pixel.copy()).ravel(),
    "ResNet50": keras.applications.resnet50.preprocess_input(pixel.copy()).ravel().round(3),
}

# %% [markdown]
# Note the `.copy()`. These functions write into an array of floating-point numbers that you give them.
# To compare, take the cats and dogs again.

# %%
animals = data.load()

# %% [markdown]
# The weights of ResNet50 are a large download. Set `fetch_resnet50 = True` where the network allows it;
# the second cell below then compares the right preprocessing with two wrong ones, on every fourth of the cats and dogs.

# %%
fetch_resnet50 = False


def take_quarter(dataset):
    images, labels = data.arrays(dataset, dtype="uint8")
    return images[::4].astype("float32"), labels[::4]


def score_resnet50(resnet50, preprocess, quarters):
    parts = [
        (resnet50.predict(preprocess(images.copy()), verbose=0), labels) for images, labels in quarters
    ]
    resnet_head = train_head(*parts[0], class_count=len(animals.class_names))
    return resnet_head.evaluate(*parts[1], verbose=0, return_dict=True)["accuracy"]


# %%
if fetch_resnet50:
    resnet50 = keras.applications.ResNet50(include_top=False, pooling="avg", input_shape=(160, 160, 3))
    quarters = [take_quarter(animals.train), take_quarter(animals.validation)]
    ways = {
        "its own preprocessing": keras.applications.resnet50.preprocess_input,
        "raw pixels": lambda images: images,
        "pixels in [0, 1]": lambda images: images / 255,
    }
    resnet_scores = {name: score_resnet50(resnet50, way, quarters) for name, way in ways.items()}
else:
    resnet_scores = "Not run: fetch_resnet50 is False."
resnet_scores

# %% [markdown]
# If you ran it: none of the three gave an error. Whether the features got worse, only the scores tell.
#
# ## Your own pictures
#
# Make a folder with one subfolder for each class, any number of classes, and write its path in quotes, such as `"C:/Users/me/pets"`, in place of `None` in the next cell.
# Until you do, the cell takes the first of the course's cats and dogs and pretends that they are yours.

# %%
import shutil

my_folder = None
if my_folder is None:
    my_folder = pathlib.Path(tempfile.mkdtemp()) / "my pictures"
    for name in animals.class_names:
        (my_folder / name).mkdir(parents=True)
    names = np.repeat(animals.class_names, list(animals.counts["train"].values()))
    for path, name in zip(animals.files["train"], names):
        if len(list((my_folder / name).iterdir())) < 25:
            shutil.copy(path, my_folder / name)
my_folder = pathlib.Path(my_folder).expanduser()
data.count_files(my_folder)

# %% [markdown]
# Look before you train: can every file be read (an empty list below means yes)? Is one class much smaller? Are the same scenes in every picture of a class?
# A model that learns "grass means dog" scores well on your pictures and nowhere else.

# %%
data.find_unreadable(my_folder)

# %%
mine = data.load(my_folder)
plots.show_classes(mine.train, mine.class_names, columns=6)

# %% [markdown]
# Now model four's way: features from the frozen base, and a small head. The base is the one that fits the cats and dogs above.
# If those are drawn and yours are photographs, write `mine` in place of `animals` in the first line: that takes the base trained on ImageNet. Keras fetches it once; without a network name a file of these weights in `COURSE_BACKBONE` (README).
#
# **What do you expect?** How many of your few test pictures will be right?

# %%
my_backbone = weights.load_backbone(animals)
my_extractor = keras.Sequential([
    keras.Input((160, 160, 3)), layers.Rescaling(1 / 127.5, offset=-1),
    my_backbone, layers.GlobalAveragePooling2D(),
])
my_features = {
    split: compute_features(my_extractor, getattr(mine, split)) for split in ("train", "validation", "test")
}
my_head = train_head(*my_features["train"], class_count=len(mine.class_names))

# %%
from scipy.stats import binomtest

probabilities = keras.ops.softmax(my_head.predict(my_features["test"][0], verbose=0)).numpy()
correct = int((probabilities.argmax(axis=1) == my_features["test"][1]).sum())
total = len(my_features["test"][1])
interval = binomtest(correct, total).proportion_ci(method="wilson")
f"{correct} of {total} right; 95% interval {interval.low:.2f} to {interval.high:.2f}"

# %% [markdown]
# Read the interval (notebook 07), not the score. With a handful of test pictures it is wide, and about one interval in twenty misses the truth.
# For the course's pictures there is a check, since the validation part has many more:

# %%
animal_features, animal_labels = compute_features(my_extractor, animals.validation)
if mine.class_names == animals.class_names:
    many = my_head.evaluate(animal_features, animal_labels, verbose=0, return_dict=True)["accuracy"]
else:
    many = "Not run: your classes are others."
many

# %% [markdown]
# The same head, on pictures that it has not seen either. Is this number inside your interval? If not, the interval has missed, as about one in twenty does.
# (With the sample the ten pictures are five scenes, each with a cat and with a dog. The formula takes all for unrelated pictures, so there its promise is weaker.)
# (If you brought cats and dogs of your own, it may also be that the course's pictures are unlike them.)
#
# ## What too few pictures look like
#
# How does the score depend on the number of training pictures? Take 2, 5, 10, … of each class, ten different draws each.
# The head is scikit-learn's logistic regression: one layer with softmax, as above, that trains in a moment.
#
# **What do you expect?** Where will the ten draws differ most, with few pictures or with many?

# %%
from sklearn.linear_model import LogisticRegression

pool_features, pool_labels = compute_features(my_extractor, animals.train.take(12))


def score_draw(per_class, seed):
    generator = np.random.default_rng(seed)
    chosen = np.concatenate([
        generator.choice(np.flatnonzero(pool_labels == index), per_class, replace=False)
        for index in range(len(animals.class_names))
    ])
    classifier = LogisticRegression(max_iter=1000)
    classifier.fit(pool_features[chosen], pool_labels[chosen])
    return classifier.score(animal_features, animal_labels)


# %%
most = np.bincount(pool_labels).min()
sizes = [size for size in (2, 5, 10, 20, 50, 100) if size <= most]
draws = np.array([[score_draw(size, seed) for seed in range(10)] for size in sizes])
draws.round(2)

# %%
figure = Figure(figsize=(6, 3.5))
axis = figure.subplots()
low, middle, high = np.quantile(draws, (0, 0.5, 1), axis=1).round(3)
axis.fill_between(sizes, low, high, color=plots.SKY, alpha=0.5, label="lowest to highest of ten draws")
axis.plot(sizes, middle, color=plots.BLUE, marker="o", label="median")
axis.set(xscale="log", xlabel="training pictures of each class", ylabel="validation accuracy")
axis.set_xticks(sizes, sizes)
axis.legend(loc="lower right")
told = ", ".join(f"{size}: {row}" for size, row in zip(sizes, np.transpose([low, middle, high]).tolist()))
plots.Picture(figure, f"Lowest, median and highest of ten draws, by pictures of each class. {told}")

# %% [markdown]
# With very few pictures it matters which ones you happened to take: the draws lie far apart. With more, they come together,
# and the curve flattens. So with few pictures, do not believe one training, and collect more before you tune anything.
# The band shows the choice of training pictures alone. All draws are scored on the same validation pictures.
# Large draws also share many pictures, because all come from the same twelve batches; that too brings them together.
#
# The features go in as they are. A `StandardScaler` in front, as in notebook 01, would have to learn a mean and a spread for each of more than a thousand features from four pictures.
# Try it, with `make_pipeline` from `sklearn.pipeline`: whatever accuracy is then lost at the left would look like a lack of pictures.
#
# ## Four lines of older code
#
# Courses and answers on the web often use code from before Keras 3. Four things you will meet:

# %%
import warnings

with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    layers.Dense(2, input_shape=(4,))
str(caught[0].message)

# %% [markdown]
# It still runs. Write `keras.Input` as the first layer instead.
#
# `ImageDataGenerator` still exists under an old name. It is deprecated, it needs SciPy to turn pictures, and it augments on the processor only.
# The layers that you have used replace it. Its `flow` methods return an iterator: code that calls `flow_from_directory(...)` and
# throws the result away augments nothing, and no error says so.

# %%
from tensorflow.keras.preprocessing.image import ImageDataGenerator

generator = ImageDataGenerator(rotation_range=20)
flow = generator.flow_from_directory(digit_folder, target_size=image_size, batch_size=4)
type(flow).__name__, "DEPRECATED" in (ImageDataGenerator.__doc__ or "")

# %% [markdown]
# The third is a variable that nobody defined, such as `num_classes`. Take it from the data: `len(pictures.class_names)`.
#
# The last is `get_file(..., extract=True)`, which downloads an archive and unpacks it (here from a file on your disk).
# Older code looks for the unpacked folder beside the path that comes back. Is it there?

# %%
archive = shutil.make_archive(str(digit_folder), "zip", digit_folder.parent, "digits")
returned = keras.utils.get_file(
    "digits.zip", origin=pathlib.Path(archive).as_uri(), extract=True, cache_dir=tempfile.mkdtemp()
)
returned = pathlib.Path(returned)
{
    "returned": returned.name,
    "is there a folder digits beside it?": (returned.parent / "digits").exists(),
    "inside it?": (returned / "digits").exists(),
}

# %% [markdown]
# Today you get the folder `..._extracted`, and the files lie inside. Older code looks beside it and finds nothing.
#
# ## What you did
#
# - ✓ trained a network without convolutions and one with, on digits
# - ✓ took the course's four models to the digits
# - ✓ read a confusion matrix with ten classes
# - ✓ classified a folder of your own pictures, and saw what too few of them look like
# - ✓ saw what four lines of older code do today
#
# You learned
#
# - ✓ which parts of the recipe belong to the method, and which to cats and dogs
# - ✓ how softmax, chance and the first loss change with the number of classes
# - ✓ how far to trust a score from a few pictures
#
# ## Exercises
#
# ### 1. The most frequent mistake
#
# Write a function that takes a confusion matrix (rows true, columns predicted) and the names of the classes.
# It returns two names: the true and the predicted class of the most frequent mistake.

# %% tags=["exercise"]
from helpers import checks

def name_confusion(matrix, names):
    return ...

checks.check_name_confusion(name_confusion)

# %% [markdown] tags=["solution"]
# <details><summary>Hint 1</summary>
#
# The diagonal holds the right answers. They must not count: set them to zero in a copy, with `np.fill_diagonal`.
#
# </details>
# <details><summary>Hint 2</summary>
#
# `np.unravel_index(matrix.argmax(), matrix.shape)` gives row and column of the largest number.
#
# </details>
# <details><summary>Solution</summary>
#
# ```python
# import numpy as np
# from helpers import checks
#
# def name_confusion(matrix, names):
#     mistakes = np.array(matrix)
#     np.fill_diagonal(mistakes, 0)
#     true, predicted = np.unravel_index(mistakes.argmax(), mistakes.shape)
#     return names[true], names[predicted]
#
# checks.check_name_confusion(name_confusion)
# ```
#
# Try `name_confusion(matrix, pictures.class_names)`. `np.array` makes a copy, so your matrix keeps its diagonal.
#
# </details>

# %% [markdown]
# ### 2. An augmentation for digits
#
# Give an augmentation, one layer or a `keras.Sequential`, that leaves the label of a digit true.
# The check runs it on a picture with one bright corner, and looks where the brightness goes.

# %% tags=["exercise"]
from helpers import checks

digit_augmentation = ...

checks.check_digit_augmentation(digit_augmentation)

# %% [markdown] tags=["solution"]
# <details><summary>Hint 1</summary>
#
# No mirrors. How far may a six turn before it becomes something else?
#
# </details>
# <details><summary>Hint 2</summary>
#
# A digit that moves a little is the same digit. `RandomTranslation` moves.
#
# </details>
# <details><summary>Solution</summary>
#
# ```python
# from helpers import checks
#
# digit_augmentation = keras.Sequential([
#     layers.RandomTranslation(0.1, 0.1),
#     layers.RandomRotation(0.03),
# ])
#
# checks.check_digit_augmentation(digit_augmentation)
# ```
#
# A tenth of the width, and a turn of about ten degrees. Nobody would name the digit differently.
#
# </details>

# %% [markdown]
# ### 3. Nineteen of twenty
#
# Your folder has 20 test pictures, and the model gets 19 right. What can you say?
#
# - **a** its accuracy is 95%
# - **b** its accuracy is very likely above 70%
# - **c** nothing at all, 20 are too few

# %% tags=["exercise"]
from helpers import checks

statement = ...

checks.check_few_pictures(statement)

# %% [markdown] tags=["solution"]
# <details><summary>Hint 1</summary>
#
# `binomtest(19, 20).proportion_ci(method="wilson")` gives the interval.
#
# </details>
# <details><summary>Solution</summary>
#
# ```python
# from helpers import checks
#
# statement = "b"
#
# checks.check_few_pictures(statement)
# ```
#
# The 95% interval reaches from a little above three quarters to nearly one. That is wide, and it still rules out guessing.
#
# </details>

# %% [markdown]
# ## Where next
#
# [10 When one machine is not enough](10_when_one_machine_is_not_enough.ipynb)
