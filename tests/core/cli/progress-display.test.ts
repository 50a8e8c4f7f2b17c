import { describe, expect, it } from 'vitest';
import type { JobEvent } from '../../../core/contract/job-event.ts';
import { bar, clock, ProgressDisplay, progressWords, short } from '../../../core/cli/progress-display.ts';

function event(done: number, part: string, more: Partial<Extract<JobEvent, { type: 'progress' }>> = {}): Extract<JobEvent, { type: 'progress' }> {
  return {
    type: 'progress',
    job: 'j',
    status: 'running',
    task: {
      name: 'Map',
      done,
      total: 3,
      unit: 'phases',
      parts: [
        { name: 'Burn-in', done: 5, total: 5, unit: 'states', parts: [] },
        { name: part, done: 3, total: 12, unit: 'states', parts: [] },
      ],
    },
    chainSteps: 0,
    chainStepsPerSecond: 45_600,
    seconds: 61,
    secondsLeft: 125,
    found: { kind: 'map', statesPlaced: 8, basins: 4 },
    engine: 'fake',
    ...more,
  };
}

function screen(isTTY: boolean): { text: string; isTTY: boolean; columns: number; write: (text: string) => void } {
  const made = { text: '', isTTY, columns: 100, write: (text: string) => { made.text += text; } };
  return made;
}

describe('progress in the terminal', () => {
  it('says what is being done, how fast, and how long still', () => {
    expect(progressWords(event(1, 'Place states'))).toBe('Place states 3 of 12 states · 4 basins · 45.6 k steps/s · 2:05 left');
    expect(progressWords(event(1, 'Place states', { secondsLeft: null, chainStepsPerSecond: 0, found: { kind: 'map', statesPlaced: 8, basins: 1 } }))).toBe('Place states 3 of 12 states · 1 basin');
  });

  it('redraws one line on a terminal, never longer than it is', () => {
    const tty = screen(true);
    const display = new ProgressDisplay(tty, () => 0);
    display.show(event(1, 'Place states'));
    display.show(event(2, 'A phase of a very long name that does not fit into the terminal at all, whatever one does'));
    // eslint-disable-next-line no-control-regex
    const lines = tty.text.split('\r').map((line) => line.replace(/\u001b\[\d*[A-Za-z]/g, ''));
    expect(lines.length).toBe(3);
    for (const line of lines) expect(line.length).toBeLessThan(100);
    expect(tty.text).not.toContain('\n');
    display.note('Saving …');
    expect(tty.text).toMatch(/Saving …\n$/);
  });

  it('fills the bar by the parts of a task whose unit is its parts', () => {
    const tty = screen(true);
    const task = { ...event(1, 'Place states').task, total: 2 };
    // One phase done, a quarter of the other: five eighths.
    new ProgressDisplay(tty, () => 0).show(event(1, 'Place states', { task }));
    expect(tty.text).toContain(' 62 % ');
  });

  it('writes a line for each phase, and one now and then, where there is no terminal', () => {
    const file = screen(false);
    let now = 0;
    const display = new ProgressDisplay(file, () => now);
    display.show(event(0, 'Burn-in'));
    display.show(event(1, 'Place states'));
    now = 5;
    display.show(event(1, 'Place states'));
    now = 20;
    display.show(event(1, 'Place states'));
    display.show(event(2, 'Barriers'));
    expect(file.text.trimEnd().split('\n')).toHaveLength(3);
    expect(file.text).not.toContain('\r');
  });

  it('writes times and amounts short', () => {
    expect([0, 59.4, 61, 3599, 3723].map(clock)).toEqual(['0 s', '59 s', '1:01', '59:59', '1:02:03']);
    expect([7, 999, 1234, 45_600, 2_340_000, 5e9].map(short)).toEqual(['7', '999', '1.23 k', '45.6 k', '2.34 M', '5.00 G']);
    expect([bar(0, 4), bar(0.5, 4), bar(0.625, 4), bar(1, 4)]).toEqual(['────', '━━──', '━━╸─', '━━━━']);
  });
});
