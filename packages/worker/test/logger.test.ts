import { describe, expect, it } from 'vitest';
import { createLogger } from '../src/logger.ts';

describe('the logger', () => {
  it('writes a line with time, level and text; children put their fields in front', () => {
    const lines: string[] = [];
    const logger = createLogger((line) => lines.push(line));
    logger.info('hello');
    logger.child({ task: '1-00000' }).child({ dataset: 'a' }).error('ü');
    expect(lines.map((line) => line.replace(/^\S+Z/, 'TIME'))).toEqual([
      'TIME INFO  hello\n',
      'TIME ERROR task=1-00000 dataset=a ü\n',
    ]);
  });
});
