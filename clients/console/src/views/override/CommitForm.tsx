/** Doing what was previewed, for a reason that fits its kind. */
import { OVERRIDE_REASONS, type OverrideKind, type ReasonCode } from "@muster/sdk";
import { type FormEvent, useState } from "react";

import { Field } from "../../components/parts";
import { words } from "../../components/format";
import type { Overriding } from "./use-override";

export function CommitForm({ kind, overriding }: { readonly kind: OverrideKind; readonly overriding: Overriding }) {
  const [reason, setReason] = useState<ReasonCode | "">("");
  const [note, setNote] = useState("");
  const isReady = reason !== "" && (reason !== "other" || note.trim() !== "");
  function submit(event: FormEvent): void {
    event.preventDefault();
    if (reason !== "") void overriding.commit(reason, note.trim() || null);
  }
  return (
    <form className="override-commit" onSubmit={submit}>
      <Field name="Reason">
        <select className="input" value={reason} onChange={(event) => setReason(event.target.value as ReasonCode)}>
          <option value="">Choose…</option>
          {OVERRIDE_REASONS[kind].map((code) => (
            <option key={code} value={code}>
              {words(code)}
            </option>
          ))}
        </select>
      </Field>
      <Field name={reason === "other" ? "Note (needed)" : "Note"}>
        <input className="input" maxLength={280} value={note} onChange={(event) => setNote(event.target.value)} />
      </Field>
      <div className="row">
        <button type="submit" className="button primary" disabled={!isReady || overriding.isRunning}>
          Commit
        </button>
        <button type="button" className="button" onClick={overriding.leave}>
          Leave it
        </button>
      </div>
    </form>
  );
}
