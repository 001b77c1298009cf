const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400];

/** Round times from 0 on, about eight of them. */
export function ticksTo(end: number): number[] {
  const wanted = end / 8;
  const small = 10 ** Math.floor(Math.log10(wanted));
  const fine = [1, 2, 5, 10].map((step) => step * small);
  const days = Math.ceil(wanted / 86_400) * 86_400;
  const step = (wanted < 1 ? fine : STEPS).find((each) => each >= wanted) ?? days;
  return Array.from({ length: Math.floor(end / step) + 1 }, (_, i) => i * step);
}
