import {
  numbers,
  splitAtCommas,
  withoutComments,
  type Declarations,
  type Type,
  type Variable,
} from './Declarations.js';

/** Reads the prototypes, structures and numbers of a header or a file of C. */
export function readC(text: string): Declarations {
  const code = withoutComments(text, /\/\*[^]*?\*\//);
  const prototypes = code.matchAll(/^(?!typedef|static|#)([\w ]+?[ *]+)(\w+)\(([^()]*)\);/gm);
  return {
    functions: [...prototypes].map(([, result = '', name = '', parameters = '']) => ({
      name,
      result: type(result.replace(/\w+_API /, '')),
      parameters: parameters === 'void' ? [] : splitAtCommas(parameters).map(variable),
    })),
    structures: [...code.matchAll(/typedef struct (\w+) \{([^}]*)\}/g)].map(([, name = '', fields = '']) => ({
      name,
      fields: fields.split(';').flatMap((field) => (field.trim() === '' ? [] : [variable(field)])),
    })),
    numbers: numbers(code, /^(?: {2}|#define )(RW_\w+)(?: = | )(\d+)/gm),
  };
}

function variable(declaration: string): Variable {
  const [, words = '', name = '', extent] = /^\s*([^]*?)(\w+)(?:\[(\w+)\])?\s*$/.exec(declaration) ?? [];
  return { name, type: type(words), ...(extent !== undefined && { extent }) };
}

const sameTypes: Record<string, string> = { rw_status: 'int', MPI_Comm: 'int', MPI_Datatype: 'int' };

function type(words: string): Type {
  const name = /\w+/.exec(words.replaceAll(/\bconst\b/g, ''))?.[0] ?? '';
  return {
    base: sameTypes[name] ?? name,
    indirections: words.split('*').length - 1,
    // `const T *` and `T *const *`: what the outermost address leads to.
    constant: /\bconst\b[^*]*\*\s*$/.test(words),
  };
}
