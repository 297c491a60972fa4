"""Reading and writing the matcher's model: one .npz of plain arrays, the same bytes for the same model."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.judging.matching.matcher_model import MatcherModel

if TYPE_CHECKING:
    from numpy.lib.npyio import NpzFile
    from numpy.typing import NDArray

MODEL_FILE = "teaching/matcher.npz"
"""The model's name inside a rules folder."""
LEXICON_FILE = "teaching/synonyms.csv"

_FORMAT = 2
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

    from pipeline.judging.matching.grams import Vocabulary
    from pipeline.judging.matching.lexicon import Lexicon
    from pipeline.judging.matching.matcher_model import Weigher

    with _opened(path) as stored:
        # Eight bits on disk only; reckoning is in float32.
        return MatcherModel(
            classes=tuple(str(c) for c in stored["classes"]),
            vocabulary=Vocabulary(
                stored["keys"],
                stored["idf"],
                Lexicon(stored["word_hashes"], stored["word_concepts"], stored["word_openings"]),
            ),
            weights=stored["weights"].astype(np.float32) * stored["weight_steps"],
            weigher=Weigher(
                kinds=tuple(str(k) for k in stored["kinds"]),
                mean=stored["mean"],
                scale=stored["scale"],
                weight=stored["weight"],
                bias=float(stored["bias"]),
            ),
            certain=float(stored["certain"]),
            doubtful=float(stored["doubtful"]),
            keywords=tuple(tuple(str(k).split("\t")) if k else () for k in stored["keywords"]),
            fingerprint=str(stored["fingerprint"]),
        )


def read_model_fingerprint(path: Path) -> str:
    """Read no more of a model than its fingerprint; ``path`` and errors as of ``read_matcher_model``."""
    with _opened(path) as stored:
        return str(stored["fingerprint"])


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

    weigher, lexicon = model.weigher, model.vocabulary.lexicon
    # A step of 1/127 of a class's greatest weight is far below what any score turns on (docs/matching.md).
    steps = (np.abs(model.weights).max(axis=0, initial=1e-6) / 127).astype(np.float32)
    arrays = {
        "format": np.array(_FORMAT),
        "classes": np.array(model.classes),
        "keys": model.vocabulary.keys,
        "idf": model.vocabulary.idf,
        "word_hashes": lexicon.hashes,
        "word_concepts": lexicon.concepts,
        "word_openings": lexicon.openings,
        "weights": np.round(model.weights / steps).astype(np.int8),
        "weight_steps": steps,
        "kinds": np.array(weigher.kinds),
        "mean": weigher.mean,
        "scale": weigher.scale,
        "weight": weigher.weight,
        "bias": np.array(weigher.bias),
        "certain": np.array(model.certain),
        "doubtful": np.array(model.doubtful),
        "keywords": np.array(["\t".join(k) for k in model.keywords]),
        "fingerprint": np.array(model.fingerprint),
    }
    write_arrays(path, arrays)


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
    if not path.is_file():
        return {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        return {row["concept"]: [w for w in row["words"].split("、") if w] for row in csv.DictReader(file)}
