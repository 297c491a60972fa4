"""Reading and writing the matcher's model: .npz files of plain arrays, the same bytes for the same model."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numpy.lib.npyio import NpzFile
    from numpy.typing import NDArray

    from pipeline.judging.matching.grams import Floats, Vocabulary
    from pipeline.judging.matching.knowledge import Knowledge
    from pipeline.judging.matching.matcher_model import MatcherModel
    from pipeline.judging.matching.weigher import Weigher

MODEL_FILE = "teaching/matcher.npz"
"""The model's name inside a rules folder."""
LEXICON_FILE = "teaching/synonyms.csv"
KNOWLEDGE = Path(__file__).parent / "general_knowledge.npz"
"""What the program knows of plans in general; it ships with the program, and ``make train`` makes it."""
_GENERAL_WORDS = KNOWLEDGE.with_name("general_words.csv")

_FORMAT = 3
_EPOCH = (1980, 1, 1, 0, 0, 0)


class ModelError(Exception):
    """The model file is missing, damaged or of another format: what is wrong and what to do, in Chinese."""

    def __init__(self, file: Path, what: str) -> None:
        """Take the file and what is wrong with it."""
        self.file = file
        self.what = what
        self.remedy = (
            f"请从备份或程序自带的方案数据中恢复{MODEL_FILE}；新方案可用 taizhang rules import 由方案文档生成，"
            "或请维护人员运行 tools/train_matcher.py 训练。"
        )
        super().__init__(f"{file}：{what}{self.remedy}")


def read_matcher_model(path: Path) -> MatcherModel:
    """Read a model from a .npz file, or from ``teaching/matcher.npz`` where ``path`` is a rules folder.

    Raises:
        ModelError: there is no such file, or it is not a model of this format.
    """
    import numpy as np

    from pipeline.judging.matching.matcher_model import MatcherModel

    with _opened(path) as stored:
        own = _weigher(stored, "weigher") if bool(stored["prepared"]) else None
        return MatcherModel(
            classes=tuple(str(c) for c in stored["classes"]),
            vocabulary=_vocabulary(stored),
            weights=stored["weights"].astype(np.float32) * stored["weight_steps"],
            weigher=own or read_knowledge(),
            certain=float(stored["certain"]),
            doubtful=float(stored["doubtful"]),
            keywords=tuple(tuple(str(k).split("\t")) if k else () for k in stored["keywords"]),
            fingerprint=str(stored["fingerprint"]),
            lessons=tuple((str(t), str(c)) for t, c in stored["lessons"]) if "lessons" in stored else (),
        )


def read_knowledge(path: Path = KNOWLEDGE) -> Knowledge:
    """Read the program's general knowledge. Raises ModelError where the program's own file is missing or damaged."""
    import numpy as np

    from pipeline.judging.matching.knowledge import Knowledge
    from pipeline.judging.matching.topics import Topics

    with _opened(path) as stored:
        return Knowledge(
            topics=Topics(_vocabulary(stored), stored["weights"].astype(np.float32) * stored["weight_steps"]),
            first=_weigher(stored, "first"),
            second=_weigher(stored, "second"),
            brief=(_weigher(stored, "brief_first"), _weigher(stored, "brief_second")),
            known=stored["known"],
            fingerprint=str(stored["fingerprint"]),
        )


def read_model_fingerprint(path: Path) -> str:
    """Tell one model from another without reading it whole; ``path`` and errors as of ``read_matcher_model``.

    A plan that nobody has prepared is understood otherwise when the general knowledge changes.
    """
    with _opened(path) as stored:
        fingerprint = str(stored["fingerprint"])
        if bool(stored["prepared"]):
            return fingerprint
    with _opened(KNOWLEDGE) as stored:
        return f"{fingerprint}-{stored['fingerprint']}"


def _vocabulary(stored: NpzFile) -> Vocabulary:
    from pipeline.judging.matching.grams import Vocabulary
    from pipeline.judging.matching.lexicon import Lexicon

    lexicon = Lexicon(stored["word_hashes"], stored["word_concepts"], stored["word_openings"])
    return Vocabulary(stored["keys"], stored["idf"], lexicon)


def _weigher(stored: NpzFile, name: str) -> Weigher:
    from pipeline.judging.matching.weigher import Weigher

    return Weigher(
        kinds=tuple(str(k) for k in stored[f"{name}_kinds"]),
        mean=stored[f"{name}_mean"],
        scale=stored[f"{name}_scale"],
        weight=stored[f"{name}_weight"],
        bias=float(stored[f"{name}_bias"]),
    )


@contextmanager
def _opened(path: Path) -> Iterator[NpzFile]:
    import numpy as np

    file = path / MODEL_FILE if path.is_dir() else path
    try:
        with np.load(file, allow_pickle=False) as stored:
            if int(stored["format"]) != _FORMAT:
                raise ModelError(file, "任务对应模型的版本与程序不符。")
            yield stored
    except FileNotFoundError as error:
        raise ModelError(file, "缺少任务对应模型。") from error
    except (OSError, KeyError, ValueError, EOFError, zipfile.BadZipFile) as error:
        raise ModelError(file, "任务对应模型已损坏，无法读取。") from error


def write_matcher_model(model: MatcherModel, path: Path) -> None:
    """Write a model; equal models give equal bytes (no time stamps)."""
    import numpy as np

    from pipeline.judging.matching.weigher import Weigher

    own = model.weigher if isinstance(model.weigher, Weigher) else None
    write_arrays(
        path,
        {
            "format": np.array(_FORMAT),
            **_of_vocabulary(model.vocabulary, model.weights),
            **(_of_weigher(own, "weigher") if own else {}),
            "prepared": np.array(own is not None),
            "classes": np.array(model.classes),
            "certain": np.array(model.certain),
            "doubtful": np.array(model.doubtful),
            "keywords": np.array(["\t".join(k) for k in model.keywords]),
            "fingerprint": np.array(model.fingerprint),
            **({"lessons": np.array(model.lessons)} if model.lessons else {}),
        },
    )


def write_knowledge(knowledge: Knowledge, path: Path = KNOWLEDGE) -> None:
    """Write the general knowledge, as ``write_matcher_model`` does a model."""
    import numpy as np

    write_arrays(
        path,
        {
            "format": np.array(_FORMAT),
            **_of_vocabulary(knowledge.topics.vocabulary, knowledge.topics.weights),
            **_of_weigher(knowledge.first, "first"),
            **_of_weigher(knowledge.second, "second"),
            **_of_weigher(knowledge.brief[0], "brief_first"),
            **_of_weigher(knowledge.brief[1], "brief_second"),
            "known": knowledge.known,
            "fingerprint": np.array(knowledge.fingerprint),
        },
    )


def _of_vocabulary(vocabulary: Vocabulary, weights: Floats) -> dict[str, Any]:
    import numpy as np

    # A step of 1/127 of a class's greatest weight is far below what any score turns on (docs/matching.md).
    steps = (np.abs(weights).max(axis=0, initial=1e-6) / 127).astype(np.float32)
    return {
        "keys": vocabulary.keys,
        "idf": vocabulary.idf,
        "word_hashes": vocabulary.lexicon.hashes,
        "word_concepts": vocabulary.lexicon.concepts,
        "word_openings": vocabulary.lexicon.openings,
        # Eight bits on disk only; reckoning is in float32.
        "weights": np.round(weights / steps).astype(np.int8),
        "weight_steps": steps,
    }


def _of_weigher(weigher: Weigher, name: str) -> dict[str, Any]:
    import numpy as np

    return {
        f"{name}_kinds": np.array(weigher.kinds),
        f"{name}_mean": weigher.mean,
        f"{name}_scale": weigher.scale,
        f"{name}_weight": weigher.weight,
        f"{name}_bias": np.array(weigher.bias),
    }


def write_arrays(path: Path, arrays: Mapping[str, NDArray[Any]]) -> None:
    """Write arrays as numpy does, but without time stamps: equal arrays give equal bytes."""
    import numpy as np

    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, array in arrays.items():
            buffer = io.BytesIO()
            np.lib.format.write_array(buffer, np.asanyarray(array), allow_pickle=False)
            archive.writestr(zipfile.ZipInfo(f"{name}.npy", _EPOCH), buffer.getvalue(), zipfile.ZIP_DEFLATED)


def read_concepts(rules: Path) -> dict[str, list[str]]:
    """Read the lexicon (concept, words joined by 、) that a model is trained with; {} where the folder has none."""
    path = rules / LEXICON_FILE
    return _concepts(path) if path.is_file() else {}


def read_all_concepts(rules: Path) -> dict[str, list[str]]:
    """Read the folder's lexicon and the program's own, which holds for any plan."""
    own = read_concepts(rules)
    # Two concepts of one name need not have the same extent, so both stand.
    return own | {f"{concept}*" if concept in own else concept: w for concept, w in _concepts(_GENERAL_WORDS).items()}


def _concepts(path: Path) -> dict[str, list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return {row["concept"]: [w for w in row["words"].split("、") if w] for row in csv.DictReader(file)}
