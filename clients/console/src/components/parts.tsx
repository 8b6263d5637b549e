/** The small parts that every view is made of. */
import type { CodedError, SupplyLevel } from "@muster/sdk";
import type { ReactNode } from "react";

export type Tone = "ok" | "warn" | "bad" | "info" | "violet" | "plain";

export function Badge({ tone = "plain", children }: { readonly tone?: Tone; readonly children: ReactNode }) {
  return <span className={tone === "plain" ? "badge" : `badge tone-${tone}`}>{children}</span>;
}

interface PanelProps {
  readonly title: ReactNode;
  readonly aside?: ReactNode;
  readonly children: ReactNode;
}

/** A titled surface; `aside` stands at the right of the title. */
export function Panel({ title, aside, children }: PanelProps) {
  return (
    <section className="panel">
      <header>
        <h2>{title}</h2>
        {aside !== undefined && <div className="row">{aside}</div>}
      </header>
      {children}
    </section>
  );
}

/** What is said where there is nothing, and why that may be good. */
export function Empty({ title, children }: { readonly title: string; readonly children?: ReactNode }) {
  return (
    <div className="empty">
      <strong>{title}</strong>
      {children !== undefined && <span>{children}</span>}
    </div>
  );
}

/** A refusal as the backend words it: its code, its cause, and what to do. */
export function Refusal({ error }: { readonly error: CodedError }) {
  return (
    <div className="note tone-bad" role="alert">
      <strong className="mono">{error.code}</strong>
      <p>
        {error.cause} {error.action}
      </p>
    </div>
  );
}

export function Note({ tone, children }: { readonly tone: Tone; readonly children: ReactNode }) {
  return (
    <div className={`note tone-${tone}`} role="status">
      <p>{children}</p>
    </div>
  );
}

/** How hard a zone is pressed; full at twice as much demand as supply. */
export function PressureMeter({ pressure, level }: { readonly pressure: number; readonly level: SupplyLevel }) {
  const width = `${Math.min(100, (pressure / 2) * 100).toFixed(0)}%`;
  return (
    <span className="meter" role="img" aria-label={`pressure ${pressure.toFixed(2)}`}>
      <i className={`level-${level}`} style={{ width }} />
    </span>
  );
}

/** A key figure with its name. */
export function Figure({ name, value, detail, tone = "plain" }: FigureProps) {
  return (
    <div className={`figure figure-${tone}`}>
      <dt>{name}</dt>
      <dd>
        {value}
        {detail !== undefined && <small>{detail}</small>}
      </dd>
    </div>
  );
}

interface FigureProps {
  readonly name: string;
  readonly value: string | number;
  readonly detail?: string | undefined;
  readonly tone?: Tone;
}

export function Field({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <label className="field">
      <span>{name}</span>
      {children}
    </label>
  );
}
