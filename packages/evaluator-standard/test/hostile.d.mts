export const HOSTILE: Readonly<Record<string, (length: number) => string>>;
export const OPTIONS: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
export const REFERENCES: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
