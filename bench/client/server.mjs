import { createServer } from 'node:http';

/**
 * The least an OpenAI-compatible server can do: it reads a request and answers after a while. In a process of its own, so
 * that it is no part of what is measured. Its argument is JSON: `latencyMs` (50), or the median of a log-normal one with
 * `sigma`; shares of requests that are `refused` with 429 or `dropped` with their connection. Any message to it asks for
 * what it saw since the last one.
 */
const { latencyMs = 50, sigma = 0, refused = 0, dropped = 0 } = JSON.parse(process.argv[2] ?? '{}');
const answer = JSON.stringify({
  id: 'chatcmpl-1',
  object: 'chat.completion',
  choices: [{ index: 0, message: { role: 'assistant', content: 'The answer is 42.' }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 120, completion_tokens: 6, total_tokens: 126 },
});
const random = randomNumbers(20_261_126);
let seen = fresh();

const server = createServer((request, response) => {
  request.resume();
  request.on('end', () => {
    const fate = random();
    if (fate < refused) {
      seen.refused += 1;
      response.writeHead(429).end();
      return;
    }
    const arrived = performance.now();
    const finish = fate < refused + dropped ? drop : send;
    setTimeout(() => finish(response, arrived), latencyMs * Math.exp(sigma * normal()));
  });
});
server.keepAliveTimeout = 120_000;
server.listen({ port: 0, host: '127.0.0.1', backlog: 1024 }, () => process.send?.(server.address()));
process.on('disconnect', () => process.exit());
process.on('message', () => {
  process.send?.(seen);
  seen = fresh();
});

function send(response, arrived) {
  const ms = performance.now() - arrived;
  seen.answered += 1;
  seen.busyMs += ms;
  seen.longestMs = Math.max(seen.longestMs, ms);
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': answer.length });
  response.end(answer);
}

function drop(response) {
  seen.dropped += 1;
  response.socket.destroy();
}

function fresh() {
  return { answered: 0, refused: 0, dropped: 0, busyMs: 0, longestMs: 0 };
}

/** Box and Muller's. */
function normal() {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** Park and Miller's generator: every run of the bench draws the same. */
function randomNumbers(seed) {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}
