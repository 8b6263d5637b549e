import { AREA_SETTINGS, type ServiceArea, type SettingsGroup } from "@muster/sdk";

import { SettingField } from "../../components/SettingField";
import { keyOf, partOf } from "../../state/area-settings";
import { type Typed, asTyped } from "../../state/typed";

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
