import fc from 'fast-check';
import { createPlugin, pluginContract } from 'oc-conformance';
import { describe, expect, it } from 'vitest';
import plugin, { firstLine } from '../src/first-line/index.ts';

describe('first-line', () => {
  it.each([
    [' 82', '82'],
    [' 82 \nQ: 5+3=?', '82'],
    ['\nlate', ''],
    ['', ''],
    ['\tPhnom Penh\r\n', 'Phnom Penh'],
    [' 北京 \n', '北京'],
  ])('of %j is %j', (text, expected) => {
    expect(firstLine(text)).toBe(expected);
  });

  it('is the whole line but the blanks around it, whatever follows', () => {
    const rest = fc.string({ unit: 'binary' });
    fc.assert(fc.property(fc.string(), rest, (line, more) => firstLine(`${line}\n${more}`) === line.trim()));
  });

  it('is a plugin', async () => {
    expect((await createPlugin(plugin))(' a\nb')).toBe('a');
  });

  for (const { name, run } of pluginContract(plugin)) it(name, run);
});
