import type { CFunction, Declarations, Structure, Type, Variable } from './Declarations.js';

/** In what Fortran's declarations differ from those of C that they stand for: a line for each. */
export function differences(fortran: Declarations, c: Declarations): string[] {
  return [
    ...fortran.functions.flatMap((one) => ofFunction(one, find(c.functions, one.name))),
    ...fortran.structures.flatMap((one) => ofStructure(one, find(c.structures, nameInC(one.name)))),
    ...Object.entries(fortran.numbers)
      .filter(([name, number]) => c.numbers[name] !== number)
      .map(([name, number]) => `${name} is ${String(number)}, in C ${String(c.numbers[name])}`),
  ];
}

/** A structure that programs do not see is `c_…` in Fortran. */
const nameInC = (name: string) => name.replace(/^c_/, 'rw_');

const find = <T extends { name: string }>(all: readonly T[], name: string) =>
  all.find((one) => one.name === name);

function ofFunction(fortran: CFunction, c: CFunction | undefined): string[] {
  if (!c) return [`${fortran.name} is not declared in C`];
  return [
    ...(fits(fortran.result, c.result)
      ? []
      : [`${c.name} gives ${said(fortran.result)}, in C ${said(c.result)}`]),
    ...ofVariables(c.name, fortran.parameters, c.parameters),
  ];
}

function ofStructure(fortran: Structure, c: Structure | undefined): string[] {
  if (!c) return [`${fortran.name} is not declared in C`];
  // The name says in Fortran, where the order is another, that it is ONNX's.
  const fields = fortran.fields.map((field) => ({
    ...field,
    name: field.name.replace(/^onnx_shape$/, 'shape'),
  }));
  return ofVariables(c.name, fields, c.fields, (one, other) => one.extent === other.extent);
}

function ofVariables(
  where: string,
  fortran: readonly Variable[],
  c: readonly Variable[],
  alike: (one: Variable, other: Variable) => boolean = () => true,
): string[] {
  if (fortran.length !== c.length) {
    return [`${where} has ${String(fortran.length)} members, in C ${String(c.length)}`];
  }
  return fortran.flatMap((one, i) => {
    const other = c[i];
    if (other && one.name === other.name && fits(one.type, other.type) && alike(one, other)) return [];
    return [`${where}: ${variable(one)}, in C ${other ? variable(other) : 'none'}`];
  });
}

/** Whether Fortran's hands over what C's takes. */
function fits(fortran: Type, c: Type): boolean {
  if (fortran.base === 'pointer') {
    if (fortran.indirections === 0) return c.indirections > 0;
    return c.indirections === 2 && c.constant === fortran.constant;
  }
  const base = c.base === 'void' && c.indirections > 0 ? 'int8_t' : c.base;
  return (
    base === nameInC(fortran.base) &&
    c.indirections === fortran.indirections &&
    c.constant === fortran.constant
  );
}

const variable = ({ name, type, extent }: Variable) =>
  `'${name}' is ${said(type)}${extent ? `[${extent}]` : ''}`;

const said = ({ base, indirections, constant }: Type) =>
  `${constant ? 'const ' : ''}${base}${'*'.repeat(indirections)}`;
