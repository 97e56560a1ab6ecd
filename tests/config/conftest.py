from tests.demo_fixture import demo_data, demo_prepared, demo_site

__all__ = ["demo_data", "demo_prepared", "demo_site"]
