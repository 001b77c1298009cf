import type { Dialogue } from '../../../../src/infer/prompts/dialogue.ts';

/** Every kind of item once: a text, a role that few models know, an example, two rounds, an end. */
export function conversation(firstEnd?: string): Extract<Dialogue, { form: 'sections' }> {
  return {
    form: 'sections',
    sections: [
      { name: 'begin', items: ['begin', { role: 'SYSTEM', fallbackRole: 'HUMAN', prompt: 'system msg' }] },
      {
        name: 'ice',
        items: [
          { role: 'HUMAN', prompt: 'U0' },
          { role: 'BOT', prompt: 'B0' },
        ],
      },
      {
        name: 'round',
        items: [
          { role: 'HUMAN', prompt: 'U1', ...(firstEnd !== undefined && { end: firstEnd }) },
          { role: 'BOT', prompt: 'B1' },
          { role: 'HUMAN', prompt: 'U2' },
          { role: 'BOT', prompt: 'B2' },
        ],
      },
      { name: 'end', items: ['end'] },
    ],
  };
}
