"""Requests: put together, started, tested, waited for; and arrays over shared memory."""

import gc
import time
import weakref

from support import TestCase, f32, load, np, rankwise


class Requests(TestCase):
    def setUp(self):
        self.net = load("pair")
        self.r = self.net.request()
        self.u, self.v = np.array([5, 7, 9], f32), np.array([1, 2, 3], f32)

    def tearDown(self):
        self.net.close()

    def fill(self, r=None):
        (r or self.r).put("u", self.u)
        (r or self.r).put("v", self.v)
        return r or self.r

    def test_put_run_get(self):
        self.r["v"] = self.v
        self.r.put(0, self.u[::-1])
        self.r.run()
        self.assertSame(self.r["sum"], self.u[::-1] + self.v)
        out = np.zeros((3, 2), f32)
        self.assertIs(self.r.get(1, out=out[:, 1]).base, out)
        self.assertSame(out[:, 1].copy(), self.u[::-1] - self.v)
        self.r["u"] = self.u  # v stays
        self.r.run()
        self.assertSame(self.r["sum"], self.u + self.v)
        copy = self.r["sum"]
        self.r.run()
        copy[:] = 0
        self.assertSame(self.r["sum"], self.u + self.v)

    def test_start_test_wait(self):
        self.fill().start()
        while not self.r.test():
            time.sleep(0.001)
        self.assertSame(self.r["difference"], self.u - self.v)
        self.r.start()
        self.r.wait()

    def test_buffers(self):
        u, v = self.r.input_buffer("u", (3,)), self.r.input_buffer(1, 3, f32)
        u[:], v[:] = self.u, self.v
        self.r.run()
        total = self.r.output_buffer("sum")
        self.assertSame(total, self.u + self.v)
        with self.assertRaisesRegex(ValueError, "read-only"):
            total[0] = 1
        address = total.ctypes.data
        for i in range(10):  # the array shows each run's output
            u[:] = i
            self.r.run()
            self.assertSame(total, i + self.v)
        self.assertEqual(self.r.output_buffer("sum").ctypes.data, address)
        self.assertEqual(self.r.input_buffer("u", 3).ctypes.data, u.ctypes.data)

    def test_shapes_change(self):
        for n in (3, 5, 100_000, 2, 0, 3):
            u = self.r.input_buffer("u", n)
            u[:] = np.arange(n)
            self.r["v"] = np.ones(n, f32)
            self.r.run()
            total = self.r.output_buffer("sum")
            self.assertSame(total, np.arange(n, dtype=f32) + 1)
            del u, total

    def test_a_view_keeps_the_shape(self):
        u = self.r.input_buffer("u", 3)
        u[:] = self.u
        part = u[1:]
        del u
        for change in (
            lambda: self.r.put("u", np.zeros(4, f32)),
            lambda: self.r.input_buffer("u", 1000),
        ):
            with self.refused(
                "INVALID_ARGUMENT", r"array of input_buffer\(\) shows it as \[3\]; del that array"
            ):
                change()
        self.r["v"] = self.v
        self.r.run()
        self.assertSame(self.r["sum"], self.u + self.v)
        del part
        self.r.put("u", np.zeros(4, f32))

    def test_a_view_of_an_output_that_may_move(self):
        self.fill().run()
        total = self.r.output_buffer("sum")
        self.r["u"] = self.r["v"] = np.ones(4, f32)
        for start in (self.r.start, self.r.run):
            with self.refused(
                "INVALID_ARGUMENT", r"output 'sum' may get other memory.*del that array first"
            ):
                start()
        self.assertSame(total, self.u + self.v)
        del total
        self.r.run()
        with load("nonzero") as net, net.request() as r:
            r["x"] = self.u
            r.run()
            places = r.output_buffer("places")
            self.assertSame(places, np.array([[0, 1, 2]]))
            with self.refused("INVALID_ARGUMENT", "output 'places' may get other memory"):
                r.run()
            del places
            r["x"] = np.array([0, 1, 0], f32)
            r.run()
            self.assertSame(r["places"], np.array([[1]]))

    def test_a_leading_one(self):
        with load("simplenet") as net, net.request() as r:
            x = r.input_buffer(0, 5)
            x[:] = 1
            r.put(0, np.ones((1, 5), f32))  # the same shape
            r.run()
            self.assertEqual(r.output_buffer(0).shape, (1, 5))
            with self.refused("INVALID_ARGUMENT", "del that array"):
                r.put(0, np.ones((2, 5), f32))

    def test_views_outlive_everything(self):
        u = self.r.input_buffer("u", 3)
        u[:] = self.u
        self.r["v"] = self.v
        self.r.run()
        total = self.r.output_buffer("sum")
        self.r.close()
        self.net.close()
        del self.r
        gc.collect()
        self.assertSame(total, self.u + self.v)
        u += 1
        self.assertSame(u, self.u + 1)
        gone = weakref.ref(total.base._request)
        del total
        self.assertIsNotNone(gone())
        del u
        self.assertIsNone(gone(), "the last array closes the request")

    def test_select(self):
        self.fill().select("difference")
        self.r.run()
        self.assertSame(self.r["difference"], self.u - self.v)
        with self.refused("TENSOR_UNKNOWN", "'sum' was not selected"):
            self.r["sum"]
        with self.refused("TENSOR_UNKNOWN", "the model has no output 'total'"):
            self.r.select("sum", "total")
        self.r.select()
        self.r.run()
        self.assertSame(self.r["sum"], self.u + self.v)

    def test_wrong_names_and_places(self):
        for use in (
            lambda: self.r.put("w", self.u),
            lambda: self.r.input_buffer("w", 3),
            lambda: self.r.put(2, self.u),
            lambda: self.r.input_buffer(2, 3),
        ):
            with self.refused("TENSOR_UNKNOWN", "'u', 'v'"):
                use()
        self.fill().run()
        for use in (lambda: self.r["w"], lambda: self.r[2], lambda: self.r.output_buffer("w")):
            with self.refused("TENSOR_UNKNOWN", "'sum', 'difference'"):
                use()
        for which in (-1, 2**64):
            with self.assertRaises(IndexError):
                self.r.put(which, self.u)
        with self.assertRaises(TypeError):
            self.r.put(1.5, self.u)
        with self.assertRaises(TypeError):
            list(self.r)

    def test_mixed_kinds(self):
        with self.refused("TYPE_MISMATCH", "input 'u' must be float32"):
            self.r.put("u", self.u.astype(float))
        with self.refused("TYPE_MISMATCH", "input 'u' must be float32"):
            self.r.input_buffer("u", 3, np.float64)
        with self.refused("TYPE_MISMATCH", "byte-swapped"):
            self.r.input_buffer("u", 3, ">f4")
        with self.refused("SHAPE_MISMATCH", "input 'u'"):
            self.r.put("u", np.zeros((2, 2), f32))
        with self.refused("SHAPE_MISMATCH", "input 'u'"):
            self.r.input_buffer("u", -1)
        self.fill().run()
        with self.refused("TYPE_MISMATCH", "output 'sum'"):
            self.r.get("sum", np.zeros(3))

    def test_outputs_refused(self):
        self.fill().run()
        small, large, locked = np.full(2, 7, f32), np.full(4, 7, f32), np.full(3, 7, f32)
        locked.flags.writeable = False
        for out, status, words in (
            (small, "SHAPE_MISMATCH", r"'sum' is float32 \[3\], but float32 \[2\] was given"),
            (large, "SHAPE_MISMATCH", r"but float32 \[4\] was given"),
            (locked, "INVALID_ARGUMENT", "read-only"),
            ([7] * 3, "INVALID_ARGUMENT", "written to a list"),
        ):
            with self.subTest(words), self.refused(status, words):
                self.r.get("sum", out=out)
            self.assertTrue((np.asarray(out) == 7).all(), "nothing is written")

    def test_order_of_calls(self):
        with self.refused("INVALID_ARGUMENT", "input 'u' was never put"):
            self.r.run()
        with self.refused("INVALID_ARGUMENT", "not in flight"):
            self.r.wait()
        self.fill()
        with self.refused("INVALID_ARGUMENT", "no run has succeeded"):
            self.r["sum"]
        self.r.start()
        for use in (self.r.start, self.r.run, self.fill, lambda: self.r["sum"], self.r.select):
            with self.refused("INVALID_ARGUMENT", "in flight"):
                use()
        self.r.wait()
        for twice in (self.r.wait, self.r.test):
            with self.refused("INVALID_ARGUMENT", "not in flight: start it, and wait for it once"):
                twice()

    def test_closed(self):
        self.fill().close()
        self.r.close()
        for use in (
            self.fill,
            self.r.start,
            self.r.wait,
            self.r.test,
            self.r.run,
            lambda: self.r["sum"],
        ):
            with self.refused("CLOSED", "the request is closed; open another"):
                use()
        r = self.net.request()
        self.net.close()
        r.close()
        with self.refused("CLOSED", "the model is closed"):
            r.start()

    def test_given_up(self):
        with load("slow") as slow:
            for _ in range(3):
                with slow.request() as r:
                    r["times"] = np.int64(20_000)
                    r.start()
            r = slow.request()
            r["times"] = np.int64(20_000)
            r.start()
            del r
            self.assertEqual(slow(np.int64(3)), 3)
        self.fill().run()

    def test_a_failed_run(self):
        with load("failing") as net, net.request() as r:
            r["x"] = self.u
            for _ in range(2):
                with self.refused("RUN_FAILED", "failing.onnx"):
                    r.run()
            with self.refused("INVALID_ARGUMENT", "no run has succeeded"):
                r["y"]

    def test_the_body_of_with_fails(self):
        with self.assertRaises(ZeroDivisionError):
            with self.net.request() as r:
                self.fill(r).start()
                1 / 0
        with self.refused("CLOSED", "request is closed"):
            r.wait()

    def test_many(self):
        requests = [self.net.request() for _ in range(191)]
        with self.refused("INVALID_ARGUMENT", "192 .*open already"):
            self.net.request()
        for r in requests:
            self.fill(r).start()
        left = list(requests)
        while any(left):
            index = rankwise.wait_any(left)
            self.assertSame(left[index]["sum"], self.u + self.v)
            left[index] = None
        del requests, left, r
        self.net.request().close()

    def test_wait_any(self):
        for nothing in ([], [None], [self.r]):
            with self.refused("INVALID_ARGUMENT", "none is in flight"):
                rankwise.wait_any(nothing)
        with load("failing") as net, net.request() as failing, self.net.request() as closed:
            closed.close()
            failing["x"] = self.u
            failing.start()
            try:
                rankwise.wait_any([None, closed, self.r, failing])
                self.fail("an error was due")
            except rankwise.Error as error:
                self.assertEqual((error.status.name, error.index), ("RUN_FAILED", 3))
        self.fill().start()
        self.assertEqual(rankwise.wait_any([self.r, self.r]), 0)

    def test_timeout(self):
        with self.refused("TIMEOUT", "run_timeout"):
            with load("slow", run_timeout=0.2) as net, net.request() as r:
                r["times"] = np.int64(2_000_000)
                r.start()
                self.assertFalse(r.test())
                r.wait()
