/** The map's colours, taken from the design's names so that both themes hold on the map too. */
const NAMES = {
  ground: "--sunken",
  line: "--line-strong",
  text: "--text",
  halo: "--surface",
  soft: "--text-soft",
  accent: "--accent",
  ok: "--ok",
  warn: "--warn",
  bad: "--bad",
  violet: "--violet",
  calm: "--zone-calm",
  busy: "--zone-busy",
  short: "--zone-short",
} as const;

export type Colours = { readonly [Name in keyof typeof NAMES]: string };

/** Reads them from the page as it is themed now. */
export function mapColours(): Colours {
  const style = getComputedStyle(document.documentElement);
  return Object.fromEntries(
    Object.entries(NAMES).map(([name, property]) => [name, style.getPropertyValue(property).trim()]),
  ) as Colours;
}
