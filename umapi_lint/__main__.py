"""``python -m umapi_lint``."""

import sys

from umapi_lint.cli.main import main

sys.exit(main())
