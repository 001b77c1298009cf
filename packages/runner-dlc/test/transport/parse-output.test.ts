import { describe, expect, it } from 'vitest';
import { createdJobId, failureIn, idsOfName, logLines, objectIn } from '../../src/transport/cli/parse-output.ts';

const TABLE = `+------------------+--------------------------------------+
|      JobId       |              RequestId               |
+------------------+--------------------------------------+
| dlc1xjcumbfm7aai | 71CB9CAA-87F6-5F8E-A38A-8D0E32F2559F |
+------------------+--------------------------------------+
`;

describe('the id of a created job', () => {
  it('is in the last table, behind the echo of the request', () => {
    expect(createdJobId(`{\n   "Priority": 1\n}\n${TABLE}`)).toBe('dlc1xjcumbfm7aai');
  });

  it('is not what the echoed command holds', () => {
    expect(createdJobId(`| dlcfoo |\n| JobId |\n| dlcbar |\n${TABLE}`)).toBe('dlc1xjcumbfm7aai');
    expect(createdJobId('"UserCommand": "echo | dlcfoo |"')).toBeUndefined();
    expect(createdJobId(TABLE.slice(0, 130))).toBeUndefined();
  });

  it('is found between colours', () => {
    expect(createdJobId(TABLE.replace('dlc1', '\u001b[32mdlc1'))).toBe('dlc1xjcumbfm7aai');
  });
});

describe('the other outputs', () => {
  it('are read behind a first line of noise', () => {
    expect(objectIn('/bin/bash: warning\n[OK]\n{\n   "JobId": "dlc1"\n}\n')).toEqual({ JobId: 'dlc1' });
    expect(objectIn('{\n   "JobId": "dl')).toBeUndefined();
    expect(objectIn('')).toBeUndefined();
  });

  it('say why something failed, by status and text', () => {
    const kindOf = (text: string) => failureIn(text)?.kind;
    expect(kindOf('[FAILED] code: 400, Request was denied due to user flow control. request id: A')).toBe('throttled');
    expect(
      kindOf(
        "[FAILED] code: 400, Job can't be stopped, because it is Stopped request id: 63C1C116-2DAA-58B0-9E35-E0F9A92BBCE1",
      ),
    ).toBe('refused');
    expect(kindOf('[FAILED] code: 503, The service is unavailable. request id: A')).toBe('unknown');
    expect(kindOf('[OK] Job [dlc14qrqbpo1****] was stopped successfully')).toBeUndefined();
  });

  it('hold ids of a name, whatever the layout of the list', () => {
    expect(idsOfName('oc-a-1   dlc1abc   Running\n| oc-a-12 | dlc1def |\n| oc-a-1 | dlc1ghi |', 'oc-a-1')).toEqual([
      'dlc1abc',
      'dlc1ghi',
    ]);
  });

  it('hold the lines of a log, or that there are none', () => {
    expect(logLines('a\n\nb\n')).toEqual(['a', '', 'b']);
    expect(logLines('[WARN] No logs found for the pod\n')).toEqual([]);
  });
});
