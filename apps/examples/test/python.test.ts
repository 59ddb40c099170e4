import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';

const example = fileURLToPath(new URL('../01-simplenet/', import.meta.url));

const NETWORKS = `
import torch
from torch import nn


class Cnn(nn.Module):
    """A small image network: values of several orders of magnitude, and every kind of layer that such a one has."""

    def __init__(self, channels=4):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(1, channels, 3, padding=1), nn.BatchNorm2d(channels), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(channels, 8, 3), nn.GELU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(),
        )
        self.classes = nn.Linear(8, 3)

    def forward(self, images):
        return torch.softmax(self.classes(self.features(images)), 1)


class Lookup(nn.Module):
    """Two inputs of different types, and outputs that JSON has no numbers for."""

    def __init__(self):
        super().__init__()
        self.table = nn.Embedding(7, 4)

    def forward(self, index, state):
        return self.table(index) + state, index * 2**60, state / 0


class Noise(nn.Module):
    def forward(self, x):
        return x + torch.randn_like(x)


class Frozen(nn.Module):
    """The tracer sees a number, not the batch that it came from."""

    def forward(self, x):
        return x * float(x.shape[0])


class Verdict(nn.Module):
    def forward(self, x):
        return "good"


class Weather:
    pass


def make_cnn():
    return Cnn(2)


def save_weights(path):
    torch.manual_seed(1)
    weights = Cnn().state_dict()
    torch.save({"epoch": 3, "state_dict": weights}, path)
    torch.save({"model": weights, "optimizer": {}}, "model." + path)
`;

let python: string;
let folder: string;

/** The Python that has PyTorch: the one that is named, or the distribution's own, or the first on the PATH. */
function findPython(): string {
  const named = process.env['RANKWISE_PYTHON'];
  const candidates = named === undefined ? ['/usr/bin/python3', 'python3'] : [named];
  const found = candidates.find((each) => spawnSync(each, ['-c', 'import torch']).status === 0);
  if (found !== undefined) return found;
  throw new Error(
    `${candidates.join(' and ')} cannot import torch: install it with \`apt-get install python3-torch\`, or run ` +
      '`npm test`, which does; RANKWISE_PYTHON names another Python',
  );
}

function run(file: string, args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const { status, stdout, stderr } = spawnSync(python, [join(example, file), ...args], {
    cwd: folder,
    encoding: 'utf8',
    // The rankwise of this workspace, whatever the environment names.
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1', RANKWISE_CLI: '', ...env },
  });
  return { status, stdout, stderr };
}

function pt2onnx(args: string, env: NodeJS.ProcessEnv = {}) {
  return run('pt2onnx.py', args.split(' '), env);
}

beforeAll(() => {
  python = findPython();
});

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rankwise-python-'));
  writeFileSync(join(folder, 'networks.py'), NETWORKS);
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('simplenet.py', () => {
  it('prints the doubled values', () => {
    expect(run('simplenet.py', [])).toEqual({
      status: 0,
      stdout: 'tensor([[0., 2., 4., 6., 8.]])\n',
      stderr: '',
    });
  });
});

describe('pt2onnx.py', () => {
  it('exports SimpleNet, and finds that rankwise computes the same', () => {
    const { status, stdout, stderr } = pt2onnx(
      'simplenet SimpleNet --shape 1x5 --dynamic batch --output out.onnx',
    );
    expect(stderr).toBe('');
    expect(stdout.split('\n')).toEqual([
      'output 1x5: same, largest difference 0 (accepted: 1e-06 + 1e-05 x |value|)',
      'output 2x5: same, largest difference 0 (accepted: 1e-06 + 1e-05 x |value|)',
      'out.onnx: PyTorch and rankwise agree',
      '',
    ]);
    expect(status).toBe(0);
    expect(readFileSync(join(folder, 'out.onnx')).includes('pytorch')).toBe(true);
  });

  it('exports a CNN with constructor arguments and three open dimensions', () => {
    const dynamic = '--dynamic batch --dynamic height=2 --dynamic width=3';
    const { status, stdout } = pt2onnx(
      `networks.py Cnn --args {"channels":6} --shape 2x1x16x16 ${dynamic} --output cnn.onnx`,
    );
    expect(stdout).toMatch(
      /^output 2x3: same.*\noutput 3x3: same.*\ncnn.onnx: PyTorch and rankwise agree\n$/,
    );
    expect(status).toBe(0);
  });

  it('takes several inputs, element types, and values that are not numbers in JSON', () => {
    const inputs =
      '--shape 4x4 --dtype int64 --input-name index --shape 4x4x4 --dtype float32 --input-name state';
    const { status, stdout } = pt2onnx(
      `networks Lookup ${inputs} --output-name sum --output-name far --output-name none --output lookup.onnx`,
    );
    expect(stdout).toMatch(
      /^sum 4x4x4: same.*\nfar 4x4: same.*\nnone 4x4x4: same.*\nlookup.onnx: .* agree\n$/,
    );
    expect(status).toBe(0);
  });

  it('makes the network double where its inputs are', () => {
    const { status, stdout } = pt2onnx(
      'simplenet SimpleNet --shape 2x5 --dtype float64 --rtol 1e-14 --atol 1e-14 --output double.onnx',
    );
    expect(stdout).toMatch(/^output 2x5: same.*\ndouble.onnx: .* agree\n$/);
    expect(status).toBe(0);
  });

  it('loads weights, of a checkpoint too, into what a function makes', () => {
    const save = `import networks; networks.save_weights("weights.pt")`;
    expect(spawnSync(python, ['-c', save], { cwd: folder }).status).toBe(0);
    const options = '--weights weights.pt --shape 1x1x8x8 --output cnn.onnx';
    expect(pt2onnx(`networks.py Cnn ${options}`)).toMatchObject({ status: 0 });
    expect(pt2onnx(`networks.py Cnn ${options.replace('weights.pt', 'model.weights.pt')}`)).toMatchObject({
      status: 0,
    });
    expect(pt2onnx(`networks.py make_cnn ${options}`)).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/^pt2onnx: weights.pt does not fit Cnn: .*size mismatch.*\n$/) as string,
    });
  });

  it('reports a network that is random, and leaves nothing that could be run by mistake', () => {
    const { status, stdout } = pt2onnx('networks.py Noise --shape 4 --output noise.onnx');
    expect(status).toBe(1);
    expect(stdout).toMatch(/^output 4: different in 4 of 4 values, at most by .*random even in evaluation\n/);
    expect(stdout).toContain('noise.onnx is not written, see noise.differs.onnx\n');
    expect(existsSync(join(folder, 'noise.onnx'))).toBe(false);
  });

  it('reports a network whose export froze the size of the batch', () => {
    const { status, stdout } = pt2onnx('networks.py Frozen --shape 4 --dynamic batch --output frozen.onnx');
    expect(status).toBe(1);
    expect(stdout).toMatch(/^output 4: same.*\noutput 5: different in 5 of 5 values/);
  });

  it.each([
    ['nowhere Net --shape 1', 'there is no module nowhere in '],
    ['nowhere.py Net --shape 1', 'there is no file nowhere.py: check the path'],
    ['networks.py Frozn --shape 1', 'there is no Frozn in networks.py: did you mean Frozen?'],
    ['networks.py Weather --shape 1', 'Weather of networks.py is not a torch.nn.Module: it has Cnn, '],
    ['networks.py Cnn --shape 1x1x8', 'Cnn does not take float32 1x1x8: '],
    ['networks.py Cnn --args {"depth":3} --shape 1', 'Cnn cannot be made: TypeError: '],
    ['networks.py Cnn --args {3} --shape 1', "argument --args: '{3}' is not JSON"],
    ['networks.py Cnn --shape 1xx5', "argument --shape: '1xx5' is not a shape"],
    ['networks.py Cnn --shape 1x5 --dynamic n=2', '--dynamic n=2: no input has a dimension 2'],
    ['networks.py Cnn --shape 1x1x8x8 --input-name a --input-name b', '--input-name is given 2 times'],
    ['networks.py Cnn --shape 1x1x8x8 --opset 99', 'Cnn cannot be exported with opset 99: '],
    ['networks.py Cnn --shape 1x1x8x8 --weights no.pt', 'there is no file no.pt for --weights'],
    [
      'networks.py Cnn --shape 1x1x8x8 --weights networks.py',
      'networks.py is not a state dict of tensors alone',
    ],
    ['networks.py Verdict --shape 1', 'Verdict returns a str: forward() must return tensors'],
    ['networks.py Cnn', 'the following arguments are required: --shape'],
  ])('explains in one line: %s', (args, message) => {
    const { status, stdout, stderr } = pt2onnx(`${args} --output out.onnx`);
    expect(stderr).toContain(`pt2onnx: ${message}`);
    // PyTorch 2 warns of some of these in lines of its own.
    expect(stderr).not.toContain('Traceback');
    expect(stdout).toBe('');
    expect(status).toBe(2);
    expect(readdirSync(folder).filter((name) => name.includes('.onnx'))).toEqual([]);
  });

  it('says how to get PyTorch where there is none', () => {
    writeFileSync(join(folder, 'torch.py'), 'raise ImportError("No module named torch")\n');
    const { status, stderr } = pt2onnx('simplenet SimpleNet --shape 1x5 --output out.onnx', {
      PYTHONPATH: folder,
    });
    expect(status).toBe(2);
    expect(stderr).toMatch(/^pt2onnx: PyTorch cannot be imported .*apt-get install python3-torch.*\n$/);
  });

  it('names the folder that is not there before it loads anything', () => {
    const { status, stderr } = pt2onnx('simplenet SimpleNet --shape 1x5 --output no/out.onnx');
    expect(status).toBe(2);
    expect(stderr).toBe('pt2onnx: the folder no of --output does not exist: make it, or name another\n');
  });

  it('says what to do where rankwise cannot be run, and can do without', () => {
    const args = 'simplenet SimpleNet --shape 1x5 --output out.onnx';
    const env = { RANKWISE_CLI: '/nowhere/rankwise' };
    const { status, stderr } = pt2onnx(args, env);
    expect(status).toBe(2);
    expect(stderr).toMatch(
      /cannot be checked, as \/nowhere\/rankwise cannot be run .*npm run setup.*--no-check\n$/,
    );
    expect(pt2onnx(`${args} --no-check`, env)).toEqual({
      status: 0,
      stdout: 'out.onnx: exported, not checked\n',
      stderr: '',
    });
  });

  it('shows two examples in its help', () => {
    const { status, stdout } = pt2onnx('--help');
    expect(status).toBe(0);
    expect(stdout.match(/^ {4}python3 pt2onnx\.py /gm)).toHaveLength(2);
  });
});
