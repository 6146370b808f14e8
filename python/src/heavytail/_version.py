"""The version: that of the tool. The script that builds wheels writes this file anew."""

__version__ = "0.1.0a0"
