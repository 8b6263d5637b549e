/** Why the first option is recommended: what each was weighed to cost, doing nothing being nought. */
import type { RecoveryOption } from "@muster/sdk";

import { Badge, Panel } from "../../components/parts";
import { duration, percent, shortId, words } from "../../components/format";
import { type Column, Table } from "../../components/Table";

const COLUMNS: readonly Column<RecoveryOption>[] = [
  { name: "Option", isHeader: true, cell: (one) => `${words(one.action)} ${one.provider_id ? shortId(one.provider_id) : ""}` },
  { name: "Cost, s", isNumber: true, cell: (one) => Math.round(one.cost_s), order: (one) => one.cost_s },
  { name: "Expected late", isNumber: true, cell: ({ impact }) => `${impact.late_before.toFixed(2)} → ${impact.late_after.toFixed(2)}` },
  { name: "Wait", isNumber: true, cell: ({ impact }) => `${duration(impact.wait_saved_s)} ${impact.wait_saved_s >= 0 ? "less" : "more"}` },
  { name: "Sooner", isNumber: true, cell: (one) => (one.sooner === 1 ? "–" : percent(one.sooner)) },
  { name: "Risk", isNumber: true, cell: (one) => percent(one.risk) },
  { name: "Now", cell: (one) => (one.refused === null ? "possible" : <Badge tone="bad">{one.refused}</Badge>) },
];

export function Weighed({ options }: { readonly options: readonly RecoveryOption[] }) {
  return (
    <Panel title="Why this is recommended">
      <p className="soft padded">
        The cost is expected seconds of lateness and waiting, with the price of changing plans and the risk that it does not work out, against
        doing nothing. The lowest that can be done now comes first; the playbook leaves the choice to you. Where the booking goes to somebody else,
        “sooner” is the chance that it ends before it would with who has it.
      </p>
      <Table caption="Options as weighed" columns={COLUMNS} rows={options} keyOf={(one) => `${one.action}.${one.provider_id}.${one.booking_id}`} />
    </Panel>
  );
}
