import { createServer } from 'node:http';

/**
 * The least an OpenAI-compatible server can do: it reads a request, answers after 50 ms, and remembers when the first
 * request came and the last answer went. In a process of its own, so that it is no part of what is measured.
 */
const answer = JSON.stringify({
  id: 'chatcmpl-1',
  object: 'chat.completion',
  choices: [{ index: 0, message: { role: 'assistant', content: 'The answer is 42.' }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 120, completion_tokens: 6, total_tokens: 126 },
});
let span = fresh();

const server = createServer((request, response) => {
  span.first ??= performance.now();
  span.open += 1;
  span.peak = Math.max(span.peak, span.open);
  request.resume();
  request.on('end', () => setTimeout(() => send(response), 50));
});
server.keepAliveTimeout = 120_000;
server.listen({ port: 0, host: '127.0.0.1', backlog: 1024 }, () => process.send?.(server.address()));
process.on('disconnect', () => process.exit());
/** Any message asks for what was seen since the last one. */
process.on('message', () => {
  process.send?.({ answered: span.answered, peak: span.peak, seconds: (span.last - span.first) / 1000 });
  span = fresh();
});

function send(response) {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': answer.length });
  response.end(answer);
  span.open -= 1;
  span.answered += 1;
  span.last = performance.now();
}

function fresh() {
  return { first: undefined, last: undefined, open: 0, peak: 0, answered: 0 };
}
