"""``python -m heavytail`` is the command ``heavytail``."""

import sys

from ._tool import main

sys.exit(main())
