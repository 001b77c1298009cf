const list = (words: string): ReadonlySet<string> => new Set(words.split(/\s+/));

/**
 * English abbreviations that end in a full stop, without it: those that NLTK's English model of Punkt takes for some, as
 * far as they are in common use. So e.g., i.e. and etc. are none.
 */
export const ABBREVIATIONS = list(
  `mr mrs ms messrs dr prof gen col lt maj adm sen rep reps jr sr st
  jan feb aug sep sept oct nov dec tues wed fri
  ariz calif colo conn ct fla ga ill kan ky mich minn nev okla ore pa tenn va vt wash wis w.va
  d.c l.a n.c n.d n.h n.j n.m n.v n.y r.i s.c u.k u.n u.s u.s.a u.s.s.r
  inc corp co cos ltd bros cie s.a s.p.a b.v a.g
  a.d a.m p.m m.b.a ph.d vs v ave ft yr ok mg chg
  c d e f g h k l m n p r s t w`,
);

/** Words that often open a sentence: with a capital letter behind an abbreviation they do. */
export const STARTERS = list(
  `according although among both but despite even he however i if in indeed instead it many meanwhile moreover most
  nevertheless nonetheless nor separately similarly since so some the there these they this though thus under when
  while yet`,
);

/** Other common words that are written small inside a sentence: with a capital letter they are no name. */
export const COMMON = list(
  `a about after again all also an and another any are as at be because before being by can could did do does each every
  few first for from had has have her here his how into is its just last later let like may more much my neither next no
  not now of on once one only or other our over perhaps she should such than that their then those through to too two
  until up was we well were what where whether which who why will with without would you your`,
);
