"""Run every benchmark: `python -m tests.bench [name …]`, one JSON line per figure."""

import importlib
import os
import sys
from pathlib import Path

import django

from tests.bench.harness import show

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
django.setup()
HERE = Path(__file__).parent

for path in sorted(HERE.glob("bench_*.py")):
    wanted = sys.argv[1:]
    if wanted and path.stem.removeprefix("bench_") not in wanted:
        continue
    show(importlib.import_module(f"tests.bench.{path.stem}").rows())
