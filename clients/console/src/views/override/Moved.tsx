/** What moved between a preview and its commit, as the refusal tells it. */
import type { CodedError } from "@muster/sdk";

import { ChangeTable } from "../../components/ChangeTable";
import { words } from "../../components/format";

interface MovedFact {
  readonly path: string;
  readonly field: string;
  readonly was: unknown;
  readonly is: unknown;
}

export function Moved({ error }: { readonly error: CodedError }) {
  const moved = error.details["moved"];
  if (!Array.isArray(moved) || moved.length === 0) return null;
  const changes = (moved as MovedFact[]).map(({ path, field, was, is }) => {
    return { key: `${path}.${field}`, field: <Named path={path} field={field} />, was, is };
  });
  return <ChangeTable caption="What moved" changes={changes} />;
}

function Named({ path, field }: { readonly path: string; readonly field: string }) {
  return (
    <>
      {words(field)} <span className="mono soft">{path}</span>
    </>
  );
}
