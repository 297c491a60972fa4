"""Collects, checks and merges the open-government ledgers (政务公开工作台账) of a county's departments."""

__version__ = "0.1.0"
