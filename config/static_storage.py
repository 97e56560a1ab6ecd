"""Static files under hashed names, ES module imports rewritten, compressed once."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class ModuleManifestStorage(CompressedManifestStaticFilesStorage):
    """Rewrites `import` and `import()` in modules to hashed names as well."""

    support_js_module_import_aggregation = True
    manifest_strict = False
