"""Fixing: edits of a text by position, the files they are written to, and the plans that are made of them.

Nothing else in this package writes a file. ``spans``, ``keys``, ``values`` and ``edits`` only compute; they are what
the engine offers with a finding.
"""
