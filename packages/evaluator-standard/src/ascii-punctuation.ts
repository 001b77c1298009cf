/** Python's `string.punctuation`. */
export const ASCII_PUNCTUATION = /[!-/:-@[-`{-~]/g;
