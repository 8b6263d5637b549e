/** When something begins and for how long, as minutes from now. */
import type { WindowInput } from "@muster/sdk";

import { Field } from "./parts";

const MINUTE_MS = 60_000;

export function WindowFields() {
  return (
    <div className="form-pair">
      <Field name="Starts in, minutes">
        <input className="input" name="from" type="number" min={0} max={1440} defaultValue={0} required />
      </Field>
      <Field name="Lasts, minutes">
        <input className="input" name="lasts" type="number" min={5} max={1440} defaultValue={30} required />
      </Field>
    </div>
  );
}

/** Reads the fields. */
export function windowIn(form: FormData, now: Date): WindowInput {
  const startMs = now.getTime() + Number(form.get("from")) * MINUTE_MS;
  return { start_at: new Date(startMs), end_at: new Date(startMs + Number(form.get("lasts")) * MINUTE_MS) };
}
