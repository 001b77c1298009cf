/** `gen`: the prompt ends where the model is to go on. `ppl`: the answer is part of it, and all is scored. */
export type Mode = 'gen' | 'ppl';
