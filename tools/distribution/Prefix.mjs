import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';

/** The folder that is being filled. Everyone may read what lies in it, whatever the sources' own permissions are. */
export class Prefix {
  /**
   * @param {string} root
   * @param {string} libdir where libraries lie, relative to the root
   */
  constructor(root, libdir) {
    this.root = root;
    /** What belongs to the engine and the command line, relative to the root. */
    this.own = join(libdir, 'rankwise');
    this.libdir = libdir;
  }

  /**
   * Where a file of it lies.
   *
   * @param {string} name relative to the root
   */
  path(name) {
    return join(this.root, name);
  }

  /**
   * From one file of it to another.
   *
   * @param {string} from a folder
   * @param {string} to
   */
  static between(from, to) {
    return relative(from, to);
  }

  /**
   * @param {string} name
   * @param {string} text
   * @param {{ program?: boolean }} [options]
   */
  write(name, text, { program = false } = {}) {
    const file = this.#fresh(name);
    writeFileSync(file, text);
    chmodSync(file, program ? 0o755 : 0o644);
  }

  /**
   * @param {string} source
   * @param {string} name
   */
  copy(source, name) {
    const file = this.#fresh(name);
    copyFileSync(source, file);
    chmodSync(file, statSync(source).mode & 0o100 ? 0o755 : 0o644);
  }

  /**
   * @param {string} source a folder
   * @param {string} name
   * @param {(path: string) => boolean} wanted says of a path relative to the source whether it is copied
   */
  copyFolder(source, name, wanted = () => true) {
    for (const entry of readdirSync(source, { recursive: true, withFileTypes: true })) {
      const path = relative(source, join(entry.parentPath, entry.name));
      if (entry.isFile() && wanted(path)) this.copy(join(source, path), join(name, path));
    }
  }

  /**
   * @param {string} name
   * @param {string} to from the root too
   */
  link(name, to) {
    symlinkSync(relative(dirname(this.path(name)), this.path(to)), this.#fresh(name));
  }

  /**
   * Removes what an earlier rankwise left there.
   *
   * @param {string} name
   */
  clear(name) {
    rmSync(this.path(name), { recursive: true, force: true });
  }

  // Never written over: a process may have it mapped.
  /** @param {string} name */
  #fresh(name) {
    const file = this.path(name);
    mkdirSync(dirname(file), { recursive: true });
    rmSync(file, { force: true });
    return file;
  }
}
