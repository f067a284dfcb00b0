"""Figures that a good model of each data set reaches, as the cards quote them.

    pip install scikit-learn==1.9.1 pandas && python datasets/baselines.py

Three folds, shuffled with seed 0 (stratified for classes), mean and standard deviation over the folds.
trees:  HistGradientBoosting with its defaults; text columns as its categories.
linear: LogisticRegression(C=1) or Ridge(alpha=1) on one-hot text and standardised numbers, medians for missing.
"""

import pathlib

import numpy as np
import pandas as pd
import sklearn.compose as compose
import sklearn.ensemble as ensemble
import sklearn.impute as impute
import sklearn.linear_model as linear
import sklearn.metrics as metrics
import sklearn.model_selection as selection
import sklearn.pipeline as pipeline
import sklearn.preprocessing as preprocessing

# name: file, target, task, columns to leave out
DATA_SETS = {
    "abalone": ("abalone.csv", "rings", "regression", []),
    "bank_additional": ("bank_additional.csv.gz", "y", "binary", ["duration"]),
    "bike_sharing_hour": (
        "bike_sharing_hour.csv.gz", "cnt", "regression",
        ["instant", "dteday", "casual", "registered"]),
    "breast_cancer_wdbc": ("breast_cancer_wdbc.csv", "diagnosis", "binary", []),
    "customer_activity": ("customer_activity.csv", "churn", "binary", ["phone", "record_date"]),
    "iris": ("iris.csv", "species", "multiclass", []),
    "penguins": ("penguins.csv", "species", "multiclass", []),
    "telco_churn": ("telco_churn.csv", "churn", "binary", ["customer_id"]),
    "wine_quality": ("wine_quality.csv", "quality", "multiclass", []),
}


def models(task, text, numbers):
    trees = compose.ColumnTransformer(
        [("text", preprocessing.OrdinalEncoder(encoded_missing_value=np.nan), text),
         ("numbers", "passthrough", numbers)])
    flat = compose.ColumnTransformer(
        [("text", preprocessing.OneHotEncoder(handle_unknown="ignore"), text),
         ("numbers", pipeline.make_pipeline(
             impute.SimpleImputer(strategy="median"), preprocessing.StandardScaler()), numbers)])
    categories = list(range(len(text)))
    if task == "regression":
        boosting = ensemble.HistGradientBoostingRegressor(
            categorical_features=categories, random_state=0)
        line = linear.Ridge(alpha=1)
    else:
        boosting = ensemble.HistGradientBoostingClassifier(
            categorical_features=categories, random_state=0)
        line = linear.LogisticRegression(C=1, max_iter=2000)
    return {"trees": pipeline.make_pipeline(trees, boosting),
            "linear": pipeline.make_pipeline(flat, line)}


def score(task, model, features, target):
    if task == "regression":
        error = target - model.predict(features)
        return {"RMSE": np.sqrt(np.mean(error**2)), "R2": metrics.r2_score(
            target, model.predict(features))}
    figures = {"accuracy": np.mean(model.predict(features) == target)}
    probability = model.predict_proba(features)
    if task == "binary":
        figures["AUC"] = metrics.roc_auc_score(target, probability[:, 1])
    figures["log loss"] = metrics.log_loss(target, probability, labels=model.classes_)
    return figures


def main():
    for name, (file, target, task, left_out) in DATA_SETS.items():
        table = pd.read_csv(pathlib.Path(__file__).parent / name / file)
        y = table[target].to_numpy()
        x = table.drop(columns=[target, *left_out])
        text = [c for c in x if not pd.api.types.is_numeric_dtype(x[c])]
        x[text] = x[text].astype(object)
        numbers = [c for c in x if c not in text]
        kind = selection.KFold if task == "regression" else selection.StratifiedKFold
        folds = list(kind(3, shuffle=True, random_state=0).split(x, y))
        for family, model in models(task, text, numbers).items():
            runs = [score(task, model.fit(x.iloc[a], y[a]), x.iloc[b], y[b]) for a, b in folds]
            print(name, family, ", ".join(
                f"{k} {np.mean([r[k] for r in runs]):.4f} ± {np.std([r[k] for r in runs]):.4f}"
                for k in runs[0]), flush=True)


main()
