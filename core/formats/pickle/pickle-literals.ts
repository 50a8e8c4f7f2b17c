/** Two's complement little-endian bytes: a number where exact, else a bigint. */
export function parseLong(bytes: Uint8Array): number | bigint {
  if (bytes.length === 0) return 0;
  let value = 0n;
  for (let i = bytes.length - 1; i >= 0; i--) value = (value << 8n) | BigInt(bytes[i]!);
  if (bytes[bytes.length - 1]! >= 0x80) value -= 1n << BigInt(8 * bytes.length);
  return narrow(value);
}

/** Decimal text of INT (where 00 and 01 are False and True) or LONG (which ends in L); undefined where it is neither. */
export function parseLongText(text: string, isInt: boolean): number | bigint | boolean | undefined {
  if (isInt && text === '00') return false;
  if (isInt && text === '01') return true;
  const digits = text.endsWith('L') ? text.slice(0, -1) : text;
  return /^[+-]?\d+$/.test(digits) ? narrow(BigInt(digits.replace('+', ''))) : undefined;
}

/** A Python string literal as protocol 0 writes it ('…' or "…" with backslash escapes); undefined where it is none. */
export function parseStringLiteral(text: string): string | undefined {
  const quote = text[0];
  if (text.length < 2 || (quote !== "'" && quote !== '"') || text.at(-1) !== quote) return undefined;
  const escapes: Record<string, string> = { n: '\n', r: '\r', t: '\t', '\\': '\\', "'": "'", '"': '"' };
  return text.slice(1, -1).replace(/\\(x[0-9a-fA-F]{2}|.)/g, (whole, code: string) =>
    code.length === 3 ? String.fromCharCode(parseInt(code.slice(1), 16)) : (escapes[code] ?? whole),
  );
}

function narrow(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}
