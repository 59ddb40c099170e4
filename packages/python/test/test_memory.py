"""Rounds without end, at constant memory."""

from support import TestCase, f32, load, np


def kilobytes(pid):
    """What the process holds of its own and of shared memory. VmRSS also counts what is mapped
    from files, libraries."""
    with open(f"/proc/{pid}/status") as file:
        fields = dict(line.split(":", 1) for line in file)
    return sum(int(fields[name].split()[0]) for name in ("RssAnon", "RssShmem"))


class Memory(TestCase):
    def rounds(self, net, work, count):
        for i in range(count // 10):
            work(i)
        before = [kilobytes(pid) for pid in ("self", net.engine_pid)]
        for i in range(count):
            work(i)
        own, engine = (kilobytes(pid) - old for pid, old in zip(("self", net.engine_pid), before))
        self.assertLess(own, 2000, "KiB more than before, in the program")
        # The engine collects its garbage when it likes.
        self.assertLess(engine, 20_000, "KiB more than before, in the engine")

    def test_zero_copy(self):
        with load("simplenet") as net, net.request() as r:
            x = r.input_buffer("input", (4, 5))
            x[:] = 0
            r.run()
            y = r.output_buffer("output")

            def work(i):
                x[0, 0] = i
                r.run()
                if y[0, 0] != 2 * i:
                    self.fail(f"round {i} gave {y[0, 0]}")

            self.rounds(net, work, 100_000)

    def test_allocated(self):
        with load("simplenet") as net:
            x = np.ones((100, 5), f32)
            self.rounds(net, lambda _: net(x), 5_000)

    def test_decided_buffers(self):
        with load("nonzero") as net, net.request() as r:

            def work(i):
                r["x"] = np.ones(i % 50, f32)
                r.run()
                self.assertEqual(r.output_buffer(0).shape, (1, i % 50))

            self.rounds(net, work, 3_000)

    def test_requests(self):
        with load("pair") as net:

            def work(i):
                with net.request() as r:
                    r["u"] = r["v"] = np.ones(10, f32)
                    r.start() if i % 2 else r.run()

            self.rounds(net, work, 2_000)

    def test_errors(self):
        with load("simplenet") as net:

            def work(i):
                with self.refused("SHAPE_MISMATCH", "input"):
                    net(np.ones(4, f32))

            self.rounds(net, work, 5_000)
