import { distance } from 'fastest-levenshtein';

const SURROGATE = /[\ud800-\udfff]/;

/** Levenshtein's distance in code points. */
export function editDistance(a: string, b: string): number {
  if (!SURROGATE.test(a) && !SURROGATE.test(b)) return distance(a, b);
  // One unit for each code point, so that one beyond the basic plane counts once.
  const units = new Map<string, string>();
  const unitOf = (point: string) => {
    if (!units.has(point)) units.set(point, String.fromCharCode(units.size));
    return units.get(point) as string;
  };
  const [first, second] = [a, b].map((text) => [...text].map(unitOf).join('')) as [string, string];
  return distance(first, second);
}
