/** A diamond as a signed distance field, so that the map can colour it and draw its edge. */
const SIZE = 48;
const REACH = 15;
const EDGE = 191;
const FALL_PER_PIXEL = 24;

export function diamond(): { width: number; height: number; data: Uint8ClampedArray } {
  const data = new Uint8ClampedArray(SIZE * SIZE * 4);
  for (let pixel = 0; pixel < SIZE * SIZE; pixel++) {
    const across = Math.abs((pixel % SIZE) + 0.5 - SIZE / 2);
    const down = Math.abs(Math.floor(pixel / SIZE) + 0.5 - SIZE / 2);
    const outside = (across + down - REACH) / Math.SQRT2;
    data[pixel * 4 + 3] = EDGE - outside * FALL_PER_PIXEL;
  }
  return { width: SIZE, height: SIZE, data };
}
