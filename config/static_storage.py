"""Static files under hashed names, ES module imports rewritten, compressed once."""

from typing import Any

from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage

OTHERS = ("/wagtail", "/django", "/rest_framework")


class OwnFilesFirst(Compressor):  # type: ignore[misc]
    """Brotli for what students download, gzip for the administration's packages.

    Brotli of Wagtail's own scripts would take longer than all other set-up.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.for_others = Compressor(**options | {"use_brotli": False})

    def compress(self, path: str) -> list[str]:
        """Return the names of the compressed files written beside one file."""
        if any(name in path for name in OTHERS):
            return list(self.for_others.compress(path))
        return list(super().compress(path))


class ModuleManifestStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Rewrites `import` and `import()` in modules to hashed names as well."""

    support_js_module_import_aggregation = True
    manifest_strict = False

    def create_compressor(self, **options: Any) -> Compressor:
        """Return the compressor for this site's files."""
        return OwnFilesFirst(**options)
