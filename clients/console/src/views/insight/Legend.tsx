/** What the lines of a chart are: their colour and their dashes. */
interface Mark {
  readonly name: string;
  readonly colour: string;
  readonly dash?: readonly number[];
}

export function Legend({ marks }: { readonly marks: readonly Mark[] }) {
  return (
    <ul className="row chart-legend">
      {marks.map(({ name, colour, dash }) => (
        <li key={name}>
          <svg width="22" height="8" aria-hidden="true">
            <line x1="0" y1="4" x2="22" y2="4" stroke={`var(${colour})`} strokeWidth="2.5" strokeDasharray={dash?.join(" ")} />
          </svg>
          {name}
        </li>
      ))}
    </ul>
  );
}
