"""Predictions and what scikit-learn says of them: writes binary.csv, classes.csv, numbers.csv and expected.csv.

    python3 make.py
"""

import csv
import math

import numpy as np
import sklearn
from sklearn import metrics as m

rng = np.random.default_rng(20260)


def write(name, header, rows):
    with open(name, "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


expected = []


def expect(task, name, value):
    expected.append((task, name, repr(float(value))))


def by_class(task, actual, predicted, labels):
    precision, recall, f1, _ = m.precision_recall_fscore_support(
        actual, predicted, labels=labels, zero_division=0)
    for k, label in enumerate(labels):
        expect(task, f"precision({label})", precision[k])
        expect(task, f"recall({label})", recall[k])
        expect(task, f"f1({label})", f1[k])


def of_all_classes(task, actual, predicted):
    expect(task, "accuracy", m.accuracy_score(actual, predicted))
    expect(task, "balanced_accuracy", m.balanced_accuracy_score(actual, predicted))
    macro = m.precision_recall_fscore_support(actual, predicted, average="macro", zero_division=0)
    for name, value in zip(("precision_macro", "recall_macro", "f1_macro"), macro):
        expect(task, name, value)
    expect(task, "mcc", m.matthews_corrcoef(actual, predicted))


# Two classes; probabilities of two digits, so that many are alike.
count = 400
positive = rng.random(count) < 0.3
probability = np.round(1 / (1 + np.exp(-(rng.normal(size=count) + 1.6 * positive - 1))), 2)
predicted = np.where(probability > 0.4, "yes", "no")
actual = np.where(positive, "yes", "no")
write("binary.csv", ["actual", "predicted", "probability"],
      zip(actual, predicted, probability.tolist()))
of_all_classes("binary", actual, predicted)
by_class("binary", actual, predicted, ["no", "yes"])
expect("binary", "auc", m.roc_auc_score(positive, probability))
expect("binary", "average_precision", m.average_precision_score(positive, probability))
expect("binary", "log_loss", m.log_loss(positive, probability))
expect("binary", "brier_score", m.brier_score_loss(positive, probability))
false_rates, true_rates, thresholds = m.roc_curve(positive, probability)
for index, values in enumerate(zip(thresholds, false_rates, true_rates)):
    for name, value in zip(("threshold", "false_positive_rate", "true_positive_rate"), values):
        expect("roc", f"{name}[{index}]", value)
# scikit-learn gives rising scores and a last point without a threshold.
precision, recall, thresholds = m.precision_recall_curve(positive, probability)
for index, values in enumerate(zip(thresholds[::-1], precision[:-1][::-1], recall[:-1][::-1])):
    for name, value in zip(("threshold", "precision", "recall"), values):
        expect("precision", f"{name}[{index}]", value)

# Five classes, the last of which is never predicted.
labels = ["a", "b", "c", "d", "e"]
count = 300
truth = rng.choice(5, size=count, p=[0.4, 0.3, 0.15, 0.1, 0.05])
scores = rng.normal(size=(count, 5)) + 1.5 * np.eye(5)[truth]
scores[:, 4] -= 20
probabilities = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
guess = probabilities.argmax(axis=1)
write("classes.csv", ["actual", "predicted"] + [f"p_{label}" for label in labels],
      ([labels[truth[i]], labels[guess[i]]] + [repr(float(p)) for p in probabilities[i]]
       for i in range(count)))
of_all_classes("classes", truth, guess)
by_class("classes", truth, guess, [0, 1, 2, 3, 4])
expected = [(t, n if t != "classes" or "(" not in n else
             n[:-2] + labels[int(n[-2])] + ")", v) for t, n, v in expected]
expect("classes", "auc", m.roc_auc_score(truth, probabilities, multi_class="ovr"))
expect("classes", "average_precision",
       m.average_precision_score(np.eye(5)[truth], probabilities, average="macro"))
expect("classes", "log_loss", m.log_loss(truth, probabilities))
expect("classes", "brier_score", m.brier_score_loss(truth, probabilities, scale_by_half=False))
expect("classes", "top_3_accuracy", m.top_k_accuracy_score(truth, probabilities, k=3))

# Numbers.
count = 251
truth = np.round(rng.normal(size=count) * 30 + 50, 3)
guess = np.round(truth + rng.standard_t(3, size=count) * 8, 3)
write("numbers.csv", ["actual", "predicted"], zip(truth.tolist(), guess.tolist()))
expect("numbers", "rmse", m.root_mean_squared_error(truth, guess))
expect("numbers", "mae", m.mean_absolute_error(truth, guess))
expect("numbers", "r2", m.r2_score(truth, guess))
expect("numbers", "mape", m.mean_absolute_percentage_error(truth, guess))
expect("numbers", "median_absolute_error", m.median_absolute_error(truth, guess))


# Standard errors by the definition of the jackknife: each metric without each row.
def jackknife(metric, *columns):
    rows = len(columns[0])
    values = np.array([metric(*(np.delete(c, i, axis=0) for c in columns)) for i in range(rows)])
    return math.sqrt((rows - 1) / rows * ((values - values.mean()) ** 2).sum())


table = list(csv.reader(open("binary.csv")))[1:]
y = np.array([row[0] for row in table])
g = np.array([row[1] for row in table])
p = np.array([float(row[2]) for row in table])
for name, metric in {
    "accuracy": m.accuracy_score,
    "balanced_accuracy": m.balanced_accuracy_score,
    "mcc": m.matthews_corrcoef,
    "f1_macro": lambda a, b: m.f1_score(a, b, average="macro"),
    "precision(yes)": lambda a, b: m.precision_score(a, b, pos_label="yes"),
    "recall(no)": lambda a, b: m.recall_score(a, b, pos_label="no"),
    "f1(yes)": lambda a, b: m.f1_score(a, b, pos_label="yes"),
}.items():
    expect("binary-error", name, jackknife(metric, y, g))
for name, metric in {
    "auc": m.roc_auc_score,
    "average_precision": m.average_precision_score,
    "log_loss": m.log_loss,
    "brier_score": m.brier_score_loss,
}.items():
    expect("binary-error", name, jackknife(metric, y == "yes", p))
table = list(csv.reader(open("classes.csv")))[1:]
y = np.array([labels.index(row[0]) for row in table])
p = np.array([[float(v) for v in row[2:]] for row in table])
expect("classes-error", "auc", jackknife(
    lambda a, b: np.mean([m.roc_auc_score(a == k, b[:, k]) for k in range(5)]), y, p))
expect("classes-error", "average_precision", jackknife(
    lambda a, b: m.average_precision_score(np.eye(5)[a], b, average="macro"), y, p))
expect("classes-error", "f1_macro", jackknife(
    lambda a, b: m.f1_score(a, b.argmax(axis=1), average="macro", zero_division=0), y, p))

# What knows no column.
y = np.array([row[0] for row in csv.reader(open("binary.csv"))][1:])
always = np.full(len(y), "no")
share = np.full(len(y), (y == "yes").mean())
expect("binary-baseline", "accuracy", m.accuracy_score(y, always))
expect("binary-baseline", "balanced_accuracy", m.balanced_accuracy_score(y, always))
expect("binary-baseline", "f1_macro", m.f1_score(y, always, average="macro", zero_division=0))
expect("binary-baseline", "mcc", m.matthews_corrcoef(y, always))
expect("binary-baseline", "log_loss", m.log_loss(y == "yes", share))
expect("binary-baseline", "brier_score", m.brier_score_loss(y == "yes", share))
expect("binary-baseline", "average_precision", m.average_precision_score(y == "yes", share))
mean = np.full(count, truth.mean())
expect("numbers-baseline", "rmse", m.root_mean_squared_error(truth, mean))
expect("numbers-baseline", "mae", m.mean_absolute_error(truth, mean))
expect("numbers-baseline", "mape", m.mean_absolute_percentage_error(truth, mean))
expect("numbers-baseline", "median_absolute_error", m.median_absolute_error(truth, mean))

write("expected.csv", ["task", "name", "value"], expected)
print("scikit-learn", sklearn.__version__, "numpy", np.__version__)
