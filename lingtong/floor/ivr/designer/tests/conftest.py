from lingtong.floor.setup.tests.conftest import each_world, world

__all__ = ["each_world", "world"]
