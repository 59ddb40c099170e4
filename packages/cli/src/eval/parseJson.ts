import { RankwiseError } from '@rankwise/core';

/**
 * Parses JSON.
 * @throws RankwiseError `INVALID_ARGUMENT` with line and column where it is malformed.
 */
export function parseJson(text: string, source: string): unknown {
  // Some editors begin a file with a byte order mark, which JSON does not allow.
  const content = text.replace(/^\uFEFF/, '');
  try {
    return JSON.parse(content) as unknown;
  } catch (cause) {
    const reason = content.trim() === '' ? 'it is empty' : describe(cause, content);
    throw new RankwiseError('INVALID_ARGUMENT', `${source} is not JSON: ${reason}. Correct it there.`, {
      cause,
    });
  }
}

function describe(cause: unknown, content: string): string {
  const reason = cause instanceof Error ? cause.message : String(cause);
  const position = /at position (\d+)/.exec(reason)?.[1];
  // Where V8 gives no position it quotes the place, which may span lines.
  if (position === undefined) return reason.replaceAll(/\s*\n\s*/g, ' ');
  const before = content.slice(0, Number(position)).split('\n');
  const column = (before.at(-1)?.length ?? 0) + 1;
  return `${reason.replace(/ in JSON at position.*/s, '')} at line ${before.length}, column ${column}`;
}
