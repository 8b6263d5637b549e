/** Tables as CSV. A figure's unit stands in its column's name. */
export type CsvValue = string | number | null;

export interface CsvColumn<Row> {
  readonly name: string;
  readonly value: (row: Row) => CsvValue;
}

/** What a spreadsheet would take for the begin of a formula. */
const FORMULA = /^[=+\-@\t\r]/;
const QUOTED = /[",\r\n]/;

/**
 * Writes rows by RFC 4180: a header, commas, CRLF, quotes where they are needed.
 *
 * Text that a spreadsheet would run is led by an apostrophe, so that it is shown instead. Numbers are written as they are.
 */
export function csvOf<Row>(columns: readonly CsvColumn<Row>[], rows: readonly Row[]): string {
  const header = columns.map((column) => column.name);
  const lines = [header, ...rows.map((row) => columns.map((column) => column.value(row)))];
  return lines.map((line) => `${line.map(cell).join(",")}\r\n`).join("");
}

function cell(value: CsvValue): string {
  if (value === null) return "";
  if (typeof value === "number") return Number.isFinite(value) ? String(value) : "";
  const text = FORMULA.test(value) ? `'${value}` : value;
  return QUOTED.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
