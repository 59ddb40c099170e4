import type { InspectDocument } from './inspect.js';

const WIDTH = 60;

/** The same for people, in lines of at most 60 columns where names allow it. */
export function formatInspection(document: InspectDocument): string {
  const { parameters, fileBytes, weights, batching, calls } = document;
  const opsets = Object.entries(document.opsets).map(([domain, version]) => `${domain} ${version}`);
  const producer = [document.producer, document.producerVersion].filter((text) => text !== '').join(' ');
  const ofType = weights.filter(({ elements }) => elements > 0);
  const batch = batching.possible
    ? 'Requests of several ranks can be run as one batch.'
    : `Requests of several ranks are not known to fit in one batch: ${batching.reason ?? ''}.`;
  return [
    shown(document.model),
    ...wrapped(`IR version ${document.irVersion}; opset ${opsets.join(', ') || 'not said'}`),
    ...wrapped(`Producer: ${shown(producer) || 'not said'}`),
    '',
    ...values('Inputs', document.inputs),
    ...values('Outputs', document.outputs),
    'Operators',
    ...wrapped(
      document.operators.map(({ operator, count }) => `${shown(operator)} ${count}`).join(', ') || 'none',
    ),
    '',
    'Weights',
    ...wrapped(`${parameters} parameters; the file has ${fileBytes} bytes`),
    ...ofType.flatMap(({ type, elements, bytes }) =>
      wrapped(`${type}: ${elements}${bytes > 0 ? `, ${bytes} bytes` : ''}`),
    ),
    ...document.externalFiles.map(({ file, found }) => `  ${shown(file)}: ${found ? 'there' : 'MISSING'}`),
    '',
    'Batching',
    ...wrapped(shown(batch)),
    ...(document.warnings.length > 0
      ? ['', 'Warnings', ...document.warnings.flatMap((text) => wrapped(`- ${shown(text)}`))]
      : []),
    '',
    ...(calls === null
      ? [
          'Calls',
          ...wrapped(
            'None can be shown for these types, ranks or names; "rankwise generate" writes a typed module where it can.',
          ),
        ]
      : ['Fortran', '', calls.fortran, 'C', '', calls.c, 'Python', '', calls.python.trimEnd()]),
  ].join('\n');
}

function values(title: string, all: InspectDocument['inputs']): readonly string[] {
  return [
    title,
    ...all.flatMap(({ name, type, onnx, fortran, optional }) => [
      `  ${shown(name)}: ${type}${optional ? ', may be left out' : ''}`,
      ...(onnx === null || fortran === null
        ? ['    any shape, or none']
        : [`    ONNX    [${sizes(onnx)}]`, `    Fortran (${sizes(fortran)})`]),
    ]),
    ...(all.length === 0 ? ['  none'] : []),
    '',
  ];
}

function sizes(dims: readonly (number | string | null)[]): string {
  return dims.map((size) => (size === null ? '?' : shown(String(size)))).join(', ');
}

/** Names come from a file: what would steer a terminal is written as an escape. */
function shown(text: string): string {
  return text.replaceAll(
    /\p{C}/gu,
    (character) => `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`,
  );
}

function wrapped(text: string): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + word.length + 3 > WIDTH) {
      lines.push(line);
      line = '';
    }
    line += line === '' ? word : ` ${word}`;
  }
  return [...lines, line].map((one) => `  ${one}`);
}
