/** Why not: asked before anything is rejected, and kept with the decision. */
import { type FormEvent, useState } from "react";

interface RejectFormProps {
  readonly onReject: (reason: string) => void;
  readonly onCancel: () => void;
}

export function RejectForm({ onReject, onCancel }: RejectFormProps) {
  const [reason, setReason] = useState("");
  function submit(event: FormEvent): void {
    event.preventDefault();
    if (reason.trim()) onReject(reason.trim());
  }
  return (
    <form className="reject panel padded" onSubmit={submit} onKeyDown={(event) => event.key === "Escape" && onCancel()}>
      <label htmlFor="reject-reason">Why is it rejected?</label>
      <input id="reject-reason" className="input" autoFocus maxLength={280} value={reason} onChange={(event) => setReason(event.target.value)} />
      <button type="submit" className="button danger" disabled={!reason.trim()}>
        Reject
      </button>
      <button type="button" className="button" onClick={onCancel}>
        Keep it
      </button>
    </form>
  );
}
