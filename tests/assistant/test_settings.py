from pathlib import Path

import pytest
from pydantic import ValidationError

from assistant.settings import Settings, load_settings
from corpus.errors import InvalidSetting


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder, and an environment without settings."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(f"JUNKAN_{name.upper()}", raising=False)
    return tmp_path


def test_defaults() -> None:
    settings = load_settings()
    assert (settings.home, settings.lang, settings.n_evidence) == (Path(".junkan"), "ja", 10)


def test_argument_then_environment_then_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "junkan.toml").write_text('home = "設定"\nport = 1\nn_evidence = 20\n', encoding="utf-8")
    monkeypatch.setenv("JUNKAN_PORT", "2")
    monkeypatch.setenv("JUNKAN_HOME", "環境")
    settings = load_settings(home=Path("引数"), port=None)
    assert (settings.home, settings.port, settings.n_evidence) == (Path("引数"), 2, 20)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        pytest.param("port", "abc", id="no-number"),
        pytest.param("port", "70000", id="no-port"),
        pytest.param("lexical_weight", "1.5", id="weight-above-1"),
        pytest.param("lexical_weight", "nan", id="not-a-number"),
        pytest.param("n_evidence", "0", id="no-evidence"),
        pytest.param("leg_depth", "-1", id="negative-depth"),
        pytest.param("max_file_mb", "", id="empty"),
        pytest.param("lang", "fr", id="unknown-language"),
    ],
)
def test_a_bad_value_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"JUNKAN_{name.upper()}", value)
    with pytest.raises(InvalidSetting) as caught:
        load_settings()
    assert caught.value.facts["name"] == name
    assert name in caught.value.sentence()


@pytest.mark.parametrize(
    ("name", "value", "allowed"),
    [
        pytest.param("n_threads", "-1", "指定できるのは 0以上の整数", id="no upper bound"),
        pytest.param("port", "70000", "指定できるのは 0以上65535以下の整数", id="both bounds"),
        pytest.param("lexical_weight", "x", "指定できるのは 0以上1以下の数", id="no number"),
        pytest.param("backend", "cuda", "使えるのは torch, onnx, openvino", id="one of several"),
    ],
)
def test_what_is_allowed_is_said(monkeypatch: pytest.MonkeyPatch, name: str, value: str, allowed: str) -> None:
    monkeypatch.setenv(f"JUNKAN_{name.upper()}", value)
    with pytest.raises(InvalidSetting) as caught:
        load_settings()
    assert value in caught.value.sentence()
    assert allowed in caught.value.sentence()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        pytest.param("colour = 1", "colour", id="unknown-key"),
        pytest.param('port = "x"', "port", id="bad-value"),
        pytest.param("port = ", "junkan.toml", id="no-TOML"),
    ],
)
def test_a_bad_file_is_named(folder: Path, text: str, name: str) -> None:
    (folder / "junkan.toml").write_text(text, encoding="utf-8")
    with pytest.raises(InvalidSetting) as caught:
        load_settings()
    assert caught.value.facts["name"] == name


def test_a_file_that_is_no_text_is_named(folder: Path) -> None:
    (folder / "junkan.toml").write_bytes("lang = '日本'".encode("cp932"))
    with pytest.raises(InvalidSetting) as caught:
        load_settings()
    assert caught.value.facts["name"] == "junkan.toml"


def test_settings_do_not_change() -> None:
    with pytest.raises(ValidationError):
        load_settings().port = 1
