// Cells of CSV files (RFC 4180) that people open in spreadsheets.

/** A cell, quoted where needed. An apostrophe precedes a text that a spreadsheet would take for a formula. */
export function csvCell(value: string | number | boolean | null): string {
  if (value === null) return '';
  if (typeof value !== 'string') return String(value);
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
