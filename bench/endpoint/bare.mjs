import { Pool } from 'undici';

/** The least a client can do: `level` loops over one pool. Arguments: port, requests in flight, requests. */
const [port, level, samples] = process.argv.slice(2).map(Number);
const pool = new Pool(`http://127.0.0.1:${port}`, { connections: level });
const headers = { 'content-type': 'application/json' };
const prompt = 'Question: how many apples are left?\n'.repeat(28);
let next = 0;

const started = process.cpuUsage();
await Promise.all(Array.from({ length: level }, loop));
const { user, system } = process.cpuUsage(started);
await pool.close();
process.send?.({ cpuMs: (user + system) / 1000 });
process.disconnect?.();

async function loop() {
  while (next++ < samples) {
    const body = JSON.stringify({ model: 'm', messages: [{ role: 'user', content: prompt }], max_tokens: 100 });
    const reply = await pool.request({ path: '/v1/chat/completions', method: 'POST', headers, body });
    await reply.body.json();
  }
}
