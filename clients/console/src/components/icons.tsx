/** The console's icons: strokes on a grid of 20, in the colour of the text. */
const PATHS = {
  map: "M7.5 4 3 5.8v10.4L7.5 14l5 2 4.5-1.8V3.8L12.5 6l-5-2Zm0 0v10m5-8v10",
  triage: "M10 3.5 18 16.5H2L10 3.5ZM10 8.5v3.5m0 2.2v.1",
  bookings: "M5 3h10v14l-2.5-1.6L10 17l-2.5-1.6L5 17V3Zm3 4h4m-4 3.5h4",
  supply: "M3 16V9m4.7 7V4m4.6 12v-5m4.7 5V7",
  zones: "M10 3l6.5 4.2-2 8.3h-9l-2-8.3L10 3Z",
  playbook: "M4 4h5a2 2 0 0 1 1 .5A2 2 0 0 1 11 4h5v11.5h-5a1.5 1.5 0 0 0-1 .5 1.5 1.5 0 0 0-1-.5H4V4Zm6 .5V16",
  providers: "M7 9a2.7 2.7 0 1 0 0-5.4A2.7 2.7 0 0 0 7 9Zm-4.8 7c.4-2.9 2.3-4.5 4.8-4.5s4.4 1.6 4.8 4.5M13 3.8a2.6 2.6 0 0 1 0 5m1.6 2.9c1.8.6 2.9 2 3.2 4.3",
  settings: "M3 6h8m4 0h2M3 14h2m4 0h8M13 8.2a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4Zm-6 8a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4Z",
  insight: "M3 14.5 7.5 9l3.5 3 6-7M13 5h4v4",
  audit: "M10 17.5a7.5 7.5 0 1 0 0-15 7.5 7.5 0 0 0 0 15ZM10 6v4.3l3 1.8",
  sun: "M10 13.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7ZM10 2v1.6m0 12.8V18M2 10h1.6m12.8 0H18M4.3 4.3l1.2 1.2m9 9 1.2 1.2m0-11.4-1.2 1.2m-9 9-1.2 1.2",
  moon: "M16.5 11.8A7 7 0 1 1 8.2 3.5a5.5 5.5 0 0 0 8.3 8.3Z",
  person: "M10 9.5a3.2 3.2 0 1 0 0-6.4 3.2 3.2 0 0 0 0 6.4ZM3.8 17c.6-3.2 3.1-5 6.2-5s5.6 1.8 6.2 5",
  down: "m5.5 8 4.5 4.5L14.5 8",
  add: "M10 4v12M4 10h12",
  close: "m5 5 10 10M15 5 5 15",
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name, size = 18 }: { readonly name: IconName; readonly size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 20 20" aria-hidden="true" style={{ flex: "none" }}>
      <path d={PATHS[name]} fill="none" stroke="currentColor" strokeWidth="1.6" strokeLinecap="round" strokeLinejoin="round" />
    </svg>
  );
}

export function Mark({ size = 22 }: { readonly size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 16 16" aria-hidden="true">
      <rect width="16" height="16" rx="4" fill="var(--accent)" />
      <path d="M4 11.5V5l4 4 4-4v6.5" fill="none" stroke="var(--on-accent)" strokeWidth="1.8" strokeLinecap="round" strokeLinejoin="round" />
    </svg>
  );
}
