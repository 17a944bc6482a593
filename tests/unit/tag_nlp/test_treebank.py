"""Treebanks as training data."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from presswatch.errors import ConfigError, InputError
from presswatch.tag.nlp.train import build_config, load_settings, main
from presswatch.tag.nlp.treebank import Part, Variation, iterate_sentences, read_part

BANK = """# newdoc id = open
# sent_id = 1
1\t"\t"\tPUNCT\t``\t_\t3\tpunct\t_\tSpaceAfter=No
2\tRain\train\tNOUN\tNN\tNumber=Sing\t3\tnsubj\t_\t_
3\tfell\tfall\tVERB\tVBD\tTense=Past\t0\troot\t_\tSpaceAfter=No
4\t"\t"\tPUNCT\t''\t_\t3\tpunct\t_\t_

# newdoc id = closed
# sent_id = 2
1\tSnow\tsnow\tNOUN\tNN\tNumber=Sing\t2\tnsubj\t_\t_
2\tmelts\tmelt\tVERB\tVBZ\tTense=Pres\t0\troot\t_\t_

"""


def write_bank(folder: Path) -> Path:
    path = folder / "tiny-train.conllu.gz"
    path.write_bytes(gzip.compress(BANK.encode()))
    return path


def test_documents_without_a_licence_are_left_out(tmp_path: Path) -> None:
    write_bank(tmp_path)
    part = Part(names=("tiny",), part="train", excluded={"closed": "no licence"})
    assert len(read_part(tmp_path, part)) == 1


def test_quotation_marks_are_varied_in_pairs(tmp_path: Path) -> None:
    part = Part(names=("tiny",), part="train", variation=Variation(curly_every=1))
    (first, _) = iterate_sentences(write_bank(tmp_path), part)
    assert [line.split("\t")[1] for line in first.splitlines()] == ["“", "Rain", "fell", "”"]


def test_a_missing_treebank_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no tiny-dev"):
        read_part(tmp_path, Part(names=("tiny",), part="dev"))


def test_training_without_treebanks_ends_with_wrong_use(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--treebanks", str(tmp_path), "--out", str(tmp_path / "out")]) == 2
    assert capsys.readouterr().err.startswith("error: ")


def test_settings_without_a_section_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "train.yaml"
    path.write_text("pipeline: {}\n", encoding="utf-8")
    with pytest.raises(ConfigError, match="treebanks"):
        load_settings(path)


def test_every_trained_component_shares_one_embedding(tmp_path: Path) -> None:
    config = build_config(load_settings(), tmp_path / "train", tmp_path / "dev")
    widths = {config["components"][name]["model"]["tok2vec"]["width"] for name in config["components"] if name != "tok2vec"}
    assert widths == {config["components"]["tok2vec"]["model"]["encode"]["width"]}
