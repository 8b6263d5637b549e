import { type FormEvent, useState } from "react";

import { backend } from "../../api/client";
import { words } from "../../components/format";
import { Field, Note, Refusal } from "../../components/parts";
import { WindowFields, windowIn } from "../../components/WindowFields";
import { useCommand } from "../../components/use-command";
import { businessNow } from "../../state/clock";
import { useFeed } from "../../state/state";

const KINDS = ["widen_windows", "hold_non_urgent", "pause_service"] as const;
type Kind = (typeof KINDS)[number];
const EXPLAINED: Readonly<Record<Kind, string>> = {
  widen_windows: "Promises made meanwhile end later.",
  hold_non_urgent: "Savers wait, and scheduled work starts later, as far as promises allow.",
  pause_service: "New bookings are refused; waiting ones are not offered.",
};

/** Sets a measure for a while; the backend refuses what collides. */
export function ShapeForm({ areaId }: { readonly areaId: string }) {
  const [kind, setKind] = useState<Kind>("widen_windows");
  const zones = useFeed("zones").items;
  const setting = useCommand();
  const [done, setDone] = useState(false);

  async function submit(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const form = event.currentTarget;
    setDone(false);
    const answer = await setting.run(() => send(areaId, kind, new FormData(form)));
    if (answer !== null) {
      setDone(true);
      form.reset();
    }
  }

  return (
    <form className="padded form" onSubmit={(event) => void submit(event)}>
      <Field name="Measure">
        <select className="input" value={kind} onChange={(event) => setKind(event.target.value as Kind)}>
          {KINDS.map((each) => (
            <option key={each} value={each}>
              {words(each)}
            </option>
          ))}
        </select>
      </Field>
      <p className="soft">{EXPLAINED[kind]}</p>
      <Field name="Where">
        <select className="input" name="zone" defaultValue="">
          <option value="">Whole area</option>
          {zones.map((zone) => (
            <option key={zone.zone_id} value={zone.zone_id}>
              {zone.name}
            </option>
          ))}
        </select>
      </Field>
      <WindowFields />
      {kind === "widen_windows" && (
        <Field name="Wider by, minutes">
          <input className="input" name="extra" type="number" min={1} max={240} defaultValue={10} required />
        </Field>
      )}
      <Field name="Reason">
        <input className="input" name="reason" maxLength={200} required />
      </Field>
      {setting.error && <Refusal error={setting.error} />}
      {done && <Note tone="ok">Set. It ends by itself.</Note>}
      <button className="button primary" type="submit" disabled={setting.isRunning}>
        Set the measure
      </button>
    </form>
  );
}

async function send(areaId: string, kind: Kind, form: FormData): Promise<unknown> {
  const zoneId = String(form.get("zone"));
  return backend().commands.shapeDemand({
    area_id: areaId,
    kind,
    zone_id: zoneId === "" ? null : zoneId,
    window: windowIn(form, businessNow()),
    extra_min: kind === "widen_windows" ? Number(form.get("extra")) : null,
    reason: String(form.get("reason")),
  });
}
