"""A sentence-transformers model of a few kilobytes."""

from pathlib import Path


def make_small_model(folder: Path) -> Path:
    """A folder with one BERT layer over a tiny vocabulary and mean pooling."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from transformers import BertConfig, BertModel
    from transformers.models.bert.tokenization_bert import BertTokenizer

    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "。", "再生材", "利用率", "循環"]
    base = folder / "base"
    base.mkdir()
    (base / "vocab.txt").write_text("\n".join(words), encoding="utf-8")
    BertTokenizer(str(base / "vocab.txt"), tokenize_chinese_chars=False).save_pretrained(base)
    config = BertConfig(
        vocab_size=len(words), hidden_size=8, num_hidden_layers=1, num_attention_heads=1, intermediate_size=16
    )
    BertModel(config).save_pretrained(base)
    body = Transformer(str(base))
    SentenceTransformer(modules=[body, Pooling(8)]).save(str(folder / "model"))
    return folder / "model"
