/** The one table: read by columns, scrolled by finger and keyboard where it is too wide, put in order by its heads. */
import { type ReactNode, memo, useState } from "react";

import { type Order, type Orderable, nextOrder, ordered } from "./order";

export interface Column<Row> extends Orderable<Row> {
  readonly name: string;
  readonly cell: (row: Row) => ReactNode;
  readonly isNumber?: boolean;
  /** Whether its cell names the row. */
  readonly isHeader?: boolean;
}

/** Rows of a long table that are drawn before somebody asks for the rest. */
const MOST_AT_FIRST = 100;

interface TableProps<Row> {
  /** What the table is, for those who do not see it; also names the region that scrolls. */
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
  readonly isSelected?: (row: Row) => boolean;
  /** Whether rows answer to the pointer, because something in them can be pressed. */
  readonly isPressable?: boolean;
  readonly className?: string;
}

export function Table<Row>({ caption, columns, rows, keyOf, isSelected, isPressable, className }: TableProps<Row>) {
  const [order, setOrder] = useState<Order | null>(null);
  const [isWhole, setWhole] = useState(false);
  return (
    <div className="scroll-x" tabIndex={0} role="region" aria-label={caption}>
      <table className={className === undefined ? "table" : `table ${className}`}>
        <caption className="unseen">{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <Head key={column.name} column={column} order={order} onOrder={() => setOrder(nextOrder(order, column.name))} />
            ))}
          </tr>
        </thead>
        <tbody>
          {ordered(rows, columns, order)
            .slice(0, isWhole ? rows.length : MOST_AT_FIRST)
            .map((row) => (
              <Line key={keyOf(row)} columns={columns} row={row} isPressable={isPressable} isSelected={isSelected?.(row)} />
            ))}
        </tbody>
      </table>
      {!isWhole && rows.length > MOST_AT_FIRST && (
        <button type="button" className="link-button more-rows" onClick={() => setWhole(true)}>
          Show all {rows.length}
        </button>
      )}
    </div>
  );
}

interface LineProps<Row> {
  readonly columns: readonly Column<Row>[];
  readonly row: Row;
  readonly isPressable: boolean | undefined;
  readonly isSelected: boolean | undefined;
}

/** Drawn anew only when its row, the columns or its selection change: a long table keeps its columns. */
const Line = memo(function Line<Row>({ columns, row, isPressable, isSelected }: LineProps<Row>) {
  return (
    <tr className={isPressable ? "is-pressable" : undefined} aria-selected={isSelected}>
      {columns.map((column) => (
        <Cell key={column.name} column={column} row={row} />
      ))}
    </tr>
  );
}) as <Row>(props: LineProps<Row>) => ReactNode;

interface HeadProps<Row> {
  readonly column: Column<Row>;
  readonly order: Order | null;
  readonly onOrder: () => void;
}

function Head<Row>({ column, order, onOrder }: HeadProps<Row>) {
  const sort = order?.name === column.name ? order.direction : undefined;
  return (
    <th scope="col" className={column.isNumber ? "number" : undefined} aria-sort={sort}>
      {column.order === undefined ? (
        column.name
      ) : (
        <button type="button" className="link-button sort" onClick={onOrder}>
          {column.name}
        </button>
      )}
    </th>
  );
}

function Cell<Row>({ column, row }: { readonly column: Column<Row>; readonly row: Row }) {
  const content = column.cell(row);
  if (!column.isHeader) return <td className={column.isNumber ? "number" : undefined}>{content}</td>;
  return (
    <th scope="row" className="row-name">
      {content}
    </th>
  );
}
