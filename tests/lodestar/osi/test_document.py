"""A document is read with suspicion and written the same way every time."""

import json

import pytest

from lodestar.errors import ConfigurationError, UsageError
from lodestar.osi.check import check_document, check_schema
from lodestar.osi.document import MOST_BYTES, read_document, write_document
from lodestar.osi.formats import DRAFT, RELEASED, format_of
from lodestar.osi.schema import json_schema


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: &x [1]\nb: *x", "alias"),
        ("a: 1\na: 2", "stands twice"),
        ("1: a", "is no text"),
        ("a: {<<: {b: 1}}", "could not determine a constructor"),
        ("a: [", "no YAML"),
        ("a: !!python/name:os.system x", "could not determine a constructor"),
        ("a: !!map [1]", "no YAML"),
        ("- a", "holds no mapping"),
        ("just words", "holds no mapping"),
        ("[" * 20_000, "no YAML"),
        ("a" * (MOST_BYTES + 1), "larger than"),
    ],
)
def test_yaml_that_does_more_than_a_document_needs_is_refused(text, message):
    with pytest.raises(ConfigurationError, match=message):
        read_document(text, is_json=False, place="partner.yaml")


@pytest.mark.parametrize(
    ("text", "message"),
    [('{"a": 1, "a": 2}', "stands twice"), ('{"a": NaN}', "no number"), ("{", "no JSON"), ("[" * 200_000, "no JSON")],
)
def test_json_that_can_not_be_meant_is_refused(text, message):
    with pytest.raises(ConfigurationError, match=message):
        read_document(text, is_json=True, place="partner.json")


@pytest.mark.parametrize("is_json", [True, False])
def test_a_document_is_written_and_read_as_the_same(bakery, is_json):
    text = write_document(bakery, is_json=is_json)

    assert read_document(text, is_json=is_json, place="x") == bakery
    assert write_document(read_document(text, is_json=is_json, place="x"), is_json=is_json) == text


def released(document):
    model = {key: value for key, value in document.items() if key != "version"}
    return {"version": RELEASED, "semantic_model": [model]}


def test_one_model_is_valid_in_both_versions(bakery):
    assert check_document(bakery, place="x").version == DRAFT
    assert check_document(released(bakery), place="x").version == RELEASED


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda d: d["metrics"][0].pop("expression"), "metrics\\[0\\]: 'expression' is a required"),
        (lambda d: d["metrics"][0].update(grain="day"), "'grain' was unexpected"),
        (lambda d: d["metrics"][0]["expression"]["dialects"][0].update(dialect="POSTGRES"), "'POSTGRES' is not one of"),
        (lambda d: d["datasets"][0].update(metrics=[]), "'metrics' was unexpected"),
        (lambda d: d["datasets"].clear(), "datasets: "),
        (lambda d: d["datasets"][0].update(primary_key=[]), "primary_key"),
        (lambda d: d["datasets"][0].update(source={"kind": "file"}), "source"),
        (lambda d: d["metrics"][1].update(name="takings"), "'takings' stands there 2 times"),
        (lambda d: d["datasets"][1].update(name="sales"), "'sales' stands there 2 times"),
        (lambda d: d["relationships"][0].update(to="nowhere"), "no dataset called 'nowhere'"),
        (lambda d: d["relationships"][0].update(to_columns=["a", "b"]), "equally many"),
        (lambda d: d.update(dialects=["ANSI_SQL"]), "'dialects' was unexpected"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(bakery, change, message):
    change(bakery)

    with pytest.raises(ConfigurationError, match=message):
        check_document(bakery, place="bakery.yaml")


def test_the_draft_before_it_was_flat_is_refused_with_the_way_out(bakery):
    with pytest.raises(ConfigurationError, match="Move what stands under `semantic_model` to the top"):
        check_document({**released(bakery), "version": DRAFT}, place="x")


@pytest.mark.parametrize("version", ["1.0", "0.2.0", None, ["0.1.1"]])
def test_another_version_is_refused(version):
    with pytest.raises(UsageError, match="is not known here"):
        check_document({"version": version}, place="x")


def test_only_the_released_version_lists_vendors_and_only_the_draft_has_types(bakery):
    bakery["datasets"][0]["fields"][0]["datatype"] = "Integer"
    bakery["custom_extensions"] = [{"vendor_name": "ACME", "data": "{}"}]
    check_document(bakery, place="x")

    with pytest.raises(ConfigurationError) as refused:
        check_document(released(bakery), place="x")

    assert "'ACME' is not one of" in str(refused.value)
    assert "'datatype' was unexpected" in str(refused.value)


def test_a_schema_that_a_user_gives_is_asked_too(bakery):
    schema = check_schema({"required": ["owner"]}, place="own.json")

    with pytest.raises(ConfigurationError, match="'owner' is a required property"):
        check_document(bakery, place="x", schema=schema)


@pytest.mark.parametrize("schema", [{"type": "nothing"}, True])
def test_a_schema_that_is_none_is_refused(schema):
    with pytest.raises(ConfigurationError, match="is no JSON schema"):
        check_schema(schema, place="own.json")


def test_a_schema_that_points_elsewhere_fetches_nothing(bakery):
    with pytest.raises(ConfigurationError, match="can't be followed"):
        check_document(bakery, place="x", schema={"$ref": "https://example.com/schema.json"})


@pytest.mark.parametrize("version", [RELEASED, DRAFT])
def test_the_schema_itself_is_valid_and_refers_to_nothing(version):
    schema = json_schema(format_of(version))

    check_schema(schema, place=version)
    assert "$ref" not in json.dumps(schema)
