"""Static files in production: hashed names, also inside ES modules."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class ManifestStorage(CompressedManifestStaticFilesStorage):
    """Rewrites `import` paths in modules, so that they too can be cached for ever."""

    support_js_module_import_aggregation = True
