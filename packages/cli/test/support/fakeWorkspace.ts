import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';

const packageFolder = path.resolve(import.meta.dirname, '../..');

/** A checkout in a temporary folder: the real command line, with examples and launchers made up by a test. */
export class FakeWorkspace implements Disposable {
  readonly root = mkdtempSync(path.join(tmpdir(), 'cli-test-'));
  /** The only folder on the PATH besides those of the system's own commands. */
  readonly bin = this.folder('bin');
  /** Where local jobs make their folders. */
  readonly tmp = this.folder('tmp');
  readonly pids = this.folder('pids');
  readonly log = path.join(this.root, 'log');
  readonly model = this.file('model.onnx', 'a model');

  constructor() {
    this.file('package.json', '{"rankwise":{"examples":"apps/examples"}}');
    this.file('apps/examples/01-simplenet/simplenet.onnx', 'a model');
    this.folder('apps/examples/00-any-model');
    const cli = this.folder('packages/cli');
    for (const part of ['bin', 'dist', 'package.json']) {
      cpSync(path.join(packageFolder, part), path.join(cli, part), { recursive: true });
    }
    symlinkSync(path.resolve(packageFolder, '../../node_modules'), path.join(this.root, 'node_modules'));
    // The system's commands without its launchers, whichever machine this is.
    for (const command of ['sh', 'awk', 'sleep', 'cat', 'env']) this.link(command);
  }

  file(name: string, content: string): string {
    const file = path.join(this.root, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
    return file;
  }

  folder(name: string): string {
    const folder = path.join(this.root, name);
    mkdirSync(folder, { recursive: true });
    return folder;
  }

  script(name: string, content: string): string {
    const file = this.file(name, content);
    chmodSync(file, 0o755);
    return file;
  }

  /** Puts a script in the place of a compiled example. */
  example(flavour: 'mpi' | 'local', name: string, content: string): string {
    return this.script(`apps/examples/build/${flavour}/bin/${name}`, content);
  }

  /** Starts `rankwise` and does not throw where it fails. */
  start(args: readonly string[], env: Record<string, string> = {}) {
    return execa(process.execPath, [path.join(this.root, 'packages/cli/bin/rankwise.js'), ...args], {
      env: {
        PATH: this.bin,
        TMPDIR: this.tmp,
        HOME: this.root,
        PIDS: this.pids,
        FAKE_LOG: this.log,
        ...env,
      },
      extendEnv: false,
      reject: false,
      stdin: 'ignore',
    });
  }

  /** What local jobs left behind. */
  leftFolders(): string[] {
    return readdirSync(this.tmp).filter((name) => name.startsWith('rankwise-'));
  }

  [Symbol.dispose](): void {
    rmSync(this.root, { recursive: true, force: true });
  }

  remove(name: string): void {
    rmSync(path.join(this.root, name), { recursive: true });
  }

  /** Puts one of the system's own commands on the PATH. */
  link(command: string): void {
    const folder = ['/usr/bin', '/bin'].find((one) => readdirSync(one).includes(command));
    if (folder === undefined) throw new Error(`these tests need ${command} in /usr/bin or /bin`);
    symlinkSync(path.join(folder, command), path.join(this.bin, command));
  }
}
