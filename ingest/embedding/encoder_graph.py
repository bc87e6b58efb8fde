"""A BERT encoder as an ONNX graph with its weights in 4 bits: the one door to onnx.

ONNX Runtime multiplies with the 4-bit weights as they are (`MatMulNBits`): the graph is a sixth of its size in float32
and computes the same in float32.

Source: Devlin et al., BERT (2019), for the layers; ONNX Runtime's contributed operators (domain com.microsoft) for
MatMulNBits, MultiHeadAttention, SkipLayerNormalization and BiasGelu.
"""

from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from ingest.embedding.encoder_inputs import EMBEDDED, HIDDEN, LENGTHS
from ingest.embedding.packed_weights import BLOCK_SIZE, PackedModel

_CONTRIBUTED = "com.microsoft"
_FLOAT32_COMPUTE = 1  # accuracy_level of MatMulNBits


def write_encoder(model: PackedModel, path: Path) -> None:
    """Writes the encoder of the model to path.

    Its inputs are "inputs_embeds", the sum of word, position and type embeddings, float32 of shape (n_texts, n_tokens,
    n_hidden), and "lengths", int32 of shape (n_texts,): how many of a text's tokens are its own, the others are padding
    behind them. Its output "last_hidden_state" has the shape of the first.
    """
    path.write_bytes(_Encoder(model).build().SerializeToString())


class _Encoder:
    """Puts the graph together, node by node."""

    def __init__(self, model: PackedModel) -> None:
        self._model = model
        self._nodes: list[onnx.NodeProto] = []
        self._weights: list[onnx.TensorProto] = []

    def build(self) -> onnx.ModelProto:
        size = [None, None, self._model.n_hidden]
        hidden = self._normalized_input()
        for n in range(self._model.n_layers):
            hidden = self._layer(f"l{n}", hidden)
        self._nodes.append(helper.make_node("Identity", [hidden], [HIDDEN]))
        graph = helper.make_graph(
            self._nodes,
            "encoder",
            [
                helper.make_tensor_value_info(EMBEDDED, TensorProto.FLOAT, size),
                helper.make_tensor_value_info(LENGTHS, TensorProto.INT32, [None]),
            ],
            [helper.make_tensor_value_info(HIDDEN, TensorProto.FLOAT, size)],
            self._weights,
        )
        opsets = [helper.make_opsetid("", 20), helper.make_opsetid(_CONTRIBUTED, 1)]
        return helper.make_model(graph, opset_imports=opsets, ir_version=10)

    def _normalized_input(self) -> str:
        inputs = [EMBEDDED, self._vector("emb.ln.w"), self._vector("emb.ln.b")]
        return self._add("LayerNormalization", "emb.ln", inputs, axis=-1, epsilon=self._model.epsilon)

    def _layer(self, name: str, hidden: str) -> str:
        query, key, value = (self._product(f"{name}.{part}", hidden) for part in "qkv")
        bias = np.concatenate([self._model.vectors[f"{name}.{part}.b"] for part in "qkv"])
        attended = self._add(
            "MultiHeadAttention",
            f"{name}.attention",
            [query, key, value, self._weight(f"{name}.qkv.b", bias), LENGTHS],
            domain=_CONTRIBUTED,
            num_heads=self._model.n_heads,
        )
        hidden = self._sum_normalized(f"{name}.aln", self._product(f"{name}.ao", attended), hidden, f"{name}.ao.b")
        inner = [self._product(f"{name}.fi", hidden), self._vector(f"{name}.fi.b")]
        activated = self._add("BiasGelu", f"{name}.gelu", inner, domain=_CONTRIBUTED)
        return self._sum_normalized(f"{name}.oln", self._product(f"{name}.fo", activated), hidden, f"{name}.fo.b")

    def _product(self, name: str, hidden: str) -> str:
        """The product of the hidden states with a 4-bit matrix of (n_out, n_in)."""
        matrix = self._model.matrices[f"{name}.w"]
        n_out, n_blocks = matrix.scales.shape
        return self._add(
            "MatMulNBits",
            name,
            [
                hidden,
                self._weight(f"{name}.w", matrix.paired()),
                self._weight(f"{name}.scales", matrix.scales.astype(np.float32)),
            ],
            domain=_CONTRIBUTED,
            N=n_out,
            K=n_blocks * BLOCK_SIZE,
            bits=4,
            block_size=BLOCK_SIZE,
            accuracy_level=_FLOAT32_COMPUTE,
        )

    def _sum_normalized(self, name: str, left: str, right: str, bias: str) -> str:
        """The layer normalisation of left + bias + right."""
        inputs = [left, right, self._vector(f"{name}.w"), self._vector(f"{name}.b"), self._vector(bias)]
        return self._add("SkipLayerNormalization", name, inputs, domain=_CONTRIBUTED, epsilon=self._model.epsilon)

    def _vector(self, name: str) -> str:
        return self._weight(name, self._model.vectors[name])

    def _weight(self, name: str, values: NDArray[np.generic]) -> str:
        self._weights.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def _add(self, kind: str, name: str, inputs: list[str], *, domain: str = "", **attributes: Any) -> str:
        output = f"{name}:out"
        self._nodes.append(helper.make_node(kind, inputs, [output], name=name, domain=domain, **attributes))
        return output
