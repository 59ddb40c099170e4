"""Numbers of another precision than the model's, complex numbers, and the order of indices."""

from support import TestCase, f32, load, np


def words(values):
    """The bfloat16 numbers nearest to float32 ones, ties to even, as uint16."""
    bits = np.asarray(values, f32).view(np.uint32).astype(np.uint64)
    return ((bits + 0x7FFF + (bits >> 16 & 1)) >> 16).astype(np.uint16)


class Convert(TestCase):
    def test_run(self):
        x = np.linspace(-1, 1, 10).reshape(2, 5)
        with load("simplenet") as net:
            for dtype in (np.float64, np.float16):
                y = np.zeros((2, 5), dtype)
                self.assertIs(net.run(x.astype(dtype), y, convert=True)["output"], y)
                self.assertSame(y, (2 * x.astype(dtype).astype(f32)).astype(dtype))
            # A new array is of the model's dtype.
            y = net.run(x[:, ::-1], convert=True)["output"]
            self.assertSame(y, 2 * x[:, ::-1].astype(f32))
            # Numbers of the model's own dtype stay as they are.
            self.assertSame(net.run(y, convert=True)["output"], 2 * y)

    def test_rounding(self):
        x = np.array([1, -0.5, 65519, 65520, 6e-8, np.nan, -np.inf, 2049, 2051], f32)
        with load("identity-float16") as net, np.errstate(over="ignore"):
            self.assertSame(net.run(x, convert=True)["y"], x.astype(np.float16))
            back = np.zeros(9)
            net.run(x.astype(np.float16), back, convert=True)
            self.assertSame(back, x.astype(np.float16).astype(float))

    def test_bfloat16(self):
        x = np.array([0, 1, -2.5, 3.14159, 1e38, -np.inf, 257, 259], f32)
        expected = (words(x).astype(np.uint32) << 16).view(f32)
        with load("identity-bfloat16") as net, net.request() as r:
            self.assertSame(net.run(x, convert=True)["y"], expected)
            self.assertSame(net.run(x[3], convert=True)["y"], expected[3:4].reshape(()))
            wide = np.zeros(8)
            net.run(x, wide, convert=True)
            self.assertSame(wide, expected.astype(float))
            r.put("x", x, convert=True)
            r.run()
            self.assertSame(r.get("y", convert=True), expected)
            self.assertSame(r.get("y", dtype=np.float64), expected.astype(float))
            for use in (
                lambda: r.get("y"),
                lambda: r.output_buffer("y"),
                lambda: r.input_buffer("x", 8),
                lambda: r.put("x", x),
                lambda: net(x),
            ):
                with self.refused("TYPE_MISMATCH", "bfloat16, which numpy lacks"):
                    use()
            # Words are words only where that was said at the load.
            with self.refused("TYPE_MISMATCH", "must be bfloat16 .*, but uint16"):
                net.run(words(x), convert=True)
        with load("identity-bfloat16", bfloat16_as_uint16=True) as net:
            self.assertSame(net.run(x, convert=True)["y"], words(x))
            y = np.zeros(8, f32)
            net.run(words(x), y, convert=True)
            self.assertSame(y, expected)

    def test_request(self):
        u, v = np.array([1, 2, 3], np.float16), np.array([0.5, 0.25, 0.1])
        with load("pair") as net, net.request() as r:
            r.put("u", u, convert=True)
            r.put("v", v, convert=True)
            r.run()
            total = u.astype(f32) + v.astype(f32)
            self.assertSame(r["sum"], total)
            self.assertSame(r.get("sum", dtype=np.float64), total.astype(float))
            self.assertSame(r.get("sum", dtype="f2"), total.astype(np.float16))
            self.assertSame(r.get("sum", dtype=f32), total)
            out = np.zeros((3, 2))
            r.get("sum", out[:, 1], convert=True)
            self.assertSame(out[:, 1].copy(), total.astype(float))

    def test_misuse(self):
        x, y = np.ones((1, 5)), np.full((1, 5), 7, f32)
        with load("simplenet") as net, net.request() as r:
            with self.refused("TYPE_MISMATCH", r"float64 \[1, 5\] .*or give convert=True to have"):
                net.run(x, y)
            for wrong in (x.astype(np.int32), x.astype(bool)):
                with self.refused("TYPE_MISMATCH", "convert the array$"):
                    net.run(wrong, y, convert=True)
            with self.refused("SHAPE_MISMATCH", r"but float64 \[4\] was given"):
                net.run(x[0, :4], y, convert=True)
            with self.refused("TYPE_MISMATCH", "output 'output' must be float32.*, but int32"):
                net.run(x, y.astype(np.int32), convert=True)
            with self.assertRaisesRegex(TypeError, "unexpected keyword|named|'convert'"):
                r.input_buffer(0, (1, 5), convert=True)
            with self.assertRaisesRegex(TypeError, "give an input of that name to run"):
                net(x.astype(f32), convert=x)
            with self.refused("TENSOR_UNKNOWN", "the model has no input 'convert'"):
                net.run({"convert": x})
            r.put(0, x, convert=True)
            r.run()
            with self.refused("TYPE_MISMATCH", "float64"):
                r.get(0, out=np.zeros((1, 5)))
            with self.refused("TYPE_MISMATCH", "int64"):
                r.get(0, dtype=np.int64)
            with self.refused("TYPE_MISMATCH", "Python objects"):
                r.get(0, dtype=object)
            with self.refused("TENSOR_UNKNOWN", "no output 'ouput'; did you mean 'output'?"):
                r.get("ouput", dtype=float)
            with self.assertRaisesRegex(TypeError, "not both"):
                r.get(0, out=y, dtype=f32)
            self.assertTrue((y == 7).all(), "nothing is written")


class Whole(TestCase):
    def test_fits(self):
        types = (np.int8, np.uint8, np.int16, np.uint16, np.int32, np.uint32, np.int64, np.uint64)
        for model in types:
            with load(f"identity-{np.dtype(model).name}") as net:
                for given in types:
                    ends = [np.iinfo(given).min, np.iinfo(given).max]
                    x = np.array([0, 1, *ends], given)
                    if np.can_cast(given, model):
                        self.assertSame(net(x, convert=True), x.astype(model))
                        back = np.zeros_like(x)
                        net.run(x, back, convert=True)
                        self.assertSame(back, x)
                        continue
                    low, high = np.iinfo(model).min, np.iinfo(model).max
                    bad = ends[0] if ends[0] < low else ends[1]
                    with self.refused("TYPE_MISMATCH", f"does not have its value {bad};"):
                        net(x, convert=True)
                    x = np.array([0, 1, max(low, ends[0]), min(high, ends[1])], given)
                    self.assertSame(net(x[::-1], convert=True), x[::-1].astype(model))

    def test_request(self):
        with load("identity-int64") as net, net.request() as r:
            r.put("x", np.arange(3, dtype=np.int32), convert=True)
            r.run()
            self.assertSame(r.get("y", dtype=np.uint8), np.arange(3, dtype=np.uint8))
            out = np.full(3, 7, np.int16)
            self.assertSame(r.get("y", out, convert=True), np.arange(3, dtype=np.int16))
            with self.refused("TYPE_MISMATCH", "must be int64.*, but float32"):
                r.put("x", np.zeros(3, f32), convert=True)


class OfTheLoad(TestCase):
    def test_convert(self):
        x = np.linspace(-1, 1, 10).reshape(2, 5)
        with load("simplenet", convert=True) as net, net.request() as r:
            expected = 2 * x.astype(f32)
            self.assertSame(net(x), expected)
            self.assertSame(net.run(x)["output"], expected)
            r.put(0, x)
            r.run()
            back = np.zeros((2, 5))
            self.assertSame(r.get(0, back), expected.astype(float))
            for use in (
                lambda: net(x, convert=False),
                lambda: net.run(x, convert=False),
                lambda: r.put(0, x, convert=False),
                lambda: r.get(0, back, convert=False),
            ):
                with self.refused("TYPE_MISMATCH", "give convert=True"):
                    use()
        with load("simplenet") as net:
            self.assertSame(net(x, convert=True), expected)
            with self.refused("TYPE_MISMATCH", "give convert=True"):
                net(x)
        with load("identity-bfloat16", convert=True) as net:
            self.assertSame(net(np.ones(2, f32)), np.ones(2, f32))


class Complex(TestCase):
    z = np.arange(6).reshape(2, 3) * (1 - 2j)

    def test_run(self):
        for name, dtype in (("float32", np.complex64), ("float64", np.complex128)):
            z = self.z.astype(dtype)
            with load(f"identity-{name}") as net:
                for given in (z, z.T, z[:, ::-2], np.asfortranarray(z), z[0, 1], z[:0]):
                    parts = np.stack([np.real(given), np.imag(given)], axis=-1)
                    self.assertSame(net(given), parts)
                    back = np.zeros_like(given)
                    net.run(parts, back)
                    self.assertSame(back, np.asarray(given))
                whole = np.full((4, 3), 7, dtype)
                net.run(z, {"y": whole[::2]})
                self.assertSame(whole[::2].copy(), z)
                self.assertTrue((whole[1::2] == 7).all())

    def test_convert(self):
        with load("identity-float32") as net:
            y = np.zeros((2, 3), np.complex128)
            net.run(self.z, y, convert=True)
            self.assertSame(y, self.z)

    def test_request(self):
        z = self.z.astype(np.complex64)
        with load("identity-float32") as net, net.request() as r:
            r["x"] = z
            r.run()
            self.assertSame(r.get("y", dtype=np.complex64), z)
            self.assertSame(r.get("y", dtype=np.complex128), self.z)
            self.assertSame(r.get("y", out=np.zeros_like(z)), z)
            x = r.input_buffer("x", (2, 3), np.complex64)
            self.assertSame(x, z)
            x += 1j
            r.run()
            self.assertSame(r.output_buffer("y").view(np.complex64)[..., 0], z + 1j)
            self.assertSame(r.input_buffer("x", (2, 3, 2)), x.view(f32).reshape(2, 3, 2))
            with self.refused(
                "INVALID_ARGUMENT", r"shape \[3, 2\] while .* shows it as \[2, 3, 2\]"
            ):
                r["x"] = z[0]

    def test_misuse(self):
        z = np.zeros((2, 5), np.complex64)
        with load("simplenet") as net, net.request() as r:
            with self.refused("SHAPE_MISMATCH", r"but float32 \[2, 5, 2\] was given"):
                net(z)
            with self.refused("TYPE_MISMATCH", "float64"):
                net(z.astype(complex))
            r[0] = np.zeros((2, 5), f32)
            r.run()
            with self.refused("SHAPE_MISMATCH", r"\[2, 2\] was given"):
                r.get(0, dtype=np.complex64)
        with load("identity-int32") as net:
            with self.refused("TYPE_MISMATCH", "must be int32.*, but float32"):
                net(z)
        with load("identity-float32") as net:
            with self.refused("INVALID_ARGUMENT", "rank 16; give 0 to 15"):
                net(z.reshape((1,) * 13 + (2, 5)))


class Order(TestCase):
    """The model's element [i, j] is x[i, j], wherever in memory that lies."""

    x = np.array([[11, 12, 13], [21, 22, 23]], f32)

    def test_by_index(self):
        with load("flatten") as net, net.request() as r:
            for x in (self.x, np.asfortranarray(self.x), np.array(self.x.tolist(), f32, order="F")):
                self.assertSame(net(x), np.array([11, 12, 13, 21, 22, 23], f32))
                r["x"] = x
                r.run()
                self.assertSame(r["y"], np.array([11, 12, 13, 21, 22, 23], f32))
            self.assertSame(net(self.x.T), np.array([11, 21, 12, 22, 13, 23], f32))
            # The bytes of Fortran's x(2, 3) in their own order are the transpose.
            self.assertSame(net(np.asfortranarray(self.x).T), net(self.x.T))

    def test_outputs(self):
        with load("identity-float32") as net:
            for out in (np.zeros((2, 3), f32, order="F"), np.zeros((3, 2), f32).T):
                net.run(self.x, out)
                self.assertTrue((out == self.x).all())

    def test_large(self):
        x = np.arange(37 * 70 * 41, dtype=f32).reshape(37, 70, 41)
        with load("flatten") as net:
            for order in ((2, 1, 0), (1, 0, 2), (0, 2, 1)):
                self.assertSame(net(x.transpose(order)), x.transpose(order).ravel())
