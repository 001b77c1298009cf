/** Freezes a value and all plain data in it. What plugins brought along is left to them. */
export function deepFreeze<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const [key, inner] of Object.entries(value)) if (key !== 'plugin') deepFreeze(inner);
  return value;
}
