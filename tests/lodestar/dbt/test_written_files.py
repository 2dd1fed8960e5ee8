"""What dbt misreads without a word is found before it starts."""

import pytest

from lodestar.dbt.written_files import require_sound_files
from lodestar.errors import ConfigurationError


def test_the_shop_is_sound(shop):
    require_sound_files(shop)


@pytest.mark.parametrize("path", ["metrics/shop.yml", "metrics/other.yml", "models/deep/other.yaml"])
def test_a_metric_that_is_declared_twice_is_told_with_both_lines(shop, path):
    file = shop.root / path
    file.parent.mkdir(exist_ok=True)
    text = file.read_text() if file.exists() else ""
    file.write_text(text + "\nmodels:\n  - name: m\n    metrics:\n      - {name: order_count, type: simple}\n")

    with pytest.raises(ConfigurationError) as told:
        require_sound_files(shop)

    (line,) = str(told.value).splitlines()
    assert "a metric is called 'order_count' in " in line
    assert {"models/shop.yml, line 41", f"{path}, line {len(text.splitlines()) + 5}"} == {
        line.partition(": ")[0],
        line.partition(" in ")[2].partition(" too")[0],
    }


def test_a_seed_in_another_encoding_is_told_with_its_line(shop):
    (shop.root / "seeds").mkdir()
    (shop.root / "seeds" / "a.csv").write_bytes("a,b\n1,净收入\n".encode("gbk"))
    (shop.root / "seeds" / "b.csv").write_bytes("a,b\n1,2\n".encode("utf-16"))

    with pytest.raises(ConfigurationError) as told:
        require_sound_files(shop)

    first, second = str(told.value).splitlines()
    assert first == "seeds/a.csv, line 2: it can't be read: it is not UTF-8, and may be GBK; save it as UTF-8."
    assert second.startswith("seeds/b.csv, line 1: it can't be read: it is UTF-16")


def test_a_file_that_is_no_yaml_is_left_to_dbt(shop):
    (shop.root / "metrics" / "torn.yml").write_text("metrics: [")

    require_sound_files(shop)
