import { createServer } from 'node:http';

/** The least an OpenAI-compatible server can do: it reads a request and answers after 50 ms. */
const answer = JSON.stringify({
  id: 'chatcmpl-1',
  object: 'chat.completion',
  choices: [{ index: 0, message: { role: 'assistant', content: 'The answer is 42.' }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 120, completion_tokens: 6, total_tokens: 126 },
});

const server = createServer((request, response) => {
  request.resume();
  request.on('end', () => setTimeout(() => send(response), 50));
});
server.keepAliveTimeout = 120_000;
server.listen({ port: 0, host: '127.0.0.1', backlog: 1024 }, () => process.send?.(server.address()));
process.on('disconnect', () => process.exit());

function send(response) {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': answer.length });
  response.end(answer);
}
