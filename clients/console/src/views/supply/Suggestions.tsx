import { duration, timeOfDay, words } from "../../components/format";
import { Badge, Empty, type Tone } from "../../components/parts";
import { useConsole, useFeed } from "../../state/state";

const SHOWN = 12;
const TONES: Readonly<Record<string, Tone>> = { open: "info", accepted: "ok" };

/** Who was asked to move lately, and what came of it. */
export function Suggestions() {
  const suggestions = useFeed("suggestions");
  const zones = useFeed("zones").items;
  const timezone = useConsole((state) => state.areas.find((area) => area.area_id === state.areaId)?.timezone);
  const nameOf = (id: string) => zones.find((zone) => zone.zone_id === id)?.name ?? id;
  const latest = [...suggestions.items].sort((a, b) => b.made_at.getTime() - a.made_at.getTime()).slice(0, SHOWN);
  if (latest.length === 0) return <Empty title="Nobody was asked to move">Idle providers are asked when a zone runs short.</Empty>;
  return (
    <div className="scroll-x">
      <table className="table">
        <thead>
          <tr>
            <th scope="col">At</th>
            <th scope="col">Provider</th>
            <th scope="col">From, to</th>
            <th scope="col">Saves</th>
            <th scope="col">Answer</th>
          </tr>
        </thead>
        <tbody>
          {latest.map((each) => (
            <tr key={each.suggestion_id}>
              <td>{timeOfDay(each.made_at, timezone)}</td>
              <td>{each.provider_id}</td>
              <td>
                {nameOf(each.from_zone)} → {nameOf(each.to_zone)}
              </td>
              <td>{duration(each.gain_s)}</td>
              <td>
                <Badge tone={TONES[each.state] ?? "plain"}>{words(each.state)}</Badge>
                {each.effect && <small className="soft"> {outcome(each.effect)}</small>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function outcome({ went, got_job }: { readonly went: boolean; readonly got_job: boolean }): string {
  if (!went) return "did not go";
  return got_job ? "went, found work" : "went";
}
