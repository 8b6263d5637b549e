import { expect, it } from "vitest";

import { csvOf } from "../../src/components/csv";

interface Row {
  readonly text: string | null;
  readonly count: number | null;
}
const COLUMNS = [
  { name: "Reason", value: (row: Row) => row.text },
  { name: "Took (s)", value: (row: Row) => row.count },
];
const csv = (...rows: readonly Row[]) => csvOf(COLUMNS, rows);

it("writes a header and lines that end as RFC 4180 wants, also when there is nothing", () => {
  expect(csv()).toBe("Reason,Took (s)\r\n");
  expect(csv({ text: "rain", count: 12 })).toBe("Reason,Took (s)\r\nrain,12\r\n");
});

it("quotes what holds a comma, a quote or a line break", () => {
  expect(csv({ text: 'a "b", c\nd', count: 1 })).toContain('"a ""b"", c\nd",1\r\n');
});

it.each(["=1+1", "+49 30", "-5", "@sum", "\tx", "\rx"])("shows %j instead of running it", (text) => {
  const [, line] = csv({ text, count: null }).split(/\r\n(?!x)/);

  expect(line?.replace('"', "")).toMatch(/^'/);
});

it("leaves numbers as they are, negative ones too, and what is unknown empty", () => {
  expect(csv({ text: null, count: -4.5 })).toContain("\r\n,-4.5\r\n");
  expect(csv({ text: "x", count: null })).toContain("\r\nx,\r\n");
  expect(csv({ text: "x", count: Infinity })).toContain("\r\nx,\r\n");
});

it("guards and quotes at once", () => {
  expect(csv({ text: '=HYPERLINK("http://x","y")', count: 0 })).toContain(`"'=HYPERLINK(""http://x"",""y"")",0\r\n`);
});
