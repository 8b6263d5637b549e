import { useMemo } from "react";

import { duration } from "../../components/format";
import { Figure, Panel } from "../../components/parts";
import { useNow } from "../../state/clock";
import { fleetOf, keyFigures } from "../../state/derive";
import { useFeed } from "../../state/state";

const LONG_WAIT_S = 300;

/** How the queue stands, in figures that fit on a glance. */
export function QueueHealth() {
  const bookings = useFeed("bookings").items;
  const snapshots = useFeed("fleet").items;
  const disruptions = useFeed("disruptions").items;
  const fleet = useMemo(() => fleetOf(snapshots), [snapshots]);
  const figures = keyFigures(bookings, fleet, useNow());
  const oldest = figures.waiting === 0 ? "nobody waits" : `oldest ${duration(figures.oldestWait_s)}`;
  return (
    <Panel title="Now">
      <dl className="figures">
        <Figure name="Waiting" value={figures.waiting} detail={oldest} tone={figures.oldestWait_s > LONG_WAIT_S ? "warn" : "plain"} />
        <Figure name="Under way" value={figures.active} detail={`${figures.scheduled} scheduled`} />
        <Figure name="At risk" value={figures.atRisk} detail="of their promise" tone={figures.atRisk > 0 ? "bad" : "plain"} />
        <Figure name="On duty" value={figures.onDuty} detail={`of ${fleet.length} providers`} />
        <Figure name="Idle" value={figures.idle} detail={`${figures.unseen} not seen`} />
        <Figure
          name="Disruptions"
          value={disruptions.length}
          detail={`${disruptions.filter((each) => each.severity === "critical").length} critical`}
          tone={disruptions.some((each) => each.severity === "critical") ? "bad" : "plain"}
        />
      </dl>
    </Panel>
  );
}
