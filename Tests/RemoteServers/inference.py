"""The handler of AWS's multi-model-server: a model of XGBoost, CSV in, a number a line out."""

import json
import os

import numpy as np
import xgboost as xgb
from sagemaker_inference import default_inference_handler, transformer
from sagemaker_inference.default_handler_service import DefaultHandlerService


class Handler(default_inference_handler.DefaultInferenceHandler):
    def default_model_fn(self, model_dir, context=None):
        booster = xgb.Booster()
        booster.load_model(os.path.join(model_dir, "model.json"))
        booster.set_param("nthread", 1)
        return booster

    def default_input_fn(self, data, content_type, context=None):
        text = data.decode() if isinstance(data, (bytes, bytearray)) else data
        fields = [line.split(",") for line in text.splitlines()]
        return np.array(
            [[float(field) if field else np.nan for field in line] for line in fields],
            dtype=np.float32,
        )

    def default_predict_fn(self, data, model, context=None):
        return model.inplace_predict(data)

    def default_output_fn(self, prediction, accept, context=None):
        values = [float(value) for value in prediction]
        if accept == "*/*" or "json" in accept:
            return json.dumps(values), "application/json"
        return "".join(f"{value}\n" for value in values), "text/csv"


service = DefaultHandlerService(
    transformer=transformer.Transformer(default_inference_handler=Handler())
)


def handle(data, context):
    if not getattr(service, "is_initialized", False):
        service.initialize(context)
        service.is_initialized = True
    return service.handle(data, context)
