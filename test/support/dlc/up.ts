import { fileURLToPath } from 'node:url';
import { startDlcServer } from './server.ts';

/** Starts the server and prints where it is, for a shell to take over; it ends with Ctrl-C. */
const { url, environment, close } = await startDlcServer();
const bin = fileURLToPath(new URL('../bin', import.meta.url));
const lines = Object.entries(environment).map(([name, value]) => `export ${name}=${value}`);
process.stdout.write(`${[...lines, `export PATH="${bin}:$PATH"`].join('\n')}\n`);
process.stderr.write(`PAI-DLC in small at ${url}\n`);
process.once('SIGINT', () => void close().then(() => process.exit(0)));
process.once('SIGTERM', () => void close().then(() => process.exit(0)));
