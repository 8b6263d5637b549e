import { COMMAND_ROLES } from "@muster/sdk";

import { useConsole } from "../state/state";

/** Whether who is signed in has a role that may send a command; the backend judges all the same. */
export function useMay(command: keyof typeof COMMAND_ROLES): boolean {
  const role = useConsole((state) => state.person?.role);
  return role !== undefined && COMMAND_ROLES[command].includes(role);
}
