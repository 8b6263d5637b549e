/** What the marks on the map mean. */
const PROVIDERS = [
  ["idle", "Idle"],
  ["reserved", "Being asked"],
  ["busy", "At work"],
  ["full", "Full"],
  ["off", "Off duty"],
  ["stale", "Stale signal"],
  ["lost", "Lost signal"],
] as const;

const BOOKINGS = [
  ["searching", "Searching"],
  ["approval", "For approval"],
  ["scheduled", "Scheduled"],
  ["assigned", "Assigned"],
  ["progress", "Under way"],
] as const;

export function Legend() {
  return (
    <details className="legend">
      <summary>Legend</summary>
      <div className="legend-columns">
        <ul>
          {PROVIDERS.map(([mark, name]) => (
            <li key={mark}>
              <i className={`dot dot-${mark}`} /> {name}
            </li>
          ))}
        </ul>
        <ul>
          {BOOKINGS.map(([mark, name]) => (
            <li key={mark}>
              <i className={`gem gem-${mark}`} /> {name}
            </li>
          ))}
        </ul>
      </div>
      <p className="legend-scale">
        Pressure <i className="level-calm" /> calm <i className="level-busy" /> busy <i className="level-short" /> short
      </p>
    </details>
  );
}
