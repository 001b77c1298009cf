import { franc } from 'franc';

/** The languages that the reference (langdetect) tells apart: the code that franc has for each, and the one asked for. */
const LANGUAGES: Readonly<Record<string, string>> = {
  afr: 'af',
  arb: 'ar',
  bul: 'bg',
  ben: 'bn',
  cat: 'ca',
  ces: 'cs',
  dan: 'da',
  deu: 'de',
  ell: 'el',
  eng: 'en',
  spa: 'es',
  est: 'et',
  pes: 'fa',
  fin: 'fi',
  fra: 'fr',
  guj: 'gu',
  heb: 'he',
  hin: 'hi',
  hrv: 'hr',
  hun: 'hu',
  ind: 'id',
  ita: 'it',
  jpn: 'ja',
  kan: 'kn',
  kor: 'ko',
  lit: 'lt',
  lav: 'lv',
  mkd: 'mk',
  mal: 'ml',
  mar: 'mr',
  nep: 'ne',
  npi: 'ne',
  nld: 'nl',
  nob: 'no',
  pan: 'pa',
  pol: 'pl',
  por: 'pt',
  ron: 'ro',
  rus: 'ru',
  slk: 'sk',
  slv: 'sl',
  som: 'so',
  als: 'sq',
  swe: 'sv',
  swh: 'sw',
  tam: 'ta',
  tel: 'te',
  tha: 'th',
  tgl: 'tl',
  tur: 'tr',
  ukr: 'uk',
  urd: 'ur',
  vie: 'vi',
  cmn: 'zh',
};
const ONLY = Object.keys(LANGUAGES);
/** Where a longer text is cut: more says nothing more of its language. */
const ENOUGH = 10_000;

/** Whether a text is in a language (ISO 639-1). One without letters is in any. */
export function isLanguage(text: string, code: string): boolean {
  if (!/\p{L}/u.test(text)) return true;
  return LANGUAGES[franc(text.slice(0, ENOUGH), { only: ONLY, minLength: 1 })] === code.toLowerCase().split('-', 1)[0];
}
