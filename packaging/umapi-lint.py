"""Where the executable starts."""

import multiprocessing
import sys

if __name__ == "__main__":
    multiprocessing.freeze_support()  # --jobs starts the executable again
    if sys.argv[1:2] == ["--keyring-probe"]:  # so does whatever asks the keyring, which must be a process of its own
        from umapi_lint.system.keyring_probe import main
    else:
        from umapi_lint.cli.main import main
    sys.exit(main())
