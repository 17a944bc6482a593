"""Signatures and words: pure, the same everywhere, and safe to store."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from presswatch.dedupe.signature import KEY_SHARE, dump_signature, load_signature, make_signature
from presswatch.dedupe.words import hash_shingles, hash_words, split_terms, split_words


@given(st.text(max_size=300))
def test_a_stored_signature_comes_back_whole(text):
    data = dump_signature(make_signature(text))
    assert dump_signature(load_signature(data)) == data
    assert load_signature(data).n_words == len(split_words(text))


@pytest.mark.parametrize("data", [b"", b"abc", b"\x01" * 28, dump_signature(make_signature("one two three four five six"))[:-4]])
def test_bytes_that_are_no_signature_are_refused(data):
    with pytest.raises(ValueError, match="not a signature"):
        load_signature(data)


def test_long_texts_are_sampled_at_most_one_in_eight_and_short_ones_kept_whole():
    short = make_signature(" ".join(f"w{n}" for n in range(200)))
    long = make_signature(" ".join(f"w{n}" for n in range(40_000)))
    assert (short.scale, len(short.sketch)) == (1, short.n_shingles)
    assert long.scale == KEY_SHARE
    assert len(long.sketch) == pytest.approx(long.n_shingles / KEY_SHARE, rel=0.1)


def test_the_sketch_of_a_part_lies_in_the_sketch_of_the_whole():
    words = [f"w{n}" for n in range(3000)]
    whole, part = make_signature(" ".join(words)), make_signature(" ".join(words[500:1500]))
    below = part.sketch[part.sketch < np.uint32(2**32 // whole.scale - 1)]
    assert np.isin(below, whole.sketch).all()


def test_hashes_do_not_depend_on_the_process():
    code = "from presswatch.dedupe.signature import *; print(dump_signature(make_signature('Kühe grasen 3 Tage am Fluss Keld bei Dunmore')).hex())"
    seen = {
        subprocess.run([sys.executable, "-c", code], env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)}, capture_output=True, text=True, check=True).stdout
        for seed in ("1", "2")
    }
    assert len(seen) == 1


def test_words_are_folded_and_scripts_without_spaces_split_by_character():
    assert split_words("The “Keld” ﬁsh, U.S. STRASSE") == ["the", "keld", "fish", "u", "s", "strasse"]
    assert split_words("नई दिल्ली") == ["नई", "दिल्ली"]
    assert split_words("東京 tower") == ["東", "京", "tower"]
    assert split_terms("東京湾で tower") == ["東京", "京湾", "湾で", "tower"]


@given(st.lists(st.sampled_from("abcdefgh"), max_size=30))
def test_there_is_a_shingle_for_each_run_of_four_words(words):
    shingles = hash_shingles(hash_words(words))
    assert len(shingles) == (0 if not words else max(1, len(words) - 3))
    if len(words) >= 4:
        runs = [tuple(words[i : i + 4]) for i in range(len(words) - 3)]
        assert len(set(shingles.tolist())) == len(set(runs))
