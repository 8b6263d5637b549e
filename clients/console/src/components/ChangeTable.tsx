/** What changed, field by field: how it was and how it is. */
import type { ReactNode } from "react";

import { type Column, Table } from "./Table";

export interface ShownChange {
  readonly key: string;
  readonly field: ReactNode;
  readonly was: unknown;
  readonly is: unknown;
}

interface ChangeTableProps {
  readonly caption: string;
  readonly changes: readonly ShownChange[];
}

export function ChangeTable({ caption, changes }: ChangeTableProps) {
  return <Table caption={caption} columns={COLUMNS} rows={changes} keyOf={(one) => one.key} />;
}

const COLUMNS: readonly Column<ShownChange>[] = [
  { name: "What", isHeader: true, cell: (one) => one.field },
  { name: "Was", cell: (one) => shown(one.was) },
  { name: "Is", cell: (one) => shown(one.is) },
];

function shown(value: unknown): string {
  if (value === null || value === undefined || value === "") return "nothing";
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (Array.isArray(value)) return value.map(shown).join(", ") || "nothing";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
