import { expect, test } from "vitest";

import { nextOrder, ordered } from "../../src/components/order";

const COLUMNS = [{ name: "Size", order: (row: { readonly size: number }) => row.size }, { name: "Colour" }];
const ROWS = [{ size: 10 }, { size: 9 }, { size: 100 }];

test("numbers are put in order as numbers", () => {
  const rows = ordered(ROWS, COLUMNS, { name: "Size", direction: "ascending" });

  expect(rows.map((row) => row.size)).toEqual([9, 10, 100]);
});

test("a column without an order leaves the rows as given", () => {
  expect(ordered(ROWS, COLUMNS, { name: "Colour", direction: "ascending" })).toBe(ROWS);
});

test("pressing a head goes up, down, and back to the given order", () => {
  const up = nextOrder(null, "Size");
  const down = nextOrder(up, "Size");

  expect([up?.direction, down?.direction, nextOrder(down, "Size")]).toEqual(["ascending", "descending", null]);
});

test("pressing another head starts with it going up", () => {
  expect(nextOrder({ name: "Size", direction: "descending" }, "Colour")).toEqual({ name: "Colour", direction: "ascending" });
});
