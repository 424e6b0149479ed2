"""``python -m cbreport.cli`` is the command ``cbreport``."""

from __future__ import annotations

from cbreport.cli import main

if __name__ == "__main__":
    main(prog_name="cbreport")
