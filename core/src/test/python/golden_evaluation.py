"""Writes golden/evaluation/evaluation.txt: figures of scikit-learn, SciPy and pytorch-metric-learning.

Made with Python 3, scikit-learn 1.9.1, SciPy and pytorch-metric-learning 2.9.0. Run in this directory:
    python golden_evaluation.py ../resources/golden/evaluation/evaluation.txt

Lines: "scores SET score:label ...", "SET KEY value ..." and, for retrieval, "similarity row ...".
"""

import sys

import numpy as np
import scipy
import sklearn
import torch
from pytorch_metric_learning.distances import CosineSimilarity
from pytorch_metric_learning.utils.accuracy_calculator import AccuracyCalculator
from pytorch_metric_learning.utils.inference import CustomKNN
from scipy.optimize import brentq
from scipy.special import expit
from sklearn.calibration import _sigmoid_calibration, calibration_curve
from sklearn.isotonic import IsotonicRegression
from sklearn.metrics import accuracy_score, average_precision_score, brier_score_loss, f1_score, roc_auc_score, roc_curve

PROBES = [-0.5, 0.0, 0.1, 0.25, 0.333, 0.5, 0.61, 0.75, 0.9, 1.0, 1.5]


def sets():
    generator = np.random.default_rng(20)
    same = generator.beta(4, 2, 300)
    different = generator.beta(2, 4, 300)
    yield "smooth", np.float32(np.r_[same, different]).astype(float), np.r_[np.ones(300), np.zeros(300)]
    # Many pairs share a score, as with a saturated head. Same and different pairs are not balanced.
    same = np.round(generator.beta(3, 2, 80), 1)
    different = np.round(generator.beta(2, 3, 240), 1)
    yield "ties", np.r_[same, different], np.r_[np.ones(80), np.zeros(240)]
    yield "separable", np.r_[np.linspace(0.7, 0.9, 10), np.linspace(0.1, 0.4, 15)], np.r_[np.ones(10), np.zeros(15)]
    yield "few", np.array([0.9, 0.2, 0.6, 0.5, 0.5, 0.1, 0.8]), np.array([1, 1, 1, 1, 0, 0, 0])


def equal_error(labels, scores):
    far, tar, _ = roc_curve(labels, scores, drop_intermediate=False)
    # The crossing of the lines between the last point before and the first point after it.
    crossing = lambda x: 1 - x - np.interp(x, *upper(far, tar))
    return brentq(crossing, 0, 1, xtol=1e-15, rtol=1e-14)


def upper(far, tar):
    """Moves the points of a vertical line apart by a tiny amount, since np.interp needs distinct places."""
    x = far.astype(float).copy()
    for i in range(1, len(x)):
        if x[i] <= x[i - 1]:
            x[i] = np.nextafter(x[i - 1], 2)
    return x, tar


def best(metric, labels, scores):
    return max(metric(labels, scores >= t) for t in np.unique(scores))


def platt(scores, labels):
    a, b = _sigmoid_calibration(scores, labels)
    positives, negatives = labels.sum(), (1 - labels).sum()
    targets = np.where(labels == 1, (positives + 1) / (positives + 2), 1 / (negatives + 2))

    def gradient(ab):
        error = targets - expit(-(ab[0] * scores + ab[1]))
        return np.array([np.sum(error * scores), np.sum(error)])

    def hessian(ab):
        p = expit(-(ab[0] * scores + ab[1]))
        w = p * (1 - p)
        return np.array([[np.sum(w * scores**2), np.sum(w * scores)], [np.sum(w * scores), np.sum(w)]])

    # scikit-learn stops early. Full Newton steps from there reach the last digits.
    exact = np.array([a, b])
    for _ in range(20):
        exact = exact - np.linalg.solve(hessian(exact), gradient(exact))
    return (a, b), exact


def verification(out, name, scores, labels):
    out(f"scores {name} " + " ".join(f"{s!r}:{int(l)}" for s, l in zip(scores.tolist(), labels)))
    far, tar, thresholds = roc_curve(labels, scores, drop_intermediate=False)
    for t, x, y in zip(thresholds[1:], far[1:], tar[1:]):
        if name in ("ties", "few"):
            out(f"{name} roc {t!r} {x!r} {y!r}")
    out(f"{name} auc {roc_auc_score(labels, scores)!r}")
    out(f"{name} ap {average_precision_score(labels, scores)!r}")
    out(f"{name} eer {equal_error(labels, scores)!r}")
    for rate in (0.1, 0.01):
        out(f"{name} tar {rate} {tar[np.searchsorted(far, rate, side='right') - 1]!r}")
    out(f"{name} accuracy {best(accuracy_score, labels, scores)!r}")
    out(f"{name} f1 {best(f1_score, labels, scores)!r}")
    (a, b), exact = platt(scores, labels)
    out(f"{name} platt-scikit {a!r} {b!r}")
    out(f"{name} platt-exact {exact[0]!r} {exact[1]!r}")
    isotonic = IsotonicRegression(y_min=0, y_max=1, out_of_bounds="clip").fit(scores, labels)
    for probe in PROBES:
        out(f"{name} isotonic {probe} {isotonic.predict([probe])[0]!r}")
    probabilities = expit(-(exact[0] * scores + exact[1]))
    out(f"{name} brier {brier_score_loss(labels, probabilities)!r}")
    shares, means = calibration_curve(labels, probabilities, n_bins=10, strategy="uniform")
    for share, mean in zip(shares, means):
        out(f"{name} bin {mean!r} {share!r}")


def retrieval(out):
    """Writes embeddings on a circle, and the figures of searching each among all others by cosine."""
    generator = torch.Generator().manual_seed(4)
    labels = torch.tensor([0] * 6 + [1] * 3 + [2] * 9 + [3] * 2 + [4] * 5)
    centres = torch.randn(5, 3, generator=generator, dtype=torch.float64)
    x = centres[labels] + 0.9 * torch.randn(len(labels), 3, generator=generator, dtype=torch.float64)
    x = x / x.norm(dim=1, keepdim=True)
    for row in x @ x.T:
        out("similarity " + " ".join(f"{v:.12f}" for v in row.tolist()))
    out("retrieval labels " + " ".join(str(v) for v in labels.tolist()))
    calculator = AccuracyCalculator(
        include=("precision_at_1", "mean_average_precision_at_r"),
        k="max_bin_count",
        device=torch.device("cpu"),
        knn_func=CustomKNN(CosineSimilarity()),
    )
    found = calculator.get_accuracy(x.float(), labels)
    out(f"retrieval recall-at-1 {found['precision_at_1']!r}")
    out(f"retrieval map-at-r {found['mean_average_precision_at_r']!r}")


def main():
    with open(sys.argv[1], "w", encoding="ascii") as file:
        out = lambda line: file.write(line.replace("np.float64(", "").replace(")", "") + "\n")
        out(f"# scikit-learn {sklearn.__version__}, SciPy {scipy.__version__}, written by golden_evaluation.py")
        for name, scores, labels in sets():
            verification(out, name, scores, labels)
        retrieval(out)


main()
