import type { JobEvent, JobFound, ProgressTask } from '../contract/job-event.ts';
import { taskAtWork } from '../jobs/task-at-work.ts';

/** What is shown of a job's progress; work that is no job has found nothing that its task does not say. */
type Progress = Pick<Extract<JobEvent, { type: 'progress' }>, 'task' | 'chainStepsPerSecond' | 'seconds' | 'secondsLeft'> & { readonly found?: JobFound };

/** What a map groups its states into: a kinetic map into sets. */
export type GroupNoun = 'basin' | 'set';

/** How often a line is written where there is no terminal to redraw. */
const SPARSE_SECONDS = 10;
const BAR = 28;

/** 12 s, 3:05, 1:02:03 */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const shown = parts[0] === 0 ? parts.slice(1) : parts;
  return shown.map((part, index) => (index === 0 ? String(part) : String(part).padStart(2, '0'))).join(':');
}

/** 950, 12.3 k, 4.56 M */
export function short(value: number): string {
  if (value < 1000) return String(Math.round(value));
  const [scaled, unit] = value < 1e6 ? [value / 1e3, 'k'] : value < 1e9 ? [value / 1e6, 'M'] : [value / 1e9, 'G'];
  return `${scaled.toPrecision(3)} ${unit}`;
}

/** How much of a task is done, 0…1: where its unit is its parts, the unfinished ones count by their own shares. */
function share(task: ProgressTask): number | null {
  if (task.parts.length > 0 && task.parts.length === task.total) return task.parts.reduce((sum, part) => sum + (share(part) ?? 0), 0) / task.total;
  return task.total === null || task.total <= 0 ? null : Math.min(1, task.done / task.total);
}

/** The bar alone, half cells included. */
export function bar(value: number, cells: number): string {
  const halves = Math.round(value * cells * 2);
  const full = Math.floor(halves / 2);
  const half = halves % 2 === 1;
  return `${'━'.repeat(full)}${half ? '╸' : ''}${'─'.repeat(Math.max(0, cells - full - (half ? 1 : 0)))}`;
}

/** What a progress event says, in words, without the bar. */
export function progressWords(event: Progress, noun: GroupNoun = 'basin'): string {
  const part = taskAtWork(event.task);
  const count = part === event.task ? null : `${part.name}${part.total === null ? '' : ` ${short(part.done)} of ${short(part.total)}${part.unit === '' ? '' : ` ${part.unit}`}`}`;
  return [
    count,
    event.found === undefined ? null : foundWords(event.found, noun),
    event.chainStepsPerSecond > 0 ? `${short(event.chainStepsPerSecond)} steps/s` : null,
    event.secondsLeft === null ? null : `${clock(event.secondsLeft)} left`,
  ]
    .filter((piece) => piece !== null)
    .join(' · ');
}

/** What a job has found, where its task does not say so already; null while that is nothing. */
function foundWords(found: JobFound, noun: GroupNoun): string | null {
  // Sets are there all at once, near the end: till then there is nothing to count.
  if (found.kind !== 'map' || found.statesPlaced + found.basins === 0 || (noun === 'set' && found.basins === 0)) return null;
  return groupsOf(found.basins, noun);
}

/** 1 basin, 12 sets */
export function groupsOf(count: number, noun: GroupNoun): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

interface Screen {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** Shows a job's progress on stderr: one line redrawn on a terminal, a line now and then elsewhere. */
export class ProgressDisplay {
  readonly #screen: Screen;
  readonly #noun: GroupNoun;
  readonly #now: () => number;
  readonly #coloured: boolean;
  #drawn = false;
  #writtenAt: number;
  #part: string | null = null;

  constructor(screen: Screen = process.stderr, now: () => number = () => performance.now() / 1000, noun: GroupNoun = 'basin') {
    this.#screen = screen;
    this.#noun = noun;
    this.#now = now;
    this.#writtenAt = now();
    this.#coloured = screen.isTTY === true && process.env['NO_COLOR'] === undefined;
  }

  show(event: Progress): void {
    if (this.#screen.isTTY === true) this.#draw(event);
    else this.#report(event);
  }

  /** A line of its own, above the bar. */
  note(text: string): void {
    this.clear();
    this.#screen.write(`${text}\n`);
  }

  /** Takes the bar away. */
  clear(): void {
    if (this.#drawn) this.#screen.write('\r\u001b[2K');
    this.#drawn = false;
  }

  #draw(event: Progress): void {
    const value = share(event.task);
    const percent = value === null ? '' : `${String(Math.floor(value * 100)).padStart(3)} % `;
    const cells = value === null ? '' : `${bar(value, BAR)} `;
    const room = (this.#screen.columns ?? 80) - 1 - cells.length - percent.length;
    const words = progressWords(event, this.#noun);
    const fitted = words.length <= room ? words : `${words.slice(0, Math.max(0, room - 1))}…`;
    const filled = cells.replace(/─.*$/, '');
    const painted = this.#coloured ? `\u001b[36m${filled}\u001b[0m\u001b[2m${cells.slice(filled.length)}\u001b[0m` : cells;
    this.#screen.write(`\r\u001b[2K${painted}${percent}${fitted}`);
    this.#drawn = true;
  }

  #report(event: Progress): void {
    const part = taskAtWork(event.task).name;
    const same = this.#part === null || part === this.#part;
    this.#part ??= part;
    if (same && this.#now() - this.#writtenAt < SPARSE_SECONDS) return;
    this.#writtenAt = this.#now();
    this.#part = part;
    const value = share(event.task);
    this.#screen.write(`[${clock(event.seconds)}] ${value === null ? '' : `${Math.floor(value * 100)} %  `}${progressWords(event, this.#noun)}\n`);
  }
}
