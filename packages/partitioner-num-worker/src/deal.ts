/** Deals items in turn to at most `hands` groups: item i goes to group i mod `hands`. No group is empty. */
export function deal<Item>(items: readonly Item[], hands: number): Item[][] {
  const groups: Item[][] = Array.from({ length: Math.min(hands, items.length) }, () => []);
  for (const [position, item] of items.entries()) groups[position % hands]?.push(item);
  return groups;
}
