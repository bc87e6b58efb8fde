"""The bundled model as a folder in the usual layout, made once for all libraries of a user.

The folder holds what `sentence-transformers` and `transformers` load (config, safetensors, tokenizer, pooling, prompts)
and beside it what Junkan's own engine loads (encoder.onnx, pieces.npz). It is built in a folder of its own and moved
into place whole; SHA256SUMS in it tells whether it still is what was built.
"""

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.errors import EngineError, StorageFailed
from corpus.locking import waiting_lock
from ingest.embedding.packed_weights import MODEL, VERSION, PackedModel, read_packed_weights

ENCODER = "encoder.onnx"
WEIGHTS = "model.safetensors"
QUERY_PROMPT = "query: "
PASSAGE_PROMPT = "passage: "
_SUMS = "SHA256SUMS"
_LAYOUT = 1  # counts what this module writes: another number, another folder

# BERT's own names of the tensors, by the short names of the packed file.
_EMBEDDINGS = {"word": "word_embeddings", "pos": "position_embeddings", "type": "token_type_embeddings"}
_PARTS = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}


@dataclass(frozen=True, slots=True)
class PreparationStep:
    """How far the making of the folder is.

    Attributes:
        n_done: Steps that are done.
        n_total: Steps there are.
    """

    n_done: int
    n_total: int


def prepared_folder(models: Path) -> Path:
    """The folder of the bundled model among the prepared models, there or not."""
    return models / f"{MODEL}-{VERSION}-{_LAYOUT}"


def is_prepared(models: Path) -> bool:
    """True where the folder is there; its content is not read."""
    return (prepared_folder(models) / _SUMS).is_file()


def is_sound(models: Path) -> bool:
    """True where every file of the folder has the checksum it was built with."""
    folder = prepared_folder(models)
    try:
        lines = (line.partition("  ") for line in (folder / _SUMS).read_text("utf-8").splitlines())
        sums = {name: digest for digest, _, name in lines}
        complete = {ENCODER, WEIGHTS, "tokenizer.json", "pieces.npz", "config.json"} <= set(sums)
        return complete and all(_digest(folder / name) == digest for name, digest in sums.items())
    except (OSError, UnicodeDecodeError):
        return False


def prepare_model(models: Path) -> Iterator[PreparationStep]:
    """Makes the folder of the bundled model where it is missing or damaged, and tells after each step how far it is.

    Two processes may start it at once: the second waits for the first and finds the work done. A killed one leaves
    nothing that a later one takes for a model.

    Raises:
        EngineError: the package with the weights is missing or another one than we know.
        StorageFailed: the folder cannot be written.
    """
    folder = prepared_folder(models)
    try:
        models.mkdir(parents=True, exist_ok=True)
        with waiting_lock(models / f"{folder.name}.lock"):
            if is_sound(models):
                return
            for left in models.glob(f"{folder.name}.*.part"):  # of a killed process
                shutil.rmtree(left, ignore_errors=True)
            stage = Path(tempfile.mkdtemp(prefix=f"{folder.name}.", suffix=".part", dir=models))
            try:
                yield from _build(stage)
                if folder.is_dir():
                    shutil.rmtree(folder)
                else:
                    folder.unlink(missing_ok=True)
                stage.chmod(0o755)
                stage.replace(folder)
            finally:
                shutil.rmtree(stage, ignore_errors=True)
    except OSError as error:
        raise StorageFailed(home=models, detail=error.strerror or str(error)) from error


def _build(folder: Path) -> Iterator[PreparationStep]:
    from ingest.embedding.encoder_graph import write_encoder
    from ingest.embedding.tokenization import write_tokenizer

    model = read_packed_weights()
    steps: tuple[Callable[[], None], ...] = (
        partial(_write_configuration, folder, model),
        partial(write_encoder, model, folder / ENCODER),
        partial(write_tokenizer, folder, model.pieces, model.scores),
        partial(_write_weights, folder / WEIGHTS, model),
        partial(_write_sums, folder),
    )
    yield PreparationStep(1, len(steps) + 1)
    for n_done, step in enumerate(steps, 2):
        step()
        yield PreparationStep(n_done, len(steps) + 1)


def _write_weights(path: Path, model: PackedModel) -> None:
    from safetensors.numpy import save_file

    save_file(dict(_tensors(model)), path, metadata={"format": "pt"})


def _tensors(model: PackedModel) -> Iterator[tuple[str, NDArray[np.float32]]]:
    """Every tensor of the model under BERT's own name, matrices as (n_out, n_in)."""
    for short, name in _EMBEDDINGS.items():
        key = f"emb.{short}"
        table = model.matrices[key].dense() if key in model.matrices else model.vectors[key]
        yield f"embeddings.{name}.weight", table.reshape(-1, model.n_hidden)
    yield "embeddings.LayerNorm.weight", model.vectors["emb.ln.w"]
    yield "embeddings.LayerNorm.bias", model.vectors["emb.ln.b"]
    for n in range(model.n_layers):
        for short, name in _PARTS.items():
            key = f"l{n}.{short}.w"
            weight = model.matrices[key].dense() if key in model.matrices else model.vectors[key]
            yield f"encoder.layer.{n}.{name}.weight", weight
            yield f"encoder.layer.{n}.{name}.bias", model.vectors[f"l{n}.{short}.b"]


def _write_configuration(folder: Path, model: PackedModel) -> None:
    """Writes what the loaders of Hugging Face read beside weights and tokens."""
    bert = {
        "architectures": ["BertModel"],
        "model_type": "bert",
        "hidden_size": model.n_hidden,
        "num_hidden_layers": model.n_layers,
        "num_attention_heads": model.n_heads,
        "intermediate_size": model.n_inner,
        "hidden_act": "gelu",
        "vocab_size": model.matrices["emb.word"].codes.shape[0],
        "max_position_embeddings": model.n_positions,
        "type_vocab_size": model.vectors["emb.type"].size // model.n_hidden,
        "layer_norm_eps": model.epsilon,
        "hidden_dropout_prob": 0.1,
        "attention_probs_dropout_prob": 0.1,
        "pad_token_id": 0,
        "dtype": "float32",
    }
    tokenizer = {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "model_max_length": model.n_positions,
        "bos_token": "<s>",
        "cls_token": "<s>",
        "eos_token": "</s>",
        "sep_token": "</s>",
        "pad_token": "<pad>",
        "unk_token": "<unk>",
        "mask_token": "<mask>",
        "clean_up_tokenization_spaces": False,
    }
    modules = [
        {"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
        {"idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
        {"idx": 2, "name": "2", "path": "2_Normalize", "type": "sentence_transformers.models.Normalize"},
    ]
    pooling = {"word_embedding_dimension": model.n_hidden, "pooling_mode_mean_tokens": True}
    prompts = {"query": QUERY_PROMPT, "document": PASSAGE_PROMPT}
    files: dict[str, object] = {
        "config.json": bert,
        "tokenizer_config.json": tokenizer,
        "modules.json": modules,
        "sentence_bert_config.json": {"max_seq_length": model.n_positions, "do_lower_case": False},
        "config_sentence_transformers.json": {"prompts": prompts, "similarity_fn_name": "cosine"},
        "1_Pooling/config.json": pooling,
    }
    (folder / "2_Normalize").mkdir()
    for name, content in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(json.dumps(content, ensure_ascii=False, indent=2), "utf-8")


def _write_sums(folder: Path) -> None:
    """Writes the checksum of every file in the form that `sha256sum --check` reads, and everything to the disk."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    lines = [f"{_digest(path)}  {path.relative_to(folder).as_posix()}\n" for path in files]
    (folder / _SUMS).write_text("".join(lines), "utf-8")
    for path in (*files, folder / _SUMS):
        with path.open("rb") as file:
            os.fsync(file.fileno())


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def word_table(folder: Path) -> NDArray[np.float32]:
    """The word embeddings, float32, shape (n_ids, n_hidden), read from the disk row by row as they are used."""
    return _mapped(folder / WEIGHTS, "embeddings.word_embeddings.weight")


def place_table(folder: Path) -> NDArray[np.float32]:
    """What a token's place adds to its embedding (position and type), float32, shape (n_positions, n_hidden)."""
    positions = _mapped(folder / WEIGHTS, "embeddings.position_embeddings.weight")
    types = _mapped(folder / WEIGHTS, "embeddings.token_type_embeddings.weight")
    table: NDArray[np.float32] = positions + types[0]
    return table


def _mapped(path: Path, name: str) -> NDArray[np.float32]:
    """A tensor of a safetensors file, mapped into memory.

    Raises:
        EngineError: the file is not whole.
    """
    # Source: the format's description, https://huggingface.co/docs/safetensors: eight bytes with the length of a JSON
    # header, the header, then the tensors at offsets counted from its end.
    try:
        with path.open("rb") as file:
            n_header = min(int.from_bytes(file.read(8), "little"), path.stat().st_size)
            entry = json.loads(file.read(n_header))[name]
        offset = 8 + n_header + entry["data_offsets"][0]
        return np.memmap(path, dtype="<f4", mode="r", offset=offset, shape=tuple(entry["shape"]))
    except (OSError, ValueError, KeyError, OverflowError) as error:
        raise damaged(path.parent, str(error)) from error


def damaged(folder: Path, detail: str) -> EngineError:
    """The error of a folder that is not whole."""
    return EngineError(model=MODEL, detail=f"{folder}: {detail} (junkan model prepare)")
