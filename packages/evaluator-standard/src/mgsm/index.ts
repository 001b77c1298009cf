import { definePostprocessor, type OptionsOf } from 'oc-sdk';
import { afterLast } from '../python-text.ts';

/** The word for "answer" that the prompts of MGSM ask for, by language. */
const ANSWER = {
  bn: 'উত্তর',
  de: 'Antwort',
  en: 'Answer',
  es: 'Respuesta',
  fr: 'Réponse',
  ja: '答え',
  ru: 'Ответ',
  sw: 'Jibu',
  te: 'సమాధానం',
  th: 'คำตอบ',
  zh: '答案',
} as const;

export type MgsmLanguage = keyof typeof ANSWER;

const optionsSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['lang'],
  properties: {
    lang: {
      enum: ['bn', 'de', 'en', 'es', 'fr', 'ja', 'ru', 'sw', 'te', 'th', 'zh'],
      description: 'The language of the answers.',
    },
  },
} as const;

/** The last number behind the last "Answer" in the language, without commas; or nothing. */
export function mgsm(text: string, lang: MgsmLanguage): string {
  const word = ANSWER[lang];
  if (!text.includes(word)) return '';
  const number =
    afterLast(text, word)
      .replaceAll(',', '')
      .match(/\p{Nd}+(?:\.\p{Nd}*)?/gu)
      ?.at(-1) ?? '';
  return number.endsWith('.') ? number.slice(0, -1) : number;
}

export default definePostprocessor({
  name: 'mgsm',
  summary: 'The number behind the word for answer in one of eleven languages.',
  optionsSchema,
  create:
    ({ lang }: OptionsOf<typeof optionsSchema>) =>
    (text) =>
      mgsm(text, lang),
});
