import { Help } from 'commander';

/** Below this many columns a description beside its option would have no room. */
const NARROW = 60;
const INDENT = 4;

/** An option or command and its description, as `Help.formatItem`; on a narrow terminal the description has lines of its own. */
export function formatItem(term: string, termWidth: number, description: string, helper: Help): string {
  const width = helper.helpWidth ?? 80;
  if (width >= NARROW || description === '')
    return Help.prototype.formatItem.call(helper, term, termWidth, description, helper);
  const lines = helper.boxWrap(description, width - INDENT).split('\n');
  return [`  ${term}`, ...lines.map((line) => ' '.repeat(INDENT) + line)].join('\n');
}
