/** Opening hours: on which days from when to when; none means always open. */
import type { OpeningHours } from "@muster/sdk";

const DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"] as const;
const OFFICE: OpeningHours = { weekdays: [0, 1, 2, 3, 4], opens: "08:00", closes: "20:00" };

interface HoursFieldProps {
  readonly hours: readonly OpeningHours[];
  readonly onChange: (hours: readonly OpeningHours[]) => void;
}

export function HoursField({ hours, onChange }: HoursFieldProps) {
  return (
    <fieldset className="group">
      <legend>Opening hours, local time</legend>
      {hours.length === 0 && <p className="soft">Always open.</p>}
      {hours.map((one, index) => (
        <Hours
          key={index}
          number={index + 1}
          hours={one}
          onChange={(changed) => onChange(changed === null ? hours.toSpliced(index, 1) : hours.with(index, changed))}
        />
      ))}
      <button className="button" type="button" onClick={() => onChange([...hours, OFFICE])}>
        Add hours
      </button>
    </fieldset>
  );
}

interface HoursProps {
  readonly number: number;
  readonly hours: OpeningHours;
  readonly onChange: (hours: OpeningHours | null) => void;
}

function Hours({ number, hours, onChange }: HoursProps) {
  const toggled = (day: number) =>
    hours.weekdays.includes(day) ? hours.weekdays.filter((each) => each !== day) : [...hours.weekdays, day].sort((a, b) => a - b);
  return (
    <div className="hours">
      <div className="days" role="group" aria-label={`Days of hours ${number}`}>
        {DAYS.map((name, day) => (
          <button
            key={name}
            type="button"
            className="day"
            title={name}
            aria-pressed={hours.weekdays.includes(day)}
            onClick={() => onChange({ ...hours, weekdays: toggled(day) })}
          >
            {name.slice(0, 2)}
          </button>
        ))}
      </div>
      <div className="row">
        <Time name={`Opens, hours ${number}`} value={hours.opens} onChange={(opens) => onChange({ ...hours, opens })} />
        <span aria-hidden="true">to</span>
        <Time name={`Closes, hours ${number}`} value={hours.closes} onChange={(closes) => onChange({ ...hours, closes })} />
        <button className="button quiet" type="button" aria-label={`Remove hours ${number}`} onClick={() => onChange(null)}>
          Remove
        </button>
      </div>
    </div>
  );
}

interface TimeProps {
  readonly name: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

function Time({ name, value, onChange }: TimeProps) {
  return (
    <input
      className="input time"
      type="time"
      aria-label={name}
      required
      value={value.slice(0, 5)}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}
