const DIGITS = 6;

/** A number in at most six digits, as `%.6g` of C. */
export function formatNumber(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  const { digits, exponent } = round(Math.abs(value));
  if (exponent < -4 || exponent >= DIGITS) {
    const power = `${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
    return `${sign}${withoutZeros(`${digits[0] ?? ''}.${digits.slice(1)}`)}e${power}`;
  }
  const padded = exponent < 0 ? '0'.repeat(-exponent) + digits : digits;
  const point = Math.max(exponent, 0) + 1;
  return sign + withoutZeros(`${padded.slice(0, point)}.${padded.slice(point)}`);
}

/** The six digits of a number, and the power of ten of the first. */
function round(value: number): { digits: string; exponent: number } {
  const rounded = split(value.toExponential(DIGITS - 1));
  const exact = split(value.toExponential(50));
  // Halfway between two, C takes the even one and JavaScript the larger.
  const halfway = /^50*$/.test(exact.digits.slice(DIGITS));
  const kept = exact.digits.slice(0, DIGITS);
  return halfway && Number(kept.at(-1)) % 2 === 0 ? { digits: kept, exponent: exact.exponent } : rounded;
}

function split(exponential: string): { digits: string; exponent: number } {
  const [mantissa = '', power = '0'] = exponential.split('e');
  return { digits: mantissa.replace('.', ''), exponent: Number(power) };
}

function withoutZeros(fraction: string): string {
  return fraction.replace(/\.?0*$/, '');
}
