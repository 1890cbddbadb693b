"""`python -m thaw`: the command line."""

import sys

from thaw.cli import main

if __name__ == "__main__":
    sys.exit(main())
