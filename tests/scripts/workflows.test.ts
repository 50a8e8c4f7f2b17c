import { accessSync, constants, existsSync, readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const { load } = createRequire(import.meta.url)('js-yaml') as { load: (text: string) => unknown };

interface Step {
  uses?: string;
  run?: string;
  env?: Record<string, string>;
}
interface Job {
  uses?: string;
  needs?: string | string[];
  'runs-on'?: string;
  'timeout-minutes'?: number;
  permissions?: Record<string, string>;
  steps?: Step[];
}
interface Workflow {
  on: unknown;
  permissions: Record<string, string>;
  jobs: Record<string, Job>;
}

const folder = '.github/workflows';
const workflows = readdirSync(join(root, folder)).map((name) => ({ name, workflow: load(readFileSync(join(root, folder, name), 'utf8')) as Workflow }));
const scripts = (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> }).scripts;

/** What is wrong with a workflow, as far as it can be told without GitHub; what actionlint says was looked at by hand. */
function faultsOf({ permissions, jobs }: Workflow): string[] {
  const faults = JSON.stringify(permissions) === '{"contents":"read"}' ? [] : ['the workflow may do more than read'];
  for (const [id, job] of Object.entries(jobs)) {
    for (const need of [job.needs ?? []].flat()) if (!(need in jobs)) faults.push(`${id} needs ${need}, which is no job`);
    if (job.uses !== undefined) {
      if (!existsSync(join(root, job.uses))) faults.push(`${id} uses ${job.uses}, which is not there`);
      continue;
    }
    if (job['runs-on'] === undefined || job['timeout-minutes'] === undefined) faults.push(`${id} has no machine or no limit`);
    for (const { uses, run } of job.steps ?? []) {
      if ((uses === undefined) === (run === undefined)) faults.push(`${id} has a step that uses and runs, or neither`);
      if (uses !== undefined && !/^[\w-]+\/[\w-]+@(v\d+(\.\d+\.\d+)?|[0-9a-f]{40})$/.test(uses)) faults.push(`${id} uses ${uses} without a version`);
      if (run === undefined) continue;
      // What others write (a branch's name, a title) is data in a variable, never a part of a command.
      if (run.includes('${{')) faults.push(`${id} puts an expression into a command: ${run}`);
      for (const [, script] of run.matchAll(/npm run ([\w:-]+)/g)) if (!(script! in scripts)) faults.push(`${id} runs npm run ${script}, which package.json has not`);
      for (const [path] of run.matchAll(/scripts\/[\w/.-]+/g)) {
        if (!existsSync(join(root, path))) faults.push(`${id} runs ${path}, which is not there`);
        else if (path.endsWith('.sh') && process.platform !== 'win32') accessSync(join(root, path), constants.X_OK);
      }
    }
  }
  return faults;
}

describe('workflows', () => {
  test('there are those of tests and of releases', () => expect(workflows.map(({ name }) => name).sort()).toEqual(['release.yml', 'test.yml']));
  test.each(workflows)('$name has no fault that can be seen from here', ({ workflow }) => expect(faultsOf(workflow)).toEqual([]));

  test('only the draft of a release may write, and no secret is anywhere but with the packages', () => {
    const jobs = workflows.flatMap(({ workflow }) => Object.entries(workflow.jobs));
    expect(jobs.filter(([, { permissions }]) => Object.values(permissions ?? {}).includes('write')).map(([id]) => id)).toEqual(['draft']);
    expect(jobs.filter(([, job]) => JSON.stringify(job).includes('secrets.')).map(([id]) => id)).toEqual(['package']);
  });

  test('faults are found', () => {
    const bad: Workflow = { on: 'push', permissions: {}, jobs: { a: { needs: 'b', 'runs-on': 'x', steps: [{ uses: 'actions/checkout@main' }, { run: 'npm run nothing ${{ github.head_ref }}' }, { run: 'node scripts/not-there.mjs' }] } } };
    expect(faultsOf(bad)).toHaveLength(7);
  });
});
