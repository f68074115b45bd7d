from tests.sync.base.stores import postgres

__all__ = ["postgres"]
