/** Mean intervals between frames, ms, beyond which a moving view draws less: below 30 frames a second, and much less below 14. */
const tooSlow = [34, 70];
/** Frames that a judgement takes. */
const enough = 3;

/** How fast frames follow one another while the view moves, and how much must be left out for it. */
export class FramePace {
  private last = NaN;
  private mean = NaN;
  private frames = 0;
  /** 0 draw all, 1 draw less, 2 much less. Only `reset` brings it back: judging the lighter frames would switch to and fro. */
  level: 0 | 1 | 2 = 0;

  /** A frame of a motion begins at `now`, ms. */
  frame(now: number): void {
    const interval = now - this.last;
    this.last = now;
    if (!(interval > 0) || this.level === 2) return;
    this.frames++;
    this.mean = Number.isNaN(this.mean) ? interval : 0.7 * this.mean + 0.3 * interval;
    if (this.frames < enough || this.mean <= tooSlow[this.level]!) return;
    this.level = this.level === 0 ? 1 : 2;
    this.frames = 0;
    this.mean = NaN;
  }

  /** The motion ended: the pause until the next one is no slow frame. */
  pause(): void {
    this.last = NaN;
  }

  /** What is drawn has changed: judge anew. */
  reset(): void {
    this.last = NaN;
    this.mean = NaN;
    this.frames = 0;
    this.level = 0;
  }
}
