import type { Money, TokenCount } from 'oc-sdk';

const counts = new Intl.NumberFormat('en-US');

/** `3.2 s`, `12 min 05 s`, `3 h 07 min`. */
export function seconds(value: number): string {
  if (value < 59.95) return `${value.toFixed(1)} s`;
  const whole = Math.round(value);
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  if (hours > 0) return `${hours} h ${twoDigits(minutes)} min`;
  return `${minutes} min ${twoDigits(whole % 60)} s`;
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0');
}

const SIGNS: Readonly<Record<TokenCount['from'], string>> = {
  measured: '',
  estimated: '~',
  at_most: '≤ ',
  unknown: '',
};

export function tokens({ count, from }: TokenCount): string {
  return count === null ? '?' : SIGNS[from] + counts.format(count);
}

/** One sum for each currency; less than a cent with two digits that say something. */
export function money(sums: readonly Money[]): string {
  const texts = sums.map(({ amount, currency, from }) => {
    if (amount === null) return `? ${currency}`;
    const number = amount > 0 && amount < 0.01 ? amount.toPrecision(2) : amount.toFixed(2);
    return `${SIGNS[from]}${number} ${currency}`;
  });
  return texts.length > 0 ? texts.join(' + ') : '-';
}
