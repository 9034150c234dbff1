"""Makes the encoder beside this file, of the form that bot/sentence_encoder.py reads; needs `onnx`.

A text's vector is the normalised mean of its words' vectors, four numbers each.
"""

import hashlib
import json
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

FOLDER = Path(__file__).parent
WORDS = ["[PAD]", "[UNK]", "what", "is", "polly", "textract", "hello", "bye", "price", "and"]
DIMENSION = 4


def make_model() -> onnx.ModelProto:
    """Build the graph."""
    table = np.random.default_rng(7).normal(size=(len(WORDS), DIMENSION)).astype(np.float32)
    last_axis, token_axis = np.array([2], dtype=np.int64), np.array([1], dtype=np.int64)
    nodes = [
        helper.make_node("Gather", ["table", "input_ids"], ["words"]),
        helper.make_node("Cast", ["attention_mask"], ["mask"], to=TensorProto.FLOAT),
        helper.make_node("Unsqueeze", ["mask", "last_axis"], ["weights"]),
        helper.make_node("Mul", ["words", "weights"], ["weighted"]),
        helper.make_node("ReduceSum", ["weighted", "token_axis"], ["total"], keepdims=0),
        helper.make_node("ReduceL2", ["total"], ["length"], axes=[1], keepdims=1),
        helper.make_node("Div", ["total", "length"], ["vector"]),
    ]
    ids = [
        helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "tokens"])
        for name in ("input_ids", "attention_mask")
    ]
    vector = helper.make_tensor_value_info("vector", TensorProto.FLOAT, ["batch", DIMENSION])
    constants = [
        numpy_helper.from_array(table, "table"),
        numpy_helper.from_array(last_axis, "last_axis"),
        numpy_helper.from_array(token_axis, "token_axis"),
    ]
    graph = helper.make_graph(nodes, "tiny", ids, [vector], constants)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)


def make_tokenizer() -> Tokenizer:
    """Build a tokenizer that knows ten words."""
    tokenizer = Tokenizer(models.WordLevel({word: i for i, word in enumerate(WORDS)}, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.Lowercase()
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    return tokenizer


if __name__ == "__main__":
    onnx.save(make_model(), str(FOLDER / "model.onnx"))
    make_tokenizer().save(str(FOLDER / "tokenizer.json"))
    identity = {
        "name": "tiny",
        "dimension": DIMENSION,
        "max_tokens": 8,
        "onnx_sha256": hashlib.sha256((FOLDER / "model.onnx").read_bytes()).hexdigest(),
    }
    (FOLDER / "encoder.json").write_text(json.dumps(identity, indent=2) + "\n", encoding="utf-8")
