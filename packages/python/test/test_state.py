"""Inputs that may be left out, and networks with a state."""

from support import TestCase, f32, load, np


class Optional(TestCase):
    def test_run(self):
        x, factor = np.array([1, 3], f32), np.array([10], f32)
        with load("scaled") as net:
            self.assertEqual(
                [(info.name, info.optional) for info in net.inputs],
                [("x", False), ("factor", True)],
            )
            for _ in range(2):
                self.assertSame(net(x), 2 * x)
                self.assertSame(net(x, factor), 10 * x)
                self.assertSame(net.run({"factor": factor, "x": x})["y"], 10 * x)
            with self.refused("INVALID_ARGUMENT", "input 'x' was not given"):
                net(factor=factor)
            with self.refused("INVALID_ARGUMENT", "'factor' is None; .*leave the input out"):
                net(x, None)

    def test_request(self):
        x = np.array([1, 3], f32)
        with load("scaled") as net, net.request() as r:
            r["x"] = x
            r.run()
            self.assertSame(r["y"], 2 * x)
            for which in ("factor", 1):
                r["factor"] = f32([10])
                r.run()
                self.assertSame(r["y"], 10 * x)
                r.omit(which)
                r.run()
                self.assertSame(r["y"], 2 * x)
            with self.refused("INVALID_ARGUMENT", "'x' is not optional"):
                r.omit("x")
            with self.refused("TENSOR_UNKNOWN", "did you mean 'factor'"):
                r.omit("factr")
            with self.refused("TENSOR_UNKNOWN", "the model has 2"):
                r.omit(2)
            r.start()
            with self.refused("INVALID_ARGUMENT", "in flight"):
                r.omit("factor")
        with self.refused("CLOSED", "closed"):
            r.omit("factor")

    def test_the_size_of_an_output_is_that_of_an_input_left_out(self):
        x = np.array([1, 2], f32)
        with load("weighted") as net, net.request() as r:
            self.assertSame(net(x), np.array([3, 30], f32))
            self.assertSame(net(x, np.ones(3, f32)), np.full(3, 3, f32))
            r["x"] = x
            r.run()
            y = r.output_buffer("y")
            self.assertSame(y, np.array([3, 30], f32))
            # Only the run decides it: each has memory of its own.
            with self.refused("INVALID_ARGUMENT", "output 'y' may get other memory"):
                r.run()
            del y
            r["weights"] = np.ones(3, f32)
            r.run()
            y = r.output_buffer("y")
            r.run()  # it follows from the inputs now
            self.assertSame(y, np.full(3, 3, f32))
            r.omit("weights")
            with self.refused("INVALID_ARGUMENT", "output 'y' may get other memory"):
                r.run()
            self.assertSame(y, np.full(3, 3, f32))
            del y
            r.run()
            self.assertSame(r["y"], np.array([3, 30], f32))

    def test_a_view_of_an_input_left_out(self):
        with load("weighted") as net, net.request() as r:
            weights = r.input_buffer("weights", 3)
            weights[:] = 1
            r["x"] = f32([5])
            r.omit("weights")
            with self.refused("INVALID_ARGUMENT", "while an array of input_buffer"):
                r["weights"] = np.ones(100_000, f32)
            r.run()
            self.assertSame(r["y"], np.array([5, 50], f32))
            self.assertSame(weights, np.ones(3, f32))


class State(TestCase):
    def setUp(self):
        self.net = load("state")
        self.r = self.net.request()
        self.r["x"] = np.ones(2, f32)
        self.r["state"] = f32([10, 20])

    def tearDown(self):
        self.net.close()

    def test_goes_on(self):
        r = self.r
        r.feed("next", "state")
        for step in range(1, 50):
            r.run()
            self.assertSame(r["twice"], f32([20 + 2 * step, 40 + 2 * step]))
        with self.refused("TENSOR_UNKNOWN", "'next' stays in the engine"):
            r["next"]
        r.select("next")
        r.run()
        self.assertSame(r["next"], f32([60, 70]))
        r.select()
        r["state"] = np.zeros(2, f32)  # anew
        r.run()
        self.assertSame(r["twice"], f32([2, 2]))
        r["state"] = r["x"] = np.ones(3, f32)  # of another size
        r.run()
        r.run()
        self.assertSame(r["twice"], f32([6, 6, 6]))

    def test_ends(self):
        r = self.r
        r.unfeed("state")  # of what is not fed nothing ends
        r.feed("next", "state")
        r.run()
        r.unfeed("state")
        with self.refused("INVALID_ARGUMENT", "'state' was never put"):
            r.run()
        r["state"] = f32([1, 2])
        for _ in range(2):
            r.run()
            self.assertSame(r["next"], f32([2, 3]))

    def test_a_failed_run_leaves_it(self):
        r = self.r
        r.feed("next", "state")
        r.run()
        r["place"] = np.int64(99)
        with self.refused("RUN_FAILED", "Gather"):
            r.run()
        r.omit("place")
        r.run()
        self.assertSame(r["twice"], f32([24, 44]))

    def test_views(self):
        r = self.r
        r.run()
        following, twice = r.output_buffer("next"), r.output_buffer("twice")
        r.feed("next", "state")
        with self.refused("INVALID_ARGUMENT", "may get other memory"):
            r.run()
        self.assertSame(following, f32([11, 21]))
        del following, twice
        r.run()
        twice = r.output_buffer("twice")
        r.run()  # another output's memory stays
        self.assertSame(twice, f32([24, 44]))
        r.select("next", "twice")
        r.run()
        following = r.output_buffer("next")
        self.assertSame(following, f32([13, 23]))
        with self.refused("INVALID_ARGUMENT", "output 'next' may get other memory"):
            r.run()
        r.unfeed("state")
        r["state"] = f32([0, 0])
        with self.refused("INVALID_ARGUMENT", "may get other memory"):
            r.run()
        self.assertSame(following, f32([13, 23]))

    def test_misuse(self):
        r = self.r
        for names, status, words in (
            (("nxt", "state"), "TENSOR_UNKNOWN", "did you mean 'next'"),
            (("next", "stat"), "TENSOR_UNKNOWN", "did you mean 'state'"),
            (("shape", "state"), "TYPE_MISMATCH", "'shape', int64 .* cannot be the input 'state'"),
            (("picked", "state"), "SHAPE_MISMATCH", "'picked', float32"),
        ):
            with self.subTest(names), self.refused(status, words):
                r.feed(*names)
        with self.refused("TENSOR_UNKNOWN", "no input 'y'"):
            r.unfeed("y")
        for names in ((None, "state"), ("next", None), (0, "state")):
            with self.assertRaisesRegex(TypeError, "must be a str"):
                r.feed(*names)
        r.feed("next", "state")
        r.feed("next", "state")
        with self.refused("INVALID_ARGUMENT", "feeds the input 'state' already"):
            r.feed("next", "x")
        r.start()
        for use in (lambda: r.feed("next", "state"), lambda: r.unfeed("state")):
            with self.refused("INVALID_ARGUMENT", "in flight"):
                use()
        r.wait()
        r.close()
        for use in (lambda: r.feed("next", "state"), lambda: r.unfeed("state")):
            with self.refused("CLOSED", "the request is closed"):
                use()
