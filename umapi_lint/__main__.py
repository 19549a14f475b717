"""``python -m umapi_lint``."""

import sys

from umapi_lint.cli import main

sys.exit(main())
