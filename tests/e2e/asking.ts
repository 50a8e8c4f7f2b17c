import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { fixtures } from './program.ts';

export interface HeardEvent {
  type: string;
  job: string;
  status?: string;
  found?: { kind: string; statesPlaced?: number };
  revision?: number;
}

/** What the page keeps for these tests. */
interface PageWindow {
  basinscope: {
    request(name: string, ask: unknown): Promise<{ ok: boolean; answer?: never; error?: { title: string; message: string } }>;
    onJobEvent(listener: (event: HeardEvent) => void): void;
  };
  heard: HeardEvent[];
}

export interface StoredMap {
  id: string;
  name: string;
  potential: string;
  status: string;
  basins: number;
  states: number;
  seconds: number;
  settings: Record<string, unknown>;
  dataset: string | null;
  labels: string | null;
}

/** Asks over the bridge as the page does; an error reply fails the test with its words. */
export async function ask<T>(page: Page, name: string, what: unknown): Promise<T> {
  const reply = await page.evaluate(([requestName, request]) => (window as unknown as PageWindow).basinscope.request(requestName as string, request), [name, what] as const);
  if (!reply.ok) throw new Error(`${name}: ${reply.error?.title}: ${reply.error?.message}`);
  return reply.answer as T;
}

/** Has the page keep every job event from now on. */
export async function listen(page: Page): Promise<void> {
  await page.evaluate(() => {
    const here = window as unknown as PageWindow;
    here.heard = [];
    here.basinscope.onJobEvent((event) => here.heard.push(event));
  });
}

export const heard = (page: Page): Promise<HeardEvent[]> => page.evaluate(() => (window as unknown as PageWindow).heard);

export const mapsOf = async (page: Page): Promise<StoredMap[]> => (await ask<{ maps: StoredMap[] }>(page, 'workspace.get', {})).maps;
export const mapOf = async (page: Page, id: string): Promise<StoredMap> => (await mapsOf(page)).find((map) => map.id === id)!;
export const statusOf = async (page: Page, id: string): Promise<string> => (await mapOf(page, id)).status;

/** Small enough to finish soon. */
export const short = { states: 60, burnIn: 10, alpha: 20, barrierNearest: 3, barrierRepeats: 1, seed: 3 };
/** Enough work to be caught in the middle of, and little enough to be awaited. */
export const longer = { ...short, states: 4000, slots: 64 };
/** Nobody waits for its end. */
export const endless = { ...longer, states: 50_000 };

/** Starts a map of the eight Gaussians without the window's help; returns its id. */
export async function startMap(page: Page, settings: object, name = 'A map'): Promise<string> {
  const { id: potential } = await ask<{ id: string }>(page, 'potential.import', { path: join(fixtures, 'toy-gmm-trained.pth'), name: 'Eight Gaussians', trainEpsilon: 0.125 });
  const { id } = await ask<{ id: string }>(page, 'map.start', { potential, name, settings, dataset: null, labels: null });
  return id;
}
