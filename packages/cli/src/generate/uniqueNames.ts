import { reservedForArguments, reservedForModules } from './reservedNames.js';

/** Fortran allows 63 letters; what is left is for a number that tells two names apart. */
const MAX_NAME = 58;
/** NAME_model is a name too. */
export const MAX_MODULE_NAME = 57;

/**
 * Gives names that are valid and different in Fortran, C and C++, whatever the case of letters. The same calls give the
 * same names.
 */
export class UniqueNames {
  readonly #used = new Set<string>();

  /** @param taken names that are never given, in lower case */
  constructor(taken: Iterable<string> = []) {
    for (const name of taken) this.#used.add(name);
  }

  /**
   * A name like `wanted`.
   * @param role begins the name where `wanted` cannot stand alone: it is empty, begins with a digit or is reserved
   */
  add(wanted: string, role: string): string {
    const first = validName(wanted, role, reservedForArguments).slice(0, MAX_NAME);
    let name = first;
    for (let number = 2; this.#used.has(name); number++) name = `${first}_${number}`;
    this.#used.add(name);
    return name;
  }
}

/** The name of a module for the model in a file: `My Net-2.onnx` gives `my_net_2`. */
export function moduleNameOf(file: string): string {
  return validName(file.replace(/\.onnx$/i, ''), 'model', reservedForModules).slice(0, MAX_MODULE_NAME);
}

/** Whether a module, a type and functions in C can be called so. */
export function isModuleName(name: string): boolean {
  const lower = name.toLowerCase();
  return /^[a-z]\w*$/.test(lower) && name.length <= MAX_MODULE_NAME && !isReserved(lower, reservedForModules);
}

function validName(wanted: string, role: string, reserved: ReadonlySet<string>): string {
  const name = wanted
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^_|_$/g, '');
  if (name === '') return role;
  return /^\d/.test(name) || isReserved(name, reserved) ? `${role}_${name}` : name;
}

/** The generated code's own names begin with rw_. */
function isReserved(name: string, reserved: ReadonlySet<string>): boolean {
  return reserved.has(name) || /^(rw|rankwise)(_|$)/.test(name);
}
