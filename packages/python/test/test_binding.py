"""The binding says what the headers say."""

import ctypes
import os
import re
import subprocess
import tempfile

from support import BRIDGE, TestCase, rankwise
from rankwise import _binding, _library

HEADER = (BRIDGE / "include/rankwise.h").read_text()

KINDS = {
    "rw_status": ctypes.c_int,
    "int": ctypes.c_int,
    "int32_t": ctypes.c_int32,
    "int64_t": ctypes.c_int64,
    "size_t": ctypes.c_size_t,
    "const char *": ctypes.c_char_p,
    "void": None,
    "void *": ctypes.c_void_p,
    "rw_model *": ctypes.c_void_p,
    "rw_request *": ctypes.c_void_p,
    "rw_tensor *": ctypes.POINTER(_binding.Tensor),
    "rw_tensor_info *": ctypes.POINTER(_binding.TensorInfo),
    "rw_load_options *": ctypes.POINTER(_binding.LoadOptions),
    "rw_device_info *": ctypes.POINTER(_binding.DeviceInfo),
    "rw_devices *": ctypes.c_void_p,
    "rw_devices **": ctypes.POINTER(ctypes.c_void_p),
    "int *": ctypes.POINTER(ctypes.c_int),
    "size_t *": ctypes.POINTER(ctypes.c_size_t),
    "rw_model **": ctypes.POINTER(ctypes.c_void_p),
    "rw_request **": ctypes.POINTER(ctypes.c_void_p),
    "const char **": ctypes.POINTER(ctypes.c_char_p),
}


def kind(declared):
    # "const rw_tensor *inputs" is "rw_tensor *"; of the pointers to const only strings are told
    # apart.
    words = re.sub(r"\s*(\*+)\s*\w*$", r" \1", declared.replace("*const *", "**").strip())
    if "*" not in words:
        words = words.split()[0]
    return KINDS[words if words.startswith("const char") else words.replace("const ", "")]


class Binding(TestCase):
    def test_prototypes(self):
        text = re.sub(r"/\*.*?\*/", "", HEADER, flags=re.S)
        found = {}
        for result, name, arguments in re.findall(
            r"^RW_API (.*?)(\w+)\(([^)]*)\);", text, flags=re.S | re.M
        ):
            arguments = " ".join(arguments.split())
            given = [] if arguments == "void" else [kind(each) for each in arguments.split(",")]
            found[name] = (kind(result if "*" in result else result + " x"), *given)
        self.assertGreater(len(found), 20)
        self.assertEqual(found, _binding.PROTOTYPES)

    def test_types(self):
        numbers = dict(re.findall(r"^  RW_(\w+) = (\d+)", HEADER, flags=re.M))
        self.assertGreater(len(numbers), 10)
        self.assertEqual(int(re.search(r"RW_MAX_RANK (\d+)", HEADER).group(1)), _binding.MAX_RANK)
        for name, number in numbers.items():
            self.assertEqual(getattr(_binding, name), int(number), name)

    def test_layouts(self):
        names = {
            "rw_tensor": "Tensor",
            "rw_tensor_info": "TensorInfo",
            "rw_load_options": "LoadOptions",
            "rw_device_info": "DeviceInfo",
        }
        lines, expected = [], []
        for c_name, name in names.items():
            structure = getattr(_binding, name)
            lines.append(f'printf("%zu\\n", sizeof({c_name}));')
            expected.append(ctypes.sizeof(structure))
            for field, _ in structure._fields_:
                lines.append(f'printf("%zu\\n", offsetof({c_name}, {field}));')
                expected.append(getattr(structure, field).offset)
        with tempfile.TemporaryDirectory() as folder:
            program = os.path.join(folder, "layout")
            with open(program + ".c", "w") as file:
                file.write(
                    "#include <stdio.h>\n#include <rankwise.h>\nint main(void) {"
                    + "".join(lines)
                    + "}\n"
                )
            compiler = os.environ.get("CC", "cc")
            command = [compiler, f"-I{BRIDGE / 'include'}", program + ".c", "-o", program]
            subprocess.run(command, check=True)
            said = subprocess.run([program], check=True, stdout=subprocess.PIPE).stdout
        self.assertEqual([int(each) for each in said.split()], expected)

    def test_statuses(self):
        header = (BRIDGE / "include/rankwise_status.h").read_text()
        table = re.findall(r'X\((\w+), (\d+), "(.*)"\)', header)
        self.assertEqual(
            [(s.name, str(s.value)) for s in rankwise.Status], [row[:2] for row in table]
        )
        c = _library.get().c
        for status, (name, _, words) in zip(rankwise.Status, table):
            self.assertEqual(c.rw_status_name(status).decode(), name)
            self.assertEqual(c.rw_status_text(status).decode(), words)

    def test_version(self):
        version = re.search(r'RW_VERSION "(.*)"', HEADER).group(1)
        self.assertEqual(rankwise.__version__, version)
        self.assertTrue(version.startswith(_library.VERSION + "."))
        project = (BRIDGE.parent / "python/pyproject.toml").read_text()
        self.assertIn(f'version = "{version}"', project)
