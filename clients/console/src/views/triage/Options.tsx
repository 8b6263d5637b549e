/** What could be done about a disruption, best first, each with what it would mean. */
import type { RecoveryOption } from "@muster/sdk";

import { ImpactTable } from "../../components/ImpactTable";
import { Badge } from "../../components/parts";
import { percent, shortId, words } from "../../components/format";
import { useTimezone } from "../../components/timezone";
import type { Answering } from "./use-answering";

interface OptionsProps {
  readonly options: readonly RecoveryOption[];
  /** None where nobody is asked. */
  readonly answering?: Answering;
}

export function Options({ options, answering }: OptionsProps) {
  const timezone = useTimezone();
  return (
    <ol className="options">
      {options.map((option, index) => (
        <li key={`${option.action}.${option.provider_id}.${option.booking_id}`} className="option panel padded">
          <div className="row">
            <b>{words(option.action)}</b> {option.provider_id && shortId(option.provider_id)}
            {index === 0 && <Badge tone="info">recommended</Badge>}
            <span className="soft">risk {percent(option.risk)}</span>
            {option.refused !== null && <Badge tone="bad">not now: {option.refused}</Badge>}
            {answering && index > 0 && option.refused === null && (
              <button
                type="button"
                className="button"
                onClick={() => answering.choose({ action: option.action, provider_id: option.provider_id })}
              >
                Choose
              </button>
            )}
          </div>
          <ImpactTable impact={option.impact} timezone={timezone} />
        </li>
      ))}
    </ol>
  );
}
