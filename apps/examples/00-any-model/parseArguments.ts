/** The command line of this example. */
export interface Arguments {
  /** Path of the model. */
  readonly path: string;
  readonly device: string;
  /** Shapes by the names of inputs. */
  readonly shapes: ReadonlyMap<string, readonly number[]>;
}

/** Reads MODEL [DEVICE] [NAME=1x3x224x224]...; throws what is wrong. */
export function parseArguments([path, ...rest]: readonly string[]): Arguments {
  if (path === undefined) throw new Error('usage: main.js MODEL [DEVICE] [NAME=1x3x224x224]...');
  const [first = ''] = rest;
  const device = first === '' || first.includes('=') ? undefined : first;
  const shapes = new Map((device === undefined ? rest : rest.slice(1)).map(parseShape));
  return { path, device: device ?? 'auto', shapes };
}

/** A shape such as `x=1x3x224x224`; nothing after the `=` is the shape of a scalar. */
function parseShape(text: string): [name: string, shape: number[]] {
  const equals = text.lastIndexOf('=');
  if (equals < 0) throw new Error(`the argument '${text}' is no shape: write it as NAME=1x3x224x224`);
  const shape = text.slice(equals + 1);
  if (shape === '') return [text.slice(0, equals), []];
  if (!/^\d{1,15}(x\d{1,15})*$/.test(shape)) {
    throw new Error(`the shape in '${text}' is not valid: write it as NAME=1x3x224x224`);
  }
  return [text.slice(0, equals), shape.split('x').map(Number)];
}
