import { type Column, Table } from "../../components/Table";
import { Icon } from "../../components/icons";
import { type CornerAt, type NamedRing, ringName } from "../../map/draft";
import { midway, withCornerAfter, withCornerMoved, withoutCorner, withoutRing } from "../../map/drawing";
import { type ZoneEdit, withDraft } from "../../state/zone-edit";
import { NumberField } from "./NumberField";
import type { ZoneEditing } from "./use-zone-editing";

interface RingEditorProps {
  readonly editing: ZoneEditing;
  readonly edit: ZoneEdit;
  readonly ring: NamedRing;
}

/** The corners of one ring as numbers: the way to draw without a pointer. */
export function RingEditor({ editing, edit, ring }: RingEditorProps) {
  const name = ringName(edit.draft, ring);
  const { chosen } = edit;
  const rows = ring.corners.map((_, corner): CornerAt => ({ part: ring.part, ring: ring.ring, corner }));
  return (
    <details className="ring">
      <summary>
        {name}, {ring.corners.length} corners
      </summary>
      <Table
        caption={`Corners of ${name.toLowerCase()}`}
        className="corners"
        columns={columnsOf(editing, ring, name)}
        rows={rows}
        keyOf={({ corner }) => String(corner)}
        isSelected={(at) => chosen?.part === at.part && chosen.ring === at.ring && chosen.corner === at.corner}
      />
      <button className="button" type="button" onClick={() => editing.change((now) => withDraft(now, withoutRing(now.draft, ring)))}>
        Remove {name.toLowerCase()}
      </button>
    </details>
  );
}

function columnsOf({ change }: ZoneEditing, { corners }: NamedRing, name: string): readonly Column<CornerAt>[] {
  const of = ({ corner }: CornerAt, axis: 0 | 1) => corners[corner]?.[axis] ?? 0;
  const move = (at: CornerAt, lng: number, lat: number) => change((now) => withDraft(now, withCornerMoved(now.draft, at, [lng, lat])));
  const named = (at: CornerAt, what: string) => `${what} of ${name.toLowerCase()}, corner ${at.corner + 1}`;
  return [
    { name: "No.", cell: (at) => at.corner + 1 },
    {
      name: "Latitude",
      cell: (at) => <NumberField isNameUnseen name={named(at, "Latitude")} value={of(at, 1)} onChange={(lat) => move(at, of(at, 0), lat)} />,
    },
    {
      name: "Longitude",
      cell: (at) => <NumberField isNameUnseen name={named(at, "Longitude")} value={of(at, 0)} onChange={(lng) => move(at, lng, of(at, 1))} />,
    },
    {
      name: "Change",
      isNumber: true,
      cell: (at) => (
        <span className="row tight">
          <IconButton
            label={`Add a corner after corner ${at.corner + 1}`}
            icon="add"
            onPress={() => change((now) => withDraft(now, withCornerAfter(now.draft, at, midway(corners, at.corner))))}
          />
          <IconButton
            label={`Remove corner ${at.corner + 1}`}
            icon="close"
            onPress={() => change((now) => withDraft(now, withoutCorner(now.draft, at)))}
          />
        </span>
      ),
    },
  ];
}

function IconButton({ label, icon, onPress }: { readonly label: string; readonly icon: "add" | "close"; readonly onPress: () => void }) {
  return (
    <button className="button quiet small" type="button" aria-label={label} title={label} onClick={onPress}>
      <Icon name={icon} size={14} />
    </button>
  );
}
