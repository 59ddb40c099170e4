import type { ModelInterface } from './ModelInterface.js';

/** The command that generates the code again. */
export function regenerate({ file, name }: Pick<ModelInterface, 'file' | 'name'>): string {
  return `rankwise generate ${file} --name ${name}`;
}
