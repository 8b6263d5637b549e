import { useEffect } from "react";

import { watchArea, watchAreas } from "../api/feeds";
import { Empty } from "../components/parts";
import { areasOf } from "../state/derive";
import { go, useRoute } from "../state/route";
import { chooseArea, useConsole } from "../state/state";
import { Shell } from "./Shell";
import { SignIn } from "./SignIn";

/** The whole: signing in, then the shell around the view that the address names. */
export function Console() {
  const person = useConsole((state) => state.person);
  const farewell = useConsole((state) => state.farewell);
  if (person === undefined) return <main className="empty" aria-busy="true" />;
  return person === null ? <SignIn farewell={farewell} /> : <Scoped key={person.uid} />;
}

/** Keeps to the areas that the operator may see, and listens to the one that is chosen. */
function Scoped() {
  const route = useRoute();
  const person = useConsole((state) => state.person);
  const areas = useConsole((state) => state.areas);
  const areaId = useConsole((state) => state.areaId);
  const mayRead = person?.role === "admin" ? "all" : (person?.areas.join() ?? "");
  useEffect(watchAreas, []);

  const allowed = areasOf(person ?? null, areas);
  const wanted = allowed.includes(route.areaId ?? "") ? route.areaId : (allowed[0] ?? null);
  useEffect(() => {
    if (wanted === null) return undefined;
    if (route.areaId !== wanted) go({ ...route, areaId: wanted });
    chooseArea(wanted);
    return watchArea(wanted);
    // Not by route: moving from view to view keeps listening.
  }, [wanted, mayRead]);

  if (areaId === null) return <Empty title="No area">Ask an administrator for an area to supervise.</Empty>;
  return <Shell route={{ ...route, areaId }} />;
}
