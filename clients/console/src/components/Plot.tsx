/** A drawing by uPlot, as wide as there is room and in the colours of the theme. Its figures stand in a table beside it. */
import { useEffect, useRef } from "react";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";

import { useTheme } from "../theme/theme";

/** Gives the value of one of the design's colours. */
export type Colour = (name: string) => string;

/** What is drawn of the data, and how. */
export type Drawn = Pick<uPlot.Options, "axes" | "bands" | "scales" | "series">;

interface PlotProps {
  readonly height: number;
  readonly timezone: string;
  readonly data: uPlot.AlignedData;
  readonly drawn: (colour: Colour) => Drawn;
}

/** Draws anew when data, theme or room change; `drawn` is asked each time and decides nothing by itself. */
export function Plot({ height, timezone, data, drawn }: PlotProps) {
  const holder = useRef<HTMLDivElement>(null);
  const theme = useTheme();
  useEffect(() => {
    const element = holder.current;
    if (element === null) return undefined;
    const colour: Colour = (name) => getComputedStyle(element).getPropertyValue(name).trim();
    const plot = new uPlot(
      {
        width: element.clientWidth || 600,
        height,
        legend: { show: false },
        cursor: { show: false },
        tzDate: (at) => uPlot.tzDate(new Date(at * 1000), timezone),
        ...drawn(colour),
      },
      data,
      element,
    );
    const sized = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height }));
    sized.observe(element);
    return () => {
      sized.disconnect();
      plot.destroy();
    };
  }, [data, timezone, theme, height]);
  return <div ref={holder} aria-hidden="true" />;
}

/** An axis in the design's colours; `how` says for example how wide it is and by which steps it goes. */
export function axis(colour: Colour, values: (at: number) => string, how: Pick<uPlot.Axis, "size" | "incrs"> = {}): uPlot.Axis {
  const line = colour("--line");
  return {
    stroke: colour("--text-soft"),
    grid: { stroke: line, width: 1 },
    ticks: { stroke: line },
    font: "12px system-ui, sans-serif",
    values: (_, splits) => splits.map(values),
    ...how,
  };
}

/** A line that holds each value until the next. */
export function steps(label: string, stroke: string, width: number, dash: readonly number[] = []): uPlot.Series {
  const paths = uPlot.paths.stepped?.({ align: 1 });
  return { label, stroke, width, dash: [...dash], points: { show: false }, ...(paths === undefined ? {} : { paths }) };
}
