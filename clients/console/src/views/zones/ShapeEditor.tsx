/** A zone's shape in words and numbers: what is wrong with it, its rings with their corners, and the same as text. */
import { Field, Note } from "../../components/parts";
import { useKeys } from "../../components/keys";
import { type DrawnCircle, MOST_HANDLES, type Part, asParts, cornerCount, readDraft, ringsOf } from "../../map/draft";
import { LEAST_CORNERS, squareIn, withRingAdded } from "../../map/drawing";
import { type Frame, frameOf } from "../../map/geometry";
import { type Pen, type ZoneEdit, penClosed, shownText, withDraft, withTyped } from "../../state/zone-edit";
import { NumberField } from "./NumberField";
import { RingEditor } from "./RingEditor";
import type { ZoneEditing } from "./use-zone-editing";

interface ShapeEditorProps {
  readonly editing: ZoneEditing;
  readonly edit: ZoneEdit;
  readonly frame: Frame | null;
}

export function ShapeEditor({ editing, edit, frame }: ShapeEditorProps) {
  const { draft, pen } = edit;
  const rings = ringsOf(draft);
  return (
    <fieldset className="group">
      <legend>Shape</legend>
      <Judged faults={editing.faults} overlaps={editing.overlaps} />
      {pen !== null && <PenBar editing={editing} edit={edit} pen={pen} frame={frame} />}
      {draft.kind === "circle" && <CircleFields editing={editing} circle={draft} />}
      {cornerCount(draft) > MOST_HANDLES && <p className="soft">There are too many corners to be moved on the map: change them here, or as text.</p>}
      {rings.map((ring) => (
        <RingEditor key={`${ring.part}.${ring.ring}`} editing={editing} edit={edit} ring={ring} />
      ))}
      {pen === null && draft.kind === "parts" && <PenButtons editing={editing} parts={draft.parts.length} />}
      <AsText editing={editing} edit={edit} />
    </fieldset>
  );
}

function Judged({ faults, overlaps }: Pick<ZoneEditing, "faults" | "overlaps">) {
  return (
    <>
      {faults.length > 0 && (
        <div className="note tone-bad" role="status" aria-label="Faults of the shape">
          <ul>
            {faults.map((fault) => (
              <li key={fault.key}>{fault.words}</li>
            ))}
          </ul>
        </div>
      )}
      {overlaps.length > 0 && (
        <Note tone="warn">
          Overlaps {overlaps.map((zone) => `${zone.name} (priority ${zone.priority})`).join(", ")}: there the higher priority serves.
        </Note>
      )}
    </>
  );
}

interface PenBarProps {
  readonly editing: ZoneEditing;
  readonly edit: ZoneEdit;
  readonly pen: Pen;
  readonly frame: Frame | null;
}

/** A ring is being drawn: by clicks on the map, or begun as a square. */
function PenBar({ editing, edit, pen, frame }: PenBarProps) {
  const cancel = () => editing.change((now) => ({ ...now, pen: null }));
  const close = () => editing.change(penClosed);
  const within = pen.holeOf === null ? frame : frameOfPart(asParts(edit.draft).parts[pen.holeOf] ?? []);
  const square = (box: Frame) =>
    editing.change((now) => withDraft({ ...now, pen: null }, withRingAdded(now.draft, squareIn(box, pen.holeOf === null ? 0.5 : 0.25), pen.holeOf)));
  useKeys({ Enter: close, Escape: cancel });
  return (
    <div className="note tone-info" role="status">
      <p>
        Click the corners of the {pen.holeOf === null ? "border" : "hole"} on the map: {pen.ring.length} so far. Enter closes it, Escape leaves it.
      </p>
      <div className="row">
        <button className="button" type="button" disabled={pen.ring.length < LEAST_CORNERS} onClick={close}>
          Close the ring
        </button>
        {within !== null && (
          <button className="button" type="button" onClick={() => square(within)}>
            Take a square
          </button>
        )}
        <button className="button quiet" type="button" onClick={cancel}>
          Cancel
        </button>
      </div>
    </div>
  );
}

function frameOfPart(part: Part): Frame | null {
  return frameOf([{ type: "Polygon", coordinates: part.map((ring) => [...ring]) }]);
}

function PenButtons({ editing, parts }: { readonly editing: ZoneEditing; readonly parts: number }) {
  const draw = (holeOf: number | null) => editing.change((now) => ({ ...now, pen: { ring: [], holeOf }, chosen: null }));
  return (
    <div className="row">
      {Array.from({ length: parts }, (_, part) => (
        <button key={part} className="button" type="button" onClick={() => draw(part)}>
          {parts === 1 ? "Add a hole" : `Add a hole to part ${part + 1}`}
        </button>
      ))}
      <button className="button" type="button" onClick={() => draw(null)}>
        {parts === 0 ? "Draw the border" : "Add a part"}
      </button>
    </div>
  );
}

function CircleFields({ editing, circle }: { readonly editing: ZoneEditing; readonly circle: DrawnCircle }) {
  const set = (more: Partial<DrawnCircle>) => editing.change((now) => withDraft(now, { ...circle, ...more }));
  return (
    <>
      <div className="form-pair">
        <NumberField name="Centre, latitude" value={circle.centre.lat} onChange={(lat) => set({ centre: { ...circle.centre, lat } })} />
        <NumberField name="Centre, longitude" value={circle.centre.lng} onChange={(lng) => set({ centre: { ...circle.centre, lng } })} />
      </div>
      <NumberField name="Radius, m" value={circle.radius_m} onChange={(radius_m) => set({ radius_m })} />
      <button className="button" type="button" onClick={() => editing.change((now) => withDraft(now, asParts(circle)))}>
        Make corners of it
      </button>
    </>
  );
}

function AsText({ editing, edit }: { readonly editing: ZoneEditing; readonly edit: ZoneEdit }) {
  return (
    <details>
      <summary>As text</summary>
      <Field name="GeoJSON (lng, lat), or a circle">
        <textarea
          className="input mono"
          rows={7}
          spellCheck={false}
          value={shownText(edit)}
          onChange={(event) => editing.change((now) => withTyped(now, event.target.value))}
        />
      </Field>
      {edit.typed !== null && readDraft(edit.typed) === null && <Note tone="warn">This can not be drawn: it is no complete shape.</Note>}
    </details>
  );
}
