"""Settings, from the environment (JUNKAN_*), then junkan.toml in the working folder, then the defaults here."""

from pathlib import Path
from typing import Literal, get_args

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from corpus.errors import InvalidSetting, Named
from ingest.embedding_options import Backend, EmbeddingOptions, default_models_folder


class Settings(BaseSettings):
    """Everything that can be set. Unknown keys in junkan.toml are refused.

    Attributes:
        home: The folder that holds the library.
        lang: Language of messages and pages; documents stay as they are.
        host: Address the web page listens on.
        port: Its TCP port.
        model: Embedding model: "multilingual-e5-small" (its weights come with a package), a hub name or a local folder;
            empty takes the library's own, and "multilingual-e5-small" for a new one.
        models: Folder of prepared models, shared by all libraries.
        backend: What runs a model of sentence-transformers.
        cross_encoder: What reads statements together with the question: "bundled", "none", or a cross-encoder of
            sentence-transformers by hub name or local folder.
        n_threads: Threads for embedding; 0 takes every core, more than those are not taken.
        chroma_url: Address of a Chroma server ("http://host:port"); empty uses the embedded one in `home`.
        lexical_weight: Share of the lexical leg in the fused score, in [0, 1].
        leg_depth: How many candidates each leg of the search contributes.
        n_evidence: How many passages an answer lists.
        max_question_chars: Longer questions are refused.
        max_file_mb: Larger files are refused, in MB of 10^6 bytes.
    """

    model_config = SettingsConfigDict(env_prefix="JUNKAN_", toml_file="junkan.toml", extra="forbid", frozen=True)

    home: Path = Path(".junkan")
    lang: Literal["ja", "en"] = "ja"
    host: str = "127.0.0.1"
    port: int = Field(default=7860, ge=0, le=65535)
    model: str = ""
    models: Path = Field(default_factory=default_models_folder)
    backend: Backend = "torch"
    cross_encoder: str = "bundled"
    n_threads: int = Field(default=0, ge=0)
    chroma_url: str = ""
    lexical_weight: float = Field(default=0.35, ge=0, le=1)
    leg_depth: int = Field(default=50, ge=1, le=1000)
    n_evidence: int = Field(default=10, ge=1, le=100)
    max_question_chars: int = Field(default=2000, ge=1)
    max_file_mb: int = Field(default=200, ge=1)

    @property
    def embedding(self) -> EmbeddingOptions:
        """How embedding models run."""
        return EmbeddingOptions(self.n_threads, self.models, self.backend)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Order of precedence: arguments, environment, junkan.toml."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)


def load_settings(**overrides: object) -> Settings:
    """The settings in force; overrides that are None are left out.

    Raises:
        InvalidSetting: a value cannot be used or a key does not exist.
    """
    given = {name: value for name, value in overrides.items() if value is not None}
    try:
        return Settings(**given)  # type: ignore[arg-type]  # pydantic validates
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(map(str, first["loc"]))
        raise InvalidSetting(name=name, detail=_complaint(name, first["input"])) from error
    except ValueError as error:
        raise InvalidSetting(name="junkan.toml", detail=str(error).splitlines()[0]) from error


def _complaint(name: str, given: object) -> Named:
    """What was given, and what can be."""
    field = Settings.model_fields.get(name)
    if field is None:
        known = ", ".join(Settings.model_fields)
        return Named(f"そのような設定はありません（使えるのは {known}）", f"there is no such setting (known: {known})")
    shown = repr(given)
    choices = get_args(field.annotation)
    if choices:
        known = ", ".join(map(str, choices))
        return Named(f"{shown}（使えるのは {known}）", f"{shown} (known: {known})")
    if field.annotation not in (int, float):
        return Named(shown)
    ja, en = ("整数", "a whole number") if field.annotation is int else ("数", "a number")
    bounds = {type(bound).__name__: bound for bound in field.metadata}
    least, most = getattr(bounds.get("Ge"), "ge", None), getattr(bounds.get("Le"), "le", None)
    if least is not None:
        ja, en = f"{least}以上{'' if most is None else f'{most}以下'}の{ja}", f"{en} from {least}"
        en += "" if most is None else f" to {most}"
    return Named(f"{shown}（指定できるのは {ja}）", f"{shown} (give {en})")
