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
# # Deal with one class that is rare
#
# <!-- buttons -->
# [Open in Colab](https://colab.research.google.com/github/cats-and-dogs-course/cats-and-dogs-course/blob/v1.0.0/notebooks/06_class_imbalance.ipynb) · [Open in Binder](https://mybinder.org/v2/gh/cats-and-dogs-course/cats-and-dogs-course/v1.0.0?urlpath=lab/tree/notebooks/06_class_imbalance.ipynb)
#
# Nine cats to one dog: a model that always says "cat" is right nine times in ten.
# Here you make such an imbalance, learn the scores that see through it, and try six remedies side by side.
#
# **You will do**
# - make the data imbalanced, and split them so that every part has its share of dogs
# - read a confusion matrix, precision, recall, F1, and ROC and precision-recall curves
# - train with class weights, with resampling and with augmentation, and move the threshold
# - compare all remedies over several seeds
#
# **You will learn**
# - why accuracy misleads, and which scores do not
# - what class weights do, and when their scale matters
# - when a remedy improves the model, and when it only moves along the same curve
#
# **You need**
# - [05 Model four](05_model_four.ipynb): a backbone and a head
#
# Minutes: reading 25, waiting 1, exercises 20

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
# ## Pictures, and a task that is hard enough
#
# Keras and scikit-learn call the class that you look for **positive**, and it is class 1. In this course that is the dog.
# So let dogs be rare. Think of a camera at the door of a cat shelter, which should report the few dogs.

# %% tags=["recorded"]
from helpers import data

pictures = data.load(image_size=(96, 96))

# %% [markdown]
# You will train many small models, so compute the features once, as in notebook 05. But cut the backbone short.
# The whole of it would find the task easy, and with an easy task imbalance does little harm.
# The drawn backbone is the weaker one, so it may keep more of its blocks. This takes some seconds.

# %% tags=["recorded"]
import keras
from keras import layers
from helpers import weights

backbone = weights.load_backbone(pictures, image_size=(96, 96))
last_block = "block_16_project_BN" if pictures.source == "sample" else "block_6_project_BN"
early = keras.Sequential([
    keras.Input((96, 96, 3)),
    layers.Rescaling(1 / 127.5, offset=-1),
    keras.Model(backbone.input, backbone.get_layer(last_block).output),
    layers.GlobalAveragePooling2D(),
])

# %% tags=["recorded"]
import numpy as np

keras.utils.set_random_seed(0)
train_images, train_labels = data.arrays(pictures.train, dtype="uint8")
validation_images, validation_labels = data.arrays(pictures.validation, dtype="uint8")
images = np.concatenate([train_images, validation_images])
labels = np.concatenate([train_labels, validation_labels])
enough = min(np.bincount(labels)[:2]) >= 40
assert enough, "Too few pictures to make a class rare. Set COURSE_DATA=sample, without COURSE_EVERY."
features = early.predict(images, batch_size=64, verbose=2)
features.shape, np.bincount(labels)


# %% [markdown]
# One row for each picture, and as many cats as dogs. The test part is not among them: nothing here is chosen with it.
#
# ## Make dogs rare
#
# Keep all cats, and so many dogs that they make up the wanted share.

# %% tags=["recorded"]
def make_rare(share, seed):
    cats, dogs = np.flatnonzero(labels == 0), np.flatnonzero(labels == 1)
    cats = cats[: round(len(dogs) * (1 - share) / share)]  # your own pictures may hold fewer dogs than cats
    count = round(len(cats) * share / (1 - share))
    return np.concatenate([cats, np.random.default_rng(seed).permutation(dogs)[:count]])

{share: np.bincount(labels[make_rare(share, seed=0)]).tolist() for share in (0.5, 0.2, 0.1)}

# %% [markdown]
# Cats and dogs for three shares of dogs: one half, 80 to 20, and 90 to 10.
#
# Now split. `train_test_split` draws at random. **What do you expect?** You take a quarter of the 90-to-10 pictures. How many dogs are in it, each time you draw?

# %% tags=["recorded"]
from sklearn.model_selection import train_test_split

rare = make_rare(0.1, seed=0)

def count_dogs(seed, stratify):
    kept, taken = train_test_split(rare, test_size=0.25, random_state=seed, stratify=stratify)
    return int(labels[taken].sum())

{
    "not stratified": [count_dogs(seed, None) for seed in range(12)],
    "stratified": [count_dogs(seed, labels[rare]) for seed in range(12)],
}


# %% [markdown]
# On average it is a quarter of all dogs. Without `stratify` the number changes from draw to draw, and with it everything that you measure on them.
# With `stratify` each part gets its share. Use it whenever a class is small.

# %% tags=["recorded"]
def split(share, seed):
    chosen = make_rare(share, seed)
    train, rest = train_test_split(chosen, test_size=0.5, random_state=seed, stratify=labels[chosen])
    validation, judge = train_test_split(rest, test_size=0.6, random_state=seed, stratify=labels[rest])
    return train, validation, judge

[np.bincount(labels[part]).tolist() for part in split(0.1, seed=0)]


# %% [markdown]
# Three parts: one to train on, one to choose on (validation), and one to judge on. Count the dogs in the last part.
# That is another trouble with a rare class: you have few pictures to measure it with.
# (In the sample every dog has a twin, a cat in the same scene. This split does not keep the two together: about half of the twins are trained on, as cats. That may make the sample's dogs harder to find.)
#
# ## Accuracy misleads
#
# A small head for the features. Its optimizer is SGD, plain gradient descent: a step is the learning rate times the gradient. Adam would hide what the size of class weights does; below you compare the two.
# Batch normalization brings them to a common scale, and a Dense layer with a single output gives one logit: above 0 it says dog.
# One is enough for two classes, because what is not a dog is a cat. `BinaryCrossentropy` is the loss for this case: minus the logarithm of the right class's probability, as in notebook 02.

# %% tags=["recorded"]
def make_head(optimizer=keras.optimizers.SGD, learning_rate=0.1, seed=0):
    keras.utils.set_random_seed(seed)
    head = keras.Sequential([
        keras.Input(features.shape[1:]),
        layers.BatchNormalization(momentum=0.9),
        layers.Dense(1),
    ])
    head.compile(
        optimizer=optimizer(learning_rate),
        loss=keras.losses.BinaryCrossentropy(from_logits=True),
        steps_per_execution=20,  # so many steps in one call: less waiting, same result
    )
    return head


# %% [markdown]
# Every training of this head starts from the initial weights of its seed, and takes the same number of steps, so that no remedy gets more training than another.
# Its pictures are drawn at random from those given, so one may come several times, until all steps are filled.
# The function returns the weights of the trained head.

# %% tags=["recorded"]
steps, batch_size = 400, 32
head = make_head()
initial_weights = {seed: make_head(seed=seed).get_weights() for seed in range(5)}

def train_head(some_features, some_labels, class_weight=None, seed=0):
    picked = np.random.default_rng(seed).integers(len(some_labels), size=steps * batch_size)
    head.set_weights(initial_weights[seed])
    head.fit(
        some_features[picked], some_labels[picked],
        batch_size=batch_size, class_weight=class_weight, verbose=0,
    )
    return head.get_weights()


# %% tags=["recorded"]
from scipy.special import expit

def find_probabilities(trained, part):
    head.set_weights(trained)
    return expit(head(features[part]).numpy()[:, 0])


# %% [markdown]
# `expit` is the sigmoid: it turns a logit into the probability of a dog.
#
# **What do you expect?** The rarer the dogs, the higher the accuracy: true or false? And what share of the dogs does the model find?

# %% tags=["recorded"]
from helpers.tables import show_table
from sklearn.metrics import accuracy_score, recall_score

rows = []
for share in (0.5, 0.2, 0.1):
    train, validation, judge = split(share, seed=0)
    trained = train_head(features[train], labels[train])
    said_dog = find_probabilities(trained, judge) > 0.5
    rows.append({
        "share of dogs": share,
        "accuracy": accuracy_score(labels[judge], said_dog),
        "accuracy of always cat": accuracy_score(labels[judge], np.zeros(len(judge))),
        "dogs found": recall_score(labels[judge], said_dog),
    })
show_table(rows)

# %% [markdown]
# Accuracy rises while the model finds fewer and fewer of the dogs. Compare it with the model that always says cat: that is where it is heading.
# Nine pictures in ten are cats. At the start nearly all of the loss comes from them, so the first thing that training finds is to say cat.
# A picture that could be either then gets a probability near the share of dogs, far below 0.5.
# (The rows differ in two things: the share of dogs, and how many dogs there are to learn from. This table cannot tell them apart.)
#
# ## Scores that look at the dogs
#
# Take the last model, the one for 90 to 10.
# A **confusion matrix** counts pictures: the rows are what a picture is, the columns what the model says, cats first.

# %%
from sklearn.metrics import confusion_matrix

train, validation, judge = split(0.1, seed=0)
probabilities = find_probabilities(train_head(features[train], labels[train]), judge)
truth, said_dog = labels[judge], probabilities > 0.5
confusion_matrix(truth, said_dog)

# %% [markdown]
# **Precision:** of the pictures called dog, the share that is one. **Recall:** of the dogs, the share that is found.
# "Cats called dog" is the share of cats that set off a false alarm, also called **false positive rate**.

# %%
(true_cats, false_alarms), (missed_dogs, found_dogs) = confusion_matrix(truth, said_dog)
show_table([{
    "precision": found_dogs / max(1, found_dogs + false_alarms),  # it may never say dog
    "recall": found_dogs / (found_dogs + missed_dogs),
    "cats called dog": false_alarms / (false_alarms + true_cats),
}])

# %% [markdown]
# **F1** is the harmonic mean of both, `2 × precision × recall / (precision + recall)`: high only if both are.
# **Balanced accuracy** is the mean of the share of dogs called dog and the share of cats called cat:
# "always cat" gets one half, whatever the share of dogs.

# %% tags=["recorded"]
from sklearn.metrics import balanced_accuracy_score, f1_score, precision_score

def find_scores(truth, said_dog):
    return {
        "accuracy": accuracy_score(truth, said_dog),
        "balanced accuracy": balanced_accuracy_score(truth, said_dog),
        "precision": precision_score(truth, said_dog, zero_division=0.0),
        "recall": recall_score(truth, said_dog),
        "F1": f1_score(truth, said_dog),
    }


# %%
show_table([find_scores(truth, said_dog)])

# %% [markdown]
# ## All thresholds at once
#
# The model gives a probability. That you say dog above 0.5 is a choice. **What do you expect?** If you say dog above 0.1, what happens to recall, to precision, to accuracy?

# %%
choices = (0.5, 0.3, 0.2, 0.1, 0.05)
by_threshold = [{"dog above": limit} | find_scores(truth, probabilities > limit) for limit in choices]
show_table(by_threshold)

# %% [markdown]
# It is the same model in every row. Lower the threshold, and recall never falls. Precision and accuracy mostly fall.
#
# See why. Every picture is a dot at its probability, and what lies to the right of the line is called dog. In a running notebook the slider moves the line.
#
# **What do you expect?** Is there a place for it that finds every dog and calls no cat dog?

# %%
from matplotlib.figure import Figure
from helpers import plots

heights = truth + np.random.default_rng(0).uniform(-0.3, 0.3, len(truth))

def move_threshold(limit=0.5, truth=truth, probabilities=probabilities):  # as they are now
    figure = Figure(figsize=(9, 3), layout="constrained")
    axis = figure.subplots()
    dogs, cats = probabilities[truth == 1] > limit, probabilities[truth == 0] > limit
    told = f"dogs found: {dogs.sum()} of {len(dogs)}; cats called dog: {cats.sum()} of {len(cats)}"
    colors = np.where(probabilities > limit, plots.BLUE, plots.ORANGE)
    axis.scatter(probabilities, heights, s=10, c=colors)
    axis.axvline(limit, color=plots.BLACK)
    axis.set(yticks=[0, 1], yticklabels=["cats", "dogs"], xlabel="probability of a dog", title=told)
    return plots.Picture(figure, f"Dog above {limit:.2f}: {told}")

plots.add_sliders(move_threshold, limit=(0, 1, 0.01))

# %% [markdown]
# (Without a slider, call `move_threshold(0.2)` in a cell of your own. If the figure is missing in a notebook that you open again, run all cells down to it.)
#
# Probably there is no such place: some dogs lie among the cats. Wherever you put the line, you trade missed dogs for false alarms.
# Only a better model can move the dots apart. (Up and down within a row means nothing; it only keeps the dots from hiding each other.)
#
# A curve shows all thresholds at once: **ROC** sets recall against the share of cats called dog, the **precision-recall curve** sets precision against recall.
# The area under a curve (**AUC**) sums it up in one number.

# %% tags=["recorded"]
from sklearn.metrics import average_precision_score, precision_recall_curve, roc_auc_score, roc_curve

def find_areas(truth, probabilities):
    return {
        "ROC AUC": roc_auc_score(truth, probabilities),
        "PR AUC": average_precision_score(truth, probabilities),
    }


# %%
areas = find_areas(truth, probabilities)
figure = Figure(figsize=(9, 4), layout="constrained")
left, right = figure.subplots(1, 2)
cats_called_dog, dogs_found, _ = roc_curve(truth, probabilities)
left.plot(cats_called_dog, dogs_found, color=plots.BLUE)
left.plot([0, 1], [0, 1], "--", color=plots.BLACK, label="guessing")
left.legend(loc="lower right")
left.set(xlabel="share of cats called dog", ylabel="recall", title="ROC")
precisions, recalls, _ = precision_recall_curve(truth, probabilities)
right.plot(recalls, precisions, color=plots.BLUE)
right.axhline(truth.mean(), linestyle="--", color=plots.BLACK, label="guessing")
points = [(row["recall"], row["precision"]) for row in by_threshold]
right.plot(*zip(*points), "o", label="the rows")
right.legend(loc="upper right")
right.set(xlabel="recall", ylabel="precision", title="precision-recall", ylim=(0, 1.02))
told = ", ".join(f"{name} {area:.2f}" for name, area in areas.items())
plots.Picture(figure, f"Two curves of one model: {told}. Dashed is guessing: 0.50 and {truth.mean():.2f}.")

# %%
show_table([areas | {"PR AUC of guessing": truth.mean()}])

# %% [markdown]
# The curves have visible steps because there are few dogs: each step upwards in ROC is at least one dog. ROC AUC is the chance that a dog gets a higher probability than a cat, if you draw one of each; guessing gives 0.5.
# For guessing, the area under the precision-recall curve (here computed as average precision) is only the share of dogs.
# It looks at the pictures called dog, so it shows false alarms that ROC hides among many cats. Compare it only where the share of dogs is the same.
#
# Remember: **a remedy that only moves the threshold moves along the curve. A better model lifts the curve.**
#
# ## Remedy one: class weights
#
# `fit(class_weight=...)` multiplies the loss of a picture by the weight of its class.
# Balanced weights make both classes count alike. The weight of a class is `pictures / (classes × pictures of this class)`.

# %%
from sklearn.utils.class_weight import compute_class_weight

train, validation, judge = split(0.1, seed=0)
counts = np.bincount(labels[train])
by_hand = {index: float(len(train) / (2 * count)) for index, count in enumerate(counts)}
by_sklearn = compute_class_weight("balanced", classes=np.array([0, 1]), y=labels[train])
by_hand, by_sklearn, weights.balanced_class_weights(labels[train])

# %% [markdown]
# Three ways, the same two numbers. Averaged over all pictures these weights are 1.
#
# Two other recipes go around: 1 over the count, and `{0: 1, 1: 9}`. The *ratio* of the two weights is nearly the same in all three. Only their size differs.
#
# **What do you expect?** Does the size matter? Try it with plain gradient descent (SGD) and with Adam. It takes about ten seconds.

# %%
recipes = {
    "balanced": by_hand,
    "1 / count": {index: 1 / count for index, count in enumerate(counts)},
    "{0: 1, 1: 9}": {0: 1, 1: 9},
}

def try_recipe(class_weight, optimizer, learning_rate):
    fresh = make_head(optimizer, learning_rate)
    start = fresh.layers[-1].get_weights()[0]
    picked = np.random.default_rng(0).choice(train, steps * batch_size)
    fresh.fit(features[picked], labels[picked], batch_size=batch_size, class_weight=class_weight, verbose=0)
    probabilities = find_probabilities(fresh.get_weights(), judge)
    return {
        f"{optimizer.__name__}: moved": float(np.linalg.norm(fresh.layers[-1].get_weights()[0] - start)),
        f"{optimizer.__name__}: recall": recall_score(labels[judge], probabilities > 0.5),
        f"{optimizer.__name__}: ROC AUC": roc_auc_score(labels[judge], probabilities),
    }


# %%
train, validation, judge = split(0.1, seed=0)
rows = []
for name, recipe in recipes.items():
    row = {"weights": name, "mean weight": f"{np.mean([recipe[label] for label in labels[train]]):.4f}"}
    for optimizer, learning_rate in ((keras.optimizers.SGD, 0.1), (keras.optimizers.Adam, 0.01)):
        row |= try_recipe(recipe, optimizer, learning_rate)
    rows.append(row)
show_table(rows)

# %% [markdown]
# "Moved" is how far the weights of the dense layer went from where they started. The *class* weights multiply the gradient, and a step of SGD is the learning rate times the gradient.
# With `1 / count` the mean weight is tiny, so SGD hardly moves. Its area is the smallest of the three, and its recall says little: the head is still close to its random initial weights.
# With `{0: 1, 1: 9}` its step is larger than you asked for: nearly twice as large. That may do no harm, but you changed the learning rate without knowing it.
#
# Adam divides each step by the size of recent gradients, so the scale cancels and the three rows are nearly alike.
# A recipe that "works" may work only because of the optimizer. Balanced weights are 1 on average, so the rate keeps its usual meaning; they change only which pictures the step follows.
#
# ### Keras metrics, and logits
#
# Keras can compute these scores while it evaluates. Its metrics expect probabilities, and this head gives logits.
# **What do you expect?** A metric compares the *logit* with 0.5. Which probability is that?

# %%
train, validation, judge = split(0.1, seed=0)
weighted = make_head()
weighted.set_weights(train_head(features[train], labels[train], by_hand))
weighted.compile(
    loss=keras.losses.BinaryCrossentropy(from_logits=True),
    metrics=[
        "accuracy",
        keras.metrics.BinaryAccuracy(threshold=0, name="accuracy, logit above 0"),
        keras.metrics.Recall(name="recall, as it comes"),
        keras.metrics.Recall(thresholds=0, name="recall, logit above 0"),
        keras.metrics.AUC(from_logits=True, name="ROC AUC"),
        keras.metrics.AUC(curve="PR", from_logits=True, name="PR AUC"),
    ],
)
weighted.evaluate(features[judge], labels[judge], return_dict=True, verbose=0)

# %%
probabilities = find_probabilities(weighted.get_weights(), judge)
truth = labels[judge]
areas = find_areas(truth, probabilities)
show_table([
    {"probability above": 0.5} | find_scores(truth, probabilities > 0.5) | areas,
    {"probability above": float(expit(0.5))} | find_scores(truth, probabilities > expit(0.5)) | areas,
])


# %% [markdown]
# scikit-learn's first row is what you meant. Its second row is what `"accuracy"` and `Recall()` measured: a logit of 0.5 is a probability of about 0.62.
# There is no error and no warning, only the score of another threshold. With one logit, write `threshold=0`, `thresholds=0` and `from_logits=True`;
# or end the model with a sigmoid.
#
# The areas do not depend on a threshold. Keras's may differ a little from scikit-learn's: scikit-learn takes every probability that occurs,
# Keras takes 200 thresholds, and between them it draws the precision-recall curve in another way.
#
# ## Remedies two to five: other pictures
#
# - **Oversampling:** each dog several times.
# - **Undersampling:** only as many cats as there are dogs.
# - **Changed dogs:** each dog several times, and each copy changed by augmentation.
# - **Everything changed:** each dog several times, and then every picture changed, also the cats and the first copy of each dog.
#
# The first two are called **resampling**. Do it after the split, and to the training part only. Otherwise copies of one dog lie in training and among the pictures that judge: a leak (notebook 01).

# %% tags=["recorded"]
def repeat_dogs(part):
    cats, dogs = part[labels[part] == 0], part[labels[part] == 1]
    return np.concatenate([part, np.resize(dogs, len(cats) - len(dogs))])  # begins again when dogs run out


# %% tags=["recorded"]
def drop_cats(part, seed):
    cats, dogs = part[labels[part] == 0], part[labels[part] == 1]
    return np.concatenate([np.random.default_rng(seed).choice(cats, len(dogs), replace=False), dogs])


# %% [markdown]
# The features of changed pictures have to be computed anew: augment before the backbone, not after it. This is the augmentation:

# %% tags=["recorded"]
def make_augmentation():
    return keras.Sequential([
        layers.RandomFlip("horizontal"),
        layers.RandomRotation(0.05),
        layers.RandomTranslation(0.1, 0.1),
        layers.RandomContrast((0.2, 0.2)),  # weaker and stronger: see notebook 03
    ])


# %%
plots.show_augmentation(make_augmentation(), images[train[labels[train] == 1][0]])


# %% tags=["recorded"]
def change(part, seed):
    keras.utils.set_random_seed(seed)
    augmentation = make_augmentation()  # new layers, so that their changes follow the seed
    batches = [part[start:start + 64] for start in range(0, len(part), 64)]
    changed = (augmentation(images[batch], training=True) for batch in batches)
    return np.concatenate([early.predict_on_batch(batch) for batch in changed])


# %% tags=["recorded"]
def change_dogs(part, seed):
    repeated = repeat_dogs(part)
    copies = repeated[len(part):]
    more_features = np.concatenate([features[part], change(copies, seed)])
    return more_features, np.concatenate([labels[part], labels[copies]])


# %% [markdown]
# **What do you expect?** Which of these change the share of dogs? Does an augmentation layer that changes *every* picture?

# %%
parts = {
    "nothing": train,
    "augmentation layer for every picture": train,
    "oversampling, or changed copies of dogs": repeat_dogs(train),
    "undersampling": drop_cats(train, seed=0),
}
show_table([
    {"remedy": name, "cats": int((labels[part] == 0).sum()), "dogs": int(labels[part].sum())}
    | {"share of dogs": labels[part].mean()} for name, part in parts.items()
])


# %% [markdown]
# The second row is the first one again: augmentation changes pictures, not counts. Only repeating dogs or dropping cats changes the share.
#
# ## Remedy six: move the threshold
#
# Train as if nothing were the matter. Then choose the threshold on the validation part: the one with the best balanced accuracy.

# %% tags=["recorded"]
def choose_threshold(truth, probabilities):
    limits = np.unique(probabilities)
    scores = [balanced_accuracy_score(truth, probabilities >= limit) for limit in limits]
    return limits[np.argmax(scores)]


# %% [markdown]
# ## All remedies side by side
#
# Each seed draws other dogs, another split and other initial weights. Within a seed, all remedies start from the *same* initial weights and are judged on the same pictures.
# It takes up to a minute with the photographs.
#
# **What do you expect?** Which remedy finds most dogs? Which has the highest ROC AUC?

# %% tags=["recorded"]
def train_remedies(seed):
    train, validation, judge = split(0.1, seed)
    fewer, more = drop_cats(train, seed), repeat_dogs(train)
    class_weight = weights.balanced_class_weights(labels[train])
    trained = {
        "nothing": train_head(features[train], labels[train], seed=seed),
        "class weights": train_head(features[train], labels[train], class_weight, seed),
        "oversampling": train_head(features[more], labels[more], seed=seed),
        "undersampling": train_head(features[fewer], labels[fewer], seed=seed),
        "changed dogs": train_head(*change_dogs(train, seed), seed=seed),
        "everything changed": train_head(change(more, seed), labels[more], seed=seed),
    }
    return trained, validation, judge


# %% tags=["recorded"]
results = []
for seed in range(5):
    trained, validation, judge = train_remedies(seed)
    limits = {name: 0.5 for name in trained}
    probabilities = find_probabilities(trained["nothing"], validation)
    limits["moved threshold"] = choose_threshold(labels[validation], probabilities)
    for name, limit in limits.items():
        truth = labels[judge]
        # The moved threshold has no training of its own.
        probabilities = find_probabilities(trained.get(name, trained["nothing"]), judge)
        scores = find_scores(truth, probabilities >= limit) | find_areas(truth, probabilities)
        scores["cats called dog"] = float((probabilities[truth == 0] >= limit).mean())
        curve = roc_curve(truth, probabilities)[:2]
        results.append({"remedy": name, "seed": seed, "curve": curve} | scores)
    print(seed + 1, "of 5 seeds done")

# %%
remedies = list(limits)

def collect(remedy, score):
    return np.array([result[score] for result in results if result["remedy"] == remedy])

def say(values):
    # "+ 0" turns -0.00 into 0.00
    return f"{round(values.mean(), 2) + 0:.2f} ± {values.std(ddof=1):.2f}"

columns = ["accuracy", "balanced accuracy", "precision", "recall", "F1", "ROC AUC", "PR AUC"]
show_table([
    {"remedy": name} | {score: say(collect(name, score)) for score in columns} for name in remedies
])

# %% [markdown]
# Each cell is the mean of the seeds ± how much it varies from seed to seed (the standard deviation).
#
# Read the columns one by one. *Accuracy* is highest with nothing, which tells you what it is worth here.
# Where *recall* and *balanced accuracy* rise, *precision* falls. Which remedy finds most dogs? Look at the ± before you name one.
# The two *areas* hardly rise anywhere. The ± is no measure for small differences between remedies: a seed with hard pictures lowers the scores of all of them. A table below compares them within each seed. Now the picture.

# %%
figure = Figure(figsize=(10, 5), layout="constrained")
left, right = figure.subplots(1, 2, width_ratios=[3, 2])
grid = np.linspace(0, 1, 101)
for place, (name, marker) in enumerate(zip(remedies, "osD^vPx")):
    color = (*plots.PALETTE[:6], plots.BLACK)[place]
    if name != "moved threshold":
        curves = [np.interp(grid, *result["curve"]) for result in results if result["remedy"] == name]
        left.plot(
            grid, np.mean(curves, axis=0), color=color, linewidth=1,
            marker=marker, markersize=5, markevery=(2 + 3 * place, 18),  # so that color is not all
        )
    alarms, found = collect(name, "cats called dog"), collect(name, "recall")
    left.scatter(alarms.mean(), found.mean(), s=90, color=color, marker=marker, label=name, zorder=3)
    left.scatter(alarms, found, s=14, color=color, marker=marker, alpha=0.6)
    right.scatter(collect(name, "ROC AUC"), [place] * len(initial_weights), color=color, marker=marker)
left.set(xlabel="share of cats called dog", ylabel="recall", title="mean curves, and each remedy's place")
left.set_xlim(-0.02, 0.6)
left.legend(loc="lower right")
right.set(yticks=range(len(remedies)), yticklabels=remedies, xlabel="ROC AUC", title="each seed")
right.invert_yaxis()

# %%
shown = ("cats called dog", "recall", "ROC AUC")
told = [
    f"{name}: " + ", ".join(f"{score} {collect(name, score).mean():.2f}" for score in shown)
    for name in remedies
]
plots.Picture(figure, "Means over the seeds. " + "; ".join(told))

# %% [markdown]
# Large markers are means, pale small ones single seeds; the ones along a curve only say which remedy it belongs to. Most curves lie close together, and the remedies stand at different places along them.
# "Nothing" stands at the lower left: it seldom says dog. Class weights, resampling and the moved threshold stand farther up and to the right.
#
# Look at "changed dogs". There only dogs were changed, so every trace of the change means dog: borders that were filled in after a shift, or the slight blur of turning.
# A head can learn the trace in place of the animal. The pictures that it is judged on are unchanged: with the photographs it finds few dogs, and its curve lies below the others.
# With the drawn sample and its later block, little of this shows. "Everything changed" gives no such hint away. **Augment all classes alike.**
#
# How large are the differences, within the same seed and against the moved threshold?

# %%
show_table([
    {"remedy": name} | {
        f"{score}, minus moved threshold": say(collect(name, score) - collect("moved threshold", score))
        for score in ("balanced accuracy", "ROC AUC")
    }
    for name in remedies if name != "moved threshold"
])

# %% [markdown]
# "Nothing" and "moved threshold" are the same model, so their ROC AUC is the same. And the threshold was chosen for balanced accuracy, while the others stay at `0.5`:
# in that column it has an advantage. It has a second one: it used the labels of the validation part, which the other remedies never see.
#
# The ± says how much single seeds vary. With five seeds, chance alone makes about one difference in three larger than half its ±.
# Only one that is clearly larger than its whole ± is hard to explain by chance, and even that is too kind here, since the seeds share most of their pictures.
# (Undersampling throws most cats away. If its ROC AUC differs clearly from that of the moved threshold, expect it to be lower.)
#
# **To say it plainly:** class weights find more dogs than doing nothing. Moving the threshold finds them too, about as well, and it needs no second training.
# Weights and threshold move along nearly the same curve. Better features or more dogs usually lift it; neither was tried here.
#
# Does that hold for other pictures? The same cells were recorded with the photographs, with the same five seeds. (If you work with them yourself, your numbers should be close to these.)
# Each cell of the table holds the median, then the lowest and the highest.
#
# **What do you expect?** In which column will the remedies lie farther apart, in recall or in ROC AUC?

# %%
from helpers import reference

columns = ["balanced accuracy", "recall", "precision", "ROC AUC"]
reference.tabulate("notebook_06", "results", columns, digits=2)


# %% [markdown]
# It holds there. Class weights find more than twice as many dogs as doing nothing. By the median the moved threshold finds more than they do. But a few validation dogs choose it, so its recall differs far more from seed to seed: at worst it finds fewer. All three have nearly the same ROC AUC.
# By the median "everything changed" finds most dogs and has the highest ROC AUC, and pays with false alarms: its precision is among the lowest.
# By the median, recall runs from a quarter of the dogs to four in five; single runs lie farther out. The ranges of ROC AUC overlap, but for that of "changed dogs": no other reaches so low, and its recall is no better than with nothing.
#
# Now within each seed: by how much does the ROC AUC lie above that of "nothing"?

# %%
def find_recorded(remedy):
    rows = [row for run in reference.load("notebook_06") for row in run["tables"]["results"]]
    return np.array([row["ROC AUC"] for row in rows if row["remedy"] == remedy])

{
    name: (find_recorded(name) - find_recorded("nothing")).round(3).tolist()
    for name in ("class weights", "oversampling", "undersampling", "changed dogs", "everything changed")
}

# %% [markdown]
# One number for each seed, above zero where the remedy does better. Undersampling and "changed dogs" lie below in all five.
# "Everything changed" lies above in four; in the third seed the two are equal to three digits. Class weights and oversampling go both ways. Five seeds make this a hint, no more.
#
# Three things to keep in mind. A larger network, trained for longer, may react differently to each remedy.
# Which point of the curve is best is no question for a model: it depends on what a missed dog costs, and what a false alarm costs.
# And weights change the probabilities: after weighting, "0.5" no longer means one in two.
#
# **What do you expect?** How far is the mean probability from the share of dogs, without weights and with them?

# %%
train, validation, judge = split(0.1, seed=0)
without = train_head(features[train], labels[train])
weighted = train_head(features[train], labels[train], by_hand)
show_table([{
    "share of dogs": labels[judge].mean(),
    "mean probability, nothing": find_probabilities(without, judge).mean(),
    "mean probability, class weights": find_probabilities(weighted, judge).mean(),
}])

# %% [markdown]
# Without weights, the mean probability is near the share of dogs. With them it is far above.
# If you need probabilities that mean what they say, prefer the threshold. A mean that fits is not yet enough; notebook 07 checks more closely.
#
# ## What random noise can show
#
# Texts about imbalance often use random numbers in place of pictures, to have an example that runs anywhere.
#
# **What do you expect?** Train on noise, with labels that have nothing to do with it. What can class weights improve?

# %%
noise = np.random.default_rng(0).random((2000, 32, 32, 3), dtype="float32")
noise_labels = np.repeat([0, 1], [1600, 400])
noise_train, noise_judge = train_test_split(
    np.arange(2000), test_size=0.6, random_state=0, stratify=noise_labels
)

def try_noise(class_weight):
    keras.utils.set_random_seed(0)
    network = keras.Sequential([
        layers.Conv2D(16, 3, activation="relu"), layers.MaxPooling2D(),
        layers.Flatten(), layers.Dense(1, activation="sigmoid"),
    ])
    network.compile(optimizer="adam", loss="binary_crossentropy")
    network.fit(
        noise[noise_train], noise_labels[noise_train], epochs=4, class_weight=class_weight, verbose=0
    )
    probabilities = network.predict(noise[noise_judge], verbose=0)[:, 0]
    area = roc_auc_score(noise_labels[noise_judge], probabilities)
    return find_scores(noise_labels[noise_judge], probabilities > 0.5) | {"ROC AUC": area}


# %%
show_table([{"weights": str(recipe)} | try_noise(recipe) for recipe in (None, {0: 0.625, 1: 2.5})])

# %% [markdown]
# Whatever recall says, the area is close to that of guessing: noise holds nothing to find. Weights may change how often the model says "dog". Whether it is right when it says so is chance: guessing has about the share of dogs, one fifth, as its precision.
# If a row shows more, that is luck: with few such answers it happens, and another seed gives another number.
# The accuracy without weights is near the share of cats, and looks respectable.
# An example on noise can show that code runs. It can never show that a remedy works.

# %% [markdown]
# ## What you did
#
# - ✓ made the data imbalanced, and split them so that every part has its share of dogs
# - ✓ read a confusion matrix, precision, recall, F1, and ROC and precision-recall curves
# - ✓ trained with class weights, with resampling and with augmentation, and moved the threshold
# - ✓ compared all remedies over several seeds
#
# And you learned why accuracy misleads, what the scale of class weights does, and how to tell a better model from a moved threshold.

# %% [markdown]
# ## Exercises
#
# ### 1. Read a confusion matrix
#
# Write a function that takes the four numbers of a confusion matrix and returns precision and recall of the *cats*, in this order: now a cat is what you look for.

# %% tags=["exercise"]
from helpers import checks

def read_matrix(true_cats, false_alarms, missed_dogs, found_dogs):
    precision, recall = ..., ...
    return precision, recall

checks.check_read_matrix(read_matrix)

# %% [markdown] tags=["solution"]
# <details><summary>Hint 1</summary>
#
# Precision asks about everything that the model *called* cat: a column of the matrix. Recall asks about everything that *is* a cat: a row.
# </details>
#
# <details><summary>Hint 2</summary>
#
# Both have the same number on top: the true cats.
# </details>
#
# <details><summary>Solution</summary>
#
# ```python
# from helpers import checks
#
# def read_matrix(true_cats, false_alarms, missed_dogs, found_dogs):
#     precision = true_cats / (true_cats + missed_dogs)
#     recall = true_cats / (true_cats + false_alarms)
#     return precision, recall
#
# checks.check_read_matrix(read_matrix)
# ```
#
# Where cats are many, the precision of the cats is high even if every dog is missed. So say which class a precision belongs to.
# </details>

# %% [markdown]
# ### 2. Balanced weights for any number of classes
#
# Write a function that takes counts such as `{0: 900, 1: 100}` and gives balanced class weights:
# all classes together weigh as much as they would without weights, and each class weighs the same.

# %% tags=["exercise"]
from helpers import checks

def balance(counts):
    return ...

checks.check_balance(balance)

# %% [markdown] tags=["solution"]
# <details><summary>Hint 1</summary>
#
# With two classes: the number of pictures, over 2 times the count of the class. Where does the 2 come from?
# </details>
#
# <details><summary>Hint 2</summary>
#
# `{label: ... for label, count in counts.items()}` makes the dict.
# </details>
#
# <details><summary>Solution</summary>
#
# ```python
# from helpers import checks
#
# def balance(counts):
#     total = sum(counts.values())
#     return {label: total / (len(counts) * count) for label, count in counts.items()}
#
# checks.check_balance(balance)
# ```
#
# Each class weighs count × weight = total / number of classes, so all weigh the same, and together they weigh the total.
# That keeps the mean weight at 1, so the learning rate keeps its usual meaning.
# </details>

# %% [markdown]
# ### 3. A threshold with a promise
#
# The cat shelter says: "Nine dogs in ten must be reported. Apart from that, as few false alarms as you can."
# Write a function that chooses the threshold on validation data. A picture is reported if its probability is at least the threshold.
# It takes the labels, the probabilities and the recall that was promised.

# %% tags=["exercise"]
from helpers import checks

def keep_promise(truth, probabilities, promised_recall):
    return ...

checks.check_keep_promise(keep_promise)

# %% [markdown] tags=["solution"]
# <details><summary>Hint 1</summary>
#
# The higher the threshold, the fewer false alarms. So you want the highest threshold whose recall is still at least as high as promised.
# </details>
#
# <details><summary>Hint 2</summary>
#
# Try every probability that occurs: `np.unique(probabilities)`. Keep those where `recall_score(truth, probabilities >= limit)` is high enough.
# </details>
#
# <details><summary>Solution</summary>
#
# ```python
# from helpers import checks
#
# def keep_promise(truth, probabilities, promised_recall):
#     good = [
#         limit for limit in np.unique(probabilities)
#         if recall_score(truth, probabilities >= limit) >= promised_recall
#     ]
#     return max(good)
#
# checks.check_keep_promise(keep_promise)
# ```
#
# The promise holds on the validation data. On new pictures recall will be somewhat above or below it, the more so the fewer dogs you chose with.
# </details>

# %% [markdown]
# ### 4. A claim
#
# A report says: "With class weights, recall rose from 0.3 to 0.8, so the weights improved our model." What is missing most?
#
# - **a** The accuracy, which must have risen as well
# - **b** The recall of the model without weights at a lower threshold, for the same number of false alarms
# - **c** The training loss with and without weights
# - **d** More epochs for the model without weights

# %% tags=["exercise"]
from helpers import checks

missing = ...

checks.check_missing(missing)

# %% [markdown] tags=["solution"]
# <details><summary>Hint 1</summary>
#
# Look at the picture of all remedies. What does it take to go up and to the right on the same curve?
# </details>
#
# <details><summary>Solution</summary>
#
# ```python
# from helpers import checks
#
# missing = "b"
#
# checks.check_missing(missing)
# ```
#
# Recall alone can be had for nothing: say dog more often. Only at the same number of false alarms do you see whether the curve was lifted.
# Accuracy usually falls. The two training losses are weighted differently, so they cannot be compared.
# </details>

# %% [markdown]
# ## Where next
#
# [07 The score on test data](07_the_score_on_test_data.ipynb): how sure you can be of a score, and what the model looks at.
