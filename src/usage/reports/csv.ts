/** A row of a report, flat. */
export type FlatRow = Readonly<Record<string, string | number | boolean | undefined>>;

/**
 * Rows as CSV (RFC 4180), their names first. A text that a spreadsheet would take for a formula gets a `'` in front, see
 * https://owasp.org/www-community/attacks/CSV_Injection
 */
export function toCsv(rows: readonly object[]): string {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const lines = rows.map((row) => names.map((name) => cell((row as FlatRow)[name])).join(','));
  return `${[names.join(','), ...lines].join('\r\n')}\r\n`;
}

function cell(value: FlatRow[string]): string {
  if (value === undefined) return '';
  if (typeof value !== 'string') return String(value);
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
