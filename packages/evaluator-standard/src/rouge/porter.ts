/**
 * The stem of a word in small letters, by the algorithm of Porter 1980 with the changes that NLTK made to it: short words
 * and some irregular ones as they are, y after a vowel kept, and -bli, -fulli and -logi known.
 */
export function porterStem(word: string): string {
  const irregular = IRREGULAR.get(word);
  if (irregular !== undefined) return irregular;
  if (word.length <= 2) return word;
  return [plural, past, finalY, derived, adjective, suffix, finalE, doubleL].reduce((stem, step) => step(stem), word);
}

const IRREGULAR = new Map(
  'skies:sky dying:die lying:lie tying:tie innings:inning inning:inning outings:outing outing:outing cannings:canning canning:canning sky:sky news:news howe:howe proceed:proceed exceed:exceed succeed:succeed'
    .split(' ')
    .map((pair) => pair.split(':') as [string, string]),
);

/** Suffixes of a step with what takes their place. */
type Rules = readonly (readonly [suffix: string, replacement: string])[];

const rulesOf = (text: string): Rules => text.split(' ').map((pair) => pair.split('>') as [string, string]);

const DERIVED = rulesOf(
  'ational>ate tional>tion enci>ence anci>ance izer>ize bli>ble alli>al entli>ent eli>e ousli>ous ization>ize ation>ate ator>ate alism>al iveness>ive fulness>ful ousness>ous aliti>al iviti>ive biliti>ble fulli>ful',
);
const ADJECTIVES = rulesOf('icate>ic ative> alize>al iciti>ic ical>ic ful> ness>');
const SUFFIXES = 'al ance ence er ic able ible ant ement ment ent ion ou ism ate iti ous ive ize'.split(' ');

/** Step 1a. */
function plural(word: string): string {
  if (word.endsWith('ies')) return word.slice(0, word.length === 4 ? -1 : -2);
  if (word.endsWith('sses')) return word.slice(0, -2);
  return word.endsWith('s') && !word.endsWith('ss') ? word.slice(0, -1) : word;
}

/** Step 1b. */
function past(word: string): string {
  if (word.endsWith('ied')) return word.slice(0, word.length === 4 ? -1 : -2);
  if (word.endsWith('eed')) return measure(word.slice(0, -3)) > 0 ? word.slice(0, -1) : word;
  const ending = ['ed', 'ing'].find((end) => word.endsWith(end) && shape(word.slice(0, -end.length)).includes('v'));
  return ending === undefined ? word : restored(word.slice(0, -ending.length));
}

/** What a stem had before -ed or -ing came to it. */
function restored(stem: string): string {
  if (/(?:at|bl|iz)$/.test(stem)) return `${stem}e`;
  if (endsDoubled(stem)) return /[lsz]$/.test(stem) ? stem : stem.slice(0, -1);
  return measure(stem) === 1 && endsShort(stem) ? `${stem}e` : stem;
}

/** Step 1c. */
function finalY(word: string): string {
  const stem = word.slice(0, -1);
  return word.endsWith('y') && stem.length > 1 && shape(stem).endsWith('c') ? `${stem}i` : word;
}

/** Step 2. */
function derived(word: string): string {
  if (word.endsWith('alli') && measure(word.slice(0, -4)) > 0) return derived(word.slice(0, -2));
  if (word.endsWith('logi')) return measure(word.slice(0, -3)) > 0 ? word.slice(0, -1) : word;
  return byRules(word, DERIVED);
}

/** Step 3. */
function adjective(word: string): string {
  return byRules(word, ADJECTIVES);
}

function byRules(word: string, rules: Rules): string {
  const [found, replacement = ''] = rules.find(([end]) => word.endsWith(end)) ?? [];
  if (found === undefined) return word;
  const stem = word.slice(0, -found.length);
  return measure(stem) > 0 ? stem + replacement : word;
}

/** Step 4. */
function suffix(word: string): string {
  const found = SUFFIXES.find((end) => word.endsWith(end));
  if (found === undefined) return word;
  const stem = word.slice(0, -found.length);
  return measure(stem) > 1 && (found !== 'ion' || /[st]$/.test(stem)) ? stem : word;
}

/** Step 5a. */
function finalE(word: string): string {
  if (!word.endsWith('e')) return word;
  const stem = word.slice(0, -1);
  const count = measure(stem);
  return count > 1 || (count === 1 && !endsShort(stem)) ? stem : word;
}

/** Step 5b. */
function doubleL(word: string): string {
  return word.endsWith('ll') && measure(word.slice(0, -1)) > 1 ? word.slice(0, -1) : word;
}

/** `c` for each consonant, `v` for each vowel: y is a vowel behind a consonant. */
function shape(word: string): string {
  let found = '';
  for (const letter of word) {
    const vowel = 'aeiou'.includes(letter) || (letter === 'y' && found.endsWith('c'));
    found += vowel ? 'v' : 'c';
  }
  return found;
}

/** The m of the paper: how often a vowel is followed by a consonant. */
function measure(stem: string): number {
  return shape(stem).split('vc').length - 1;
}

function endsDoubled(word: string): boolean {
  return word.at(-1) === word.at(-2) && shape(word).endsWith('c');
}

/** Consonant, vowel, consonant other than w, x and y; or just vowel and consonant. */
function endsShort(word: string): boolean {
  const form = shape(word);
  return form === 'vc' || (form.endsWith('cvc') && !/[wxy]$/.test(word));
}
