"""Load, query, close; and the search for the library."""

import gc
import os
import pickle
import shutil
import tempfile
import time
import weakref

from support import BRIDGE, TestCase, f32, load, models, np, python, rankwise


def alive(pid):
    try:
        os.kill(pid, 0)
        with open(f"/proc/{pid}/stat") as file:
            return file.read().split()[2] != "Z"
    except (ProcessLookupError, FileNotFoundError):
        return False


class Load(TestCase):
    def test_query(self):
        with load("simplenet") as net:
            self.assertEqual(
                net.inputs, (("input", np.dtype(f32), ("batch", 5), "float32", False),)
            )
            self.assertEqual(net.outputs[0].name, "output")
            self.assertEqual(net.device, "cpu")
            self.assertRegex(net.runtime, r"^ONNX Runtime .*CPUExecutionProvider$")
            self.assertTrue(alive(net.engine_pid))
            self.assertRegex(repr(net), "simplenet.onnx' on cpu")
        with load("identity-bool") as net:
            self.assertEqual(net.inputs, (("x", np.dtype(bool), None, "bool", False),))
        with load("nonzero") as net:
            self.assertEqual(net.outputs[0].shape, (1, "found"))
        with load("strings") as net:
            self.assertEqual(net.inputs, (("x", None, ("n",), "unknown", False),))

    def test_a_model_in_memory(self):
        data = bytearray((models() / "simplenet.onnx").read_bytes())
        with rankwise.load("given", data=memoryview(data), device="cpu") as net:
            data[:] = bytes(len(data))
            self.assertSame(net(np.arange(5, dtype=f32)), 2 * np.arange(5, dtype=f32)[None])
            self.assertEqual(net.path, "given")
        for wrong in (data, b"", b"nothing"):
            with self.refused("MODEL_INVALID", "given"):
                rankwise.load("given", data=wrong, device="cpu")
        with self.assertRaises(TypeError):
            rankwise.load("given", data="text")

    def test_the_rank_that_the_program_knows(self):
        code = """
import sys, rankwise
rank = rankwise.Rank(5, 8, 1, 2)
rankwise.load(sys.argv[1], device="cpu", rank=rank)
try:
    rankwise.load(sys.argv[1] + "x", device="cpu", rank=rank)
except rankwise.Error as error:
    print(error)
for wrong in (rank._replace(rank=8), rank._replace(rank_count=0), rank._replace(local_rank=1 << 40)):
    try:
        rankwise.load(sys.argv[1], device="cpu", rank=wrong)
    except rankwise.Error as error:
        print(error.status.name)
"""
        said = python(code, models() / "simplenet.onnx").splitlines()
        self.assertRegex(said[0], "^rank 5: .*simplenet.onnxx")
        self.assertEqual(said[1:], ["INVALID_ARGUMENT"] * 3)

    def test_metadata(self):
        with load("scaled") as net:
            self.assertEqual(
                list(net.metadata.items()),
                [
                    ("ir_version", "7"),
                    ("opset", "13"),
                    ("opset:com.microsoft", "1"),
                    ("producer_name", "rankwise-tests"),
                    ("producer_version", "7.1"),
                    ("domain", "org.rankwise"),
                    ("model_version", "3"),
                    ("doc_string", "y = factor x"),
                    ("graph_name", "graph"),
                    ("größe", "3 µm"),
                ],
            )
        self.assertEqual(net.metadata["opset"], "13", "after the close too")
        self.assertIsNone(net.metadata.get("nothing"))
        with self.assertRaises(TypeError):
            net.metadata["opset"] = "14"

    def test_bad_files(self):
        for name, status in (
            ("nowhere", "MODEL_NOT_FOUND"),
            ("empty", "MODEL_INVALID"),
            ("text", "MODEL_INVALID"),
            ("truncated", "MODEL_INVALID"),
            ("unknown-operator", "MODEL_UNSUPPORTED"),
        ):
            with self.subTest(name), self.refused(status, rf"^rank 0: load of '.*{name}.onnx'"):
                load(name)

    def test_bad_arguments(self):
        path = models() / "simplenet.onnx"
        for options, status, words in (
            ({"device": "abacus"}, "INVALID_ARGUMENT", "abacus"),
            ({"device": "cpu\0"}, "INVALID_ARGUMENT", "null character"),
            ({"threads": -1}, "INVALID_ARGUMENT", "threads is -1"),
            ({"threads": 2**32}, "INVALID_ARGUMENT", "threads is 4294967296"),
            ({"run_timeout": -1.0}, "INVALID_ARGUMENT", "timeout is negative"),
            ({"load_timeout": -1.0}, "INVALID_ARGUMENT", "timeout is negative"),
            (
                {"run_timeout": float("nan")},
                "INVALID_ARGUMENT",
                "timeout is negative or not a number",
            ),
        ):
            with self.subTest(options), self.refused(status, words):
                rankwise.load(path, **options)
        with self.refused("INVALID_ARGUMENT", "'path' is empty"):
            rankwise.load("")
        with self.refused("INVALID_ARGUMENT", "null character"):
            rankwise.load("a\0b")
        for wrong in (None, 3):
            with self.assertRaises(TypeError):
                rankwise.load(wrong)
        for options in ({"threads": "two"}, {"run_timeout": "1"}):
            with self.assertRaises(TypeError):
                rankwise.load(path, **options)

    def test_paths(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "réseau.onnx")
            shutil.copy(models() / "simplenet.onnx", path)
            for each in (path, os.fsencode(path)):
                with rankwise.load(
                    each, device="cpu", threads=1, start_timeout=60, run_timeout=60
                ) as net:
                    self.assertEqual(net.path, path)

    def test_close(self):
        net = load("simplenet")
        net.close()
        net.close()
        for use in (lambda: net(np.zeros((1, 5), f32)), net.request, net.__enter__().request):
            with self.refused("CLOSED", "simplenet.onnx': the model is closed; load it again"):
                use()
        self.assertIn("closed", repr(net))
        self.assertEqual(net.inputs[0].name, "input")

    def test_garbage(self):
        other = load("pair")
        net = load("simplenet")
        pid, gone = net.engine_pid, weakref.ref(net)
        del net, other
        gc.collect()
        self.assertIsNone(gone())
        deadline = time.monotonic() + 10
        while alive(pid) and time.monotonic() < deadline:
            time.sleep(0.01)
        self.assertFalse(alive(pid), "the engine ends with the last model")

    def test_error(self):
        try:
            load("nowhere")
        except rankwise.Error as error:
            self.assertIsInstance(error, RuntimeError)
            self.assertIsInstance(error.status, rankwise.Status)
            copy = pickle.loads(pickle.dumps(error))
            self.assertEqual((str(copy), copy.status, copy.index), (str(error), error.status, None))

    def test_the_rank_is_named(self):
        code = """
import rankwise
try: rankwise.load("nowhere.onnx")
except rankwise.Error as error: print(error)
"""
        self.assertRegex(
            python(code, RANKWISE_RANK="7", RANKWISE_SIZE="8"), "^rank 7: load of 'nowhere.onnx'"
        )

    def test_fork(self):
        code = """
import os, sys, numpy as np, rankwise
net = rankwise.load(sys.argv[1], device="cpu")
r = net.request()
x = np.ones((1, 5), np.float32)
child = os.fork()
if child == 0:
    said = []
    for use in (lambda: net(x), net.request, lambda: r.put(0, x), lambda:
    rankwise.load(sys.argv[1])):
        try: use()
        except rankwise.Error as error: said.append((error.status.name, "fork" in str(error)))
    del net, r, use
    with rankwise.load(sys.argv[1], device="cpu") as net: said.append(net(x)[0, 1])
    os._exit(0 if said == [("ENGINE_LOST", True)] * 3 + [2.0] else 1)
status = os.waitpid(child, 0)[1]
print(status, net(x)[0, 0], r.put(0, x))
r.close(); net.close()
child = os.fork()
if child == 0:
    with rankwise.load(sys.argv[1], device="cpu") as net: os._exit(int(net(x)[0, 0]))
print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""
        self.assertEqual(
            python(code, models() / "simplenet.onnx").split(), ["0", "2.0", "None", "2"]
        )

    def test_nothing_closed_at_the_end_of_the_process(self):
        code = """
import sys, numpy as np, rankwise
net = rankwise.load(sys.argv[1], device="cpu")
r = net.request(); x = r.input_buffer(0, (1, 5)); r.run(); y = r.output_buffer(0)
r2 = net.request(); r2.put(0, x); r2.start()
"""
        self.assertEqual(python(code, models() / "simplenet.onnx"), "")


class Library(TestCase):
    code = """
import sys, rankwise
try: rankwise.load(sys.argv[1], device="cpu").close(); print("loaded")
except rankwise.Error as error: print(error.status.name, error)
"""
    built = BRIDGE / "dist/native/lib"

    def load(self, **environment):
        return python(self.code, models() / "simplenet.onnx", **environment)

    def test_tree(self):
        self.assertEqual(self.load(RANKWISE_LIBRARY=None), "loaded\n")

    def test_named(self):
        self.assertEqual(self.load(RANKWISE_LIBRARY=str(self.built / "librankwise.so")), "loaded\n")
        said = self.load(RANKWISE_LIBRARY="/nowhere/librankwise.so")
        self.assertRegex(
            said, "^RUNTIME_UNAVAILABLE cannot open librankwise .*/nowhere/.*npm run setup"
        )

    def test_another_library(self):
        with tempfile.TemporaryDirectory() as folder:
            for version, words in (
                ("9.9.9", "librankwise 9.9.9, but this package needs 0.1"),
                ("0.1.7", "lacks a func"),
            ):
                source, path = os.path.join(folder, "a.c"), os.path.join(folder, f"lib{version}.so")
                with open(source, "w") as file:
                    file.write(f'const char *rw_version(void) {{ return "{version}"; }}\n')
                compiler = os.environ.get("CC", "cc")
                self.assertEqual(os.system(f"{compiler} -shared -fPIC {source} -o {path}"), 0)
                self.assertRegex(self.load(RANKWISE_LIBRARY=path), f"^VERSION_MISMATCH .*{words}")

    def test_outside_the_tree(self):
        with tempfile.TemporaryDirectory() as folder:
            away = os.path.join(folder, "deep/enough/to/have/parents")
            shutil.copytree(BRIDGE.parent / "python/src", away)
            said = self.load(RANKWISE_LIBRARY=None, PYTHONPATH=away, LD_LIBRARY_PATH=None)
            self.assertRegex(
                said, "^RUNTIME_UNAVAILABLE cannot open librankwise .*RANKWISE_LIBRARY"
            )
            said = self.load(
                RANKWISE_LIBRARY=None, PYTHONPATH=away, LD_LIBRARY_PATH=str(self.built)
            )
            self.assertEqual(said, "loaded\n")
