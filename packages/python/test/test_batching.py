"""Requests of several ranks that an engine runs as one batch."""

import os
import subprocess
import sys

from support import SOURCE, TestCase, load, models

# The model adds the number of rows of its batch. The first run is bound, and waits for nobody; from
# then on, with a delay that no test waits for, the engine has both ranks together each time.
RANK = """
import sys
import numpy as np
import rankwise

path, rows = sys.argv[1], int(sys.argv[2])
x = np.zeros((rows, 3), np.float32)
with rankwise.load(path, "cpu", engines="device", batching="independent;delay=60") as net:
    net(x)
    print("ready", flush=True)
    sys.stdin.readline()
    print({float(seen) for _ in range(20) for seen in net(x).ravel()})
"""


class Batching(TestCase):
    def test_ranks_see_the_rows_of_each_other(self):
        env = {**os.environ, "PYTHONPATH": str(SOURCE), "RANKWISE_JOB": f"batching {os.getpid()}"}
        path = str(models() / "counted.onnx")
        ranks = [
            subprocess.Popen(
                [sys.executable, "-c", RANK, path, str(rows)],
                env=env,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                universal_newlines=True,
            )
            for rows in (1, 2)
        ]
        try:
            self.assertEqual([rank.stdout.readline() for rank in ranks], 2 * ["ready\n"])
            for rank in ranks:
                rank.stdin.write("go\n")
                rank.stdin.flush()
            # 1 + 2 rows, in all rounds of both.
            self.assertEqual([rank.communicate()[0] for rank in ranks], 2 * ["{3.0}\n"])
        finally:
            for rank in ranks:
                rank.kill()
                rank.communicate()

    def test_refusals(self):
        with load("counted", batching="independent;max=8"):
            pass
        for name, batching, status, words in (
            ("simplenet", "often", "INVALID_ARGUMENT", "'often' is none of auto, off, on, indep"),
            ("simplenet", "on\0", "INVALID_ARGUMENT", "the batching contains a null character"),
            ("counted", "on", "MODEL_UNSUPPORTED", "Add_y"),
        ):
            with self.subTest(batching), self.refused(status, words):
                load(name, batching=batching)
