/** What moved between a preview and its commit, as the refusal tells it. */
import type { CodedError } from "@muster/sdk";

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
  return (
    <table className="table" aria-label="What moved">
      <thead>
        <tr>
          <th scope="col">What moved</th>
          <th scope="col">Was</th>
          <th scope="col">Is</th>
        </tr>
      </thead>
      <tbody>
        {(moved as MovedFact[]).map((one) => (
          <tr key={`${one.path}.${one.field}`}>
            <td>
              {words(one.field)} <span className="mono soft">{one.path}</span>
            </td>
            <td>{shown(one.was)}</td>
            <td>{shown(one.is)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function shown(value: unknown): string {
  if (value === null || value === undefined) return "nothing";
  return Array.isArray(value) ? value.join(", ") || "nothing" : String(value);
}
