"""For plugin authors: what holds for every plugin, and a small fake convention with a library that has only it.

>>> from cbreport.testing import CONTRACT, check_plugin, example_plugin
>>> "cycles" in CONTRACT
True
>>> check_plugin(example_plugin(), "cycles")
[]
"""

from cbreport.testing.contract import CONTRACT, check_plugin
from cbreport.testing.example import EXAMPLE, example_library, example_plugin
from cbreport.testing.odd import odd_report

__all__ = ["CONTRACT", "EXAMPLE", "check_plugin", "example_library", "example_plugin", "odd_report"]
