import { type ReactElement, Suspense, lazy } from "react";

import { Icon, type IconName } from "../components/icons";
import { Empty, Refusal } from "../components/parts";
import { type Route, type View, hrefOf } from "../state/route";
import { useConsole, useFeed } from "../state/state";
import { TopBar } from "./TopBar";

const NAMES: Readonly<Record<View, string>> = {
  map: "Area",
  triage: "Triage",
  bookings: "Bookings",
  supply: "Supply",
  providers: "Providers",
  zones: "Zones",
  playbook: "Playbook",
  settings: "Settings",
  insight: "Insight",
  audit: "Audit",
};

/** Each view is a chunk of its own. One that is not here is not in the navigation either. */
const PAGES: Partial<Record<View, React.LazyExoticComponent<(props: { readonly route: Route }) => ReactElement>>> = {
  map: lazy(() => import("./area/AreaView")),
  triage: lazy(() => import("./triage/TriageView")),
  bookings: lazy(() => import("./booking/BookingsView")),
  supply: lazy(() => import("./supply/SupplyView")),
  providers: lazy(() => import("./providers/ProvidersView")),
  zones: lazy(() => import("./zones/ZonesView")),
  playbook: lazy(() => import("./playbook/PlaybookView")),
  settings: lazy(() => import("./settings/SettingsView")),
  insight: lazy(() => import("./insight/InsightView")),
  audit: lazy(() => import("./audit/AuditView")),
};

/** Bar, navigation, and the view. */
export function Shell({ route }: { readonly route: Route }) {
  const Page = PAGES[route.view];
  return (
    <div className="shell">
      <TopBar route={route} />
      <Rail route={route} />
      <main className="stage" id="stage" tabIndex={-1}>
        <Ended />
        <Suspense fallback={<div className="page" aria-busy="true" />}>
          {Page === undefined ? <Empty title="There is no such view." /> : <Page route={route} />}
        </Suspense>
      </main>
    </div>
  );
}

function Rail({ route }: { readonly route: Route }) {
  const waiting = useFeed("triage").items.length;
  return (
    <nav className="rail" aria-label="Views">
      {(Object.keys(PAGES) as View[]).map((view) => (
        <a
          key={view}
          href={hrefOf({ areaId: route.areaId, view, id: null })}
          aria-current={view === route.view ? "page" : undefined}
          title={NAMES[view]}
        >
          <Icon name={view as IconName} />
          <span>{NAMES[view]}</span>
          {view === "triage" && waiting > 0 && <span className="count">{waiting}</span>}
        </a>
      ))}
    </nav>
  );
}

/** Says which listening has ended, for example when a role was taken away. */
function Ended() {
  const feeds = useConsole((state) => state.feeds);
  const error = Object.values(feeds).find((feed) => feed.error !== null)?.error;
  return error ? (
    <div className="padded">
      <Refusal error={error} />
    </div>
  ) : null;
}
