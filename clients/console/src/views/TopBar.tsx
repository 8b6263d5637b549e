import { DropdownMenu } from "radix-ui";
import { useState } from "react";

import { signOut } from "../api/session";
import { timeOfDay } from "../components/format";
import { Icon, Mark } from "../components/icons";
import { useNow } from "../state/clock";
import { areasOf, connectionOf } from "../state/derive";
import { type Route, go } from "../state/route";
import { useConsole } from "../state/state";
import { toggleTheme, useTheme } from "../theme/theme";
import { SignOutEverywhere } from "./SignOutEverywhere";

export function TopBar({ route }: { readonly route: Route }) {
  return (
    <header className="topbar">
      <div className="brand">
        <Mark />
        <span>Muster</span>
      </div>
      <AreaChoice route={route} />
      <span className="spring" />
      <Connected />
      <AreaClock areaId={route.areaId} />
      <ThemeButton />
      <PersonMenu />
    </header>
  );
}

function AreaChoice({ route }: { readonly route: Route }) {
  const person = useConsole((state) => state.person);
  const areas = useConsole((state) => state.areas);
  const ids = areasOf(person ?? null, areas);
  const nameOf = (id: string) => areas.find((area) => area.area_id === id)?.name ?? id;
  return (
    <select
      className="input area-choice"
      aria-label="Area"
      value={route.areaId ?? ""}
      onChange={(event) => go({ areaId: event.target.value, view: route.view, id: null })}
    >
      {ids.map((id) => (
        <option key={id} value={id}>
          {nameOf(id)}
        </option>
      ))}
    </select>
  );
}

const CONNECTION = { live: "Live", waiting: "Connecting…", lost: "Connection lost: last known state" } as const;

function Connected() {
  const connection = useConsole((state) => connectionOf(state.feeds));
  return (
    <span className={`connection is-${connection}`} role="status">
      <i />
      {CONNECTION[connection]}
    </span>
  );
}

function AreaClock({ areaId }: { readonly areaId: string | null }) {
  const now = useNow();
  const timezone = useConsole((state) => state.areas.find((area) => area.area_id === areaId)?.timezone);
  return (
    <time className="clock" dateTime={now.toISOString()} title={timezone}>
      {timeOfDay(now, timezone, true)}
    </time>
  );
}

function ThemeButton() {
  const theme = useTheme();
  const other = theme === "dark" ? "light" : "dark";
  return (
    <button className="button quiet" type="button" onClick={toggleTheme} aria-label={`Use ${other} colours`}>
      <Icon name={theme === "dark" ? "sun" : "moon"} />
    </button>
  );
}

function PersonMenu() {
  const person = useConsole((state) => state.person);
  const [isEnding, setEnding] = useState(false);
  if (!person) return null;
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger className="button quiet" aria-label="Account">
        <Icon name="person" />
        <Icon name="down" size={14} />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="menu" align="end" sideOffset={6}>
          <DropdownMenu.Label className="menu-label">
            {person.name}
            <br />
            {person.role}
          </DropdownMenu.Label>
          <DropdownMenu.Separator className="menu-line" />
          <DropdownMenu.Item className="menu-item" onSelect={() => void signOut()}>
            Sign out
          </DropdownMenu.Item>
          <DropdownMenu.Item className="menu-item" onSelect={() => setEnding(true)}>
            Sign out on every device…
          </DropdownMenu.Item>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
      {isEnding && <SignOutEverywhere uid={person.uid} onClose={() => setEnding(false)} />}
    </DropdownMenu.Root>
  );
}
