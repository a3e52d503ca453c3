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
# # Build on a network that has already learned to see
#
# <!-- buttons -->
# [Open in Colab](https://colab.research.google.com/github/cats-and-dogs-course/cats-and-dogs-course/blob/v1.0.0/notebooks/05_model_four.ipynb) · [Open in Binder](https://mybinder.org/v2/gh/cats-and-dogs-course/cats-and-dogs-course/v1.0.0?urlpath=lab/tree/notebooks/05_model_four.ipynb)
#
# Models one to three had to learn from your pictures what an edge is; model four starts from a network that knows, and learns only the last step.
# You train it in seconds, change its top a little, and at the very end measure it on pictures by which you have chosen nothing.
#
# **You will do**
# - look at what a pretrained base knows before you train anything
# - compute its features once and train a small head on them
# - find the right place for augmentation
# - fine-tune the top of the base with a small learning rate
# - measure the test part, once, and recognize single pictures
#
# **You will learn**
# - what transfer learning, feature extraction and fine-tuning are
# - what "frozen" means for weights and for batch normalization, and whether `training=False` does the same
# - how to say how sure a score is
#
# **You need**
# - [04 Model three](04_model_three.ipynb), or to know what batch normalization keeps in its moving averages
#
# Minutes: reading 25, waiting 2, exercises 15

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

# %% tags=["recorded"]
from helpers import data

image_size = (192, 192)
pictures = data.load(image_size=image_size)
class_names = pictures.class_names

# %% [markdown]
# ## The base
#
# A network that was trained on many pictures of many things, without its last layer, is a **base** or **backbone**. What you put on it for your own classes is the **head**. To use what it knows for another task is **transfer learning**.
# Here it is MobileNetV2, made for phones: small and fast. The output names the weights that are in use.

# %% tags=["recorded"]
from helpers import weights

base_size = (160, 160)
backbone = weights.load_backbone(pictures, image_size=base_size)
backbone.input_shape, backbone.output_shape

# %% [markdown]
# Pictures of 160 by 160 come out as maps of 5 by 5, with 1,280 values at each place.
#
# What has this base seen?
#
# - **With photographs:** ImageNet, over a million photographs in a thousand classes. More than a hundred of these are breeds of dogs, and some are cats.
#   So it does not meet a new world here: it has been shown many cats and dogs, with their names. Remember that when you see the score.
# - **With the drawn sample:** other drawings of this course: animals and things, but not one cat and not one dog.
#
# ## What it gets to see
#
# Your pictures are loaded at 192 by 192, a little larger than what the base takes. Of a photograph it gets the **middle**.
# Whoever took it has mostly put the animal there, and without its margin the picture shows the animal larger.
# In the drawn sample the animals reach close to the edges, so those pictures are shrunk, and the base sees them whole.
#
# The base also expects pixels from -1 to 1.

# %% tags=["recorded"]
import keras
from keras import layers

view = layers.CenterCrop(*base_size)
if pictures.source == "sample":
    view = layers.Resizing(*base_size)
prepare = keras.Sequential([view, layers.Rescaling(1 / 127.5, offset=-1)])

# %%
from helpers import plots

some_images = next(iter(pictures.validation))[0][:4]
count = len(some_images)
titles = ["loaded"] * count + ["seen by the base"] * count
plots.show_images([*some_images, *prepare(some_images)], titles, columns=count)

# %% [markdown]
# ## What it knows before any training
#
# Take every third picture of the validation part. For each, find the most similar other one, first by its pixels (in a copy of 16 by 16), then by what the base makes of it.
# How often is it of the same class?
#
# The mean over the 5 by 5 places, **global average pooling**, turns its maps into one row of values for each picture: its **features**.
#
# Similar means a large **cosine** between two rows, once the mean of all rows is taken away: 1 for the same direction, 0 for nothing in common.
#
# (`rows @ rows.T`, below, gives the cosines of all pairs at once. The diagonal is set to -1, so that no picture finds itself.)
#
# **What do you expect?** How often would guessing hit the same class? How far above that are the pixels, and the features?

# %% tags=["recorded"]
import numpy as np

every = 3 if len(pictures.files["validation"]) > 30 else 1
some_pictures = pictures.validation.unbatch().shard(every, 0).batch(16)
images, labels = data.arrays(some_pictures, dtype="uint8")
pixels = layers.Resizing(16, 16)(prepare(images)).numpy().reshape(len(images), -1)

extractor = keras.Sequential([prepare, backbone, layers.GlobalAveragePooling2D()])
features = extractor.predict(images, batch_size=16, verbose=0)


# %%
def find_most_similar(rows):
    rows = rows - rows.mean(axis=0)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    similarity = rows @ rows.T
    np.fill_diagonal(similarity, -1)
    return similarity.argmax(axis=1)

{
    name: round(float((labels[find_most_similar(rows)] == labels).mean()), 3)
    for name, rows in (("pixels", pixels), ("features", features))
}

# %%
some = np.array([0, 1, -2, -1])
similar = find_most_similar(features)[some]
titles = [class_names[label] for label in labels[some]]
titles += [f"most similar: {class_names[label]}" for label in labels[similar]]
plots.show_images(np.concatenate([images[some], images[similar]]), titles)

# %% [markdown]
# With two classes of equal size, guessing hits the same class half of the time, and pixels do hardly better. Nothing was trained on your pictures, and still the features put most of them next to one of the same class.
# A new head has to learn only where the border between the classes runs.
#
# ## Frozen, and `training=False`
#
# Two things must not happen to the base while a new head on it still makes wild errors.
#
# - Its weights must not follow these errors. `backbone.trainable = False` **freezes** them; the helper has done that.
# - Its batch normalizations must not take mean and variance from your batches. They should keep to their moving averages.
#
# For the second, many texts call the base with `training=False` when they build the model. Does this protect it? Call three networks as `fit` does, with `training=True`,
# and see how far their maps move, on average, from those of the base at rest. 0 means that nothing changed.
#
# (`keras.Input` is a placeholder for a picture. A layer that is called on it computes nothing yet; Keras notes which layer follows which.
# `keras.Model(inputs, outputs)` makes a network of everything between the two. So you can also cut a piece out of a network: name where it begins and where it ends.)
#
# **What do you expect?** Which of the three stay as they are?

# %%
unfrozen = keras.models.clone_model(backbone)
unfrozen.set_weights(backbone.get_weights())
for layer in unfrozen.layers:  # one by one: the clone as a whole counts as trainable already
    layer.trainable = True

inputs = keras.Input(backbone.input_shape[1:])
built_in = keras.Model(inputs, unfrozen(inputs, training=False))
batch = prepare(images[:4])
at_rest = backbone(batch, training=False)
networks = {"frozen": backbone, "built in with training=False": built_in, "neither": unfrozen}
{
    name: round(float(keras.ops.mean(keras.ops.abs(network(batch, training=True) - at_rest))), 4)
    for name, network in networks.items()
}

# %% [markdown]
# Frozen: nothing changes, because a frozen batch normalization always keeps to its averages.
# Built in with `training=False`: compare the second number with the third. If they are equal, it protects nothing.
# `fit` calls the whole model with `training=True`, and that reaches every layer in it. In older versions it did protect, and many texts still say so.
#
# So **freeze** what must not move. When you fine-tune later, the batch normalizations stay frozen.
#
# ## Compute once, train in seconds
#
# A frozen base gives the same output for the same picture in every epoch. So compute it once and keep it: this is **feature extraction**.
#
# Cut the base in two. `upper` is its last block with the convolution behind it, which you will fine-tune later.
# `lower` is all that comes before, and stays as it is to the end. What lies between the two is small enough to keep for all pictures.

# %% tags=["recorded"]
lower = keras.Model(backbone.input, backbone.get_layer("block_15_add").output)
upper = keras.Model(lower.output, backbone.output)
upper_as_loaded = upper.get_weights()
lower.output_shape, lower.count_params(), upper.count_params()

# %% [markdown]
# `fold_constants` makes a function of `lower` with the weights of this moment as constants. It gives the same numbers, up to rounding, and takes less time on a CPU:
# whatever depends on the weights alone is worked out beforehand, and many batch normalizations are merged into the convolution before them.
#
# One pass over the training pictures gives outputs and labels together. In two passes they would not belong together, since training pictures are shuffled anew each time.
# It takes some ten seconds with the photographs, and less with the sample.

# %% tags=["recorded"]
folded = weights.fold_constants(lower)

def compute(dataset, change=lambda images: images):
    kept, labels, bar = [], [], keras.utils.Progbar(len(dataset))
    for images, some_labels in dataset:
        kept.append(folded(prepare(change(images))))
        labels.append(some_labels)
        bar.add(1)
    return np.concatenate(kept), np.concatenate(labels)

train, train_labels = compute(pictures.train)
validation, validation_labels = compute(pictures.validation)

# %% [markdown]
# Now the rest of the base and global average pooling: one row of values for each picture.

# %% tags=["recorded"]
pooled = keras.Sequential([upper, layers.GlobalAveragePooling2D()])
train_features = pooled.predict(train, verbose=0)
validation_features = pooled.predict(validation, verbose=0)
train_features.shape, validation_features.shape

# %% [markdown]
# The head is a single Dense layer. It starts at zero, so it begins without an opinion and has nothing to unlearn.
# Its learning rate falls from `0.001` to zero along a cosine, as in notebook 02, but without the rise before.
#
# **What do you expect?** How many parameters does it have? How does its first epoch compare with the last of model three, in notebook 04?

# %% tags=["recorded"]
import math

loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
epochs = data.choose_epochs(10, 10)

def train_head(features, labels, epochs):
    keras.utils.set_random_seed(1)
    head = keras.Sequential([
        keras.Input(features.shape[1:]), layers.Dense(len(class_names), kernel_initializer="zeros")
    ])
    rate = keras.optimizers.schedules.CosineDecay(0.001, epochs * math.ceil(len(labels) / 32))
    head.compile(optimizer=keras.optimizers.Adam(rate), loss=loss, metrics=["accuracy"])
    kept = (validation_features, validation_labels)
    return head, head.fit(features, labels, validation_data=kept, epochs=epochs, verbose=0)


# %% tags=["recorded"]
head, history = train_head(train_features, train_labels, epochs)

# %%
plots.plot_history(history, reference="model_four")

# %%
accuracies = history.history["val_accuracy"]
{
    "parameters": head.count_params(),
    "after the first epoch": round(accuracies[0], 3),
    "after the last": round(accuracies[-1], 3),
    "its loss": round(history.history["val_loss"][-1], 3),
}

# %% [markdown]
# A few thousand parameters, a few seconds. The axis of the accuracy does not begin at zero: look at its numbers before you read the gap between the curves as large.
# With the photographs training ends ahead. With the sample it may stay behind. Dropout and augmentation cannot be the reason, there are none here: the few validation pictures may simply be easier.
#
# Already its first epoch is ahead of models one to three. Here are their recorded runs on the photographs; with the sample, compare with your own in notebooks 02 to 04:

# %%
from helpers import reference

reference.summarize(["model_one", "model_two", "model_three"], ["course"])


# %% [markdown]
# ## "Very few parameters"
#
# The blog trains a larger head on the same base and says that it has very few parameters. Count them, and those of another head that you often find.

# %%
def make_blog_head():
    head = [layers.RandomRotation(0.2)]
    for filters in (32, 64):
        head += [layers.Conv2D(filters, 3, padding="same"), layers.MaxPooling2D(2)]
        head += [layers.BatchNormalization(), layers.Activation("relu")]
    head += [layers.Flatten(), layers.Dense(32, activation="relu"), layers.Dropout(0.5)]
    return head + [layers.Dense(len(class_names))]

large_head = [layers.GlobalAveragePooling2D(), layers.Dense(1024, activation="relu")]
large_head += [layers.Dense(len(class_names))]


# %%
def count_trained(added):
    network = keras.Sequential([keras.Input(backbone.output_shape[1:]), *added])
    return sum(math.prod(weight.shape) for weight in network.trainable_weights)

{
    "one Dense layer": head.count_params(),
    "the blog's head": count_trained(make_blog_head()),
    "Dense(1024)": count_trained(large_head),
}

# %% [markdown]
# What does the blog's head get for that? Train it behind the same frozen base. This takes a quarter of a minute.

# %%
keras.utils.set_random_seed(1)
blog = keras.Sequential([keras.Input(lower.output_shape[1:]), upper, *make_blog_head()])
blog.compile(optimizer="adam", loss=loss, metrics=["accuracy"])
blog_history = blog.fit(
    train, train_labels, validation_data=(validation, validation_labels), epochs=3, verbose=2
)

# %% [markdown]
# Compare the last `val_accuracy` and `val_loss` with those of the small head: more parameters bring no gain here. (It is one run, and the two heads differ in more than their size.)
#
# This is the blog's head, not quite its recipe. The blog also flips the pictures before the base, so that it cannot compute anything once:
# every epoch runs the whole base again. Here are the recorded runs of the small head and of the blog's recipe.
# The row "course" is your head: its base sees the middle. For "whole" and "larger" one thing was changed: the base sees whole photographs, of 160 by 160 and of 192 by 192.
# (All of them used one file of weights, made for pictures of 224 by 224 and rebuilt from 8-bit numbers. Keras fetches you the original file for your size, so your numbers may lie a little above the recorded ones, and fine-tuning may do something else.)
#
# **What do you expect?** With which of the three views will the small head do worst: middle, whole, or larger?

# %%
reference.summarize("model_four", ["course", "whole", "larger", "blog"])

# %% [markdown]
# And by the loss, which also sees how sure a model was? Each number is one run.

# %%
{
    recipe: sorted(
        round(run["validation"]["loss"], 3) for run in reference.load("model_four", recipe)
    )
    for recipe in ("course", "whole", "larger", "blog")
}


# %% [markdown]
# In validation every run of the small head lies above every run of the blog's recipe. But these runs of that recipe end lower than the blog says of its own; the weights may be one reason.
#
# The small head does worst with whole pictures of 160 by 160. With their middle it does better, and gives about as many right answers as with larger ones. By the loss the larger ones are ahead in every run. The course takes the middle because it costs the base less work.
# But the 192 was chosen with these validation photographs in view, which flatters it a little,
# and a dog at the edge of its photograph would be lost. (The machine that took the seconds is not equally fast at all times, so do not read much into them. The table in README times the course's way and the blog's in one go.)

# %% [markdown]
# ## Augment before the base, not after
#
# The blog's head begins with a rotation: it turns the 5 by 5 maps. Is that like turning the picture?
# Change pictures in four ways. Compare the maps of the changed pictures with the maps of the originals: as they are, and changed in the same way.
#
# The comparison is again the cosine, here without taking the mean away. Each number is the median over the pictures.
#
# **What do you expect?** If changing the maps did the same as changing the picture, what would the second number be?

# %%
def cosine(one, other):
    one, other = one.reshape(len(one), -1), other.reshape(len(other), -1)
    lengths = np.linalg.norm(one, axis=1) * np.linalg.norm(other, axis=1)
    return round(float(np.median((one * other).sum(axis=1) / lengths)), 2)

turn = layers.RandomRotation((0.1, 0.1))  # from 0.1 to 0.1: always a tenth of a full turn
changes = {
    "mirrored": lambda images: images[:, :, ::-1],
    "upside down": lambda images: images[:, ::-1],
    "turned a quarter": lambda images: np.rot90(images, axes=(1, 2)),
    "turned by 36 degrees": lambda images: np.array(turn(images, training=True)),
}

# %%
batch = prepare(images[:: max(1, len(images) // 64)]).numpy()
original = backbone.predict(batch, verbose=0)
maps = {name: backbone.predict(change(batch), verbose=0) for name, change in changes.items()}
{
    name: {
        "maps untouched": cosine(maps[name], original),
        "maps changed": cosine(maps[name], change(original)),
    }
    for name, change in changes.items()
}

# %% [markdown]
# It would be 1. Turning the maps is hardly better than leaving them alone: the values at each place still describe an upright picture.
# So the head is trained on maps that no picture would give. Mirroring comes closest, probably because the base has been shown things from both sides.
#
# So augment before the base. Which changes? Here are the pooled features of changed pictures beside those of the originals.
# For comparison, the last row is simply another picture, mostly of the same class.

# %%
pooled_original = original.mean(axis=(1, 2))
{
    **{name: cosine(maps[name].mean(axis=(1, 2)), pooled_original) for name in changes},
    "another picture": cosine(np.roll(pooled_original, 1, axis=0), pooled_original),
}

# %% [markdown]
# The blog says that a flipped cat is still a cat. For you it is. For the base a mirrored cat is nearly the same. An upside-down cat is much farther away.
# The last row says how far that is: look whether a picture upside down is still nearer to its original than another picture is. That depends on the base, and on what it was trained on.
# Augment as your pictures may come: nobody will show your model cats that hang from the ceiling.
#
# ## Augmentation with features computed once
#
# Random changes and computing once exclude each other. But you can compute a few fixed changes: here the mirror image of every training picture.
# It takes as long as the first pass.

# %% tags=["recorded"]
mirrored, mirrored_labels = compute(pictures.train, change=lambda images: images[:, :, ::-1])
mirrored_features = pooled.predict(mirrored, verbose=0)

# %% tags=["recorded"]
both_features = np.concatenate([train_features, mirrored_features])
both_labels = np.concatenate([train_labels, mirrored_labels])
heads = {
    "pictures": (head, history),
    "and mirror images": train_head(both_features, both_labels, epochs // 2),
}

# %% tags=["recorded"]
from helpers.tables import show_table

def compare(trained):
    return [
        {"trained": name} | {metric: result.history[metric][-1] for metric in ("val_loss", "val_accuracy")}
        for name, (_, result) in trained.items()
    ]

two_heads = compare(heads)
show_table(two_heads, digits=4)

# %% [markdown]
# Twice as many pictures in half as many epochs: the number of steps is nearly the same, so only the pictures differ.
# With so few errors left, a single picture moves the accuracy; the loss, which also sees how sure the model was, is the finer measure. The head with the lower `val_loss` goes into model four.
#
# But a choice between two runs is not a result. Five recorded runs did the same with the photographs, each with another seed. Each cell of the table holds the median, then the lowest and the highest.
#
# **What do you expect?** What do the mirror images bring, over five runs?

# %%
reference.tabulate("notebook_05", "two_heads")

# %% [markdown]
# Nothing that five runs could show: the two ranges overlap in both columns.
# You have just seen a reason. To this base a mirrored photograph is nearly the same as the photograph, so the head learns little new from it.
#
# ## The whole model
#
# Model four takes pictures as they are loaded, so it contains everything: view, rescaling, base, pooling, head.
# `training=False` stands there as in the guides of Keras. What protects the base is that it is frozen.

# %% tags=["reference", "recorded"]
inputs = keras.Input((*image_size, 3))
outputs = layers.Rescaling(1 / 127.5, offset=-1)(view(inputs))
outputs = backbone(outputs, training=False)
outputs = layers.GlobalAveragePooling2D()(outputs)
outputs = layers.Dense(len(class_names), kernel_initializer="zeros")(outputs)
model_four = keras.Model(inputs, outputs)

# %% tags=["recorded"]
chosen_head, head_history = min(heads.values(), key=lambda pair: pair[1].history["val_loss"][-1])
model_four.layers[-1].set_weights(chosen_head.layers[-1].get_weights())
model_four.compile(optimizer="adam", loss=loss, metrics=["accuracy"])
scores = model_four.evaluate(pictures.validation, return_dict=True, verbose=0)
{name: round(score, 4) for name, score in scores.items()}

# %% [markdown]
# The same as that head had on the kept features: computing them once was a short cut, not another model.
#
# ## Fine-tune the top
#
# Now the head makes few errors, and the last block of the base may adapt to your pictures: this is **fine-tuning**.
# `lower` stays frozen, so its kept outputs stay valid. The batch normalizations stay frozen too.

# %% tags=["recorded"]
upper.set_weights(upper_as_loaded)  # from here on you can begin again
model_four.layers[-1].set_weights(chosen_head.layers[-1].get_weights())
upper.trainable = True
for layer in upper.layers:
    layer.trainable = not isinstance(layer, layers.BatchNormalization)
inputs = keras.Input(lower.output_shape[1:])
outputs = layers.GlobalAveragePooling2D()(upper(inputs))
top = keras.Model(inputs, model_four.layers[-1](outputs))
before = top.get_weights()


# %% [markdown]
# `top` shares its layers with model four: what it learns, model four knows.
#
# Try two learning rates from the same start: the usual `0.001`, and a hundredth of it. This takes up to a minute with the photographs.
#
# **What do you expect?** What will the usual rate do to what the base knows?

# %% tags=["recorded"]
def fine_tune(learning_rate):
    keras.utils.set_random_seed(1)
    top.set_weights(before)
    top.compile(optimizer=keras.optimizers.Adam(learning_rate), loss=loss, metrics=["accuracy"])
    history = top.fit(
        train, train_labels, validation_data=(validation, validation_labels), epochs=3, verbose=2
    )
    return history, top.get_weights()

large, large_weights = fine_tune(0.001)

# %% tags=["recorded"]
small, small_weights = fine_tune(0.00001)

# %%
plots.plot_history(small)

# %% [markdown]
# The figure shows the small rate. Do not expect a leap over the head alone: a few validation pictures more or less are within chance.
#
# Now compare the two rates in the lists above, by `val_loss`. With all the photographs the validation loss of the large rate may end far above that of the head alone, although the training loss falls:
# the base was good already, and within three epochs it overfits. With fewer photographs, or with the drawn sample, the large rate may even win.
#
# That would not be the work of the base alone. In both fine-tunings the head learns on as well: for three more epochs, and at another rate.
# To see what the base adds, set `upper.trainable = False` and run the two cells with `fine_tune` again. After that, run the cell that makes `top`, then those two once more: the trial has changed model four.
#
# Decide by a rule, on validation alone: keep the lowest loss, even if that is the head without fine-tuning. Where two lie close together, another seed may change their order.

# %% tags=["recorded"]
candidates = {
    "head alone": (before, head_history),
    "large rate": (large_weights, large),
    "small rate": (small_weights, small),
}
fine_tuned = compare(candidates)
show_table(fine_tuned, digits=4)

# %%
best = min(fine_tuned, key=lambda row: row["val_loss"])["trained"]
top.set_weights(candidates[best][0])
upper.trainable = False
best

# %% [markdown]
# Would another seed choose the same? With the photographs, the five recorded runs say. (With the sample they do not answer it: they had other pictures, and another base.)
#
# **What do you expect?** How does the small rate stand there, beside the head alone?

# %%
reference.tabulate("notebook_05", "fine_tuned")

# %% [markdown]
# On the photographs, fine-tuning with these two rates brings nothing: after the small rate the loss is a little higher than before, after the large one at least twice as high.
# That base has been shown many cats and dogs. The base of the sample has seen none, so there your own runs may well show a gain.
#
# In the cell with the rule, the line before the last freezes the top again. To try another rate, write it into a cell above and run all from the cell that makes `top` down to this text, no farther:
# the test part comes next, and it is not for trying.
#
# With `fit` on the whole model the same steps are: `backbone.trainable = True`, then `trainable = False` for each of its lower layers and batch normalizations,
# `compile` again with a small rate, `fit`. It needs the whole base in every step.
#
# ## The test part, once
#
# Head and fine-tuning were chosen by validation, so its score is a little too good. You have taken no score on the test part so far.
# (With the photographs one choice was made before you came, that the base sees their middle. It was made by validation, but with test scores in sight, so the test score may flatter a little too.)
# Use the test part once, now that nothing is left to choose.

# %%
logits = model_four.predict(pictures.test, verbose=0)
test_labels = np.concatenate([labels for images, labels in pictures.test])
correct, total = int((logits.argmax(axis=1) == test_labels).sum()), len(test_labels)
correct, total, correct / total

# %% [markdown]
# How sure is that? Another set of as many pictures would give another score. **Wilson's interval**, as in notebook 01, says which true accuracies fit yours.

# %%
from scipy.stats import binomtest

{
    name: [round(float(bound), 3) for bound in binomtest(*counts).proportion_ci(method="wilson")]
    for name, counts in {"model four": (correct, total), "the blog, 190 of 192": (190, 192)}.items()
}

# %% [markdown]
# The second is the blog's score on its 192 pictures. The blog gives only the share; 190 right answers come to that. Its interval is not narrow, and neither is yours.
# An interval counts chance alone. It does not mend the leak that notebook 01 found in the blog's test part.
# Give the interval with the score, always.
#
# The recorded runs, now with their score on the test photographs. Brackets hold the lowest and the highest of several runs, all on the same photographs.
# That is not the interval: it says nothing about other photographs.

# %%
reference.summarize("model_four", ["course", "whole", "larger", "blog"], test=True)


# %% [markdown]
# In validation every run of the small head lay above every run of the blog's recipe. On the test photographs the ranges overlap. This does not make the four equal. With so few pictures, chance hides differences of this size.
#
# ## Single pictures
#
# `softmax` turns the two logits into probabilities.

# %%
def recognize(path):
    picture = data.read_picture(path, image_size)
    logits = model_four.predict(picture[np.newaxis], verbose=0)
    probabilities = keras.ops.softmax(logits[0]).numpy()
    winner = int(probabilities.argmax())
    title = f"{class_names[winner]}, probability {probabilities[winner]:.3f}"
    return plots.show_images([picture], [title])

recognize(pictures.files["test"][0])

# %% [markdown]
# Put the path of a picture of your own into the last line, such as `"my_dog.jpg"`. (Of a photograph the model sees the middle alone. With the sample it sees all, but it knows drawings only: do not trust what it says of a photograph.) Try something that is neither of the classes, too: the model has no third answer,
# and the probability does not tell you that it has never seen such a thing. How far you can trust this number is the matter of notebook 07.
#
# ## One trap
#
# For each base Keras has a function that prepares the pixels as that base wants them; for some it does nothing.
# Where it does something, it changes an array of floating-point numbers *in place*. What if a cell that calls it is run twice?

# %%
from keras.applications.mobilenet_v2 import preprocess_input

pixels = images[:1].astype("float32")
for run in (1, 2):
    scaled = preprocess_input(pixels)
    print(f"run {run}: from {scaled.min():.3f} to {scaled.max():.3f}")

# %% [markdown]
# After the second run every picture is nearly black for the base, and nothing stops with an error. A `Rescaling` layer inside the model cannot be applied twice.
#
# ## What you did
#
# - ✓ looked at what a pretrained base knows before you trained anything
# - ✓ computed its features once and trained a small head on them
# - ✓ found the right place for augmentation
# - ✓ fine-tuned the top of the base with a small learning rate
# - ✓ measured the test part, once, and recognized single pictures
#
# And you learned what transfer learning, feature extraction and fine-tuning are, what freezing protects and `training=False` does not,
# and to give the interval with a score.
#
# ## Exercises
#
# ### 1. The size of a head
#
# Complete the function: how many parameters does a Dense layer have that makes `classes` logits from `features` pooled values?

# %% tags=["exercise"]
from helpers import checks

def count_head_parameters(features, classes):
    return ...

checks.check_count_head_parameters(count_head_parameters)

# %% [markdown] tags=["solution"]
# <details><summary>Hint 1</summary>
#
# Every logit has one weight for each feature.
# </details>
# <details><summary>Hint 2</summary>
#
# And one bias.
# </details>
# <details><summary>Solution</summary>
#
# ```python
# from helpers import checks
#
# def count_head_parameters(features, classes):
#     return features * classes + classes
#
# checks.check_count_head_parameters(count_head_parameters)
# ```
# The size of the maps does not matter: global average pooling leaves one value for each map. With `Flatten` it would be 25 times as many weights here.
# </details>

# %% [markdown]
# ### 2. Name and probability
#
# Complete the function. From the logits of one picture it returns the name of the winner and its probability, as in `("dog", 0.97)`.

# %% tags=["exercise"]
from helpers import checks

def name_winner(logits, class_names):
    return ...

checks.check_name_winner(name_winner)

# %% [markdown] tags=["solution"]
# <details><summary>Hint 1</summary>
#
# `recognize` above does it: softmax, then the place of the largest probability.
# </details>
# <details><summary>Hint 2</summary>
#
# Without Keras: `np.exp(logits)`, divided by its sum. Subtract the largest logit first, or large logits become infinite.
# </details>
# <details><summary>Solution</summary>
#
# ```python
# from helpers import checks
#
# def name_winner(logits, class_names):
#     powers = np.exp(np.array(logits) - np.max(logits))
#     probabilities = powers / powers.sum()
#     winner = int(probabilities.argmax())
#     return class_names[winner], float(probabilities[winner])
#
# checks.check_name_winner(name_winner)
# ```
# Subtracting the same number from all logits changes no probability. A logit itself is no probability: it may be negative, or larger than 1.
# </details>

# %% [markdown]
# ### 3. Unfreeze the top
#
# Complete the function. It makes the layer called `name` and all layers after it trainable, and freezes all layers before it.
# Batch normalizations stay frozen everywhere.

# %% tags=["exercise"]
from helpers import checks

def unfreeze_from(network, name):
    ...

checks.check_unfreeze_from(unfreeze_from)

# %% [markdown] tags=["solution"]
# <details><summary>Hint 1</summary>
#
# Go through `network.layers` in order, with a variable that says whether `name` has come already.
# </details>
# <details><summary>Hint 2</summary>
#
# `isinstance(layer, layers.BatchNormalization)` finds the batch normalizations. `network.trainable = True` first, or a frozen network keeps all its layers frozen.
# </details>
# <details><summary>Solution</summary>
#
# ```python
# from helpers import checks
#
# def unfreeze_from(network, name):
#     network.trainable = True
#     reached = False
#     for layer in network.layers:
#         reached = reached or layer.name == name
#         layer.trainable = reached and not isinstance(layer, layers.BatchNormalization)
#
# checks.check_unfreeze_from(unfreeze_from)
# ```
# Compile after that: a network that has been in `fit` goes on with the weights that were trainable then, until it is compiled again.
# </details>

# %% [markdown]
# ### 4. A plan
#
# A friend has 300 photographs of two kinds of mushrooms, taken from above at any angle, and uses an ImageNet base with features computed once.
# What should she do about augmentation?
#
# - **a** put `RandomRotation` between the base and the head, so that the features need not be computed again
# - **b** turn each picture in a few fixed ways, compute the features of all of them, and train the head on all
# - **c** nothing: a pretrained base gives the same features for a turned picture
# - **d** also turn the validation pictures and train on them, to have more

# %% tags=["exercise"]
from helpers import checks

plan = ...
checks.check_plan(plan)

# %% [markdown] tags=["solution"]
# <details><summary>Hint 1</summary>
#
# Which of your two tables of cosines speaks of a, which of c?
# </details>
# <details><summary>Solution</summary>
#
# ```python
# from helpers import checks
#
# plan = "b"
# checks.check_plan(plan)
# ```
# Her pictures do come at any angle, so turning is right for her, before the base. The turned copies of one picture must stay in the same part, training here.
# </details>

# %% [markdown]
# ## Where next
#
# [06 Class imbalance](06_class_imbalance.ipynb): what happens to all this when one class is rare.
