"""Threads of Python: calls let each other run, and nobody closes what another uses."""

import threading
import time

from support import TestCase, f32, load, np


def together(count, work):
    """Runs work(i) in threads of their own, and raises the first failure."""
    failures = []

    def guarded(i):
        try:
            work(i)
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=guarded, args=(i,)) for i in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]


class Threads(TestCase):
    def test_one_model(self):
        with load("simplenet") as net, load("pair") as pair:

            def work(i):
                for n in range(1, 60):
                    x = np.full((n % 7 + 1, 5), i * 1000 + n, f32)
                    self.assertSame(net(x), 2 * x)
                    self.assertSame(pair(x[:, 0], x[:, 1])["sum"], 2 * x[:, 0])

            together(8, work)

    def test_requests(self):
        with load("pair") as pair:

            def work(i):
                with pair.request() as r:
                    for n in range(100):
                        r["u"], r["v"] = f32([i]), f32([n])
                        r.run()
                        self.assertEqual(r["sum"], i + n)

            together(8, work)

    def test_others_run_during_a_call(self):
        with load("slow") as net:
            done = threading.Event()
            thread = threading.Thread(target=lambda: (net(np.int64(200_000)), done.set()))
            thread.start()
            turns = 0
            while not done.is_set():
                time.sleep(0.001)
                turns += 1
            thread.join()
        self.assertGreater(turns, 3, "the interpreter's lock was held during the call")

    def test_close_during_a_run(self):
        net, started = load("slow"), threading.Event()
        results = []

        def work():
            started.set()
            results.append(net(np.int64(400_000)))

        thread = threading.Thread(target=work)
        thread.start()
        started.wait()
        time.sleep(0.05)
        with self.refused(
            "INVALID_ARGUMENT", "close of '.*slow.onnx': another thread is using the model"
        ):
            net.close()
        thread.join()
        self.assertEqual(results, [400_000])
        net.close()

    def test_close_during_a_wait(self):
        with load("slow") as net:
            r = net.request()
            r["times"] = np.int64(400_000)
            r.start()
            thread = threading.Thread(target=r.wait)
            thread.start()
            time.sleep(0.05)
            for use in (r.close, r.test, r.wait, lambda: r["total"]):
                with self.refused("INVALID_ARGUMENT", "another thread is using it"):
                    use()
            with self.refused("INVALID_ARGUMENT", "another thread is using the model"):
                net.close()
            thread.join()
            self.assertEqual(r["total"], 400_000)

    def test_closing_race(self):
        for _ in range(20):
            net = load("simplenet")
            x = np.ones((1, 5), f32)

            def work(i):
                from rankwise import Error

                try:
                    while True:
                        net.close() if i == 0 else self.assertSame(net(x), 2 * x)
                        if i == 0:
                            return
                except Error as error:
                    self.assertIn(error.status.name, ("CLOSED", "INVALID_ARGUMENT"))
                    while i == 0:
                        try:
                            return net.close()
                        except Error:
                            pass

            together(3, work)
