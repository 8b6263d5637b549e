/** A field by what the models say of it: its limits, what it does and what it is unless somebody says otherwise. */
import type { Setting } from "@muster/sdk";
import { type ReactNode, useId } from "react";

import { asTyped, limitsOf, nameAndUnit, read } from "../state/typed";
import { words } from "./format";

interface FieldProps {
  readonly setting: Setting;
  readonly value: string | boolean;
  readonly isTouched: boolean;
  readonly onType: (text: string | boolean) => void;
  /** What it is called, where its name says too little; and what its choices are called. */
  readonly label?: string | undefined;
  readonly choiceNames?: Readonly<Record<string, string>> | undefined;
  /** Why the backend refused what was sent, if it did. */
  readonly refusal?: ReactNode;
}

export function SettingField({ setting, value, isTouched, onType, label, choiceNames = {}, refusal = null }: FieldProps) {
  const id = useId();
  const [name, unit] = nameAndUnit(setting.name);
  const form = setting.kind === "list" ? "parted by commas" : unit;
  const isFaulty = isTouched && read(setting, value) === null;
  const standard = asTyped(setting.standard);
  const isStandard = standard === "" || value === standard;
  return (
    <div className={isTouched ? "setting is-touched" : "setting"}>
      <label htmlFor={id}>
        {label ?? words(name)}
        {form !== "" && <span className="soft">, {form}</span>}
      </label>
      <Control id={id} setting={setting} value={value} isFaulty={isFaulty || refusal !== null} choiceNames={choiceNames} onType={onType} />
      <p id={`${id}-about`} className="soft">
        {isFaulty && <strong className="fault">Has to be {limitsOf(setting)}. </strong>}
        {setting.about} {!isStandard && <em>Standard: {String(standard)}.</em>}
      </p>
      {refusal !== null && <div className="refusal">{refusal}</div>}
    </div>
  );
}

interface ControlProps {
  readonly id: string;
  readonly setting: Setting;
  readonly value: string | boolean;
  readonly isFaulty: boolean;
  readonly choiceNames: Readonly<Record<string, string>>;
  readonly onType: (text: string | boolean) => void;
}

function Control({ id, setting, value, isFaulty, choiceNames, onType }: ControlProps) {
  const told = `${id}-about`;
  if (setting.kind === "yes_no") {
    return <input id={id} type="checkbox" aria-describedby={told} checked={value === true} onChange={(event) => onType(event.target.checked)} />;
  }
  if (setting.kind === "choice") {
    return (
      <select
        id={id}
        className="input"
        aria-describedby={told}
        aria-invalid={isFaulty}
        value={String(value)}
        onChange={(event) => onType(event.target.value)}
      >
        {setting.choices?.map((choice) => (
          <option key={choice} value={choice}>
            {choiceNames[choice] ?? words(choice)}
          </option>
        ))}
      </select>
    );
  }
  return (
    <input
      id={id}
      className="input"
      inputMode={setting.kind === "text" || setting.kind === "list" ? "text" : "decimal"}
      aria-describedby={told}
      aria-invalid={isFaulty}
      value={String(value)}
      onChange={(event) => onType(event.target.value)}
    />
  );
}
