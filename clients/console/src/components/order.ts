/** Rows in the order that a column's head asks for. */
export interface Orderable<Row> {
  readonly name: string;
  /** What the column is put in order by; a column without it can not be. */
  readonly order?: (row: Row) => number | string;
}

export interface Order {
  /** The column's name. */
  readonly name: string;
  readonly direction: "ascending" | "descending";
}

/** The order after a press on a column's head: up, down, and as the rows were given. */
export function nextOrder(order: Order | null, name: string): Order | null {
  if (order?.name !== name) return { name, direction: "ascending" };
  return order.direction === "ascending" ? { name, direction: "descending" } : null;
}

export function ordered<Row>(rows: readonly Row[], columns: readonly Orderable<Row>[], order: Order | null): readonly Row[] {
  const by = columns.find((column) => column.name === order?.name)?.order;
  if (by === undefined) return rows;
  const sign = order?.direction === "descending" ? -1 : 1;
  return [...rows].sort((one, other) => sign * compared(by(one), by(other)));
}

function compared(one: number | string, other: number | string): number {
  if (typeof one === "number" && typeof other === "number") return one - other;
  return String(one).localeCompare(String(other));
}
