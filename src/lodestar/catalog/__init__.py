"""Reads a dbt project's manifests into metrics, contracts, sources and lineage. Files only; pure."""

from lodestar.catalog.catalog import Catalog, read_catalog
from lodestar.catalog.contract import Contract
from lodestar.catalog.metric import Metric, SemanticModel
from lodestar.catalog.model_meta import DataThrough
from lodestar.catalog.source import SourceTable

__all__ = ["Catalog", "Contract", "DataThrough", "Metric", "SemanticModel", "SourceTable", "read_catalog"]
