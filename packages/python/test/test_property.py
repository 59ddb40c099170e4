"""Arrays of any type, rank, shape and strides come back bit for bit, by each of the ways."""

import os
import random

from support import TestCase, load, np

TYPES = "float32 float64 int8 int16 int32 int64 uint8 uint16 uint32 uint64 bool float16".split()


def draw_slice(draw, size):
    """A slice that takes `size` elements of an axis, and how long that axis has to be."""
    step, start = draw.choice((1, 1, 2, 3, -1, -2)), draw.randrange(3)
    stop = start + abs(step) * size
    length = max(stop, 1) + draw.randrange(2)
    if step > 0 or size == 0:
        return slice(start, stop, abs(step)), length
    end = start - 1 if start > 0 else None  # -1 would count from the other end
    return slice(stop + step, end, step), length


def draw_view(draw, dtype, shape):
    """An array of this shape over random bits: dense or not, transposed, reversed."""
    slices = [draw_slice(draw, size) for size in shape]
    order = draw.sample(range(len(shape)), len(shape))
    lengths = [slices[axis][1] for axis in order]
    count = int(np.prod(lengths, dtype=int)) * dtype.itemsize
    raw = np.frombuffer(draw.getrandbits(8 * count).to_bytes(count, "little"), np.uint8).copy()
    if dtype == bool:
        raw &= 1
    whole = raw.view(dtype).reshape(lengths).transpose(np.argsort(order).astype(int))
    return whole[(*(taken for taken, _ in slices), ...)]


class Property(TestCase):
    def test_identity(self):
        seed = int(os.environ.get("RANKWISE_SEED", "20"))
        draw = random.Random(seed)
        for name in TYPES:
            dtype = np.dtype(name)
            with load(f"identity-{name}") as net, net.request() as r:
                for case in range(40):
                    rank = draw.randrange(6)
                    shape = tuple(
                        draw.choice((0, 1, 1, 2, 3, 4, 5)) if draw.random() < 0.9 else 7
                        for _ in range(rank)
                    )
                    x = draw_view(draw, dtype, shape)
                    with self.subTest(
                        seed=seed, name=name, case=case, shape=shape, strides=x.strides
                    ):
                        self.assertEqual((x.shape, x.dtype), (shape, dtype))
                        self.check(net, r, draw, x)

    def check(self, net, r, draw, x):
        self.assertSame(net(x), x)
        whole = draw_view(draw, x.dtype, x.shape)
        root = whole if whole.base is None else whole.base
        while root.base is not None:
            root = root.base
        before = root.tobytes()
        kept = whole.copy()
        net.run(x, whole)
        self.assertSame(whole, x)
        whole[...] = kept  # what lies between the elements is as it was
        self.assertEqual(root.tobytes(), before)
        r["x"] = x
        r.run()
        self.assertSame(r.output_buffer("y"), x)
        self.assertSame(r.get("y", out=whole), x)
        buffer = r.input_buffer("x", x.shape)
        self.assertSame(buffer, x)
        buffer[...] = kept
        r.run()
        self.assertSame(r["y"], kept)
