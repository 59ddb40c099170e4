import {
  numbers,
  splitAtCommas,
  withoutComments,
  type Declarations,
  type Type,
  type Variable,
} from './Declarations.js';

/**
 * Reads the interfaces and types with `bind(c)`, and the numbers, of a file of Fortran.
 * @throws Error for a `bind(c)` that is written in another way than it can read.
 */
export function readFortran(text: string): Declarations {
  const code = withoutComments(text, /!.*/).replaceAll(/ *& *\n */g, ' ');
  const interfaces =
    /(function|subroutine) \w+ *\(([^)]*)\)([^\n]*\bbind\(c, name="(\w+)"\)[^\n]*)\n([^]*?)end \1/g;
  const functions = [...code.matchAll(interfaces)].map(
    ([, kind, names = '', tail = '', name = '', body = '']) => {
      const variables = new Map(declared(body).map((each) => [each.name, each]));
      const known = (name: string): Variable => {
        const found = variables.get(name);
        if (!found) throw new Error(`${name} is not declared in: ${body}`);
        return found;
      };
      const result = /result\((\w+)\)/.exec(tail)?.[1] ?? '';
      return {
        name,
        result: kind === 'subroutine' ? nothing : { ...known(result).type, indirections: 0 },
        parameters: splitAtCommas(names).map(known),
      };
    },
  );
  const structures = [...code.matchAll(/type, bind\(c\) :: (\w+)\n([^]*?)end type/g)].map(
    ([, name = '', body = '']) => ({
      name,
      fields: declared(body).map((each) => ({ ...each, type: { ...each.type, indirections: 0 } })),
    }),
  );
  const all = code.split(/bind\(c\b/).length - 1;
  if (functions.length + structures.length !== all) {
    throw new Error(
      `Of ${String(all)} bind(c) only ${String(functions.length + structures.length)} could be read.`,
    );
  }
  const parameters = [...code.matchAll(/integer(?:\(\w+\))?, parameter :: (.*)/g)].map(([, list]) => list);
  return { functions, structures, numbers: numbers(parameters.join('\n'), /(RW_\w+) = (\d+)/g) };
}

const nothing: Type = { base: 'void', indirections: 0, constant: false };

/** The variables that lines such as `integer(c_int), intent(in) :: a, b(3)` declare. */
function declared(body: string): Variable[] {
  return [...body.matchAll(/^ *(\w[^\n:]*) :: (.*)$/gm)].flatMap(([, left = '', right = '']) => {
    const [base = '', ...attributes] = splitAtCommas(left);
    return splitAtCommas(right).map((entity) => {
      const [, name = '', , extent] = /^(\w+)(\((.*?)\))?/.exec(entity) ?? [];
      return {
        name,
        type: type(base, attributes, extent),
        ...(extent !== undefined && { extent }),
      };
    });
  });
}

/** How a variable is handed over to C. */
function type(declaration: string, attributes: readonly string[], extent: string | undefined): Type {
  // An array of no given rank goes by its descriptor. C changes it where it may allocate the array or point it elsewhere.
  if (extent === '..' || attributes.includes('dimension(..)')) {
    const moves = attributes.includes('allocatable') || attributes.includes('pointer');
    return { base: 'CFI_cdesc_t', indirections: 1, constant: !moves };
  }
  const [, base = '', , kind = ''] = /^(\w+)(\((?:kind=)?(\w+)\))?$/.exec(declaration) ?? [];
  const name = base === 'type' ? kind.replace(/^c_ptr$/, 'pointer') : kind.replace(/^c_/, '');
  const reference = !attributes.includes('value');
  return {
    base: name,
    indirections: reference ? 1 : 0,
    constant: reference && attributes.includes('intent(in)'),
  };
}
