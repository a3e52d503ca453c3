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
# # Give your model an honest score
#
# <!-- buttons -->
# [Open in Colab](https://colab.research.google.com/github/cats-and-dogs-course/cats-and-dogs-course/blob/v1.0.0/notebooks/07_the_score_on_test_data.ipynb) · [Open in Binder](https://mybinder.org/v2/gh/cats-and-dogs-course/cats-and-dogs-course/v1.0.0?urlpath=lab/tree/notebooks/07_the_score_on_test_data.ipynb)
#
# You have a model, and a test part that had no say in it; in this notebook you open it once.
# First you find out on the validation part what you want to know; then you open the test part, say how sure its score is, and bring a photograph of your own.
#
# **You will do**
# - look at the worst mistakes, and at where the model looks
# - change pictures and see what the model can bear
# - check whether its probabilities mean what they say
# - score two models on test data, once, with intervals
# - ask the model about a photograph of your own
#
# **You will learn**
# - what a score on a limited number of pictures can tell, and what it cannot
# - how to compare two models on the same pictures
# - what happens if you choose on test data
# - what a model of two classes says about a third thing
#
# **You need**
# - [05 Model four](05_model_four.ipynb): a backbone and a head
# - pictures of two classes, as the course's are
#
# Minutes: reading 30, waiting 3, exercises 20

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
# ## Two models
#
# Both are a head on the frozen backbone, as in notebook 05. There the backbone saw the middle of a photograph. Here it sees the whole, at 160 by 160: the row "whole" in the tables of notebook 05.
# Compute the features of all training and validation pictures once:
# the numbers that the backbone gives for a picture, from which the head decides.
# With the photographs this takes about half a minute.

# %% tags=["recorded"]
from helpers import data, weights

pictures = data.load()
assert len(pictures.class_names) == 2, "This notebook needs two classes. Notebook 09 takes any number."
backbone = weights.load_backbone(pictures)

# %% tags=["recorded"]
import keras
from keras import layers

extractor = keras.Sequential([
    keras.Input((160, 160, 3)),
    layers.Rescaling(1 / 127.5, offset=-1),
    backbone,
    layers.GlobalAveragePooling2D(),
])

# %% tags=["recorded"]
keras.utils.set_random_seed(0)
images, train_labels = data.arrays(pictures.train, dtype="uint8")
train_features = extractor.predict(images, verbose=2)
images, labels = data.arrays(pictures.validation, dtype="uint8")
features = extractor.predict(images, verbose=2)
train_features.shape, features.shape

# %% [markdown]
# From here on, `images`, `labels` and `features` are those of the validation part, in a fixed order.
#
# The first model learns from all training pictures, the second from the first twenty of them. Training is counted in steps, not in epochs,
# because twenty pictures are less than one batch; so the pictures are repeated. `steps_per_execution` only saves time.
#
# The heads start at zero, as in notebook 05. Random first weights would leave traces in the heat maps below.

# %% tags=["recorded"]
import numpy as np
import tensorflow as tf

def train_head(features, labels, steps, learning_rate=0.001):
    keras.utils.set_random_seed(0)
    head = keras.Sequential([
        keras.Input(features.shape[1:]), layers.Dense(2, kernel_initializer="zeros")
    ])
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    head.compile(optimizer=keras.optimizers.Adam(learning_rate), loss=loss, steps_per_execution=20)
    dataset = tf.data.Dataset.from_tensor_slices((features, labels))
    head.fit(dataset.shuffle(len(labels)).repeat().batch(32), steps_per_epoch=steps, verbose=0)
    return head


# %% tags=["recorded"]
model_all = train_head(train_features, train_labels, steps=600)
model_twenty = train_head(train_features[:20], train_labels[:20], steps=200)

# %% tags=["recorded"]
from helpers.tables import show_table
from scipy.special import softmax

logits = model_all(features).numpy()
probabilities = softmax(logits, axis=1)
answers = probabilities.argmax(axis=1)
answers_twenty = model_twenty(features).numpy().argmax(axis=1)
show_table([{"all": (answers == labels).mean(), "twenty": (answers_twenty == labels).mean()}], digits=3)

# %% [markdown]
# Accuracy on validation. `softmax` turns the two logits into two probabilities that add up to 1.
# Take the model that learned from all pictures and look at it more closely, still on validation.
#
# ## The worst mistakes
#
# A mistake is bad if the model was sure. So sort the pictures by the probability that the *right* class got, lowest first.
#
# **What do you expect?** What will these pictures have in common?

# %%
from helpers import plots

wrong = np.flatnonzero(answers != labels)
right = np.flatnonzero(answers == labels)
worst = np.argsort(probabilities[np.arange(len(labels)), labels])[:8]

def describe(index):
    answer, truth = pictures.class_names[answers[index]], pictures.class_names[labels[index]]
    return f"is {truth}, said {answer} with {probabilities[index].max():.2f}"

plots.show_images(images[worst], [describe(index) for index in worst])

# %%
len(wrong), len(labels)

# %%
{name: int((labels[wrong] == index).sum()) for index, name in enumerate(pictures.class_names)}


# %% [markdown]
# The number of mistakes, the number of pictures, and the mistakes of each true class.
# (If there are fewer than eight, the last pictures above are the narrowest right answers.)
#
# Look for a pattern: small animals, odd poses, something in front of the animal, a wrong label. A pattern is something that you can do something about.
# But a handful of pictures invites stories. Count before you believe one.
#
# ## Where does it look?
#
# **Grad-CAM** asks which places of the last feature maps raise the logit of a class.
# For each map it takes the gradient of that logit at every place. The mean over the places is the weight of the map. It adds up the weighted maps and keeps what is positive.

# %%
def find_heat(images, class_indices):
    maps = backbone(images / np.float32(127.5) - 1, training=False)
    with tf.GradientTape() as tape:
        tape.watch(maps)  # the tape follows weights by itself, other values only when told
        logits = model_all(tf.reduce_mean(maps, axis=(1, 2)))
        total = tf.reduce_sum(tf.gather(logits, class_indices, batch_dims=1))  # of each one's class
    importance = tf.reduce_mean(tape.gradient(total, maps), axis=(1, 2), keepdims=True)
    heat = tf.nn.relu(tf.reduce_sum(maps * importance, axis=-1)).numpy()
    return heat / (heat.max(axis=(1, 2), keepdims=True) + 1e-9)

find_heat(images[:1], answers[:1]).round(1)

# %% [markdown]
# A coarse map: one number for each cell of the last feature maps, with 1 for the hottest. (The logits are added up over the pictures so that one gradient serves all of them.)
# Laid over the picture:

# %%
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

def show_heat(indices, class_indices, titles):
    figure = Figure(figsize=(2.3 * len(indices), 2.9), layout="constrained")
    hottest = []
    heats = find_heat(images[indices], class_indices)
    for axis, index, heat, title in zip(figure.subplots(1, len(indices)), indices, heats, titles):
        row, column = np.unravel_index(heat.argmax(), heat.shape)
        side = len(images[index]) / len(heat)
        corner = (column * side, row * side)
        for color, width in (("black", 5), ("white", 2)):  # seen on light and on dark fur
            axis.add_patch(Rectangle(corner, side, side, fill=False, edgecolor=color, linewidth=width))
        hottest.append(f"{title}: row {row + 1}, column {column + 1} of {len(heat)}")
        axis.imshow(images[index])
        axis.imshow(tf.image.resize(heat[..., None], (160, 160))[..., 0], cmap="inferno", alpha=0.5)
        axis.set_title(title, fontsize=10)
        axis.axis("off")
    return plots.Picture(figure, "Heat over pictures, hottest place: " + "; ".join(hottest))


# %% [markdown]
# First pictures that the model is right about and sure of: what speaks for its answer?

# %%
surest = right[np.argsort(-probabilities[right].max(axis=1))]
sure = np.concatenate([surest[labels[surest] == index][:2] for index in (0, 1)])
titles = [f"{pictures.class_names[labels[index]]}, and says so" for index in sure]
show_heat(sure, labels[sure], titles)

# %% [markdown]
# Yellow is hot, dark is cold, and the frame marks the hottest cell. Is it on the animal, in each of them? Every map is scaled by its own maximum, so compare places within a picture,
# not brightness between pictures: a class that almost nothing speaks for gets a bright spot too.
#
# Then two mistakes. For each, what spoke for the wrong answer, and what for the right one?

# %%
twice = np.repeat(worst[:2], 2)
classes = np.stack([1 - labels[worst[:2]], labels[worst[:2]]], axis=1).ravel()
names = pictures.class_names
titles = [f"is {names[labels[index]]}: what says {names[said]}" for index, said in zip(twice, classes)]
show_heat(twice, classes, titles)


# %% [markdown]
# Such maps persuade easily. Does the heat lie where the answer comes from? Test it: cover the hottest cell with gray. Compare with covering a cell at random, and the one in the middle, which needs no map at all.
#
# Many probabilities are so close to 1 that they hardly move, so look at the logits: by how much does the answer *lead* the other class?
#
# **What do you expect?** How far does the lead fall, in each case?

# %%
def cover(image, row, column, cells):
    covered = image.copy()
    size = len(image) // cells
    covered[row * size:(row + 1) * size, column * size:(column + 1) * size] = 128
    return covered


# %%
some = right[::max(1, len(right) // 60)]
random = np.random.default_rng(0)
hot, middle, anywhere = [], [], []
for group in np.array_split(some, min(15, len(some))):
    for index, heat in zip(group, find_heat(images[group], answers[group])):
        hot.append(cover(images[index], *np.unravel_index(heat.argmax(), heat.shape), len(heat)))
        middle.append(cover(images[index], len(heat) // 2, len(heat) // 2, len(heat)))
        anywhere.append(cover(images[index], *random.integers(len(heat), size=2), len(heat)))


# %%
def find_logits(images):
    features = extractor.predict(np.asarray(images, "float32"), verbose=0)
    return model_all(features).numpy()

def find_lead(logits):
    lead_of_dog = logits[:, 1] - logits[:, 0]
    return np.where(answers[some] == 1, lead_of_dog, -lead_of_dog).mean()

show_table([{
    "untouched": find_lead(logits[some]),
    "random cell covered": find_lead(find_logits(anywhere)),
    "middle cell covered": find_lead(find_logits(middle)),
    "hottest cell covered": find_lead(find_logits(hot)),
}], digits=3)

# %% [markdown]
# Mean leads, over some pictures that the model gets right. If the hottest cell costs more than a random one, that may only mean that animals stand in the middle.
# So the middle cell is the one to beat, and clearly: single pictures differ far more than these means do, so a small gap, in either direction, may be chance.
# Only if the hottest cell costs much more has the map told you something about the single picture. Otherwise nothing shows that the maps above are more than pretty.
# Even a good map does not say *why*: a hot face does not mean that the model knows what a face is.
#
# ## What can it bear?
#
# Change the pictures, and nothing else. Each change leaves a cat a cat.
#
# **What do you expect?** Order them from harmless to harmful: mirrored, upside down, blurred, dark, bright, gray.

# %%
changes = {
    "untouched": lambda images: images,
    "mirrored": tf.image.flip_left_right,
    "upside down": tf.image.flip_up_down,
    "blurred": lambda images: tf.image.resize(tf.image.resize(images, (40, 40)), (160, 160)),
    "dark": lambda images: images * 0.4,
    "bright": lambda images: tf.minimum(images * 1.8, 255),
    "gray": lambda images: tf.image.grayscale_to_rgb(tf.image.rgb_to_grayscale(images)),
}
example = images[0].astype("float32")
plots.show_images([change(example) for change in changes.values()], list(changes), columns=7)


# %%
def find_probabilities(images):
    return softmax(find_logits(images), axis=1)


# %% [markdown]
# With a part of the validation pictures, this takes some seconds.

# %%
part = np.arange(len(labels))[::max(1, len(labels) // 160)]
rows = []
for name, change in changes.items():
    changed = find_probabilities(change(images[part].astype("float32")))
    rows.append({
        "change": name,
        "accuracy": float((changed.argmax(axis=1) == labels[part]).mean()),
        "other answer than before": float((changed.argmax(axis=1) != answers[part]).mean()),
        "mean probability of its answer": float(changed.max(axis=1).mean()),
    })
show_table(rows, digits=3)


# %% [markdown]
# Compare with your order. These are few pictures: two rows that differ by a few of them could as well stand the other way round. Only a large gap counts.
# A mirrored animal is as common in the training pictures as the original; one that stands on its head is not.
# A change that the training pictures never had is a question that the model was never asked.
# If your pictures will be dark or blurred in use, put such pictures into training, or augment.
#
# Compare the last column with the accuracy: does the model notice? Where accuracy falls and the mean probability hardly does, the model is wrong more often and does not say so.
#
# ## Do the probabilities mean what they say?
#
# Take all pictures whose answer got about the same probability. If the model is **calibrated**, that probability is also the share of these answers that are right.
# A **reliability diagram** compares the two for groups of pictures.

# %%
def group_by_confidence(probabilities, labels):
    confidence = probabilities.max(axis=1)
    correct = probabilities.argmax(axis=1) == labels
    cuts = np.array([0.06, 0.12, 0.25, 0.5]) * len(labels)
    groups = [group for group in np.split(np.argsort(confidence), cuts.astype(int)) if len(group)]
    return np.array([(confidence[group].mean(), correct[group].mean(), len(group)) for group in groups])

group_by_confidence(probabilities, labels).round(3)


# %% [markdown]
# One row for each group, from the least to the most sure. Most answers are nearly certain, so the groups of the less sure ones are cut small. The columns are the mean probability of the answer, the share that is right, and the number of pictures.
# One number sums up the gaps: the **expected calibration error** (ECE), the mean gap between the first two columns, each group counted by its pictures.
# The **Brier score** is the mean of (probability of a dog − truth)², where the truth is 1 for a dog and 0 for a cat. Lower is better. It is low only if the model is right and sure.
#
# A low ECE means only that the probabilities fit. With two equally frequent classes, a model that says one half to every picture is right half of the time, as it says, and knows nothing. With few pictures, chance alone keeps the ECE above zero.

# %%
def find_errors(probabilities, labels):
    groups = group_by_confidence(probabilities, labels)
    gaps = np.abs(groups[:, 0] - groups[:, 1])
    return {
        "ECE": float(np.average(gaps, weights=groups[:, 2])),
        "Brier": float(((probabilities[:, 1] - labels) ** 2).mean()),
        "mean probability of its answer": float(probabilities.max(axis=1).mean()),
        "accuracy": float((probabilities.argmax(axis=1) == labels).mean()),
    }


# %% [markdown]
# A model that trains for long on few pictures grows too sure. To see it, train on the twenty pictures again, for longer and with a larger learning rate. **Temperature scaling** is the usual cure: divide all logits by one number, the temperature: the one with the lowest loss on half of the validation pictures. Above 1 it makes the model less sure, below 1 surer.
#
# **What do you expect?** Can dividing the logits change an answer?

# %%
model_long = train_head(train_features[:20], train_labels[:20], steps=1500, learning_rate=0.01)
logits_long = model_long(features).numpy()

# %%
half = np.arange(len(labels)) % 2 == 0

def find_loss(temperature):
    scaled = softmax(logits_long[half] / temperature, axis=1)
    return -np.log(scaled[np.arange(half.sum()), labels[half]] + 1e-12).mean()

temperatures = np.geomspace(0.25, 8, 60)
temperature = min(temperatures, key=find_loss)
round(float(temperature), 2)

# %%
sets = {
    "all": probabilities[~half],
    "long": softmax(logits_long[~half], axis=1),
    "long, divided by the temperature": softmax(logits_long[~half] / temperature, axis=1),
}
show_table([
    {"model": name} | find_errors(values, labels[~half]) for name, values in sets.items()
], digits=3)

# %%
figure = Figure(figsize=(5, 4.4), layout="constrained")
axis = figure.subplots()
axis.plot([0.5, 1], [0.5, 1], "--", color=plots.BLACK, label="calibrated")
told = []
for (name, values), color, marker in zip(sets.items(), plots.PALETTE, "os^"):
    groups = group_by_confidence(values, labels[~half])
    axis.plot(groups[:, 0], groups[:, 1], marker=marker, color=color, label=name)
    told.append(f"{name}: said {groups[:, 0].round(2).tolist()}, right {groups[:, 1].round(2).tolist()}")
axis.set(xlabel="mean probability of the answer", ylabel="share that is right")
axis.legend()
plots.Picture(figure, "Reliability diagram. " + "; ".join(told))

# %% [markdown]
# Below the dashed line a model is too sure, above it too modest. The groups at the left are small, so expect zigzags. The temperature was chosen on one half of the validation pictures; table and figure use the other half.
# Compare "long" before and after dividing: it was too sure, so it should come nearer to the dashed line, with a smaller ECE. With few pictures a single group may move away all the same.
# Dividing changes no answer, because the larger logit stays the larger one. It changes only how sure the model says it is.
#
# With useful probabilities a model may also decline to answer. **What do you expect?** If it answers only when it is at least 0.9 sure, how many mistakes are left?

# %%
rows, correct = [], answers == labels
for limit in (0.5, 0.7, 0.9, 0.99):
    answered = probabilities.max(axis=1) >= limit
    rows.append({
        "at least": limit,
        "answered": float(answered.mean()),
        "mistakes": int((~correct[answered]).sum()),
        "accuracy of the answers": float(correct[answered].mean()) if answered.any() else "none",
    })
show_table(rows, digits=3)

# %% [markdown]
# Read the row of 0.9: fewer mistakes are left, and fewer pictures get an answer. Most of those that it declines it would have got right; that is the price.
# Which limit is worth it depends on what a mistake costs.
#
# ## How to fool yourself with test data
#
# Before you open the test part, see what opening it again and again would do. Play it with models that know nothing: they toss a coin for each of 200 pictures.
#
# **What do you expect?** You try a thousand of them and keep the best. What is its score on these 200? And on many new ones?

# %%
random = np.random.default_rng(0)
truth, new_truth = random.integers(0, 2, 200), random.integers(0, 2, 2000)
scores = (random.integers(0, 2, (1000, 200)) == truth).mean(axis=1)
new_scores = (random.integers(0, 2, (1000, 2000)) == new_truth).mean(axis=1)
best_so_far = [np.argmax(scores[:tries]) for tries in range(1, 1001)]

# %%
show_table([
    {"tries": tries, "best score": scores[best], "the same model on new pictures": new_scores[best]}
    for tries, best in enumerate(best_so_far, start=1) if tries in (1, 10, 100, 1000)
], digits=3)

# %% [markdown]
# The best coin looks like a model. It is still a coin, and new pictures show it.
#
# Now models that know a little: each looks at two features only, picked at random, and says dog where they lie nearer to the dogs' mean than to the cats'. Sixty validation pictures (or half, if there are few) play the test part, the others are the new pictures.

# %%
random = np.random.default_rng(0)
pretended = random.permutation(len(labels)) < min(60, len(labels) // 2)
means = [train_features[train_labels == index].mean(axis=0) for index in (0, 1)]

def score_small_model():
    chosen = random.choice(features.shape[1], 2, replace=False)
    direction = (means[1] - means[0])[chosen]
    says_dog = (features[:, chosen] - (means[0] + means[1])[chosen] / 2) @ direction > 0
    return (says_dog == labels)[pretended].mean(), (says_dog == labels)[~pretended].mean()


# %%
small = np.array([score_small_model() for model in range(1000)])
small_best = [np.argmax(small[:tries, 0]) for tries in range(1, 1001)]

# %%
figure = Figure(figsize=(8, 3.8), layout="constrained")
curves = [
    ("coins", scores[best_so_far], new_scores[best_so_far]),
    ("models with two features", small[small_best, 0], small[small_best, 1]),
]
tried = range(1, 1001)
for axis, (title, old, new) in zip(figure.subplots(1, 2), curves):
    axis.step(tried, old, where="post", color=plots.RED, label="the best so far, where it was chosen")
    axis.step(tried, new, "--", where="post", color=plots.BLUE, label="the same model on new pictures")
    axis.set(xscale="log", xlabel="models tried", ylabel="accuracy", title=title)
figure.legend(*axis.get_legend_handles_labels(), loc="outside lower center")
told = "; ".join(
    f"{title}: {tries} tried, best {old[tries - 1]:.2f}, on new pictures {new[tries - 1]:.2f}"
    for title, old, new in curves for tries in (1, 10, 100, 1000)
)
plots.Picture(figure, told)

# %% [markdown]
# The solid line never falls. Where it lies above the dashed one, the best score promises more than new pictures give: part of its rise was luck with these very pictures.
# The same happens, more slowly, when you try a setting, look at the test score, and try the next. Nobody means to cheat. The score is used up all the same.
# It is the validation part that is meant for choosing, and its scores flatter for the same reason.
#
# ## Open the test part
#
# Nothing will be changed after this cell: the models and the questions are fixed. The questions are: how accurate is each model, and does one beat the other?
#
# (Notebook 05 opened the same part for its own model. Nothing in this notebook was chosen by what you saw there. If something had been, this would no longer be a test.)
#
# **What do you expect?** Write down a number for each before you run it.

# %% tags=["recorded"]
test_images, test_labels = data.arrays(pictures.test, dtype="uint8")
test_features = extractor.predict(test_images, verbose=0)
test_logits = model_all(test_features).numpy()

# %% tags=["recorded"]
correct_all = test_logits.argmax(axis=1) == test_labels
correct_twenty = model_twenty(test_features).numpy().argmax(axis=1) == test_labels
scored = [
    {"model": "all", "validation": (answers == labels).mean(), "test": correct_all.mean()},
    {"model": "twenty", "validation": (answers_twenty == labels).mean(), "test": correct_twenty.mean()},
]
show_table(scored, digits=3)

# %% [markdown]
# Compare with what you wrote. The test score may lie below that on validation, or above it. How many pictures is the difference? A few of them are chance.
#
# ## How sure is that?
#
# Another set of pictures would have given another number. **Wilson's interval** gives a range for the true accuracy, as in notebook 01:
# if you drew new pictures again and again, and computed a new range each time, it would hold the true accuracy about 95 times in 100.
# (The formula takes all pictures for unrelated. In the sample each cat has a twin, a dog in the same scene, so there its promise is weaker.)

# %%
from scipy.stats import binomtest

def find_interval(correct, total):
    interval = binomtest(correct, total).proportion_ci(method="wilson")
    return round(float(interval.low), 3), round(float(interval.high), 3)

both = {"all": correct_all, "twenty": correct_twenty}
intervals = {name: find_interval(int(correct.sum()), len(correct)) for name, correct in both.items()}
show_table([intervals | {"pictures": len(test_labels)}], digits=3)

# %% [markdown]
# How much narrower does the interval get with more pictures? Here are some cases from texts about this data set, and one with many more pictures.
#
# **What do you expect?** Which of these intervals is less than one percentage point wide?

# %%
cases = [(190, 192), (192, 192), (620, 1000), (9_750, 10_000)]
show_table([
    {"correct": correct, "of": total, "interval": find_interval(correct, total)} for correct, total in cases
], digits=3)

# %% [markdown]
# Only the last one is. With about two hundred pictures the interval is about two points wide at best, even without a single mistake.
# And an interval knows about *chance* only. If all test pictures come from one place, it is too narrow.
# If the same animals are in training and in test, the score itself is too high. The interval shows neither.
#
# The **bootstrap** comes to an interval without a formula, for any score. Draw as many pictures as you have, from those you have, with replacement, and score again. Many times.

# %%
from sklearn.metrics import roc_auc_score

random = np.random.default_rng(0)
draws = random.integers(len(test_labels), size=(1000, len(test_labels)))

# %%
dog = softmax(test_logits, axis=1)[:, 1]
resampled = {
    "accuracy": [correct_all[draw].mean() for draw in draws],
    "all minus twenty": [correct_all[draw].mean() - correct_twenty[draw].mean() for draw in draws],
    "ROC AUC": [roc_auc_score(test_labels[draw], dog[draw]) for draw in draws if np.ptp(test_labels[draw])],
}
{name: np.percentile(values, [2.5, 97.5]).round(3).tolist() for name, values in resampled.items()}

# %% [markdown]
# With many mistakes, the first interval lies close to Wilson's. With few, it may reach a perfect score, because some draws miss them all. With none, every draw is perfect, and the interval is a single point:
# what the bootstrap has not seen it cannot draw. Then keep Wilson's.
# The second interval is for the difference: each draw scores both models on the same pictures. If it does not hold zero, chance alone hardly explains the difference, as long as the models disagree on many pictures.
# With few it promises too much, for the same reason: if one model is never right alone, no draw can make it the better one. Then trust McNemar's test, two sections below.
# The third is for ROC AUC (notebook 06), for which Wilson has no formula. If it is a single point, it says nothing about chance.
#
# ## Another seed is not another picture
#
# Many reports give a score as the mean of some seeds, plus or minus a little. Is that an interval, too?
# Here are five recorded runs of the same two models with the photographs. Each has its own seed, which sets the order of the training pictures, and so which of them are the twenty.
# Each cell of the table holds the median, then the lowest and the highest.
#
# **What do you expect?** For which of the two models does the seed matter? And for each of them: is the range of the five test scores as wide as Wilson's interval for 200 pictures?

# %%
from helpers import reference

reference.tabulate("notebook_07", "scored")

# %%
recorded = [run["tables"]["scored"] for run in reference.load("notebook_07")]
medians = {
    row["model"]: np.median([run[place]["test"] for run in recorded]) for place, row in enumerate(scored)
}
{name: find_interval(round(median * 200), 200) for name, median in medians.items()}

# %% [markdown]
# The intervals of the two medians. With all training pictures the seed hardly matters: the five runs differ by a single test photograph. Take their range for the uncertainty, and you promise far too much.
# All five saw the same test photographs, so their range knows nothing of other ones. The interval asks about other test pictures, the seeds about another training. Neither answers for the other.
#
# With twenty the seed matters a lot, because each learns from other pictures; even so, the range is narrower than the interval. Then one run says little about "training with twenty pictures", however many pictures you test it on.
#
# ## Which model is better?
#
# Both models saw the same pictures. So the pictures that both get right, or both wrong, say nothing about the difference. Count the others.

# %%
only_all = int((correct_all & ~correct_twenty).sum())
only_twenty = int((correct_twenty & ~correct_all).sum())
{
    "both right": int((correct_all & correct_twenty).sum()),
    "only all": only_all,
    "only twenty": only_twenty,
    "both wrong": int((~correct_all & ~correct_twenty).sum()),
}


# %% [markdown]
# If neither model were better, each of the pictures on which they disagree would be a coin toss. **McNemar's test** asks how surprising the tosses are.

# %%
def compare(only_first, only_second):
    disagreed = only_first + only_second
    return float(binomtest(only_first, disagreed).pvalue) if disagreed else 1.0

f"{compare(only_all, only_twenty):.2g}"

# %% [markdown]
# This number is the **p-value**: the chance that coin tosses would come out at least as one-sided as this, in either direction. Below 0.05 people call a difference significant.
# Above it you have *not* shown that the models are alike: with few pictures on which they disagree, the test can see only large differences.
#
# Validation has more pictures. **What do you expect?** Will the p-value be smaller there?

# %%
validation_all = int(((answers == labels) & (answers_twenty != labels)).sum())
validation_twenty = int(((answers != labels) & (answers_twenty == labels)).sum())
show_table([{
    "only all": validation_all,
    "only twenty": validation_twenty,
    "McNemar": f"{compare(validation_all, validation_twenty):.2g}",
}], digits=3)

# %% [markdown]
# More pictures usually bring more disagreements, and then the test sees smaller differences. A smaller p-value is stronger evidence that the models differ, not a larger difference.
#
# **What you may report now:** the test accuracy of the model, its interval, the number of pictures and where they come from, and that you looked once.
# The test part is spent. If you change the model because of what you have just seen, you need new pictures.
#
# ## Your own photograph
#
# There are three ways in. Without a photograph, the cells below take one of the course.
# If you work with the sample, your model knows drawings only. Do not expect it to know a photograph: it may be sure and wrong, and the test score does not say how often.
#
# **A file:** write its path in quotes, such as `"C:/Users/me/cat.jpg"`, in place of `None`.

# %%
path = None

# %% [markdown]
# **An upload:** press the button (with the keyboard: Tab to it, then Space). It works only in a running notebook.

# %%
from ipywidgets import FileUpload

upload = FileUpload(accept="image/*", multiple=False)
upload

# %% [markdown]
# **A webcam, on Colab:** write `True` below, run the cell and allow the camera. (The long text is JavaScript for the browser; you need not read it.)

# %%
import base64

use_webcam = False
TAKE = """async function take() {
  const video = document.createElement("video");
  video.srcObject = await navigator.mediaDevices.getUserMedia({video: true});
  await video.play();
  await new Promise(done => setTimeout(done, 1500));
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [video.videoWidth, video.videoHeight];
  canvas.getContext("2d").drawImage(video, 0, 0);
  video.srcObject.getTracks().forEach(track => track.stop());
  return canvas.toDataURL("image/jpeg");
}"""
snapshot = None
if use_webcam:
    from google.colab import output
    snapshot = base64.b64decode(output.eval_js(f"({TAKE})()").split(",")[1])

# %% [markdown]
# After you have chosen a picture, run the next cell and those below it again, down to the heading "Neither". If you gave several, an upload counts first, then the webcam, then the path.

# %%
if upload.value:  # a tuple, or a dict in the older version that Colab may have
    chosen = upload.value.values() if isinstance(upload.value, dict) else upload.value
    photograph = bytes(next(iter(chosen))["content"])
else:
    photograph = snapshot or path or pictures.files["validation"][0]


# %%
def put_in_words(shares):
    return ", ".join(f"{name} {share:.2f}" for name, share in zip(pictures.class_names, shares))

def ask(picture):
    image = data.read_picture(picture)
    return image, put_in_words(find_probabilities([image])[0])

image, answer = ask(photograph)
plots.show_images([image], [answer])

# %% [markdown]
# The picture was squeezed to a square, as in training. Is the answer right? One picture is no measurement, in either direction.
#
# ### Turned by the camera
#
# A phone saves the picture as the sensor was held, and adds a note to the file (in its EXIF data) that says how to turn it. Programs that ignore the note see it lying on its side.
# Make such a file: turn a picture, and note how to turn it back. The note has the number `0x0112`; a `6` says "a quarter turn clockwise".

# %%
import io
from PIL import Image

pixels = data.read_picture(photograph, image_size=None).astype("uint8")
turned = Image.fromarray(pixels).rotate(90, expand=True)
note = Image.Exif()
note[0x0112] = 6
file = io.BytesIO()
turned.save(file, "jpeg", exif=note)

# %%
ignored = np.asarray(turned.resize((160, 160)), dtype="float32")
lying = put_in_words(find_probabilities([ignored])[0])
image, answer = ask(file.getvalue())
titles = [f"note ignored: {lying}", f"note read: {answer}"]
plots.show_images([ignored, image], titles)

# %% [markdown]
# `data.read_picture` reads the note. One picture may get the same answer both ways; over many, an unusual position costs accuracy, as upside down did above. If your own model is worse on your phone's pictures than on the test part, look at what it gets.
#
# ## Neither
#
# **What do you expect?** The model is shown a gray square, noise, stripes and a drawing of a car. What should it say? What can it say?

# %%
from PIL import ImageDraw

drawing = Image.new("RGB", (160, 160), "lightblue")
pencil = ImageDraw.Draw(drawing)
pencil.rectangle((0, 110, 160, 160), fill="darkgray")
pencil.rounded_rectangle((15, 75, 145, 118), 12, fill="firebrick")
pencil.polygon([(45, 77), (60, 48), (108, 48), (125, 77)], fill="white", outline="firebrick", width=5)
for middle in (45, 115):
    pencil.ellipse((middle - 15, 103, middle + 15, 133), fill="black", outline="silver", width=5)

# %%
others = {
    "gray": np.full((160, 160, 3), 128),
    "noise": np.random.default_rng(0).integers(0, 256, (160, 160, 3)),
    "stripes": np.where(np.indices((160, 160, 3))[1] % 32 < 16, 230, 30),
    "car": np.asarray(drawing),
}

# %%
given = find_probabilities(list(others.values()))
titles = [f"{name}: {put_in_words(shares)}" for name, shares in zip(others, given)]
plots.show_images([image.astype("uint8") for image in others.values()], titles)


# %% [markdown]
# The two probabilities add up to 1 for *every* picture. The model has no word for "neither", so it says cat or dog to a car.
# Some of these answers may be surer than its less sure answers about animals: softmax compares the two classes with each other, and asks nothing else.
# Declining to answer below a limit, as above, may catch some of them. Look at the numbers: does it catch all? The accuracy on test data says nothing about them, since the test part holds cats and dogs only.
#
# What helps: a third class with pictures of other things, a check of the pictures before the model, and a sentence beside the score that says which pictures it is about.

# %% [markdown]
# ## Optional: the last percent
#
# You can skip this section. How far does this base take these pictures on two cores, if you give it a few minutes? Four steps, each measured.
# The test part has been opened, so all of it stays on validation. New pictures would have to confirm what you gain.
# (Run these cells once, in order: each adds a row, and the last one changes the base.)
#
# **Two looks.** Add the logits for a picture and for its mirror image, and take the larger sum. First with the model that you have.

# %% tags=["recorded"]
def count_right(network, first, second):
    logits = [network.predict(look, verbose=0) for look in (first, second)]
    one, two = logits[0].argmax(axis=1), (logits[0] + logits[1]).argmax(axis=1)
    return {"one look": (one == labels).mean(), "two looks": (two == labels).mean()}

mirror_features = extractor.predict(images[:, :, ::-1], verbose=0)
steps_taken = [{"step": "160 by 160"} | count_right(model_all, features, mirror_features)]
show_table(steps_taken, digits=4)

# %% [markdown]
# **Larger pictures.** With the photographs: most networks for ImageNet get pictures of 224 by 224, and there are weights made for that size. Keras fetches them here, unless `COURSE_BACKBONE` names a file.
# With the sample: its base was trained at 160 by 160, so larger pictures are new to it. Read the files anew, at 224.

# %% tags=["recorded"]
wide_base = weights.load_backbone(pictures, image_size=(224, 224))
lower = keras.Model(wide_base.input, wide_base.get_layer("block_15_add").output)
upper = keras.Model(lower.output, wide_base.output)
prepare = layers.Rescaling(1 / 127.5, offset=-1)

def compute(files):
    looks, bar = ([], []), keras.utils.Progbar(len(files))
    for start in range(0, len(files), 32):
        some = [data.read_picture(path, (224, 224)) for path in files[start : start + 32]]
        batch = prepare(np.stack(some))
        looks[0].append(lower.predict_on_batch(batch).astype("float16"))
        looks[1].append(lower.predict_on_batch(batch[:, :, ::-1]).astype("float16"))
        bar.add(len(some))
    return [np.concatenate(look) for look in looks]


# %% [markdown]
# As in notebook 05, the base is cut in two before its last block, so that you can fine-tune that block in the end.
# What `lower` gives is kept in 16 bits, which is exact enough here and takes half the memory. With the photographs the next cell takes up to a minute or more, the one after it less.

# %% tags=["recorded"]
wide_train = compute(pictures.files["train"])

# %% tags=["recorded"]
wide_validation = compute(pictures.files["validation"])
file_labels = np.repeat([0, 1], list(pictures.counts["train"].values()))

# %% [markdown]
# **What do you expect?** Where will the larger step be, in the second look or in the size?

# %% tags=["recorded"]
pooled = keras.Sequential([upper, layers.GlobalAveragePooling2D()])
train_looks = [pooled.predict(look, verbose=0) for look in wide_train]
looks = [pooled.predict(look, verbose=0) for look in wide_validation]

wide = train_head(train_looks[0], file_labels, steps=600)
steps_taken.append({"step": "224 by 224"} | count_right(wide, *looks))
show_table(steps_taken, digits=4)

# %% [markdown]
# Along a row you read the second look, down a column the size. With the sample the larger size costs accuracy: its files have 160 by 160 pixels, so enlarging adds no detail, and a base is best near the size that it was trained at.
#
# **Mirror images to learn from**, twice as many pictures in as many steps. (A warning about "retracing" does no harm: every new network is traced once.)

# %% tags=["recorded"]
both, both_labels = np.concatenate(train_looks), np.tile(file_labels, 2)
wide_both = train_head(both, both_labels, steps=600)
steps_taken.append({"step": "and mirror images"} | count_right(wide_both, *looks))

# %% [markdown]
# **Fine-tuning** of the last block, with a small rate, twice over the pictures and their mirror images. It takes up to a minute with the photographs.

# %% tags=["recorded"]
for layer in upper.layers:
    layer.trainable = not isinstance(layer, layers.BatchNormalization)
maps = keras.Input(lower.output_shape[1:])
top = keras.Model(maps, wide_both(layers.GlobalAveragePooling2D()(upper(maps))))
loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
top.compile(optimizer=keras.optimizers.Adam(0.00001), loss=loss)
for epoch in range(2):
    for look in wide_train:
        top.fit(look, file_labels, verbose=2)

steps_taken.append({"step": "fine-tuned"} | count_right(top, *wide_validation))
show_table(steps_taken, digits=4)

# %% [markdown]
# The test part is no longer there to say whether your best row is luck. But other seeds are: five recorded runs took the same steps with the photographs.
#
# **What do you expect?** Which step gains more than the five runs of one row differ among themselves?

# %%
reference.tabulate("notebook_07", "steps_taken")

# %% [markdown]
# One step stands out, from 160 to 224. Part of it may be the weights: these runs used weights made for 224 in every row, so at 160 they fit less well. The runs cannot say how much of the step that is.
# The other steps move the score by a few pictures at most, and most of their ranges touch or overlap. All rows share the same validation photographs, so none of this tells how the steps would do on others.
#
# Now your own table. See which step stands out, and count: how many pictures is a difference in the last digits? With so few errors left, most of these differences may be chance.
# What you gain by choosing the best row, you have partly chosen *because* it fits these pictures. That is how notebooks come to "99%".
#
# A larger base is another way to gain: `keras.applications` has dozens, each with its own `preprocess_input`.

# %% [markdown]
# ## What you did
#
# - ✓ looked at the worst mistakes, and at where the model looks
# - ✓ changed pictures and saw what the model can bear
# - ✓ checked whether its probabilities mean what they say
# - ✓ scored two models on test data, once, with intervals
# - ✓ asked the model about a photograph of your own
#
# And you learned what a score on few pictures can tell, how to compare two models, what choosing on test data does, and that a model of two classes has no third answer.

# %% [markdown]
# ## Exercises
#
# ### 1. How many test pictures?
#
# You expect an accuracy and want an interval of plus or minus a margin. Write a function that says how many pictures it takes, in whole pictures, rounded up.
# Use the simple formula: the margin is 1.96 times the square root of `accuracy * (1 - accuracy) / pictures`.

# %% tags=["exercise"]
from helpers import checks

def count_pictures(accuracy, margin):
    return ...

checks.check_count_test_pictures(count_pictures)

# %% [markdown] tags=["solution"]
# <details><summary>Hint 1</summary>
#
# Square both sides of the formula, then solve it for the number of pictures.
# </details>
#
# <details><summary>Hint 2</summary>
#
# `math.ceil` rounds up, after `import math`.
# </details>
#
# <details><summary>Solution</summary>
#
# ```python
# import math
# from helpers import checks
#
# def count_pictures(accuracy, margin):
#     return math.ceil(1.96**2 * accuracy * (1 - accuracy) / margin**2)
#
# checks.check_count_test_pictures(count_pictures)
# ```
#
# Half the margin takes four times the pictures. Where you expect only a handful of mistakes, this formula is too hopeful. Wilson's interval is much better there: for some accuracies it holds the truth a little less often than it says, for others more often.
# </details>

# %% [markdown]
# ### 2. Compare two models
#
# Write a function that takes the labels and the answers of two models for the same pictures, and gives McNemar's exact p-value, as `compare` above.
# If the models never disagree, it gives 1.

# %% tags=["exercise"]
from helpers import checks

def compare_models(labels, first_answers, second_answers):
    return ...

checks.check_compare_models(compare_models)

# %% [markdown] tags=["solution"]
# <details><summary>Hint 1</summary>
#
# You need two counts: pictures that only the first gets right, and pictures that only the second gets right.
# </details>
#
# <details><summary>Hint 2</summary>
#
# `first = first_answers == labels`, and `first & ~second` is where only the first is right. Then call `binomtest`.
# </details>
#
# <details><summary>Solution</summary>
#
# ```python
# from helpers import checks
#
# def compare_models(labels, first_answers, second_answers):
#     first, second = first_answers == labels, second_answers == labels
#     only_first, only_second = int((first & ~second).sum()), int((second & ~first).sum())
#     if only_first + only_second == 0:
#         return 1.0
#     return binomtest(only_first, only_first + only_second).pvalue
#
# checks.check_compare_models(compare_models)
# ```
#
# Two intervals that overlap do not answer this question: they forget that the pictures are the same.
# </details>

# %% [markdown]
# ### 3. What may be reported?
#
# A team opens the test part and gets 0.93. They add an augmentation, look again, get 0.94, train longer, and get 0.95. Which number may they report as the score of their *final* model on new pictures?
#
# - **a** 0.95, it is the score of the final model on the test part
# - **b** 0.94, the mean of the three
# - **c** 0.93, because it was the first look
# - **d** None, unless they score it once on pictures that nobody chose with

# %% tags=["exercise"]
from helpers import checks

report = ...

checks.check_report(report)

# %% [markdown] tags=["solution"]
# <details><summary>Hint 1</summary>
#
# What did the team use the test part for, between the first look and the last?
# </details>
#
# <details><summary>Hint 2</summary>
#
# 0.93 was honest when it was measured. Which model was it about?
# </details>
#
# <details><summary>Solution</summary>
#
# ```python
# from helpers import checks
#
# report = "d"
#
# checks.check_report(report)
# ```
#
# After the second look the test part is a validation part. 0.93 remains an honest score of the first model. Of the final model they have no honest score yet.
# </details>

# %% [markdown]
# ### 4. Let it decline
#
# Write a function that takes probabilities of shape (pictures, classes) and a limit.
# It gives the class with the highest probability for each picture, and -1 ("I do not know") where that probability is below the limit.

# %% tags=["exercise"]
from helpers import checks

def answer_or_decline(probabilities, limit):
    return ...

checks.check_answer_or_decline(answer_or_decline)

# %% [markdown] tags=["solution"]
# <details><summary>Hint 1</summary>
#
# `argmax(axis=1)` gives the class, `max(axis=1)` its probability.
# </details>
#
# <details><summary>Hint 2</summary>
#
# `np.where(condition, this, that)` chooses for each picture.
# </details>
#
# <details><summary>Solution</summary>
#
# ```python
# from helpers import checks
#
# def answer_or_decline(probabilities, limit):
#     return np.where(probabilities.max(axis=1) >= limit, probabilities.argmax(axis=1), -1)
#
# checks.check_answer_or_decline(answer_or_decline)
# ```
#
# The limit is a choice, so choose it on validation data. It makes a model more careful with animals, and it is no detector of cars.
# </details>

# %% [markdown]
# ## Where next
#
# [08 Why does my model fail to learn?](08_why_does_my_model_fail_to_learn.ipynb): trainings that run without an error and go wrong.
