"""Trains the model that is served, with XGBoost: make_model.py FOLDER writes FOLDER/model.json."""

import sys

import numpy as np
import xgboost as xgb

random = np.random.default_rng(1)
rows = random.normal(size=(20_000, 11)).astype(np.float32)
noise = random.normal(size=len(rows)) * 0.5
labels = (rows[:, 0] + rows[:, 1] * rows[:, 2] + noise > 0).astype(int)
settings = {"objective": "binary:logistic", "max_depth": 6, "nthread": 1}
xgb.train(settings, xgb.DMatrix(rows, labels), 100).save_model(f"{sys.argv[1]}/model.json")
