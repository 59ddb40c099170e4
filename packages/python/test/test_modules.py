"""The modules of the package stand on one another in one direction, and use what others show."""

import ast

from support import PACKAGE, TestCase

SOURCES = {
    path.stem: ast.parse(path.read_text()) for path in (PACKAGE / "src/rankwise").glob("*.py")
}


def imports(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.level == 1:
            yield from [node.module] if node.module else [alias.name for alias in node.names]


class Modules(TestCase):
    def test_no_circle(self):
        rest = {name: set(imports(tree)) for name, tree in SOURCES.items()}
        self.assertIn("request", rest["model"])
        while rest:
            # What needs none of the rest.
            done = [name for name, needed in rest.items() if not needed & rest.keys()]
            self.assertTrue(done, f"in a circle: {sorted(rest)}")
            for name in done:
                del rest[name]

    def test_private_names_are_of_their_module(self):
        for module, tree in SOURCES.items():
            nodes = list(ast.walk(tree))
            attributes = [node for node in nodes if isinstance(node, ast.Attribute)]
            own = {node.attr for node in attributes if isinstance(node.ctx, ast.Store)}
            own |= {node.name for node in nodes if isinstance(node, ast.FunctionDef)}
            for node in attributes:
                private = node.attr.startswith("_") and not node.attr.startswith("__")
                if private and node.attr not in ("_fields_", "_asdict"):
                    self.assertIn(node.attr, own, f"{module}, line {node.lineno}")
