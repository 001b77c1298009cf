import { createServer } from 'node:http';

/**
 * Log-probabilities of a prompt after 50 ms, one token a character, all equally likely; it remembers when the first
 * request came, when the last answer went, and how many were open at once. In a process of its own, so that it is no
 * part of what is measured.
 */
let span = fresh();

const server = createServer((request, response) => {
  span.first ??= performance.now();
  span.open += 1;
  span.peak = Math.max(span.peak, span.open);
  const pieces = [];
  request.on('data', (piece) => pieces.push(piece));
  request.on('end', () => setTimeout(() => send(response, JSON.parse(Buffer.concat(pieces)).prompt), 50));
});
server.keepAliveTimeout = 120_000;
server.listen({ port: 0, host: '127.0.0.1', backlog: 1024 }, () => process.send?.(server.address()));
process.on('disconnect', () => process.exit());
/** Any message asks for what was seen since the last one. */
process.on('message', () => {
  process.send?.({ answered: span.answered, peak: span.peak, seconds: (span.last - span.first) / 1000 });
  span = fresh();
});

function send(response, prompt) {
  const tokens = [...prompt, ' END'];
  const token_logprobs = tokens.map((_, place) => (place === 0 ? null : -1));
  const logprobs = { tokens, token_logprobs, top_logprobs: null, text_offset: [...tokens.keys()] };
  const answer = JSON.stringify({ choices: [{ index: 0, text: tokens.join(''), logprobs, finish_reason: 'length' }] });
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(answer) });
  response.end(answer);
  span.open -= 1;
  span.answered += 1;
  span.last = performance.now();
}

function fresh() {
  return { first: undefined, last: undefined, open: 0, peak: 0, answered: 0 };
}
