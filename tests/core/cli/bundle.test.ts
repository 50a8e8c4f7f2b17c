import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { replayReport } from '../../../core/contract/bundle.ts';
import { fixturePath } from '../formats/fixtures.ts';
import { makeRun, smallToy, train } from '../runs/small-runs.ts';
import { jsonOf, runCli } from './run-cli.ts';

let folder: string;
const at = (name: string): string => join(folder, name);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'basinscope-bundle-cli-'));
  expect(await train(await makeRun(at('run'), smallToy))).toMatchObject({ outcome: 'done' });
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('bundle, info and replay', () => {
  it('write one file, refuse one that was cut, and compute it again; the exit code says whether it is the same', async () => {
    const made = jsonOf(await runCli(['bundle', at('run'), '--out', at('run'), '--json']));
    expect(made).toMatchObject({ file: at('run.basinscope'), kind: 'run', bytes: readFileSync(at('run.basinscope')).length });
    const again = replayReport.parse(jsonOf(await runCli(['replay', at('run.basinscope'), '--json'])));
    expect(again).toMatchObject({ verdict: 'identical', sameMachine: true });

    const damaged = readFileSync(at('run.basinscope'));
    writeFileSync(at('cut.basinscope'), damaged.subarray(0, damaged.length - 100));
    const refused = await runCli(['info', at('cut.basinscope')]);
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toMatch(/cut\.basinscope: expected .* found/);
  }, 30_000);

  it('tell another result by exit code 1 and name what differs', async () => {
    const other = await runCli(['replay', fixturePath('bundles/run.basinscope'), '--engine', 'tfjs', '--updates', '6', '--json']);
    const report = replayReport.parse(JSON.parse(other.stdout));
    expect(report.sameMachine).toBe(false);
    expect(report.measures.map(({ name }) => name)).toEqual(['d_s', 'r_s']);
    expect(other.code).toBe(report.verdict === 'differs' ? 1 : 0);
  }, 30_000);
});
