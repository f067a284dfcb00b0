"""Writes this folder's models, the rows they are asked for and ONNX Runtime's predictions: python make.py

With onnx 1.23.2, onnxruntime 1.32.0, skl2onnx 1.20.0, onnxmltools 1.16.0, scikit-learn, LightGBM 4.7.0 and XGBoost 3.2.0.
"""

import pathlib
import warnings

import lightgbm
import numpy
import onnx
import onnxruntime
import xgboost
from onnx import TensorProto, helper
from onnxmltools.convert import convert_lightgbm, convert_xgboost
from onnxmltools.convert.common.data_types import FloatTensorType
from skl2onnx import to_onnx
from skl2onnx.common.data_types import DoubleTensorType
from sklearn.ensemble import ExtraTreesRegressor, GradientBoostingClassifier, RandomForestClassifier, RandomForestRegressor
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.tree import DecisionTreeClassifier

warnings.filterwarnings("ignore")
folder = pathlib.Path(__file__).parent
rows = numpy.arange(96)
features = numpy.stack([(rows * 7 % 24) / 7 - 1.5, rows * 5 % 11 / 8, rows * 3 % 4], axis=1).astype("float32")
missing = features.copy()
missing[::5, 1] = numpy.nan
mean = (rows * 7 % 24) / 8 + (rows * 3 % 4 == 1) + (rows * 11 % 7 > 4) * 1.5
noise = rows * 11 % 13 / 13
target, classes = mean + noise, (mean + noise > 2.2).astype(int)
three = numpy.array(["low", "middle", "hi"])[numpy.digitize(target, [1.5, 3])]
types = [("input", FloatTensorType([None, 3]))]
predictions = []


def write(name, model, asked=missing):
    model.doc_string = ""
    onnx.save(model, folder / f"{name}.onnx")
    if asked is None:
        return
    session = onnxruntime.InferenceSession(model.SerializeToString())
    if len(session.get_inputs()) > 1:
        feed = {each.name: asked[:, index:index + 1] for index, each in enumerate(session.get_inputs())}
    else:
        feed = {session.get_inputs()[0].name: asked}
    values = session.run(None, feed)[-1]
    if isinstance(values, list):
        values = numpy.array([list(each.values()) for each in values])
    values = values.reshape(len(rows), -1)
    for row, outputs in enumerate(values if values.shape[1] != 2 else values[:, 1:]):
        predictions.append([name, row, *outputs])


def sklearn(name, model, labels, **options):
    write(name, to_onnx(model.fit(features, labels), features[:1], **options))


small = {"max_depth": 3, "random_state": 0}
sklearn("forest", RandomForestRegressor(3, **small), target)
sklearn("forest-classes", RandomForestClassifier(3, **small), classes)
sklearn("forest-three", RandomForestClassifier(3, **small), three, options={"zipmap": False})
sklearn("boosting-classes", GradientBoostingClassifier(n_estimators=3, **small), classes)
sklearn("boosting-three", GradientBoostingClassifier(n_estimators=3, **small), three)
sklearn("tree", DecisionTreeClassifier(**small), three)
doubles = ExtraTreesRegressor(3, **small).fit(features.astype("float64"), target)
model = to_onnx(doubles, initial_types=[("x", DoubleTensorType([None, 3]))], target_opset={"": 17, "ai.onnx.ml": 3})
model.graph.output[0].type.tensor_type.elem_type = TensorProto.FLOAT
write("doubles", model, missing.astype("float64"))
booster = {"n_estimators": 3, "num_leaves": 5, "min_child_samples": 4, "verbose": -1}
for name, kind, labels, parameters in [
    ("lightgbm", lightgbm.LGBMRegressor, target, {}), ("lightgbm-poisson", lightgbm.LGBMRegressor, target, {"objective": "poisson"}),
    ("lightgbm-classes", lightgbm.LGBMClassifier, classes, {}), ("lightgbm-three", lightgbm.LGBMClassifier, three, {}),
]:
    write(name, convert_lightgbm(kind(**booster, **parameters).fit(missing, labels), initial_types=types), missing)
booster = {"n_estimators": 3, "max_depth": 3}
for name, kind, labels in [
    ("xgboost", xgboost.XGBRegressor, target), ("xgboost-classes", xgboost.XGBClassifier, classes),
    ("xgboost-three", xgboost.XGBClassifier, numpy.digitize(target, [1.5, 3])),
]:
    write(name, convert_xgboost(kind(**booster).fit(missing, labels), initial_types=types), missing)


def by_hand(name, mode, missing_is_true, aggregate="SUM", operation="TreeEnsembleRegressor", before=(), inputs=None, asked=missing):
    """A graph of two trees: each asks for feature 1, then for feature 2."""
    node = helper.make_node(
        operation, ["x"], ["y"], domain="ai.onnx.ml", n_targets=1, aggregate_function=aggregate, post_transform="NONE",
        nodes_treeids=[0] * 5 + [1] * 3, nodes_nodeids=[0, 1, 2, 3, 4, 0, 1, 2], nodes_featureids=[1, 2, 0, 0, 0, 2, 0, 0],
        nodes_modes=[mode, mode, "LEAF", "LEAF", "LEAF", mode, "LEAF", "LEAF"], nodes_values=[0.5, 2, 0, 0, 0, 1, 0, 0],
        nodes_truenodeids=[1, 3, 0, 0, 0, 1, 0, 0], nodes_falsenodeids=[2, 4, 0, 0, 0, 2, 0, 0],
        nodes_missing_value_tracks_true=[missing_is_true] * 8, base_values=[0.25],
        target_treeids=[0, 0, 0, 1, 1], target_nodeids=[2, 3, 4, 1, 2], target_ids=[0] * 5, target_weights=[1.5, 2, -3, 0.1, 0.7])
    inputs = inputs or [helper.make_tensor_value_info("x", TensorProto.FLOAT, [None, 3])]
    graph = helper.make_graph([*before, node], "g", inputs, [helper.make_tensor_value_info("y", TensorProto.FLOAT, [None, 1])])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17), helper.make_opsetid("ai.onnx.ml", 3)], ir_version=8)
    write(name, model, asked)


by_hand("less", "BRANCH_LT", 1)
by_hand("greater", "BRANCH_GT", 0)
by_hand("greater-or-equal", "BRANCH_GTE", 1, "AVERAGE")
columns = [helper.make_tensor_value_info(name, TensorProto.FLOAT, [None, 1]) for name in ["a", "b", "c"]]
by_hand("columns", "BRANCH_LEQ", 0, before=[helper.make_node("Concat", ["a", "b", "c"], ["x"], axis=1)], inputs=columns)
# Models that are refused.
by_hand("equal", "BRANCH_EQ", 0, asked=None)
by_hand("largest", "BRANCH_LEQ", 0, "MAX", asked=None)
write("scaled", to_onnx(make_pipeline(StandardScaler(), DecisionTreeClassifier(**small)).fit(features, classes), features[:1]), None)
write("linear", to_onnx(LogisticRegression().fit(features, classes), features[:1]), None)

numpy.savetxt(folder / "rows.csv", numpy.column_stack([rows, missing]), "%.9g", ",", header="row,a,b,c", comments="")
with open(folder / "predictions.csv", "w") as file:
    for name, row, *outputs in predictions:
        print(name, row, *(f"{value:.9g}" for value in outputs), sep=",", file=file)
print("onnx", onnx.__version__, "onnxruntime", onnxruntime.__version__)
