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
# # Look at the data before you train
#
# <!-- buttons -->
# [Open in Colab](https://colab.research.google.com/github/cats-and-dogs-course/cats-and-dogs-course/blob/v1.0.0/notebooks/01_look_at_the_data.ipynb) · [Open in Binder](https://mybinder.org/v2/gh/cats-and-dogs-course/cats-and-dogs-course/v1.0.0?urlpath=lab/tree/notebooks/01_look_at_the_data.ipynb)
#
# A model's score is worth no more than the data behind it: how you loaded, counted and split them.
# Here you do all three, and see the usual mistakes happen in front of you.
#
# **You will do**
# - load pictures with Keras, and look at shapes, ranges and batches
# - count classes and find broken files
# - catch a leak between validation and test data
# - set the score that every later model has to beat
#
# **You will learn**
# - what a batch is, and what happens when a data set shuffles itself
# - what train, validation and test data are each for
# - how sure you can be of an accuracy
#
# **You need**
# - [00 Start here](00_start_here.ipynb), or some practice with notebooks
#
# Minutes: reading 20, waiting 1, exercises 15

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
# ## Where the pictures come from
#
# | collection | made by | license |
# |---|---|---|
# | **the drawn sample** | a program of this course, which drew every picture | CC0: do with them what you like |
# | **the photographs** | people at animal shelters, for the website Petfinder | none that you could rely on: used for research and teaching, not yours to publish |
#
# The photographs have a history. People at animal shelters in the United States labeled millions of them as cat or dog.
# Microsoft Research built a test from them that was to tell people from programs (Asirra, 2007).
# Kaggle ran a competition with 25,000 of them for training, and Google's machine learning course took 3,000 of those.
# No license that lets you pass them on came along, so this course downloads them and does not ship them.
#
# **Ask of every data set:** who made it, for what, who chose the labels, and what may you do with it?

# %%
from helpers import data

folder = data.find_folder()
if not (folder / "train").is_dir():
    folder = data.find_folder("sample")

# %% [markdown]
# The line above says which collection you have. The text in this notebook fits both.
# If you brought a folder of your own with one folder per class, there are two lines: the next cells need a train and a validation folder,
# so they use the drawn sample until this notebook calls `data.load()`.
#
# ## Folders and file names

# %%
sorted(path.relative_to(folder).as_posix() for path in folder.glob("*/[!.]*"))

# %%
files, others = data.list_files(folder / "train")
[path.relative_to(folder).as_posix() for path in files[:3] + files[-3:]]

# %% [markdown]
# The **folder** of a picture is its label: there is no other list of labels.
# The file names give the answer away too, but a model never sees a name, only pixels.
#
# **What do you expect?** Do all pictures have the same size?

# %%
from PIL import Image

{Image.open(path).size for path in files[::20]}

# %% [markdown]
# These are the widths and heights of every twentieth picture. One pair means that somebody has made them alike already.
# Several pairs mean that nobody has made them alike. A network wants one size, so the loader has to resize.

# %% [markdown]
# ## Keras's own loader
#
# One call turns a folder of class folders into a data set. It also shuffles the pictures; more on that below.

# %%
import keras

keras.utils.set_random_seed(1)
train = keras.utils.image_dataset_from_directory(
    folder / "train", image_size=(160, 160), batch_size=32
)
train.class_names

# %% [markdown]
# The position of a name in this list is the class's number. Keras sorts the names, so **cat is 0 and dog is 1**,
# here and in the whole course. Other authors have it the other way round. Check it before you believe a score.
#
# A **model** is a function with many numbers in it: a picture goes in, an answer comes out. To train it is to adjust these numbers, with pictures whose answer is known.
#
# The data set has read no picture yet. It reads them when you ask, one **batch** at a time: a stack of pictures that go through the model together, here `32`.
#
# **What do you expect?** What shape does one batch have? What is the smallest and what the largest value in it?

# %%
images, labels = next(iter(train))
images.shape, images.dtype, labels.shape, labels.dtype

# %%
float(images.numpy().min()), float(images.numpy().max()), labels.numpy()

# %% [markdown]
# The four numbers of the shape are: pictures in the batch, height, width, and the three colors red, green and blue.
# Pixels are floating-point numbers from 0 (dark) to 255 (bright). They are *not* between 0 and 1. Notebook 04 comes back to that.
# Every picture that was not 160 by 160 has been resized; one that was not square has been squeezed.

# %%
len(files), len(train), [len(labels) for images, labels in train][-1]

# %% [markdown]
# Pictures, batches, and the size of the last batch. When the pictures do not divide evenly, the last batch is smaller.
# One pass through all batches is called an **epoch**.

# %% [markdown]
# ## Look
#
# **What do you expect?** What would you use to tell the two apart? What could mislead a program that cannot see as you do?

# %%
from helpers import plots

plots.show_classes(train, train.class_names)

# %% [markdown]
# Look for what all pictures of a class have in common. Ears, muzzle and posture belong to the animal.
# Background, light and color do not, and a program that has only pixels cannot know that.
# (In the drawn sample they cannot mislead: `cat.17.jpg` and `dog.17.jpg` are one scene, with another animal in it.)
# Eight pictures are too few to say that one class is darker, or to find mistakes in the labels. In your own projects, look at a few hundred.

# %% [markdown]
# ## Count the classes
#
# A common way to count is to go through the data set and collect the labels. Another is to count the file paths.
#
# **What do you expect?** Both give the same counts. How many times faster is the second?

# %%
import time
import numpy as np

start = time.perf_counter()
by_decoding = np.bincount(np.concatenate([labels for images, labels in train]))
seconds_decoding = time.perf_counter() - start
by_decoding

# %%
from collections import Counter

start = time.perf_counter()
by_path = Counter(path.parent.name for path in folder.glob("train/*/[!.]*"))
seconds_path = time.perf_counter() - start
by_path

# %%
times = seconds_decoding / seconds_path
f"decoding {seconds_decoding:.3f} s, paths {seconds_path:.4f} s: decoding is {times:.0f} times slower"

# %% [markdown]
# To give you a label, the data set opens the file, decodes it (makes pixels of it) and resizes them, and you throw that picture away.
# How large the factor is depends on the size of the pictures and on your machine.
#
# `data.count_files` counts by path, in all folders at once.

# %%
counts = data.count_files(folder)
plots.plot_counts(counts)

# %% [markdown]
# The classes are balanced: as many cats as dogs. That is rare outside of courses. Notebook 06 makes an imbalance and deals with it.

# %% [markdown]
# ## Decode once
#
# The loader decodes every picture again in *every* epoch. It already reads ahead while the model works (`prefetch`); what it lacks is a memory.
#
# **What do you expect?** A data set can `cache()` what it has read. Does that help in the first pass? In the second?
#
# `map` changes each batch as it is read: here it cuts off the fractions of the pixels.

# %%
import tensorflow as tf

whole_numbers = train.map(lambda images, labels: (tf.cast(images, "uint8"), labels))
cached = whole_numbers.cache()

def seconds_for_a_pass(dataset):
    start = time.perf_counter()
    for images, labels in dataset:
        pass
    return round(time.perf_counter() - start, 3)

[seconds_for_a_pass(cached) for epoch in range(3)]

# %% [markdown]
# The first pass fills the memory, the others read from it. Whole numbers (`uint8`) need a quarter of the memory of `float32`.
#
# Here this has a price: the cache keeps the *order* too. This data set shuffles first and then caches, so every epoch now sees the same order.
# The right order is cache first, then shuffle, then augment (change the pictures a little at random, notebook 03). `helpers.data` does it that way: it keeps the decoded pictures and shuffles afterwards.

# %% [markdown]
# ## Find files that cannot be read
#
# Collections from the internet hold files that cannot be read: half a download, or a web page under the name of a picture.
# Yours should be sound, so make two broken ones, in a folder that disappears afterwards.

# %%
import shutil
import tempfile
from pathlib import Path

broken = Path(tempfile.mkdtemp())
for path in files[:4] + files[-4:]:
    (broken / path.parent.name).mkdir(exist_ok=True)
    shutil.copy(path, broken / path.parent.name)

content = files[0].read_bytes()
(broken / files[0].parent.name / "half.jpg").write_bytes(content[: len(content) // 2])
(broken / files[0].parent.name / "page.jpg").write_text("<html>404 Not Found</html>");

# %% [markdown]
# **What do you expect?** When will Keras complain: when you make the data set, or later? Will it say which file is at fault?

# %%
mixed = keras.utils.image_dataset_from_directory(
    broken, batch_size=2, shuffle=False, verbose=False
)
try:
    for batch, (images, labels) in enumerate(mixed):
        print(f"batch {batch} is fine")
except tf.errors.InvalidArgumentError as error:
    print(error.message.splitlines()[0].split("}} ")[-1])  # without the name of the operation

# %% [markdown]
# Making the data set was no problem: it looks at names only. The error comes in the middle of an epoch, and it does not name the file.
# So decode every file once before you train, and collect the ones that fail.

# %%
[(path.name, reason) for path, reason in data.find_unreadable(broken)]

# %%
shutil.rmtree(broken, ignore_errors=True)
data.find_unreadable(folder)

# %% [markdown]
# An empty list means that all your pictures can be read.

# %% [markdown]
# ## A data set that shuffles itself
#
# To see what shuffling does, you have to know *which* picture you get. Here is a trick:
# give each file its own number as a label. Then the labels say which files are in a batch.

# %%
total = len(data.list_files(folder / "validation")[0])
batch_size = min(32, max(1, total // 10))
numbered = keras.utils.image_dataset_from_directory(
    folder / "validation", labels=list(range(total)),
    image_size=(160, 160), batch_size=batch_size, verbose=False,
)

def read_labels(dataset):
    return np.concatenate([labels for images, labels in dataset])


# %% [markdown]
# `take(1)` takes one batch. **What do you expect?** Ask for it twice. Are they the same pictures?

# %%
read_labels(numbered.take(1))[:8], read_labels(numbered.take(1))[:8]


# %% [markdown]
# `take(1)` does not pick a batch at random. It is the *first batch of this pass*.
# It looks random because the data set shuffles itself anew at the start of every pass.
# That is good for training: the model meets the pictures in another order each time. Elsewhere it is a trap.
# (It does not mix everything. Keras draws one order of the files when you make the data set, and in each pass mixes within a window of eight batches. So the first batch always comes from the first few hundred files of that order.)
#
# The first trap: seeds. A **seed** is the number from which a generator of random numbers starts: the same seed gives the same numbers.
# Two functions set one. **What do you expect?** Which of them makes the order repeatable?

# %%
def first_files(set_seed):
    set_seed(0)
    shuffled = keras.utils.image_dataset_from_directory(folder / "validation", verbose=False)
    return [Path(path).name for path in shuffled.file_paths[:3]]

{
    "tf.random.set_seed": [first_files(tf.random.set_seed) for attempt in range(2)],
    "keras.utils.set_random_seed": [first_files(keras.utils.set_random_seed) for attempt in range(2)],
}

# %% [markdown]
# Keras draws the order of the files with NumPy, and TensorFlow's seed does not reach NumPy.
# `keras.utils.set_random_seed` sets the seeds of Python, NumPy and TensorFlow together. The course calls it before it builds or trains a model.

# %% [markdown]
# The second trap: **labels from one pass, predictions from another**. It is easy to write: first `model.predict(dataset)`,
# then a loop that collects the labels, then a comparison of the two.
#
# **What do you expect?** Suppose that the model is perfect, so its predictions are the labels of its pass. How many agree with the labels of the next pass?

# %%
shuffled = keras.utils.image_dataset_from_directory(
    folder / "validation", image_size=(160, 160), verbose=False
)
predictions_of_a_perfect_model = read_labels(shuffled)
labels_of_a_second_pass = read_labels(shuffled)
(predictions_of_a_perfect_model == labels_of_a_second_pass).mean().item()

# %% [markdown]
# About one half, give or take chance: a perfect model looks as if it were guessing. Take pictures and labels from the same pass, or from a data set with a fixed order.

# %% [markdown]
# ## Train, validation and test
#
# | part | what it is for | how often you look |
# |---|---|---|
# | **train** | the model learns from it | in every epoch |
# | **validation** | you choose with it: which model, how many epochs, which settings | as often as you choose |
# | **test** | it says how good your choice is on pictures that had no part in it | once, at the end |
#
# Validation scores flatter you a little, because you chose what looked best on them. That is why there is a third part,
# and why it has to stay apart.
#
# There are two folders, train and validation. The blog uses a much-copied piece of code: it makes the test part by
# taking the first fifth of the validation *batches*, and skipping the same number for validation.

# %%
keras.utils.set_random_seed(1)
fifth = len(numbered) // 5
blog_test = numbered.take(fifth)
blog_validation = numbered.skip(fifth)
fifth, len(numbered)

# %% [markdown]
# The number of test batches, and of all batches. The blog says that its test part is every fifth picture. It is not: it is the *first* batches of each pass.
#
# **What do you expect?** A model is validated after each of five epochs, then tested once.
# How many test pictures did it meet in validation before? (`&` keeps what is in both sets, `union` puts sets together.)

# %%
seen_in_pass = [set(read_labels(blog_validation)) for epoch in range(5)]
test_numbers = set(read_labels(blog_test))

{
    "test pictures": len(test_numbers),
    "seen after 1 to 5 passes": [
        len(test_numbers & set().union(*seen_in_pass[:passes])) for passes in range(1, 6)
    ],
}

# %% [markdown]
# Each pass shuffles anew, *then* takes and skips. So each pass draws another test part, and whatever is not in it goes to validation.
# After a few epochs nearly every test picture has been used to choose the model. This is a **leak**: knowledge about the test pictures has got into the choice. There is no test part left.
#
# Nothing warns you. The score may even be about right, because the model did not *train* on these pictures.
# But it is a second validation score, and you no longer have an honest one.
#
# The usual repair is to switch off shuffling. **What do you expect?** Which classes are in the test part then?

# %%
in_order = keras.utils.image_dataset_from_directory(
    folder / "validation", image_size=(160, 160), batch_size=batch_size, shuffle=False, verbose=False
)
class_count = len(in_order.class_names)
in_test_part = np.bincount(read_labels(in_order.take(fifth)), minlength=class_count)
dict(zip(in_order.class_names, in_test_part.tolist()))

# %% [markdown]
# Without shuffling, the files come sorted by folder, and the first batches hold one class only.
# A model that always says "cat" would get full marks.
#
# ## A split that holds
#
# A split should be **disjoint** (no picture in two parts), **stratified** (the same share of each class in each part)
# and **fixed** (the same in every pass and on every machine). It is easiest to split the list of *files*, before any data set exists.
# `helpers.data` sorts the files of each class and puts every fifth one of the validation folder into test.

# %%
pictures = data.load()
pictures.counts

# %%
parts = {name: set(paths) for name, paths in pictures.files.items()}
same = read_labels(pictures.validation) == read_labels(pictures.validation)
{
    "train and validation": len(parts["train"] & parts["validation"]),
    "train and test": len(parts["train"] & parts["test"]),
    "validation and test": len(parts["validation"] & parts["test"]),
    "labels that agree in two passes": same.mean().item(),
}

# %% [markdown]
# No file in two parts, equal shares of cats and dogs, and validation labels in the same order in both passes.
# From here on, every notebook begins with `data.load()`.
#
# This check does not see everything. The same photograph under two names, or two photographs of one animal, can still lie in two parts, and no file name would tell. (The two pictures of a scene in the sample always lie in the same part of `data.load()`.)

# %% [markdown]
# ## The score to beat
#
# A score means something only beside another one. The simplest model looks at nothing and always names the same class.
# Its **accuracy** is the share of pictures for which its answer is right.

# %%
validation_labels = read_labels(pictures.validation)
always_cat = np.zeros_like(validation_labels)
(always_cat == validation_labels).mean().item()

# %% [markdown]
# In balanced data that is one half. With nine cats to one dog it would be 0.9, and just as useless.
#
# How sure is an accuracy that comes from a limited number of pictures? Wilson's interval gives a range:
# if you drew new pictures again and again, and computed a new range each time, it would hold the true accuracy about 95 times in 100.

# %%
from scipy.stats import binomtest

def show_accuracy(name, predictions, labels):
    correct = int((predictions == labels).sum())
    low, high = binomtest(correct, len(labels)).proportion_ci(method="wilson")
    score = correct / len(labels)
    return f"{name}: {correct} of {len(labels)} = {score:.3f}, interval {low:.3f} to {high:.3f}"

show_accuracy("always cat", always_cat, validation_labels)

# %% [markdown]
# The interval is wide, wider than many differences that people argue about. It shrinks slowly: four times the pictures make it half as wide.
# ("Always cat" is right for exactly one half where the classes are equally large: no chance in that. Read the interval as that of any model with this score on this many pictures.)
#
# Now a model that does look. Shrink each picture to 32 by 32 pixels, by the mean of each 5 by 5 square,
# and let logistic regression give each number a weight: the weighted sum, turned into a probability.
# The first cell makes each picture one row of numbers. `StandardScaler` brings them to the same spread, and a small `C` keeps the weights small.
# It takes up to 10 seconds with the photographs.
#
# **What do you expect?** How far do pixels alone get, without any idea of shapes?

# %%
shrink = keras.layers.AveragePooling2D(5)

def small_pixels(dataset):
    images, labels = data.arrays(dataset.map(lambda images, labels: (shrink(images), labels)))
    return images.reshape(len(images), -1), labels

pixels_train, labels_train = small_pixels(pictures.train)
pixels_validation, labels_validation = small_pixels(pictures.validation)
pixels_train.shape, pixels_validation.shape

# %%
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

regression = make_pipeline(StandardScaler(), LogisticRegression(C=0.001, max_iter=300))
regression.fit(pixels_train, labels_train)
show_accuracy("pixels, on train", regression.predict(pixels_train), labels_train)

# %%
show_accuracy("pixels, on validation", regression.predict(pixels_validation), labels_validation)

# %% [markdown]
# On its own training pictures it looks capable. (That interval tells you nothing: it is made for new pictures, and the regression has learned these.)
# On new ones a good part of that is gone. Does the interval on validation still hold one half? If it does, this may be guessing. If not, pixels alone know a little.
# The gap between the two scores is **overfitting**: some of what it learned holds for its own pictures only.
# The validation score of this regression is the one that every later model has to beat.
#
# A weight for a pixel asks how bright this place is. A cat's ear is at another place in each picture,
# so no weight can look for ears. Notebook 02 uses layers that look for the same shape everywhere.
#
# No score on the test part has been taken, and nothing was chosen by it. It stays so until notebook 05.

# %% [markdown]
# ## What you did
#
# - ✓ loaded pictures with Keras, and looked at shapes, ranges and batches
# - ✓ counted classes and found broken files
# - ✓ caught a leak between validation and test data
# - ✓ set the score that every later model has to beat
#
# And you learned what a batch is and what shuffling does, what the three parts are for, and how sure an accuracy is.

# %% [markdown]
# ## Exercises
#
# ### 1. Count batches
#
# Write a function that returns how many batches a pass has. Try it on the numbers that you saw above.

# %% tags=["exercise"]
from helpers import checks

def count_batches(pictures, batch_size):
    return ...

checks.check_count_batches(count_batches)

# %% [markdown] tags=["solution"]
# <details><summary>Hint 1</summary>
#
# `pictures // batch_size` counts the full batches. When is there one more?
# </details>
#
# <details><summary>Hint 2</summary>
#
# `math.ceil` rounds up.
# </details>
#
# <details><summary>Solution</summary>
#
# ```python
# import math
# from helpers import checks
#
# def count_batches(pictures, batch_size):
#     return math.ceil(pictures / batch_size)
#
# checks.check_count_batches(count_batches)
# ```
#
# Keras keeps the last, smaller batch, so you round up. Rounding down would lose pictures; rounding to the nearest would lose them sometimes.
# </details>

# %% [markdown]
# ### 2. A colleague's model
#
# A colleague trained a model in which 0 means dog and 1 means cat. She has labeled the validation pictures of this course in her way, and finds it right nine times in ten.
# You compare its answers for the same pictures with your labels, and compute the accuracy. What do you get?
#
# - **a** About 0.9: accuracy does not depend on what the classes are called
# - **b** About 0.5: the model is confused and guesses
# - **c** About 0.1: it is wrong wherever it was right
# - **d** An error: Keras notices that the classes do not fit

# %% tags=["exercise"]
from helpers import checks

colleague = ...

checks.check_colleague(colleague)

# %% [markdown] tags=["solution"]
# <details><summary>Hint 1</summary>
#
# Take one picture of a cat. What does her model answer, most of the time? What does your label say?
# </details>
#
# <details><summary>Solution</summary>
#
# ```python
# from helpers import checks
#
# colleague = "c"
#
# checks.check_colleague(colleague)
# ```
#
# For a cat she answers 1 and your label is 0, so each of her right answers counts as wrong.
# An accuracy far *below* guessing is a good sign of swapped classes: a model that knows nothing cannot be so wrong.
# </details>

# %% [markdown]
# ### 3. Split a list of files
#
# Write a function that splits a list of files into validation and test. A fifth goes to test.
# The split must be disjoint, stratified and fixed. The list comes sorted by class, as `in_order.file_paths` above,
# and each class has a multiple of five files.

# %% tags=["exercise"]
from helpers import checks

def split_files(files):
    validation, test = ..., ...
    return validation, test

checks.check_split_files(split_files)

# %% [markdown] tags=["solution"]
# <details><summary>Hint 1</summary>
#
# The first fifth of the list holds one class only. Every fifth file of the list does not.
# </details>
#
# <details><summary>Hint 2</summary>
#
# `files[::5]` is every fifth file. Validation is every file that is not in it.
# </details>
#
# <details><summary>Solution</summary>
#
# ```python
# from helpers import checks
#
# def split_files(files):
#     test = files[::5]
#     validation = [file for file in files if file not in test]
#     return validation, test
#
# checks.check_split_files(split_files)
# ```
#
# Every fifth file of a sorted list takes a fifth of each class, give or take a file. No random numbers are involved, so the split is the same every time.
# `train_test_split(files, test_size=0.2, stratify=labels, random_state=0)` of scikit-learn does it too. It draws at random: without `random_state` the split is not fixed.
# </details>

# %% [markdown]
# ### 4. The baseline of any data set
#
# Write a function that takes counts per class, such as `{"cat": 900, "dog": 100}`,
# and gives the accuracy of a model that always names the most frequent class.

# %% tags=["exercise"]
from helpers import checks

def baseline_accuracy(counts):
    return ...

checks.check_baseline_accuracy(baseline_accuracy)

# %% [markdown] tags=["solution"]
# <details><summary>Hint 1</summary>
#
# Of how many pictures is it right? Of how many in all?
# </details>
#
# <details><summary>Hint 2</summary>
#
# `counts.values()` gives the counts; `max` and `sum` work on them.
# </details>
#
# <details><summary>Solution</summary>
#
# ```python
# from helpers import checks
#
# def baseline_accuracy(counts):
#     return max(counts.values()) / sum(counts.values())
#
# checks.check_baseline_accuracy(baseline_accuracy)
# ```
#
# The model is right for every picture of the largest class and wrong for all others.
# Compute this number first, for any data set: an accuracy means something only beside it.
# Where one class is rare, a useful model may even lie below it. Notebook 06 shows one.
# </details>

# %% [markdown]
# ## Where next
#
# [02 Model one](02_model_one.ipynb): a small network, layer by layer.
