"""pip installs the package from the tree, into an environment of its own."""

import os
import shutil
import subprocess
import sys
import tempfile

from support import BRIDGE, PACKAGE, TestCase, models, np

USE = """
import os, sys, numpy as np, rankwise
print(os.path.dirname(rankwise.__file__))
with rankwise.load(sys.argv[1], device="cpu") as net: print(net(np.ones((1, 5), np.float32))[0])
"""


def run(*command, **environment):
    """Runs a command, and returns its status and what it said."""
    done = subprocess.run(
        command,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        universal_newlines=True,
    )
    return done.returncode, done.stdout


class Install(TestCase):
    def succeed(self, *command, **environment):
        status, said = run(*command, **environment)
        self.assertEqual(status, 0, f"{' '.join(command)}: {said}")
        return said

    def test_pip(self):
        with tempfile.TemporaryDirectory() as folder:
            # A copy, since setuptools leaves its folders beside the sources.
            tree = os.path.join(folder, "tree")
            shutil.copytree(PACKAGE, tree, ignore=shutil.ignore_patterns("test"))
            python, options = self.environment(os.path.join(folder, "environment"))
            # With the setuptools that is there nothing is fetched; else pip does.
            if run(python, "-c", "import setuptools, wheel")[0] == 0:
                options = ["--no-build-isolation", *options]
            self.succeed(python, "-m", "pip", "install", "--no-deps", *options, tree)
            where, answer = self.use(python, folder)
            self.assertEqual(answer, "[2. 2. 2. 2. 2.]")
            self.assertTrue(os.path.realpath(where).startswith(os.path.realpath(folder)), where)
            self.assertIn("py.typed", os.listdir(where))

    def environment(self, folder):
        """A Python of its own in the folder, or pip's options that install there."""
        made, _ = run(sys.executable, "-m", "venv", "--system-site-packages", folder)
        # Debian's Python has no ensurepip without the package python3-venv.
        return (f"{folder}/bin/python", []) if made == 0 else (sys.executable, ["--target", folder])

    def use(self, python, folder):
        # The numpy of these tests: an environment that is made from another does not see its packages.
        packages = os.path.dirname(os.path.dirname(np.__file__))
        paths = os.pathsep.join([os.path.join(folder, "environment"), packages])
        library = str(BRIDGE / "dist/native/lib/librankwise.so")
        model = str(models() / "simplenet.onnx")
        said = self.succeed(python, "-c", USE, model, PYTHONPATH=paths, RANKWISE_LIBRARY=library)
        return said.splitlines()
