"""A language server: findings while somebody types, what they mean, and how to fix them.

``desk`` lints the documents that are open, ``places`` and ``answers`` put results into the words of the Language Server
Protocol, ``app`` listens. Only ``app`` and ``answers`` need ``pygls``, the extra ``server``.
"""
