import type { CodedError } from "@muster/sdk";
import type { FormEvent } from "react";

import { backend } from "../../api/client";
import { words } from "../../components/format";
import { Field, Refusal } from "../../components/parts";
import { useCommand } from "../../components/use-command";
import { useMay } from "../../components/use-may";
import { type ZoneEdit, type ZoneFields, isChanged, requestOf } from "../../state/zone-edit";
import { HoursField } from "./HoursField";
import type { ZoneEditing } from "./use-zone-editing";

interface ZoneFormProps {
  readonly editing: ZoneEditing;
  readonly edit: ZoneEdit;
  readonly areaId: string;
  /** Ids that other zones have. */
  readonly taken: readonly string[];
}

/** A zone's fields, and saving them with its shape; nothing is lost when the backend refuses it. */
export function ZoneForm({ editing, edit, areaId, taken }: ZoneFormProps) {
  const { fields, base } = edit;
  const putting = useCommand();
  const mayPut = useMay("putZone");
  const version = base?.version ?? 0;
  const set = (more: Partial<ZoneFields>) => editing.change((now) => ({ ...now, fields: { ...now.fields, ...more } }));

  async function submit(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const answer = await putting.run(() => backend().commands.putZone(requestOf(edit, areaId, taken, version)));
    if (answer !== null) editing.close(`${fields.name} is saved as version ${answer.version}.`);
  }

  return (
    <form className="form" onSubmit={(event) => void submit(event)}>
      <Field name="Name">
        <input className="input" value={fields.name} maxLength={80} required onChange={(event) => set({ name: event.target.value })} />
      </Field>
      <Field name="Services, parted by commas">
        <input className="input" value={fields.services} required onChange={(event) => set({ services: event.target.value })} />
      </Field>
      <div className="form-pair">
        <Field name="Priority in overlaps">
          <input
            className="input"
            type="number"
            min={0}
            max={1000}
            required
            value={fields.priority}
            onChange={(event) => set({ priority: event.target.valueAsNumber || 0 })}
          />
        </Field>
        <label className="check">
          <input type="checkbox" checked={fields.active} onChange={(event) => set({ active: event.target.checked })} /> In service
        </label>
      </div>
      <HoursField hours={fields.hours} onChange={(hours) => set({ hours })} />
      {base !== null && base.closures.length > 0 && <p className="soft">{base.closures.length} closures are kept as they are.</p>}
      {putting.error && <Refused error={putting.error} />}
      <div className="row form-foot">
        <button className="button primary" type="submit" disabled={putting.isRunning || !mayPut}>
          Save version {version + 1}
        </button>
        <button className="button quiet" type="button" onClick={() => editing.close(null)}>
          {isChanged(edit) ? "Leave without saving" : "Back to the zones"}
        </button>
      </div>
    </form>
  );
}

/** The refusal, with which ring is at fault and why. */
function Refused({ error }: { readonly error: CodedError }) {
  const { reason, ring, version } = error.details;
  return (
    <>
      <Refusal error={error} />
      {typeof reason === "string" && (
        <p>
          <strong>{words(reason)}</strong>
          {typeof ring === "number" && `, in ring ${ring + 1}`}
        </p>
      )}
      {typeof version === "number" && <p>The zone is at version {version} by now.</p>}
    </>
  );
}
