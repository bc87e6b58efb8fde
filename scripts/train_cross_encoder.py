"""Trains the bundled cross-encoder and writes ingest/cross_encoder/cross_encoder.onnx.

It reads a question, what a text stands under and the text together, and tells how well the text answers. It starts from
the first six layers of the prepared embedding model; the words' embeddings stay as they are and are not in the file.

    python -m scripts.train_cross_encoder FOLDER --checkpoints CHECKPOINTS

FOLDER holds a question set with answer spans: corpus.jsonl (id, title, text) and queries.jsonl (text, gold, answer,
start). The bundled file was trained on JaQuAD v0.1.0 (So et al., 2022; CC BY-SA 3.0), then on the exercises of
`reading_exercises/` together with some of JaQuAD that it had not met; its weights are a mean of those before and after
the exercises.

For each question one sentence that holds the answer stands against others that do not, most of them the ones that look
most like the question. The loss is the cross-entropy of the right one among them, and half of the binary cross-entropy
of each, so that the logit also tells whether a text answers at all; of a question that the documents do not answer
every statement is wrong.
"""

import argparse
import json
import math
import random
import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor, nn
from torch.nn.functional import binary_cross_entropy_with_logits as cross_entropy
from transformers import BertModel

from ingest.cross_encoder.bundled import FILE
from ingest.cross_encoder.pairs import join_pair
from ingest.embedding import EmbeddingOptions, prepared_folder
from ingest.embedding.encoder_inputs import EMBEDDED, LENGTHS
from ingest.embedding.tokenization import PAD_ID, UnigramTokenizer
from ingest.normalization import compact
from scripts.reading_groups import FORMS, Exercise, pairs_of, read_exercises

N_LAYERS, N_FROZEN = 6, 2
N_GROUPS, N_HELD_OUT = 12_000, 400
GROUPS_A_STEP, TOKENS_A_RUN = 16, 4_096
RATE, EXERCISE_RATES, WARM_SHARE, DROPOUT, POSITIVE_WEIGHT = 1.5e-4, (1e-4, 1.2e-4), 0.06, 0.05, 2.0
EXERCISE_ROUNDS, N_FRESH = (3, 4), 320  # times through the exercises, each with groups that nothing before has met
EXERCISES_SHARE = 0.6  # of the weights after the exercises in the mean with those before them
HELD_OUT = ("b", "f")  # their documents' names begin so; the others are trained on
_LOGITS = "logits"
HARDEST_SHARE = 0.5  # of the groups take the hardest sentences from elsewhere, the others any of the four hardest
TITLE_SHARE = 0.7  # of the groups show what a text stands under
PLAIN_SHARE = 0.3  # of the questions end without their question mark
LEANING_SHARE = 0.12  # of the exercises follow another question on the same document, as in a conversation
BARE_SHARE = 0.05  # of the statements of exercises stand under nothing
N_HARDEST, N_BESIDE = 3, 2  # wrong statements of an exercise: the likeliest ones, and any of the others
ORDER_SEED, DRAW_SEED, WEIGHT_SEED = 7, 3, 1

_SENTENCE = re.compile(r"[^。！？!?\n]*(?:[。！？!?]+[」』)）]*|\n|$)")


@dataclass(frozen=True, slots=True)
class Group:
    """A question with the sentences that answer it and others that do not, the most similar first."""

    question: str
    title: str
    right: tuple[str, ...]
    beside: tuple[str, ...]
    elsewhere: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A question with texts to tell apart.

    Attributes:
        question: What is asked.
        pairs: (what it stands under, text) of each.
        answered: Whether the first of them answers; the others never do.
    """

    question: str
    pairs: tuple[tuple[str, str], ...]
    answered: bool


Draw = Callable[[random.Random], Drawn | None]
"""Draws anew each time it is asked; None where nothing is to be learnt."""


def read_groups(folder: Path) -> list[Group]:
    """The groups of a question set, in random order from the seed."""
    corpus = {entry["id"]: entry for entry in _lines(folder / "corpus.jsonl")}
    sentences = {id_: _sentences(entry["text"]) for id_, entry in corpus.items()}
    pairs = {id_: [pairs_of(compact(text)) for _, _, text in found] for id_, found in sentences.items()}
    by_title = defaultdict(list)
    for id_, entry in corpus.items():
        by_title[entry["title"]].append(id_)
    groups = []
    for query in _lines(folder / "queries.jsonl"):
        gold, answer = query["gold"][0], query["answer"]
        start, end = query["start"], query["start"] + len(answer)
        right = [i for i, (a, b, _) in enumerate(sentences[gold]) if a < end and b > start]
        if not 1 <= len(right) <= 2:
            continue
        asked = pairs_of(compact(query["text"]))

        def others(id_: str, asked: set[str] = asked, answer: str = answer) -> Iterator[tuple[float, str]]:
            for words, (_, _, text) in zip(pairs[id_], sentences[id_], strict=True):
                if answer not in text:
                    yield len(asked & words) / math.sqrt(len(words) + 8), text

        title = corpus[gold]["title"]
        beside = sorted(others(gold), key=lambda pair: -pair[0])
        elsewhere = sorted(
            (o for id_ in by_title[title] if id_ != gold for o in others(id_)), key=lambda pair: -pair[0]
        )
        groups.append(
            Group(
                query["text"],
                title,
                tuple(sentences[gold][i][2] for i in right),
                tuple(text for _, text in beside[:6]),
                tuple(text for _, text in elsewhere[:6]),
            )
        )
    random.Random(ORDER_SEED).shuffle(groups)  # noqa: S311  # no secret
    return groups


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    for line in path.read_text("utf-8").splitlines():
        yield json.loads(line)


def _sentences(text: str) -> list[tuple[int, int, str]]:
    return [(m.start(), m.end(), m.group().strip()) for m in _SENTENCE.finditer(text) if m.group().strip()]


class Model(nn.Module):
    """The first layers of BERT with one logit from the first token's state and the mean of all states."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.bert = BertModel.from_pretrained(folder, add_pooling_layer=False, attn_implementation="sdpa")
        self.bert.encoder.layer = self.bert.encoder.layer[:N_LAYERS]
        frozen = (self.bert.embeddings, *self.bert.encoder.layer[:N_FROZEN])
        for parameter in (p for part in frozen for p in part.parameters()):
            parameter.requires_grad = False
        for module in self.bert.modules():
            if isinstance(module, nn.Dropout):
                module.p = DROPOUT
        self.head = nn.Linear(2 * self.bert.config.hidden_size, 1)
        nn.init.normal_(self.head.weight, std=0.02)
        nn.init.zeros_(self.head.bias)

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        """Logits, shape (n_pairs,), of ids and mask of shape (n_pairs, n_tokens)."""
        states = self.bert(input_ids=ids, attention_mask=mask).last_hidden_state
        own = mask.unsqueeze(-1).to(states.dtype)
        mean = (states * own).sum(1) / own.sum(1)
        logits: Tensor = self.head(torch.cat([states[:, 0], mean], -1)).squeeze(-1)
        return logits


def drawn(group: Group, rng: random.Random) -> Drawn:
    """A question of a question set, the sentence that answers and up to three others."""
    right = rng.choice(group.right)
    wrong = list(group.beside[:1])
    if len(group.beside) > 1:
        wrong.append(rng.choice(group.beside[1:]))
    near = group.elsewhere[:4]
    wrong += near[:3] if rng.random() < HARDEST_SHARE else rng.sample(near, min(3, len(near)))
    title = group.title if rng.random() < TITLE_SHARE else ""
    return Drawn(_asked(group.question, rng), tuple((title, text) for text in (right, *wrong[:3])), answered=True)


def drawn_exercise(forms: Sequence[Exercise], beside: Sequence[str], rng: random.Random) -> Drawn | None:
    """An exercise in one of the forms of its document; None where no right statement was found in it.

    Args:
        forms: The exercise in each form.
        beside: Questions on the same document.
        rng: What is drawn with.
    """
    exercise = rng.choice(forms)
    right = [read for read in exercise.found if read.right]
    wrong = [read for read in exercise.found if read.right is False]
    if exercise.answerable and not right:
        return None
    others = wrong[N_HARDEST:]
    chosen = wrong[:N_HARDEST] + rng.sample(others, min(N_BESIDE, len(others)))
    shown = [rng.choice(right), *chosen] if right else chosen[:-1]
    pairs = tuple(("" if rng.random() < BARE_SHARE else read.above, read.text) for read in shown)
    before = f"{rng.choice(beside)} " if rng.random() < LEANING_SHARE else ""
    return Drawn(before + _asked(exercise.question, rng), pairs, answered=bool(right))


def _asked(question: str, rng: random.Random) -> str:
    return question.rstrip("?？。") if rng.random() < PLAIN_SHARE else question


def logits_of(model: Model, pairs: Sequence[list[int]]) -> Tensor:
    """Logits of pairs of any length, shape (len(pairs),), run in batches of like length."""
    order = sorted(range(len(pairs)), key=lambda i: len(pairs[i]))
    results: list[Tensor] = []
    start = 0
    while start < len(order):
        end = start + 1
        while end < len(order) and (end + 1 - start) * len(pairs[order[end]]) <= TOKENS_A_RUN:
            end += 1
        batch = [pairs[i] for i in order[start:end]]
        ids = torch.full((len(batch), len(batch[-1])), PAD_ID)
        for row, pair in enumerate(batch):
            ids[row, : len(pair)] = torch.tensor(pair)
        mask = torch.tensor([[int(n < len(pair)) for n in range(ids.shape[1])] for pair in batch])
        with torch.autocast("cpu", dtype=torch.bfloat16):
            results.append(model(ids, mask).float())
        start = end
    inverse = torch.empty(len(order), dtype=torch.long)
    inverse[torch.tensor(order)] = torch.arange(len(order))
    return torch.cat(results)[inverse]


def train(model: Model, draws: Sequence[Draw], tokenizer: UnigramTokenizer, rate: float) -> None:
    """Trains the model on what is drawn, in the order given, once through."""
    rng = random.Random(DRAW_SEED)  # noqa: S311  # no secret
    learnt = [p for p in model.parameters() if p.requires_grad]
    decayed, plain = [p for p in learnt if p.ndim > 1], [p for p in learnt if p.ndim <= 1]
    optimizer = torch.optim.AdamW([{"params": decayed, "weight_decay": 0.01}, {"params": plain, "weight_decay": 0.0}])
    n_steps = len(draws) // GROUPS_A_STEP
    model.train()
    for step in range(n_steps):
        warm = min(1.0, (step + 1) / (WARM_SHARE * n_steps))
        for part in optimizer.param_groups:
            part["lr"] = rate * warm * 0.5 * (1 + math.cos(math.pi * step / n_steps))
        own = draws[step * GROUPS_A_STEP : (step + 1) * GROUPS_A_STEP]
        batch = [found for draw in own if (found := draw(rng))]
        loss = _loss(logits_of(model, list(_pairs(batch, tokenizer))), batch)
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]  # torch has no annotation here
        nn.utils.clip_grad_norm_(learnt, 1.0)
        optimizer.step()
        if step % 25 == 0:
            sys.stdout.write(f"{step}/{n_steps} loss {loss.item():.3f}\n")
            sys.stdout.flush()


def _loss(logits: Tensor, batch: Sequence[Drawn]) -> Tensor:
    target = torch.zeros_like(logits)
    loss, at = torch.zeros(()), 0
    for group in batch:
        own = logits[at : at + len(group.pairs)]
        if group.answered:
            loss = loss + torch.logsumexp(own, 0) - own[0]
            target[at] = 1
        at += len(group.pairs)
    return loss / len(batch) + 0.5 * cross_entropy(logits, target, pos_weight=torch.tensor(POSITIVE_WEIGHT))


def _pairs(batch: Sequence[Drawn], tokenizer: UnigramTokenizer) -> Iterator[list[int]]:
    for group in batch:
        for above, text in group.pairs:
            yield join_pair(tokenizer.ids(group.question), tokenizer.ids(above), tokenizer.ids(text))


def share_right(model: Model, groups: Sequence[Group], tokenizer: UnigramTokenizer) -> float:
    """Share of the groups whose right sentence has the highest logit."""
    rng = random.Random(DRAW_SEED)  # noqa: S311  # no secret
    model.eval()
    n_right = 0
    with torch.no_grad():
        for group in groups:
            logits = logits_of(model, list(_pairs([drawn(group, rng)], tokenizer)))
            n_right += int(logits.argmax() == 0)
    return n_right / len(groups)


class Graph:
    """The model as an ONNX graph with its matrices in 8 bits, each column with a scale, which loading unfolds."""

    def __init__(self, model: Model) -> None:
        self._values = {name: value.detach().float().numpy() for name, value in model.state_dict().items()}
        self._config = model.bert.config
        self._nodes: list[onnx.NodeProto] = []
        self._weights: list[onnx.TensorProto] = []

    def build(self) -> onnx.ModelProto:
        """The graph: "inputs_embeds" and "lengths" as the encoder's, "logits" float32 of shape (n_pairs, 1)."""
        size = [None, None, self._config.hidden_size]
        states = self._node(
            "LayerNormalization", EMBEDDED, *self._norm("bert.embeddings.LayerNorm"), axis=-1, epsilon=self._epsilon
        )
        for n in range(N_LAYERS):
            states = self._layer(f"bert.encoder.layer.{n}", states)
        self._nodes.append(
            helper.make_node("Identity", [self._head(states)], [_LOGITS]),
        )
        graph = helper.make_graph(
            self._nodes,
            "cross_encoder",
            [
                helper.make_tensor_value_info(EMBEDDED, TensorProto.FLOAT, size),
                helper.make_tensor_value_info(LENGTHS, TensorProto.INT32, [None]),
            ],
            [helper.make_tensor_value_info(_LOGITS, TensorProto.FLOAT, [None, 1])],
            self._weights,
        )
        opsets = [helper.make_opsetid("", 21), helper.make_opsetid("com.microsoft", 1)]
        return helper.make_model(graph, opset_imports=opsets, ir_version=10)

    @property
    def _epsilon(self) -> float:
        return float(self._config.layer_norm_eps)

    def _layer(self, name: str, states: str) -> str:
        parts = [f"{name}.attention.self.{part}" for part in ("query", "key", "value")]
        bias = np.concatenate([self._values[f"{part}.bias"] for part in parts])
        attended = self._node(
            "MultiHeadAttention",
            *(self._product(part, states) for part in parts),
            self._weight(f"{name}.bias", bias),
            LENGTHS,
            domain="com.microsoft",
            num_heads=self._config.num_attention_heads,
        )
        states = self._summed(f"{name}.attention.output", attended, states)
        inner = self._product(f"{name}.intermediate.dense", states)
        bias_of = self._weight(f"{name}.inner", self._values[f"{name}.intermediate.dense.bias"])
        activated = self._node("BiasGelu", inner, bias_of, domain="com.microsoft")
        return self._summed(f"{name}.output", activated, states)

    def _summed(self, name: str, inner: str, states: str) -> str:
        bias = self._weight(f"{name}.dense.bias", self._values[f"{name}.dense.bias"])
        return self._node(
            "SkipLayerNormalization",
            self._product(f"{name}.dense", inner),
            states,
            *self._norm(f"{name}.LayerNorm"),
            bias,
            domain="com.microsoft",
            epsilon=self._epsilon,
        )

    def _head(self, states: str) -> str:
        """One logit from the first state and the mean of those within the length."""
        weight = self._values["head.weight"].reshape(2, -1)
        first = self._node("Gather", states, self._weight("at", np.array(0)), axis=1)
        shape = self._node("Shape", states, start=1, end=2)
        ends = (self._weight("zero", np.array(0)), self._weight("one", np.array(1)))
        places = self._node("Range", ends[0], self._node("Squeeze", shape), ends[1])
        lengths = self._node("Unsqueeze", self._node("Cast", LENGTHS, to=TensorProto.INT64), self._weight("axes", [1]))
        own = self._node("Cast", self._node("Less", places, lengths), to=TensorProto.FLOAT)
        row = self._node("Unsqueeze", own, self._weight("rows", [1]))
        total = self._node("Squeeze", self._node("MatMul", row, states), self._weight("columns", [1]))
        mean = self._node("Div", total, self._node("Cast", lengths, to=TensorProto.FLOAT))
        parts = [
            self._node("MatMul", part, self._weight(f"head{n}", weight[n][:, np.newaxis]))
            for n, part in enumerate((first, mean))
        ]
        bias = self._weight("head.bias", self._values["head.bias"])
        return self._node("Add", self._node("Add", *parts), bias)

    def _norm(self, name: str) -> tuple[str, str]:
        weight, bias = f"{name}.weight", f"{name}.bias"
        return self._weight(weight, self._values[weight]), self._weight(bias, self._values[bias])

    def _product(self, name: str, states: str) -> str:
        codes, scales = in_eight_bits(self._values[f"{name}.weight"].T)
        weight = self._node(
            "DequantizeLinear",
            self._weight(f"{name}.codes", codes),
            self._weight(f"{name}.scales", scales),
            axis=1,
        )
        return self._node("MatMul", states, weight)

    def _weight(self, name: str, values: object) -> str:
        self._weights.append(numpy_helper.from_array(np.array(values, order="C"), name))
        return name

    def _node(self, kind: str, *inputs: str, domain: str = "", **attributes: Any) -> str:
        output = f"{len(self._nodes)}:{kind}"
        self._nodes.append(helper.make_node(kind, list(inputs), [output], domain=domain, **attributes))
        return output


def in_eight_bits(matrix: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Codes of a matrix's shape and one scale for each of its columns: a weight is scale * code."""
    scales = np.abs(matrix).max(0) / 127
    return np.round(matrix / scales).astype(np.int8), scales.astype(np.float32)


def main() -> None:
    """Trains what no checkpoint holds yet, and writes the graph."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--checkpoints", type=Path, required=True, help="a folder; keeps what either training learnt")
    given = parser.parse_args()
    torch.manual_seed(WEIGHT_SEED)
    base = prepared_folder(EmbeddingOptions().models)
    model, tokenizer = Model(base), UnigramTokenizer(base, 512)
    groups = read_groups(given.folder)
    held_out, training, fresh = groups[:N_HELD_OUT], groups[N_HELD_OUT:][:N_GROUPS], groups[N_HELD_OUT + N_GROUPS :]
    given.checkpoints.mkdir(parents=True, exist_ok=True)

    def learn(name: str, draws: Callable[[], Sequence[Draw]], rate: float) -> None:
        kept = given.checkpoints / f"{name}.pt"
        if kept.exists():
            model.load_state_dict(torch.load(kept), strict=False)
        else:
            train(model, draws(), tokenizer, rate)
            torch.save({k: v for k, v in model.state_dict().items() if "word_embeddings" not in k}, kept)
        share = share_right(model, held_out, tokenizer)
        sys.stdout.write(f"after {name}, right sentence first, of up to four: {share:.3f} of {len(held_out)}\n")

    learn("questions", lambda: [partial(drawn, group) for group in training], RATE)
    for n, (n_rounds, rate) in enumerate(zip(EXERCISE_ROUNDS, EXERCISE_RATES, strict=True), 1):
        own, fresh = fresh[: n_rounds * N_FRESH], fresh[n_rounds * N_FRESH :]
        learn(f"exercises{n}", partial(_exercise_draws, own, n_rounds), rate)
    before = torch.load(given.checkpoints / "questions.pt")
    after = model.state_dict()
    model.load_state_dict(
        {k: (1 - EXERCISES_SHARE) * v + EXERCISES_SHARE * after[k] for k, v in before.items()}, strict=False
    )
    FILE.write_bytes(Graph(model).build().SerializeToString())
    sys.stdout.write(f"{FILE}: {FILE.stat().st_size / 1e6:.1f} MB\n")


@cache
def _exercises() -> list[list[Exercise]]:
    """The exercises that are trained on, each in every form."""
    by_id: dict[str, list[Exercise]] = defaultdict(list)
    for form in FORMS:
        for exercise in read_exercises(form):
            if not exercise.id.startswith(HELD_OUT):
                by_id[exercise.id].append(exercise)
    return list(by_id.values())


def _exercise_draws(fresh: Sequence[Group], n_rounds: int) -> list[Draw]:
    """Several times all exercises with groups of a question set in between, each time in another order."""
    found = _exercises()
    asked: dict[str, list[str]] = defaultdict(list)
    for forms in found:
        asked[_document(forms[0])].append(forms[0].question)
    rng = random.Random(ORDER_SEED)  # noqa: S311  # no secret
    draws: list[Draw] = []
    for n in range(n_rounds):
        own: list[Draw] = [partial(drawn_exercise, forms, asked[_document(forms[0])]) for forms in found]
        own += [partial(drawn, group) for group in fresh[n * N_FRESH : (n + 1) * N_FRESH]]
        rng.shuffle(own)
        draws += own
    return draws


def _document(exercise: Exercise) -> str:
    return exercise.id.partition("-")[0]


if __name__ == "__main__":
    main()
