"""Lints the connector files of Adobe's User Sync Tool before the tool reads them."""

__version__ = "0.1.0"
