"""The rules: one module per family, found by looking into this package."""
