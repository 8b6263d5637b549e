import { AREA_SETTINGS, type ServiceArea, type Setting, type SettingsGroup } from "@muster/sdk";
import { useId } from "react";

import { words } from "../../components/format";
import { type Typed, keyOf, limitsOf, nameAndUnit, partOf, read } from "../../state/area-settings";

interface GroupProps {
  readonly group: SettingsGroup;
  readonly area: ServiceArea;
  readonly typed: Typed;
  readonly onType: (key: string, typed: string | boolean) => void;
}

/** Every setting of a group, with what it does and what it is unless somebody says otherwise. */
export function SettingsGroupFields({ group, area, typed, onType }: GroupProps) {
  const part = partOf(area, group);
  return (
    <div className="settings padded">
      {AREA_SETTINGS[group].map((setting) => {
        const key = keyOf(group, setting.name);
        return (
          <SettingField
            key={key}
            setting={setting}
            value={typed[key] ?? asTyped(part[setting.name])}
            isTouched={key in typed}
            onType={(text) => onType(key, text)}
          />
        );
      })}
    </div>
  );
}

function asTyped(value: string | number | boolean | undefined): string | boolean {
  return typeof value === "boolean" ? value : String(value ?? "");
}

interface FieldProps {
  readonly setting: Setting;
  readonly value: string | boolean;
  readonly isTouched: boolean;
  readonly onType: (text: string | boolean) => void;
}

function SettingField({ setting, value, isTouched, onType }: FieldProps) {
  const id = useId();
  const [name, unit] = nameAndUnit(setting.name);
  const isFaulty = read(setting, value) === null;
  const isStandard = setting.standard === "" || value === asTyped(setting.standard);
  return (
    <div className={isTouched ? "setting is-touched" : "setting"}>
      <label htmlFor={id}>
        {words(name)}
        {unit !== "" && <span className="soft">, {unit}</span>}
      </label>
      <Control id={id} setting={setting} value={value} isFaulty={isFaulty} onType={onType} />
      <p id={`${id}-about`} className="soft">
        {isFaulty && <strong className="fault">Has to be {limitsOf(setting)}. </strong>}
        {setting.about} {!isStandard && <em>Standard: {String(setting.standard)}.</em>}
      </p>
    </div>
  );
}

interface ControlProps {
  readonly id: string;
  readonly setting: Setting;
  readonly value: string | boolean;
  readonly isFaulty: boolean;
  readonly onType: (text: string | boolean) => void;
}

function Control({ id, setting, value, isFaulty, onType }: ControlProps) {
  const told = `${id}-about`;
  if (setting.kind === "yes_no") {
    return <input id={id} type="checkbox" aria-describedby={told} checked={value === true} onChange={(event) => onType(event.target.checked)} />;
  }
  if (setting.kind === "choice") {
    return (
      <select id={id} className="input" aria-describedby={told} value={String(value)} onChange={(event) => onType(event.target.value)}>
        {setting.choices?.map((choice) => (
          <option key={choice} value={choice}>
            {words(choice)}
          </option>
        ))}
      </select>
    );
  }
  return (
    <input
      id={id}
      className="input"
      inputMode={setting.kind === "text" ? "text" : "decimal"}
      aria-describedby={told}
      aria-invalid={isFaulty}
      value={String(value)}
      onChange={(event) => onType(event.target.value)}
    />
  );
}
