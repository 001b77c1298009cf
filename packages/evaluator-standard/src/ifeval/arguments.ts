import { instructionInvalid } from '../errors.ts';

/** Whether an answer, which is not blank, does what an instruction asks. */
export type Check = (answer: string, given: InstructionArguments) => boolean;

/** The arguments of one instruction, as a row has them. Each reader throws `INSTRUCTION_INVALID` for what is not there. */
export interface InstructionArguments {
  text(name: string): string;
  texts(name: string): readonly string[];
  /** A whole number, 0 or more. */
  count(name: string): number;
  /** Whether so many are as many as `name` says: `less than` or `at least` the number `bound`. */
  satisfied(name: string, found: number, bound: string): boolean;
}

export function argumentsOf(id: string, given: Readonly<Record<string, unknown>>): InstructionArguments {
  const wrong = (name: string, expected: string) => instructionInvalid(`${id}: ${name}`, given[name], expected);
  const text = (name: string) => {
    const value = given[name];
    if (typeof value === 'string') return value;
    throw wrong(name, 'a text');
  };
  const count = (name: string) => {
    const value = Number(given[name] ?? Number.NaN);
    if (Number.isInteger(value) && value >= 0) return value;
    throw wrong(name, 'a whole number, 0 or more');
  };
  return {
    text,
    count,
    texts(name) {
      const value = given[name];
      if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value;
      throw wrong(name, 'a list of texts');
    },
    satisfied(name, found, bound) {
      const relation = text(name);
      if (relation === 'less than') return found < count(bound);
      if (relation === 'at least') return found >= count(bound);
      throw wrong(name, 'less than or at least');
    },
  };
}
