import { type Embeddings, similarities, vectorAt } from './embeddings.ts';
import { highest, type Pool, type Retriever } from './retriever.ts';

/**
 * The same rows for every sample: those that most others count among their nearest, and that do not speak for the same
 * ones (vote-k, Su et al. 2022, arXiv:2209.01975, in the form that OpenCompass has it). Rows in file order fill up what
 * is lacking.
 */
export function votekRetriever(pool: Pool, embeddings: Embeddings, count: number, neighbours: number): Retriever {
  // One more than wanted: a sample that is itself among them does without.
  const order = votedOrder(embeddings, neighbours);
  return {
    retrieve: async (samples) =>
      samples.map((sample) => order.filter((position) => !pool.isItself(position, sample)).slice(0, count)),
  };
}

function votedOrder(embeddings: Embeddings, neighbours: number): number[] {
  const voters = Array.from({ length: embeddings.size }, (): number[] => []);
  for (let row = 0; row < embeddings.size; row += 1) {
    const near = highest(similarities(vectorAt(embeddings, row), embeddings), neighbours, (other) => other === row);
    for (const other of near) voters[other]?.push(row);
  }
  const byVotes = [...voters.keys()]
    .filter((row) => (voters[row] as number[]).length > 0)
    .sort((a, b) => (voters[b] as number[]).length - (voters[a] as number[]).length);
  const chosen = byVotes.filter((row, place) => {
    const own = voters[row] as number[];
    return !byVotes.slice(0, place).some((earlier) => own.every((voter) => voters[earlier]?.includes(voter)));
  });
  // Those chosen come first, then the others in file order.
  return [...new Set([...chosen, ...voters.keys()])];
}
