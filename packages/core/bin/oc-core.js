#!/usr/bin/env node
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(`oc-core needs Node.js 20.19 or newer; this is ${process.version}\n`);
  process.exit(2);
}
const { main } = await import('../dist/cli/main.js');
const exitCode = await main(process.argv.slice(2));
// A plugin may have left a timer or a connection, which nobody is to wait for; what was printed goes out first.
process.stdout.write('', () => process.stderr.write('', () => process.exit(exitCode)));
