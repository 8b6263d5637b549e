/** What moved between a preview and its commit, as the refusal tells it. */
import type { CodedError } from "@muster/sdk";

import { words } from "../../components/format";
import { type Column, Table } from "../../components/Table";

interface MovedFact {
  readonly path: string;
  readonly field: string;
  readonly was: unknown;
  readonly is: unknown;
}

export function Moved({ error }: { readonly error: CodedError }) {
  const moved = error.details["moved"];
  if (!Array.isArray(moved) || moved.length === 0) return null;
  return <Table caption="What moved" columns={COLUMNS} rows={moved as MovedFact[]} keyOf={(one) => `${one.path}.${one.field}`} />;
}

const COLUMNS: readonly Column<MovedFact>[] = [
  {
    name: "What moved",
    cell: (one) => (
      <>
        {words(one.field)} <span className="mono soft">{one.path}</span>
      </>
    ),
  },
  { name: "Was", cell: (one) => shown(one.was) },
  { name: "Is", cell: (one) => shown(one.is) },
];

function shown(value: unknown): string {
  if (value === null || value === undefined) return "nothing";
  return Array.isArray(value) ? value.join(", ") || "nothing" : String(value);
}
