const WIDTH = 100;

/** Breaks a statement of Fortran at its blanks, into lines of at most 100 columns. It must not hold a string with blanks. */
export function wrapStatement(statement: string, indent: number): readonly string[] {
  const inner = ' '.repeat(indent + 2);
  // Room for ' &'.
  const lines = fill(statement.split(' '), WIDTH - 2, ' '.repeat(indent), inner);
  return lines.map((line, index) => (index < lines.length - 1 ? `${line} &` : line));
}

/** Breaks the words of a comment into lines that begin with `lead`. */
export function wrapComment(text: string, lead: string, innerLead = lead): readonly string[] {
  const room = WIDTH - innerLead.length;
  const words = text.split(' ').flatMap((word) => word.match(new RegExp(`.{1,${room}}`, 'g')) ?? []);
  return fill(words, WIDTH, lead, innerLead);
}

function fill(words: readonly string[], width: number, lead: string, innerLead: string): readonly string[] {
  const lines: string[] = [];
  let line = lead;
  let begun = false;
  for (const word of words) {
    if (begun && line.length + 1 + word.length > width) {
      lines.push(line);
      line = innerLead;
      begun = false;
    }
    line += begun ? ` ${word}` : word;
    begun = true;
  }
  return [...lines, line];
}
