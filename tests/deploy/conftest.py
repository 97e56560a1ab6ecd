from tests.browser.conftest import template_database

__all__ = ["template_database"]
