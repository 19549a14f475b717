"""Commands of the command line, a module each.

A command's docstring is its help. ``configure(parser)`` adds its arguments, ``run(options)`` carries it out and returns
the exit code; what the user did wrong is raised as :class:`umapi_lint.cli.exit_codes.UsageError`.
"""
