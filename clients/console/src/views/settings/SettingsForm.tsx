import type { ServiceArea } from "@muster/sdk";
import type { FormEvent } from "react";

import { Note, Panel } from "../../components/parts";
import { LeaveIt, Saving } from "../../components/Saving";
import type { Editing } from "../../components/use-editing";
import { useMay } from "../../components/use-may";
import { changesOf, faultyOf } from "../../state/area-settings";
import { fieldOf, shownChanges } from "./shown-changes";

interface SettingsFormProps {
  readonly editing: Editing<ServiceArea>;
  readonly live: ServiceArea;
}

/** What was touched so far, and saving it; out of the way while nothing was. */
export function SettingsForm({ editing, live }: SettingsFormProps) {
  const { base, typed, saved } = editing;
  const mayPut = useMay("putServiceArea");
  const isTouched = Object.keys(typed).length > 0;
  if (!mayPut) return <Note tone="info">Settings are changed by supervisors and administrators.</Note>;
  if (!isTouched) return saved === null ? null : <Note tone="ok">{`Saved as version ${saved}.`}</Note>;

  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    void editing.save();
  }

  return (
    <Panel title="What saving would change">
      <form className="form padded" onSubmit={submit}>
        <Saving
          editing={editing}
          version={base.version}
          live={live.version}
          changes={shownChanges(changesOf(base, typed))}
          faulty={faultyOf(typed).map(fieldOf)}
        >
          <LeaveIt editing={editing} />
        </Saving>
      </form>
    </Panel>
  );
}
