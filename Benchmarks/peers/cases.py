"""What is compared: the cases, and with which settings."""

import dataclasses


@dataclasses.dataclass(frozen=True)
class Case:
    name: str
    family: str  # trees, linear
    kind: str  # which generator of data.py
    task: str  # binary, multiclass, regression
    rows: int
    test_rows: int
    columns: int
    rounds: int = 100
    tolerance: float = 1e-8
    size: str = ""  # "quick" if it is smaller than it should be.

    @property
    def folder(self):
        """The name of the folder with its data."""
        return f"{self.name}_{self.size}" if self.size else self.name

    @property
    def title(self):
        extra = f", {self.rounds} rounds" if self.family == "trees" else ""
        if self.family == "linear" and self.task == "binary":
            extra = f", tolerance {self.tolerance:g}"
        return f"{self.name}: {self.rows:,} x {self.columns}{extra}"

    @property
    def settings(self):
        """The settings that every tool gets."""
        if self.family == "trees":
            return ("Depth 6, eta 0.1, 255 bins, lambda 1, min_child_weight 1, no sampling, "
                    "no early stopping.")
        return ("Sum of the losses + 1/2 times the squared norm of the coefficients, free intercept; numbers "
                "standardised beforehand. Encoding is measured of automl only: the others get ready arrays.")

    def train_options(self):
        """The same settings as `automl train` takes them."""
        problem = {"binary": "binary_classification", "multiclass": "multiclass_classification",
                   "regression": "regression"}[self.task]
        if self.family == "linear":
            settings = {"lambda": 1, "tolerance": self.tolerance, "max_iterations": 5_000}
            options = ["--model-type", "linear_learner"]
        else:
            # Of max_bin 256 one bin is for missing values.
            settings = {"num_round": self.rounds, "max_depth": 6, "eta": 0.1, "max_bin": 256, "lambda": 1,
                        "min_child_weight": 1}
            objective = {"binary": "binary:logistic", "multiclass": "multi:softprob",
                         "regression": "reg:squarederror"}[self.task]
            if self.task == "multiclass":
                settings["num_class"] = 7
            options = ["--model-type", "xgboost", "--objective", objective]
        for key, value in settings.items():
            options += ["--hyperparameter", f"{key}={value}"]
        return ["--problem-type", problem, *options]

    def smaller(self):
        """A size for trying things out."""
        return dataclasses.replace(
            self, rows=max(2_000, self.rows // 20), test_rows=max(2_000, self.test_rows // 20),
            rounds=max(10, self.rounds // 10), size="quick")


CASES = [
    Case("binary_1m", "trees", "binary", "binary", 1_000_000, 100_000, 28),
    Case("binary_100k", "trees", "binary", "binary", 100_000, 100_000, 200),
    Case("flights_1m", "trees", "flights", "binary", 1_000_000, 100_000, 12),
    Case("classes_100k", "trees", "classes", "multiclass", 100_000, 50_000, 54),
    Case("regression_100k", "trees", "regression", "regression", 100_000, 100_000, 28, rounds=500),
    Case("binary_10k", "trees", "binary", "binary", 10_000, 20_000, 20),
    Case("logistic_10k", "linear", "binary", "binary", 10_000, 10_000, 20),
    Case("logistic_100k", "linear", "binary", "binary", 100_000, 100_000, 100),
    Case("logistic_1m", "linear", "binary", "binary", 1_000_000, 100_000, 50),
    Case("logistic_20k_wide", "linear", "binary", "binary", 20_000, 20_000, 1_000),
    Case("logistic_correlated", "linear", "correlated", "binary", 100_000, 100_000, 100,
         tolerance=1e-4),
    Case("onehot_narrow", "linear", "flights", "binary", 200_000, 50_000, 10),
    Case("onehot_wide", "linear", "flights", "binary", 200_000, 50_000, 12),
    Case("ridge_1m", "linear", "regression", "regression", 1_000_000, 100_000, 50),
]

BY_NAME = {case.name: case for case in CASES}
