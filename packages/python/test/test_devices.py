"""Devices other than the cpu: what they lack, and their options. On WebGPU, with SwiftShader (of
Debian's chromium) where no other Vulkan driver was chosen."""

import os

from support import TestCase, f32, models, np, rankwise

SWIFTSHADER = "/usr/lib/chromium/vk_swiftshader_icd.json"


def setUpModule():
    if os.path.exists(SWIFTSHADER) and "VK_DRIVER_FILES" not in os.environ:
        os.environ.setdefault("VK_ICD_FILENAMES", SWIFTSHADER)


def load(name, **options):
    return rankwise.load(models() / f"{name}.onnx", device="webgpu", **options)


class Devices(TestCase):
    def test_list(self):
        found = {device.device: device for device in rankwise.devices()}
        self.assertEqual(next(iter(found)), "cpu")
        self.assertEqual(found["cpu"].provider, "CPUExecutionProvider")
        self.assertGreater(found["cpu"].memory_bytes, 2**28)
        self.assertRegex(found["webgpu:0"].driver, r"^\d+\.\d+")
        for device in found.values():
            with self.subTest(device.device):
                self.assertEqual(device.index >= 0, device.reason == "")
                self.assertEqual(device.index >= 0, device.name != "")

    def test_webgpu(self):
        options = {"enableInt64": True, "validationMode": "full"}
        with load("simplenet", provider_options=options, no_fallback=True) as net:
            self.assertEqual((net.device, net.fallback), ("webgpu:0", ""))
            x = np.arange(10, dtype=f32).reshape(2, 5)
            self.assertSame(net(x), 2 * x)

    def test_fallback(self):
        with load("nonzero") as net:
            self.assertEqual(net.fallback, "NonZero")
            self.assertEqual(net(np.array([0, 7, 8], f32)).tolist(), [[1, 2]])
        with self.refused("DEVICE_UNAVAILABLE", "NonZero would run on the CPU"):
            load("nonzero", no_fallback=True)

    def test_bad_options(self):
        for options, words in (
            ({"validationMode": "strict"}, "'validationMode' = 'strict'"),
            ({"enableInt65": 1}, "Did you mean 'enableInt64'"),
            ({"a;b": 1}, "semicolon"),
            ({"validationMode": "full\0"}, "null character"),
        ):
            with self.subTest(words), self.refused("INVALID_ARGUMENT", words):
                load("simplenet", provider_options=options)

    def test_engines(self):
        with load("simplenet", engines="rank") as own, load("simplenet") as shared:
            self.assertNotEqual(own.engine_pid, shared.engine_pid)
            with load("simplenet", engines="device") as other:
                self.assertEqual(other.engine_pid, shared.engine_pid)
        for engines, words in (("node", "engines is 'node'"), ("rank\0", "null character")):
            with self.subTest(words), self.refused("INVALID_ARGUMENT", words):
                load("simplenet", engines=engines)
