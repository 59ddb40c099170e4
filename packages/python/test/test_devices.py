"""What is here; and on each device of RANKWISE_TEST_DEVICES, what it lacks, and its options."""

from support import TestCase, f32, models, np, rankwise, test_devices

DEVICES = test_devices()


def load(name, device, **options):
    return rankwise.load(models() / f"{name}.onnx", device=device, **options)


def on_each_device(test):
    def run(self):
        for device in DEVICES:
            with self.subTest(device):
                test(self, device)

    return run


class Devices(TestCase):
    def test_list(self):
        found = rankwise.devices()
        self.assertEqual((found[0].device, found[0].provider), ("cpu", "CPUExecutionProvider"))
        for device in found:
            with self.subTest(device.device):
                self.assertEqual(device.index >= 0, device.reason == "")
                self.assertEqual(device.index >= 0, device.name != "")

    @on_each_device
    def test_listed(self, device):
        found = [one for one in rankwise.devices() if one.device == device and one.index >= 0]
        self.assertEqual(len(found), 1, f"this machine has no {device}: {rankwise.devices()}")
        self.assertGreater(found[0].memory_bytes, 2**28)
        self.assertRegex(found[0].driver, "^$" if device == "cpu" else r"^\d+\.\d+")

    @on_each_device
    def test_numbers(self, device):
        with load("simplenet", device, no_fallback=True) as net:
            self.assertEqual((net.device, net.fallback), (device, ""))
            for rows in (2, 7, 2):
                x = np.arange(5 * rows, dtype=f32).reshape(rows, 5)
                self.assertSame(net(x), 2 * x)

    @on_each_device
    def test_fallback(self, device):
        with load("determinant", device) as net:
            self.assertEqual(net.fallback, "" if device == "cpu" else "Det")
            self.assertEqual(net(np.array([[2, -1], [0, 3]], f32)), 6)
        if device != "cpu":
            with self.refused("DEVICE_UNAVAILABLE", "Det would run on the CPU"):
                load("determinant", device, no_fallback=True)

    @on_each_device
    def test_options(self, device):
        taken = {
            "cpu": {},
            "cuda": {"gpu_mem_limit": 2**28, "prefer_nhwc": True},
            "tensorrt": {"trt_fp16_enable": False},
            "webgpu": {"enableInt64": True, "validationMode": "full"},
        }
        load("simplenet", device, provider_options=taken[device.split(":")[0]]).close()
        load("simplenet", device, tf32=True).close()
        for options, words in (
            ({"enableInt65": 1}, "'enableInt65'"),
            ({"a;b": 1}, "semicolon"),
            ({"validationMode": "full\0"}, "null character"),
        ):
            with self.subTest(words), self.refused("INVALID_ARGUMENT", words):
                load("simplenet", device, provider_options=options)

    @on_each_device
    def test_engines(self, device):
        by_default = {"engines": "device"} if device == "cpu" else {}
        with load("simplenet", device, engines="rank") as own:
            with load("simplenet", device, **by_default) as shared:
                self.assertNotEqual(own.engine_pid, shared.engine_pid)
                with load("simplenet", device, engines="device") as other:
                    self.assertEqual(other.engine_pid, shared.engine_pid)
        for engines, words in (("node", "engines is 'node'"), ("rank\0", "null character")):
            with self.subTest(words), self.refused("INVALID_ARGUMENT", words):
                load("simplenet", device, engines=engines)
