"""Runs of a model: what may be given, what comes back, and what is refused."""

import os
import signal

from support import TestCase, f32, load, np


class Run(TestCase):
    @classmethod
    def setUpClass(cls):
        cls.net, cls.pair = load("simplenet"), load("pair")

    @classmethod
    def tearDownClass(cls):
        cls.net.close()
        cls.pair.close()

    x = np.arange(10, dtype=f32).reshape(2, 5)
    u = np.array([5, 7, 9], f32)
    v = np.array([1, 2, 3], f32)

    def test_call(self):
        self.assertSame(self.net(self.x), 2 * self.x)
        self.assertSame(self.net(input=self.x), 2 * self.x)
        self.assertSame(self.net(self.x[0]), 2 * self.x[:1])
        self.assertSame(self.net([f32(1)] * 5), np.full((1, 5), 2, f32))
        both = self.pair(v=self.v, u=self.u)
        self.assertEqual(list(both), ["sum", "difference"])
        self.assertSame(both["difference"], self.u - self.v)
        self.assertSame(self.pair(self.u, v=self.v)["sum"], self.u + self.v)

    def test_inputs(self):
        for inputs in ([self.u, self.v], (self.u, self.v), {"v": self.v, "u": self.u}):
            self.assertSame(self.pair.run(inputs)["difference"], self.u - self.v)
        self.assertSame(self.net.run(self.x)["output"], 2 * self.x)

    def test_outputs(self):
        inputs = (self.u, self.v)
        self.assertEqual(list(self.pair.run(inputs, "difference")), ["difference"])
        self.assertEqual(list(self.pair.run(inputs, ["difference", "sum"])), ["difference", "sum"])
        with self.refused("INVALID_ARGUMENT", "No output .* was bound"):
            self.pair.run(inputs, [])
        total = np.zeros(6, f32)
        results = self.pair.run(inputs, {"sum": total[::-2], "difference": None})
        self.assertSame(total, np.array([0, 12, 0, 9, 0, 6], f32))
        self.assertIs(results["sum"].base, total)
        self.assertSame(results["difference"], self.u - self.v)
        y = np.zeros((2, 5), f32, order="F")
        self.assertIs(self.net.run(self.x, y)["output"], y)
        self.assertTrue((y == 2 * self.x).all())

    def test_outputs_live_on(self):
        with load("simplenet") as net:
            y = net(self.x)
        part = y[1:, ::2]
        del y
        part += 1
        self.assertSame(part, 2 * self.x[1:, ::2] + 1)

    def test_decided_by_the_run(self):
        with load("nonzero") as net:
            self.assertSame(net(np.array([0, 3, 0, 4], f32)), np.array([[1, 3]]))
            self.assertSame(net(np.zeros(4, f32)), np.zeros((1, 0), np.int64))

    def test_shapes_are_not_what_the_model_says(self):
        x = np.array([1, 2, 3], f32)
        with load("misnamed") as net:
            for _ in range(2):
                self.assertSame(net(x), np.concatenate([x, x]))
            y = np.full(3, 7, f32)
            with self.refused("SHAPE_MISMATCH", "misnamed"):
                net.run(x, y)
            self.assertTrue((y == 7).all(), "nothing is written")
            longer = np.zeros(6, f32)
            self.assertSame(net.run(x, longer)["y"], np.concatenate([x, x]))
            with net.request() as request:
                request.put("x", x)
                request.run()
                self.assertSame(request.get("y"), np.concatenate([x, x]))

    def test_much_too_large(self):
        with self.refused("OUT_OF_MEMORY", "memory"):
            self.net(np.broadcast_to(f32(0), (2**42, 5)))

    def test_scalars_and_empty(self):
        with load("identity-float64") as net:
            for x in (np.float64(3), np.array(4.0), 5.0):
                self.assertSame(net(x), np.asarray(x))
            for shape in ((0,), (3, 0, 2)):
                self.assertSame(net(np.zeros(shape)), np.zeros(shape))
                out = np.zeros(shape)
                self.assertIs(net.run(np.zeros(shape), out)["y"], out)

    def test_not_contiguous(self):
        x = np.arange(24, dtype=f32).reshape(4, 6)
        with load("identity-float32") as net:
            given = (
                x[::2, ::-1],
                x.T,
                np.broadcast_to(x[0], (3, 6)),
                np.asfortranarray(x),
                x[-1:0:-2],
            )
            for each in given:
                self.assertTrue((net(each) == each).all())
                self.assertEqual(net(each).shape, each.shape)

    def test_what_numpy_makes_arrays_of(self):
        class Wrapped:
            def __array__(self, dtype=None, copy=None):
                return Run.x

        self.assertSame(self.net(Wrapped()), 2 * self.x)
        self.assertSame(self.net(self.x.view(_Subclass)), 2 * self.x)
        read_only = self.x.copy()
        read_only.flags.writeable = False
        self.assertSame(self.net(read_only), 2 * self.x)

    def test_other_names_for_a_type(self):
        with load("identity-int64") as net:
            for dtype in (np.longlong, np.int_, "q", "l"):
                self.assertEqual(net(np.array([1, 2], dtype)).tolist(), [1, 2])

    def test_names(self):
        for name in ("w", "", "u\0", "U", "ü"):
            with (
                self.subTest(name),
                self.refused("TENSOR_UNKNOWN", "the model has no input .*[Ii]t has 'u', 'v'"),
            ):
                self.pair.run({"u": self.u, name: self.v})
        with self.refused(
            "TENSOR_UNKNOWN", "the model has no output 'diff'; it has 'sum', 'difference'"
        ):
            self.pair.run((self.u, self.v), ["diff"])
        with self.refused("TENSOR_UNKNOWN", "no output 'diference'; did you mean 'difference'?"):
            self.pair.run((self.u, self.v), ["diference"])
        with self.refused("TENSOR_UNKNOWN", "no input 'inptu'; did you mean 'input'?"):
            self.net(inptu=self.x)
        with self.assertRaisesRegex(TypeError, "must be a str, not list"):
            self.pair.run((self.u, self.v), [["sum"]])
        with self.refused("TENSOR_UNKNOWN", "input 3 was given, but the model has 2"):
            self.pair(self.u, self.v, self.v)
        with self.refused("INVALID_ARGUMENT", "input 'v' was not given"):
            self.pair(self.u)
        with self.refused("INVALID_ARGUMENT", "input 'u' was given twice"):
            self.pair(self.u, u=self.u)
        with self.assertRaisesRegex(TypeError, "must be a str, not int"):
            self.pair.run({1: self.u})
        with self.assertRaisesRegex(TypeError, "must be names or arrays by name, not int"):
            self.pair.run((self.u, self.v), 1)
        with self.refused("INVALID_ARGUMENT", "one array is given for 2 outputs"):
            self.pair.run((self.u, self.v), self.u)

    def test_types(self):
        for value, words in (
            (self.x.astype(float), r"must be float32 \[batch, 5\], but float64 \[2, 5\] was given"),
            (self.x.astype(np.int32), "but int32"),
            ([1, 2, 3, 4, 5], "but int64"),
            (self.x.astype(">f4"), "byte-swapped; convert it with astype"),
            (self.x.astype(object), "Python objects"),
            (self.x.astype(np.clongdouble), "is none of bool, int8"),
            (self.x.astype(">c8"), "byte-swapped; convert it with astype"),
            (self.x.astype("S4"), "is none of bool, int8"),
            (np.array(["2000"], "M8[Y]"), "is none of bool, int8"),
            (np.zeros(5, [("a", f32)]), "is none of bool, int8"),
            (self.x.astype(np.longdouble), "is none of bool, int8"),
        ):
            with self.subTest(words), self.refused("TYPE_MISMATCH", f"input 'input' .*{words}"):
                self.net(value)

    def test_shapes(self):
        for shape in ((4,), (2, 4), (1, 2, 5), ()):
            with self.subTest(shape), self.refused("SHAPE_MISMATCH", "input 'input' must be"):
                self.net(np.zeros(shape, f32))
        with self.refused("INVALID_ARGUMENT", "rank 16; give 0 to 15"):
            self.net(np.zeros((1,) * 16, f32))

    def test_no_arrays(self):
        with self.refused("INVALID_ARGUMENT", "input 'input' is a masked array"):
            self.net(np.ma.masked_array(self.x, self.x > 3))
        with self.refused("INVALID_ARGUMENT", "input 'input' is None; give an array, or leave"):
            self.net(None)
        with self.refused(
            "INVALID_ARGUMENT", "is no array, and numpy cannot make one of it: of no size"
        ):
            self.net(_Broken())

    def test_outputs_refused(self):
        read_only = np.full((2, 5), 7, f32)
        read_only.flags.writeable = False
        for out, status, words in (
            (read_only, "INVALID_ARGUMENT", "read-only"),
            (np.broadcast_to(f32(7), (2, 5)), "INVALID_ARGUMENT", "read-only"),
            (np.full((2, 4), 7, f32), "SHAPE_MISMATCH", r"output 'output' is float32"),
            (np.full((1, 5), 7, f32), "SHAPE_MISMATCH", r"is float32 \[2, 5\] for these inputs"),
            (np.full((2, 5), 7.0), "TYPE_MISMATCH", "output 'output' must be float32"),
            (np.full((2, 5), 7, ">f4"), "TYPE_MISMATCH", "byte-swapped"),
            ([7.0] * 5, "INVALID_ARGUMENT", "written to a list; give a numpy.ndarray"),
        ):
            with self.subTest(words), self.refused(status, words):
                self.net.run(self.x, {"output": out})
            self.assertTrue((np.asarray(out) == 7).all(), "nothing is written")

    def test_mixed_kinds(self):
        with self.refused("TYPE_MISMATCH", "input 'v' must be float32"):
            self.pair(self.u, self.v.astype(float))
        with self.refused("TYPE_MISMATCH", "output 'difference' must be float32"):
            self.pair.run((self.u, self.v), {"sum": np.zeros(3, f32), "difference": np.zeros(3)})

    def test_failing(self):
        with load("failing") as net:
            with self.refused("RUN_FAILED", "^rank 0: run of '.*failing.onnx'"):
                net(self.u)
        with load("strings") as net:
            with self.refused("MODEL_UNSUPPORTED", "not a numeric tensor"):
                net(self.u)

    def test_no_numbers(self):
        with load("classifier") as net:
            self.assertEqual([info.type for info in net.outputs], ["int64", "unknown"])
            x = np.array([[1, 2], [4, 3]], f32)
            np.testing.assert_array_equal(net(x), [1, 0])
            self.assertEqual(list(net.run(x)), ["label"])
            label = np.zeros(2, np.int64)
            net.run(x, label)
            np.testing.assert_array_equal(label, [1, 0])
            with self.refused("MODEL_UNSUPPORTED", "'probabilities' is not.*zipmap"):
                net.run(x, "probabilities")

    def test_timeout(self):
        # The error is that of the run, though the engine is too busy to answer the close as well.
        with self.refused("TIMEOUT", "^rank 0: run of .*run_timeout"):
            with load("slow", run_timeout=0.2) as net:
                net(np.int64(3_000_000))

    def test_engine_lost(self):
        nets = load("simplenet"), load("pair")
        # The engine that setUpClass started serves these too.
        self.assertEqual(len({net.engine_pid for net in (*nets, self.net)}), 1)
        os.kill(self.net.engine_pid, signal.SIGKILL)
        for net in nets:
            with self.refused("ENGINE_LOST", "ended"):
                net.run([np.zeros(5, f32)] * len(net.inputs))
            net.close()
        type(self).tearDownClass()
        type(self).setUpClass()
        self.assertSame(self.net(self.x), 2 * self.x)


class _Subclass(np.ndarray):
    pass


class _Broken:
    def __array__(self, dtype=None, copy=None):
        raise ValueError("of no size")


class Bfloat16(TestCase):
    def test_refused(self):
        with load("identity-bfloat16") as net:
            self.assertEqual(net.inputs, (("x", None, None, "bfloat16", False),))
            with self.refused(
                "TYPE_MISMATCH",
                "bfloat16, which numpy lacks; .*convert=True, .*bfloat16_as_uint16=True",
            ):
                net(np.zeros(3, np.uint16))

    def test_words(self):
        with load("identity-bfloat16", bfloat16_as_uint16=True) as net:
            self.assertEqual(net.inputs, (("x", np.dtype(np.uint16), None, "bfloat16", False),))
            x = np.arange(65536, dtype=np.uint16)
            self.assertSame(net(x), x)
            out = np.zeros_like(x)
            self.assertSame(net.run({"x": x}, out)["y"], x)
            with net.request() as r:
                r.input_buffer("x", x.shape)[:] = x
                r.run()
                self.assertSame(r.get("y"), x)
                self.assertSame(r.output_buffer("y"), x)
            with self.refused("TYPE_MISMATCH", "must be bfloat16 .*, but float32"):
                net(x.astype(f32))
        with load("identity-uint16", bfloat16_as_uint16=True) as net:
            self.assertSame(net(x), x)
