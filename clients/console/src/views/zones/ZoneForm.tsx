import type { CodedError, Zone } from "@muster/sdk";
import { type FormEvent, useState } from "react";

import { backend } from "../../api/client";
import { words } from "../../components/format";
import { Field, Note, Panel, Refusal } from "../../components/parts";
import { useCommand } from "../../components/use-command";
import { documentOf, draftOf } from "../../state/zones";

interface ZoneFormProps {
  readonly zone: Zone;
  /** Shows on the map what is being typed, before the backend is asked. */
  readonly onPreview: (draft: Zone | null) => void;
  readonly onClose: () => void;
}

/** Changes a zone; nothing of the form is lost when the backend refuses it. */
export function ZoneForm({ zone, onPreview, onClose }: ZoneFormProps) {
  const [geometry, setGeometry] = useState(() => documentOf(zone.geometry));
  const putting = useCommand();

  async function submit(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const answer = await putting.run(() =>
      backend().commands.putZone({
        zone_id: zone.zone_id,
        area_id: zone.area_id,
        name: String(form.get("name")),
        geometry,
        priority: Number(form.get("priority")),
        services: zone.services,
        hours: zone.hours,
        closures: zone.closures,
        active: form.get("active") === "on",
        expected_version: zone.version,
      }),
    );
    if (answer !== null) onClose();
  }

  function retype(text: string): void {
    setGeometry(text);
    onPreview(draftOf(zone, text));
  }

  return (
    <Panel title={zone.name}>
      <form className="padded form" onSubmit={(event) => void submit(event)}>
        <Field name="Name">
          <input className="input" name="name" defaultValue={zone.name} maxLength={80} required />
        </Field>
        <div className="form-pair">
          <Field name="Priority">
            <input className="input" name="priority" type="number" min={0} max={1000} defaultValue={zone.priority} required />
          </Field>
          <label className="check">
            <input name="active" type="checkbox" defaultChecked={zone.active} /> In service
          </label>
        </div>
        <Field name="Shape: GeoJSON (lng, lat), or a circle">
          <textarea className="input mono" rows={9} spellCheck={false} value={geometry} onChange={(event) => retype(event.target.value)} />
        </Field>
        {draftOf(zone, geometry) === null && <Note tone="warn">This can not be drawn: it is not complete JSON.</Note>}
        {putting.error && <Refused error={putting.error} />}
        <div className="row">
          <button className="button primary" type="submit" disabled={putting.isRunning}>
            Save version {zone.version + 1}
          </button>
          <button className="button quiet" type="button" onClick={onClose}>
            Leave it
          </button>
        </div>
      </form>
    </Panel>
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
