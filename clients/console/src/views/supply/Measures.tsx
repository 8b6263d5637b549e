import type { Shaping } from "@muster/sdk";

import { backend } from "../../api/client";
import { timeOfDay, words } from "../../components/format";
import { Badge, Empty, Refusal } from "../../components/parts";
import { useCommand } from "../../components/use-command";
import { useNow } from "../../state/clock";
import { useConsole, useFeed } from "../../state/state";
import { type Phase, inTurn, phaseOf } from "../../state/supply";

const TONES = { acting: "warn", due: "info", over: "plain" } as const;
const SHOWN = 15;

/** Closures and demand shaping with their schedule; each can be ended early. */
export function Measures({ areaId }: { readonly areaId: string }) {
  const now = useNow();
  const shapings = useFeed("shapings").items;
  const ending = useCommand();
  if (shapings.length === 0) return <Empty title="No measures">Demand takes its course.</Empty>;
  const end = (shaping: Shaping) => void ending.run(() => backend().commands.endShaping({ shaping_id: shaping.shaping_id }));
  return (
    <>
      {ending.error && <Refusal error={ending.error} />}
      <ul className="measures">
        {inTurn(shapings, now)
          .slice(0, SHOWN)
          .map((shaping) => (
            <Measure key={shaping.shaping_id} shaping={shaping} phase={phaseOf(shaping, now)} areaId={areaId} onEnd={ending.isRunning ? null : end} />
          ))}
      </ul>
    </>
  );
}

interface MeasureProps {
  readonly shaping: Shaping;
  readonly phase: Phase;
  readonly areaId: string;
  readonly onEnd: ((shaping: Shaping) => void) | null;
}

function Measure({ shaping, phase, areaId, onEnd }: MeasureProps) {
  const timezone = useConsole((state) => state.areas.find((area) => area.area_id === areaId)?.timezone);
  const zone = useFeed("zones").items.find((each) => each.zone_id === shaping.zone_id);
  const { start_at, end_at } = shaping.window;
  return (
    <li className="measure">
      <div>
        <strong>{words(shaping.kind)}</strong> <Badge tone={TONES[phase]}>{words(phase)}</Badge>
        <p className="soft">
          {zone?.name ?? "Whole area"} · {timeOfDay(start_at, timezone)} to {timeOfDay(shaping.ended_at ?? end_at, timezone)}
          {shaping.extra_s > 0 && ` · ${shaping.extra_s / 60} min wider`} · by {shaping.set_by}
        </p>
        <p>{shaping.reason}</p>
      </div>
      {phase !== "over" && (
        <button className="button" type="button" disabled={onEnd === null} onClick={() => onEnd?.(shaping)}>
          End now
        </button>
      )}
    </li>
  );
}
