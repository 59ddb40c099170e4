#!/usr/bin/env python3
"""Exports a PyTorch network to ONNX, and checks that rankwise and PyTorch compute the same numbers with it.

Needs PyTorch 1.13 or later; PyTorch 2 needs the Python package onnx as well.
"""

import argparse
import contextlib
import difflib
import importlib
import importlib.util
import inspect
import json
import math
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
import traceback
import warnings
from pathlib import Path

EXAMPLES = """
examples:
  SimpleNet, from simplenet.py beside this script, for any number of rows:
    python3 pt2onnx.py simplenet SimpleNet --shape 1x5 --dynamic batch --output simplenet.onnx

  a trained network with two inputs, whose constructor takes the width:
    python3 pt2onnx.py mymodels/closure.py Closure --args '{"width": 64}' --weights closure.pt \\
        --shape 8x20 --input-name state --shape 8x4 --input-name forcing --output closure.onnx

exit status: 0 exported and the same numbers, 1 the numbers differ, 2 it could not be done
"""

# Types that torch, ONNX and the JSON of `rankwise eval` call the same.
DTYPES = ("float32", "float64", "float16", "int8", "int16", "int32", "int64", "uint8", "bool")

# What npm adds to a message of its own, or of the program that it runs.
NPM_CHATTER = ("npm warn", "npm WARN", "npm error A complete log", "npm ERR! A complete log")

# This script is in apps/examples/01-simplenet of the workspace, whose root has the command line installed.
WORKSPACE = Path(__file__).resolve().parents[3] if len(Path(__file__).resolve().parents) > 3 else Path.cwd()


class Failure(Exception):
    """What cannot be done, why, and what to do about it, in one line."""


def main(arguments=None):
    options = parse_options(arguments)
    try:
        return convert(options)
    except Failure as failure:
        message = " ".join(str(failure).split())
    except Exception as error:  # A defect, or a PyTorch that behaves in a way not foreseen here.
        message = f"{describe(error)} (--traceback shows where)"
        if options.traceback:
            traceback.print_exc()
    print(f"pt2onnx: {message}", file=sys.stderr)
    return 2


def convert(options):
    check_output_folder(options.output)
    torch = import_torch()
    torch.manual_seed(options.seed)
    network = make_network(torch, options)
    inputs = make_inputs(torch, options.shapes, options.dtypes)
    expected = run_in_pytorch(torch, network, inputs, options)
    names = (
        names_of("input", len(inputs), options.input_names, "--input-name"),
        names_of("output", len(expected), options.output_names, "--output-name"),
    )
    # The file gets its name when it has been checked, so that nobody runs one that is not right. Until then it
    # is in the same folder, because a rename does not cross file systems.
    unchecked = options.output.with_name(f".{options.output.name}.{os.getpid()}")
    try:
        export(torch, network, unchecked, dict(zip(names[0], inputs)), dict(zip(names[1], expected)), options)
        if options.check and not is_right(torch, network, unchecked, inputs, names, options):
            rejected = options.output.with_suffix(".differs.onnx")
            os.replace(unchecked, rejected)
            print(f"PyTorch and rankwise differ; {options.output} is not written, see {rejected}")
            return 1
        os.replace(unchecked, options.output)
    finally:
        with contextlib.suppress(FileNotFoundError):
            unchecked.unlink()
    verdict = "PyTorch and rankwise agree" if options.check else "exported, not checked"
    print(f"{options.output}: {verdict}")
    return 0


# --- the command line ---


class OneLineParser(argparse.ArgumentParser):
    def error(self, message):
        self.exit(2, f"pt2onnx: {message}; --help shows all options\n")


def parse_options(arguments):
    parser = OneLineParser(
        prog="pt2onnx.py",
        description=__doc__,
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    add = parser.add_argument
    add("module", help="dotted name of a Python module, or path of a .py file")
    add("class_name", metavar="class", help="a torch.nn.Module in it, or a function that returns one")
    add(
        "--shape",
        dest="shapes",
        metavar="1x5",
        type=shape,
        action="append",
        required=True,
        help="shape of an input; repeat it for several inputs, in the order of forward()",
    )
    add("--output", metavar="FILE", type=Path, required=True, help="ONNX file to write")
    add(
        "--weights",
        metavar="FILE",
        type=Path,
        help="state dict to load, as torch.save(net.state_dict(), FILE) wrote it, or a checkpoint that has it as"
        " state_dict, model_state_dict or model",
    )
    add(
        "--args",
        metavar="JSON",
        type=constructor_arguments,
        default=([], {}),
        help="arguments of the constructor: a list, or an object for keywords",
    )
    add(
        "--dtype",
        dest="dtypes",
        metavar="TYPE",
        choices=DTYPES,
        action="append",
        default=[],
        help=f"element type of an input, once for all or once for each: {', '.join(DTYPES)} (float32); float64"
        " for all real inputs makes the network's weights double too",
    )
    add(
        "--input-name",
        dest="input_names",
        metavar="NAME",
        action="append",
        default=[],
        help="once for each input (input, or input0, input1, ...)",
    )
    add(
        "--output-name",
        dest="output_names",
        metavar="NAME",
        action="append",
        default=[],
        help="once for each output (output, or output0, output1, ...)",
    )
    add(
        "--dynamic",
        metavar="NAME[=INDEX]",
        type=dynamic_dimension,
        action="append",
        default=[],
        help="leave dimension INDEX (0) of every input open, under this name; repeatable",
    )
    add("--opset", metavar="N", type=int, default=13, help="version of the ONNX operator set (13)")
    add("--rtol", metavar="X", type=tolerance, default=1e-5, help="relative difference to accept (1e-5)")
    add("--atol", metavar="X", type=tolerance, default=1e-6, help="absolute difference to accept (1e-6)")
    add(
        "--seed",
        metavar="N",
        type=int,
        default=0,
        help="of the random input to compare with, and of random weights (0)",
    )
    add(
        "--no-check",
        dest="check",
        action="store_false",
        help="export only; do not run the file with rankwise",
    )
    add("--traceback", action="store_true", help="show Python's traceback of an unforeseen error")
    options = parser.parse_args(arguments)
    if len(options.dtypes) not in (0, 1, len(options.shapes)):
        parser.error(
            f"--dtype is given {len(options.dtypes)} times for {len(options.shapes)} inputs: give it once, or"
            " once for each"
        )
    options.dtypes = (options.dtypes or ["float32"]) * (len(options.shapes) if len(options.dtypes) < 2 else 1)
    for name, index in options.dynamic:
        if all(index >= len(dimensions) for dimensions in options.shapes):
            parser.error(f"--dynamic {name}={index}: no input has a dimension {index}; the first is 0")
    return options


def shape(text):
    try:
        dimensions = tuple(int(part) for part in text.split("x"))
    except ValueError:
        dimensions = ()
    if not dimensions or min(dimensions) < 1:
        raise argparse.ArgumentTypeError(
            f"{text!r} is not a shape: write positive numbers with x between them, as in 1x3x64x64"
        )
    return dimensions


def constructor_arguments(text):
    try:
        value = json.loads(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(
            f"{text!r} is not JSON ({error}): write for example '{{\"width\": 64}}' or '[64]'"
        ) from None
    if isinstance(value, dict):
        return [], value
    if isinstance(value, list):
        return value, {}
    raise argparse.ArgumentTypeError(f"{text!r} is neither a list nor an object: write for example '[64]'")


def dynamic_dimension(text):
    name, _, index = text.partition("=")
    if not name.isidentifier() or not (index or "0").isdecimal():
        raise argparse.ArgumentTypeError(
            f"{text!r} is not NAME or NAME=INDEX: write for example batch or height=2"
        )
    return name, int(index or 0)


def tolerance(text):
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value < math.inf:
        raise argparse.ArgumentTypeError(
            f"{text!r} is not a tolerance: write a number that is not negative, as in 1e-4"
        )
    return value


def check_output_folder(path):
    if not path.parent.is_dir():
        raise Failure(f"the folder {path.parent} of --output does not exist: make it, or name another")


def names_of(kind, count, given, option):
    if not given:
        return [kind] if count == 1 else [f"{kind}{index}" for index in range(count)]
    if len(given) != count:
        raise Failure(
            f"{option} is given {len(given)} times, and the network has {count} {kind}s: give it once for"
            " each"
        )
    return given


# --- the network ---


def import_torch():
    # PyTorch uses NumPy only where it is there, and says so each time it is not.
    warnings.filterwarnings("ignore", message="Failed to initialize NumPy")
    try:
        import torch
    except ImportError as error:
        raise Failure(
            f"PyTorch cannot be imported by {sys.executable} ({error}): install it with `apt-get install"
            " python3-torch` and use /usr/bin/python3, or with `pip install torch`"
        ) from None
    return torch


def make_network(torch, options):
    factory = find_class(torch, import_module(options.module), options)
    positional, keywords = options.args
    try:
        network = factory(*positional, **keywords)
    except Exception as error:
        raise Failure(
            f"{options.class_name} cannot be made: {describe(error)}; --args gives arguments to its"
            " constructor"
        ) from error
    if not isinstance(network, torch.nn.Module):
        raise Failure(
            f"{options.class_name} of {options.module} gives a {type(network).__name__}, not a"
            " torch.nn.Module: name a network"
        )
    if options.weights is not None:
        load_weights(torch, network, options.weights)
    return in_precision(network.cpu().eval(), options.dtypes)


def in_precision(network, dtypes):
    """The network in double precision where all its real inputs are: PyTorch does not multiply the two kinds."""
    reals = {name for name in dtypes if name.startswith("float")}
    return network.double() if reals == {"float64"} else network


def import_module(name):
    path = Path(name)
    is_path = path.suffix == ".py" or os.sep in name
    if is_path and not path.is_file():
        raise Failure(f"there is no file {name}: check the path, which is relative to {Path.cwd()}")
    # Modules beside the file, or in the current folder, are found as if Python had been started there.
    sys.path.insert(0, str(path.resolve().parent if is_path else Path.cwd()))
    try:
        return load_file(path) if is_path else importlib.import_module(name)
    except ModuleNotFoundError as error:
        if (
            not is_path
            and error.name is not None
            and (name == error.name or name.startswith(f"{error.name}."))
        ):
            raise Failure(
                f"there is no module {name} in {Path.cwd()}, beside this script or installed: check the name,"
                " or give the path of the .py file"
            ) from None
        raise Failure(
            f"{name} needs the module {error.name}, which is not installed for {sys.executable}"
        ) from error
    except (Exception, SystemExit) as error:
        raise Failure(f"{name} cannot be imported: {describe(error)}; correct it there") from error


def load_file(path):
    spec = importlib.util.spec_from_file_location(path.stem, path)
    if spec is None:
        raise Failure(f"{path} is not a Python file: its name must end in .py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module
    spec.loader.exec_module(module)
    return module


def find_class(torch, module, options):
    found = module
    for part in options.class_name.split("."):
        found = getattr(found, part, None)
    if found is None:
        raise Failure(
            f"there is no {options.class_name} in"
            f" {options.module}{suggestion(torch, module, options.class_name)}"
        )
    if not callable(found) or (inspect.isclass(found) and not issubclass(found, torch.nn.Module)):
        raise Failure(
            f"{options.class_name} of {options.module} is not a"
            f" torch.nn.Module{suggestion(torch, module, options.class_name)}"
        )
    return found


def suggestion(torch, module, name):
    networks = [
        key
        for key, value in vars(module).items()
        if inspect.isclass(value) and issubclass(value, torch.nn.Module)
    ]
    if not networks:
        return ": it defines no network at all"
    nearest = difflib.get_close_matches(name, networks, 1)
    return f": did you mean {nearest[0]}?" if nearest else f": it has {', '.join(sorted(networks))}"


def load_weights(torch, network, path):
    if not path.is_file():
        raise Failure(f"there is no file {path} for --weights: check the path")
    try:
        # Only tensors: a pickle from elsewhere could otherwise run any code.
        state = torch.load(str(path), map_location="cpu", weights_only=True)
    except Exception as error:
        raise Failure(
            f"{path} is not a state dict of tensors alone ({type(error).__name__} while loading it): "
            "write one with torch.save(network.state_dict(), path)"
        ) from error
    for key in ("state_dict", "model_state_dict", "model"):  # as checkpoints of training loops have them
        if isinstance(state, dict) and isinstance(state.get(key), dict):
            state = state[key]
    try:
        network.load_state_dict(state)
    except Exception as error:
        raise Failure(
            f"{path} does not fit {type(network).__name__}: {describe(error)}; does --args agree with the"
            " training?"
        ) from error


def make_inputs(torch, shapes, dtypes):
    return [make_input(torch, dimensions, getattr(torch, name)) for dimensions, name in zip(shapes, dtypes)]


def make_input(torch, dimensions, dtype):
    if dtype.is_floating_point:
        return torch.randn(dimensions, dtype=torch.float32).to(dtype)
    # 0 and 1 are valid indices of nearly every embedding.
    return torch.randint(0, 2, dimensions).to(dtype)


def run_in_pytorch(torch, network, inputs, options):
    try:
        with torch.no_grad():
            result = network(*[tensor.clone() for tensor in inputs])
    except Exception as error:
        shapes = ", ".join(f"{dtype_name(tensor)} {dimensions_text(tensor.shape)}" for tensor in inputs)
        raise Failure(
            f"{options.class_name} does not take {shapes}: {describe(error)}; --shape and --dtype give its"
            " inputs"
        ) from error
    return flatten(torch, result, options.class_name)


def flatten(torch, result, name):
    """The tensors of nested tuples, lists and dicts, in the order in which the exporter numbers outputs."""
    if isinstance(result, torch.Tensor):
        return [result]
    if isinstance(result, dict):
        result = list(result.values())
    if isinstance(result, (tuple, list)):
        return [tensor for item in result if item is not None for tensor in flatten(torch, item, name)]
    raise Failure(f"{name} returns a {type(result).__name__}: forward() must return tensors")


# --- the export ---


def export(torch, network, path, inputs, outputs, options):
    keywords = {
        "opset_version": options.opset,
        "input_names": list(inputs),
        "output_names": list(outputs),
        "dynamic_axes": dynamic_axes(inputs, outputs, options.dynamic),
    }
    # Since 2.5 there are two exporters; only this one writes the opset it is asked for.
    if "dynamo" in inspect.signature(torch.onnx.export).parameters:
        keywords["dynamo"] = False
    try:
        with quiet_exporter(options.traceback):
            torch.onnx.export(network, tuple(inputs.values()), str(path), **keywords)
    except Exception as error:
        raise Failure(
            f"{options.class_name} cannot be exported with opset {options.opset}:"
            f" {describe(error)}{export_remedy(error)}"
        ) from error


@contextlib.contextmanager
def quiet_exporter(verbose):
    """Keeps back advice about the other exporter, and the graph that the exporter's C++ prints when it fails.

    What the tracer warns of does concern the network, and stays.
    """
    sys.stdout.flush()
    with warnings.catch_warnings(), open(os.devnull, "wb") as nowhere:
        warnings.simplefilter("ignore", DeprecationWarning)
        warnings.filterwarnings("ignore", message=".*(legacy|deprecated).*")
        stdout = os.dup(1)
        os.dup2(2 if verbose else nowhere.fileno(), 1)
        try:
            yield
        finally:
            os.dup2(stdout, 1)
            os.close(stdout)


def export_remedy(error):
    if "onnx" in str(error) and "not installed" in str(error):
        return "; install the package onnx for this Python (`pip install onnx`)"
    return "; another --opset may have what is missing"


def dynamic_axes(inputs, outputs, dynamic):
    """The open dimensions of each tensor: those asked for, and the first of outputs that have the batch's.

    The exporter works the other dimensions of the outputs out by itself.
    """
    axes = {
        name: {index: label for label, index in dynamic if index < tensor.dim()}
        for name, tensor in inputs.items()
    }
    batch = {index: label for label, index in dynamic if index == 0}
    batches = {tensor.shape[0] for tensor in inputs.values()}
    axes.update(
        {name: batch for name, tensor in outputs.items() if tensor.dim() > 0 and tensor.shape[0] in batches}
    )
    return {name: labels for name, labels in axes.items() if labels}


# --- the check ---


def is_right(torch, network, path, inputs, names, options):
    """Compares at the shapes given and, as an export may have frozen them, at larger ones where they are open."""
    cases = [inputs]
    open_indices = {index for _, index in options.dynamic}
    if open_indices:
        larger = [
            [size + (index in open_indices) for index, size in enumerate(each)] for each in options.shapes
        ]
        cases.append(make_inputs(torch, larger, options.dtypes))
    # Every case, also after one that differs: which of them do tells what is wrong.
    verdicts = [agrees(torch, network, path, case, names, options) for case in cases]
    return all(verdicts)


def agrees(torch, network, path, inputs, names, options):
    expected = run_in_pytorch(torch, network, inputs, options)
    again = run_in_pytorch(torch, network, inputs, options)
    actual = run_in_rankwise(path, dict(zip(names[0], inputs)))
    same = True
    for name, tensor, repeated in zip(names[1], expected, again):
        if name not in actual:
            raise Failure(
                f"rankwise gives no output {name}, only {', '.join(actual)}: is RANKWISE_CLI a rankwise of this"
                " version?"
            )
        verdict = compare(torch, tensor, actual[name], options)
        if not same_tensor(torch, tensor, repeated):
            verdict += (
                "; PyTorch itself gives other numbers each time: the network is random even in evaluation"
            )
        same = same and verdict.startswith("same")
        print(f"{name} {dimensions_text(tensor.shape)}: {verdict}")
    return same


def same_tensor(torch, one, other):
    return one.shape == other.shape and torch.equal(torch.nan_to_num(one), torch.nan_to_num(other))


def compare(torch, tensor, actual, options):
    """A line that begins with `same` or `different`, with the largest difference."""
    form = f"{dtype_name(tensor)} {dimensions_text(tensor.shape)}"
    actual_form = f"{actual['type']} {dimensions_text(actual['dims'])}"
    if form != actual_form:
        return f"different: PyTorch gives {form}, rankwise {actual_form}"
    # JSON has the shortest decimals that mean these very elements; as Python's floats they would be others.
    values = torch.tensor([number(value) for value in actual["data"]], dtype=tensor.dtype).tolist()
    largest, outside = 0.0, 0
    for wanted, got in zip(tensor.flatten().tolist(), values):
        difference = distance(wanted, got)
        largest = max(largest, difference)
        outside += difference > options.atol + options.rtol * abs(wanted if math.isfinite(wanted) else 0.0)
    allowed = f"accepted: {options.atol:g} + {options.rtol:g} x |value|"
    if outside:
        return f"different in {outside} of {tensor.numel()} values, at most by {largest:.3g} ({allowed})"
    return f"same, largest difference {largest:.3g} ({allowed})"


def distance(wanted, got):
    if wanted == got or (math.isnan(wanted) and math.isnan(got)):
        return 0.0
    difference = abs(wanted - got)
    return math.inf if math.isnan(difference) else difference


def number(value):
    """An element of the JSON, where NaN, infinities and large integers are strings."""
    if not isinstance(value, str):
        return value
    return float(value) if value in ("NaN", "Infinity", "-Infinity") else int(value)


def run_in_rankwise(path, inputs):
    with tempfile.TemporaryDirectory(prefix="pt2onnx-") as folder:
        file = Path(folder, "inputs.json")
        file.write_text(
            json.dumps({name: as_json(tensor) for name, tensor in inputs.items()}), encoding="utf8"
        )
        # On the CPU, as PyTorch here: the question is whether the export is right, not how a device rounds.
        output = run_command(
            [*command_line(), "eval", str(path.resolve()), "--input", str(file), "--device", "cpu"]
        )
    try:
        return json.loads(output)
    except ValueError as error:
        raise Failure(
            f"what rankwise printed is not JSON ({error}): is RANKWISE_CLI a rankwise of this version?"
        ) from error


def as_json(tensor):
    return {"type": dtype_name(tensor), "dims": list(tensor.shape), "data": tensor.flatten().tolist()}


def dtype_name(tensor):
    return str(tensor.dtype).replace("torch.", "")


def dimensions_text(dimensions):
    return "x".join(map(str, dimensions)) or "scalar"


def command_line():
    named = shlex.split(os.environ.get("RANKWISE_CLI", ""))
    if named or shutil.which("rankwise"):
        return named or ["rankwise"]
    return ["npx", "--no-install", "rankwise"]


def run_command(command):
    remedy = "run `npm run setup` in the workspace, set RANKWISE_CLI to the command, or give --no-check"
    try:
        done = subprocess.run(command, cwd=WORKSPACE, capture_output=True, text=True, check=False)
    except OSError as error:
        raise Failure(
            f"the exported network cannot be checked, as {command[0]} cannot be run ({error.strerror}):"
            f" {remedy}"
        ) from error
    if done.returncode == 0:
        return done.stdout
    said = [line for line in done.stderr.splitlines() if line.strip() and not line.startswith(NPM_CHATTER)]
    message = said[-1].strip() if said else f"exit status {done.returncode}, without a message"
    if not said or any(sign in done.stderr for sign in ("npm error", "npm ERR!", "Cannot find module")):
        raise Failure(
            f"the exported network cannot be checked, as `{' '.join(command[:3])}` fails ({message}):"
            f" {remedy}"
        )
    raise Failure(f"rankwise cannot run the exported network: {message}")


def describe(error):
    """The first line that says something: PyTorch's messages go on for pages."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    if lines and lines[0].endswith(":") and len(lines) > 1:
        lines[0] = f"{lines[0]} {lines[1]}"
    return f"{type(error).__name__}: {lines[0].rstrip('.')}" if lines else type(error).__name__


if __name__ == "__main__":
    sys.exit(main())
