import { Figure, Panel } from "../../components/parts";
import type { Route } from "../../state/route";
import { useFeed } from "../../state/state";
import { uptakeOf } from "../../state/supply";
import { CloseZone } from "./CloseZone";
import { Forecast } from "./Forecast";
import { Measures } from "./Measures";
import { ShapeForm } from "./ShapeForm";
import { Suggestions } from "./Suggestions";

/** Demand against supply: how it stands, who was asked to move, and what was done to demand. */
export default function SupplyView({ route }: { readonly route: Route }) {
  const uptake = uptakeOf(useFeed("suggestions").items);
  return (
    <div className="page">
      <div className="page-head">
        <h1>Supply</h1>
        <span className="soft">Pressure is waiting and expected demand over what can serve it soon.</span>
      </div>
      <Forecast />
      <div className="columns">
        <div className="stack">
          <Panel title="Suggestions to move">
            <dl className="figures">
              <Figure name="Open" value={uptake.open} />
              <Figure name="Accepted" value={uptake.accepted} />
              <Figure name="Not taken" value={uptake.declined} />
              <Figure name="Went there" value={uptake.went} />
              <Figure name="Found work" value={uptake.gotJob} />
            </dl>
            <Suggestions />
          </Panel>
          <Panel title="Measures and closures">
            <Measures areaId={route.areaId ?? ""} />
          </Panel>
        </div>
        <div className="stack">
          <Panel title="Shape demand">
            <ShapeForm areaId={route.areaId ?? ""} />
          </Panel>
          <CloseZone />
        </div>
      </div>
    </div>
  );
}
