"""What a mart says of itself beside dbt's words: `config.meta.lodestar` of a model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from lodestar.catalog.contract import IDENTIFIER
from lodestar.errors import ConfigurationError

__all__ = ["DataThrough", "read_column", "read_data_through", "read_most_fall", "read_time_zone"]


@dataclass(frozen=True)
class DataThrough:
    """Where the last complete business date of a mart stands: a column of another model, for the rows that match."""

    model: str
    column: str
    where: tuple[tuple[str, str], ...] = ()


def read_data_through(meta: Any, *, place: str) -> DataThrough:
    """The `data_through` of a model's `config.meta.lodestar`.

    Raises:
        ConfigurationError: it is not `{model, column, where}`.
    """
    if (
        not isinstance(meta, Mapping)
        or not {"model", "column"} <= set(meta) <= {"model", "column", "where"}
        or not isinstance(meta.get("where") or {}, Mapping)
    ):
        raise ConfigurationError(
            f"{place}: data_through must be {{model: ..., column: ..., where: {{column: value}}}}."
        )
    names = [meta["model"], meta["column"], *(meta.get("where") or {})]
    wrong = [str(name) for name in names if not IDENTIFIER.fullmatch(str(name))]
    if wrong:
        raise ConfigurationError(f"{place}: data_through names {', '.join(wrong)}, which is no name in SQL.")
    where = tuple((str(column), str(value)) for column, value in (meta.get("where") or {}).items())
    return DataThrough(model=str(meta["model"]), column=str(meta["column"]), where=where)


def read_column(meta: Mapping[str, Any], key: str, *, place: str) -> str | None:
    """A column's name in a model's `config.meta.lodestar`.

    Raises:
        ConfigurationError: it is no name in SQL.
    """
    name = meta.get(key)
    if name is not None and not IDENTIFIER.fullmatch(str(name)):
        raise ConfigurationError(f"{place}: {key} is {name!r}, which is no name of a column.")
    return None if name is None else str(name)


def read_most_fall(meta: Any, *, place: str) -> float | None:
    """The `most_fall` of a table's `config.meta.lodestar`: percent by which its rows may fall; None where unsaid.

    Raises:
        ConfigurationError: it is no percentage.
    """
    percent = meta.get("most_fall") if isinstance(meta, Mapping) else None
    if percent is None:
        return None
    if type(percent) not in (int, float) or not 0 <= percent <= 100:
        raise ConfigurationError(f"{place}: most_fall is {percent!r}; write a percentage from 0 to 100.")
    return float(percent)


def read_time_zone(meta: Mapping[str, Any], *, place: str) -> str | None:
    """The `time_zone` of a model's `config.meta.lodestar`.

    Raises:
        ConfigurationError: no such zone is known, for example because it was written as an offset.
    """
    name = meta.get("time_zone")
    if name is None:
        return None
    try:
        return ZoneInfo(name).key
    except (KeyError, OSError, TypeError, ValueError) as error:
        message = f"{place}: time_zone is {name!r}; write a zone's name, such as Asia/Shanghai."
        raise ConfigurationError(message) from error
