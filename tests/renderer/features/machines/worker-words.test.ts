import { expect, it } from 'vitest';
import type { QueueWorker } from '../../../../core/contract/queue-worker.ts';
import { Machines } from '../../../../renderer/features/machines/machines.svelte.ts';
import type { QueueView } from '../../../../core/contract/queue-view.ts';
import { computingWorkers, joinCommand, queueMark, standingOf, workWords } from '../../../../renderer/features/machines/worker-words.ts';

const worker = (change: Partial<QueueWorker>): QueueWorker => ({
  id: 'a', host: 'a', pid: 1, engine: 'onnxruntime', device: 'cpu', description: '', threads: 2, version: '1', state: 'waiting', reason: null, now: [], pieces: 0, chainSteps: 0,
  chainStepsPerSecond: 10, since: '', ...change,
});

it('counts the workers that take work, and what they have together', () => {
  const states = ['waiting', 'working', 'leaving', 'left-out', 'other-version'] as const;
  expect(computingWorkers(states.map((state) => worker({ state })))).toEqual({ workers: 2, threads: 4, chainStepsPerSecond: 20 });
  expect(computingWorkers([])).toEqual({ workers: 0, threads: 0, chainStepsPerSecond: 0 });
});

it('says what a worker computes, equal pieces once', () => {
  expect(workWords(['langevin', 'langevin', 'chords'])).toBe('2 × Langevin chains, chords');
  expect(workWords(['of-tomorrow'])).toBe('of-tomorrow');
  expect(standingOf(worker({ state: 'leaving', now: ['descent'] })).words).toBe('finishes descents');
  expect(standingOf(worker({ state: 'leaving' })).words).toBe('leaves');
  expect(standingOf(worker({ state: 'left-out' })).tone).toBe('out');
});

it('marks a job by the workers that it is on', () => {
  expect(queueMark(false, 3)).toEqual({ text: 'on 3 workers', tone: 'ok' });
  expect(queueMark(false, 1).text).toBe('on 1 worker');
  expect(queueMark(false, 0)).toEqual({ text: 'no workers', tone: 'warn' });
  expect(queueMark(true, 3)).toEqual({ text: 'queue away', tone: 'warn' });
});

it('other machines are told another name than that of the loopback', () => {
  expect(joinCommand('redis://127.0.0.1:6379')).toEqual({ line: 'basinscope worker --queue redis://HOST:6379 --allow-remote', loopback: true });
  expect(joinCommand('rediss://[::1]:6380/2')).toEqual({ line: 'basinscope worker --queue rediss://HOST:6380/2 --allow-remote', loopback: true });
  expect(joinCommand('rediss://queue.example:6379')).toEqual({ line: 'basinscope worker --queue rediss://queue.example:6379 --allow-remote', loopback: false });
  expect(joinCommand('redis://localhost.example:1').loopback).toBe(false);
});

it('says no time left of a job whose queue is away or has no workers', () => {
  const machines = new Machines();
  const progress = { secondsLeft: 40 };
  const view = { state: 'connected', address: 'redis://host:6379', problem: null, workers: [], jobs: ['on the queue'] } satisfies QueueView;
  expect(machines.secondsLeft('on the queue', progress)).toBe(40);
  machines.view = { ...view, workers: [worker({ state: 'working' })] };
  expect(machines.secondsLeft('on the queue', progress)).toBe(40);
  machines.view = { ...view, workers: [] };
  expect(machines.secondsLeft('on the queue', progress)).toBeNull();
  expect(machines.secondsLeft('computed here', progress)).toBe(40);
  machines.view = { ...view, state: 'away', workers: [worker({ state: 'working' })] };
  expect(machines.secondsLeft('on the queue', progress)).toBeNull();
  expect(machines.secondsLeft('computed here', null)).toBeNull();
});
