import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { QueueError } from '../../../core/queue/queue-error.ts';
import { StoreError } from '../../../core/store/store-error.ts';
import { FormatError } from '../../../core/formats/format-error.ts';
import { describeError } from '../../../electron/host/describe-error.ts';

test('errors of ours speak for themselves', () => {
  expect(describeError(new StoreError('There is no map x in this workspace.'))).toEqual({ title: 'The workspace cannot do this', message: 'There is no map x in this workspace.' });
  expect(describeError(new QueueError('Nobody answers.'))).toEqual({ title: 'The queue cannot be used', message: 'Nobody answers.' });
  expect(describeError(new FormatError('x.pth', { expected: 'a zip', found: 'nothing' })).title).toBe('This file cannot be read');
});

test('the system’s errors are put in words, with the path', async () => {
  const path = join(import.meta.dirname, 'no-such-file');
  const error: unknown = await readFile(path).catch((reason: unknown) => reason);
  expect(describeError(error)).toEqual({ title: 'A file cannot be used', message: `${path}: there is no such file or folder.` });
});

test('anything else is a fault, logged with its stack', () => {
  const log = vi.spyOn(console, 'error').mockImplementation(() => {});
  const fault = new TypeError('x is not a function');
  expect(describeError(fault)).toMatchObject({ title: 'Something went wrong', message: expect.stringContaining('x is not a function') as unknown });
  expect(log).toHaveBeenCalledWith(fault);
  expect(describeError('thrown text')).toEqual({ title: 'Something went wrong', message: 'thrown text' });
  log.mockRestore();
});
