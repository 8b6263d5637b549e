/** Closing a zone for a while, with what that means in view, and taking a closure back. */
import type { Closure, Zone } from "@muster/sdk";
import type { FormEvent } from "react";

import { timeOfDay } from "../../components/format";
import { Field } from "../../components/parts";
import { useTimezone } from "../../components/timezone";
import { WindowFields, windowIn } from "../../components/WindowFields";
import { businessNow, useNow } from "../../state/clock";
import { OverridePanel } from "./OverridePanel";
import type { Overriding } from "./use-override";

export function ZoneByHand({ zone }: { readonly zone: Zone }) {
  return (
    <OverridePanel key={zone.zone_id} subject={zone.name}>
      {(overriding) => <Choose zone={zone} overriding={overriding} />}
    </OverridePanel>
  );
}

interface ChooseProps {
  readonly zone: Zone;
  readonly overriding: Overriding;
}

function Choose({ zone, overriding }: ChooseProps) {
  const now = useNow();
  const running = zone.closures.filter((closure) => closure.window.end_at > now);
  return (
    <>
      {running.length > 0 && (
        <ul className="measures">
          {running.map((closure) => (
            <Closed key={Number(closure.window.start_at)} zone={zone} closure={closure} overriding={overriding} />
          ))}
        </ul>
      )}
      <CloseForm zone={zone} overriding={overriding} />
    </>
  );
}

function Closed({ zone, closure, overriding }: ChooseProps & { readonly closure: Closure }) {
  const timezone = useTimezone();
  const { start_at, end_at } = closure.window;
  return (
    <li className="measure">
      <p>
        Closed {timeOfDay(start_at, timezone)} to {timeOfDay(end_at, timezone)}: {closure.reason}
      </p>
      <button
        type="button"
        className="button"
        disabled={overriding.isRunning}
        onClick={() => overriding.previewOf({ kind: "open_zone", zone_id: zone.zone_id, closure })}
      >
        Open again…
      </button>
    </li>
  );
}

function CloseForm({ zone, overriding }: ChooseProps) {
  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const closure = { window: windowIn(form, businessNow()), reason: String(form.get("why")) };
    overriding.previewOf({ kind: "close_zone", zone_id: zone.zone_id, closure });
  }
  return (
    <form className="form" onSubmit={submit}>
      <WindowFields />
      <Field name="Why it is closed, for those who ask">
        <input className="input" name="why" maxLength={200} required />
      </Field>
      <div className="row">
        <button type="submit" className="button" disabled={overriding.isRunning}>
          Preview the closure
        </button>
      </div>
    </form>
  );
}
