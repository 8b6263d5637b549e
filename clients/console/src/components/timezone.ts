import { useConsole } from "../state/state";

/** The time zone of the area that is shown. */
export function useTimezone(): string {
  return useConsole((state) => state.areas.find((area) => area.area_id === state.areaId)?.timezone ?? "UTC");
}
