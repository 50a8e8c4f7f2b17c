import { readdirSync, readFileSync } from 'node:fs';

/** Memory and handles of a process by /proc, where the system has it. */
function ofProcess(pid) {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const field = (name) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? NaN);
    return { rss: field('VmRSS') / 1024, files: readdirSync(`/proc/${pid}/fd`).length, threads: field('Threads') };
  } catch {
    return null;
  }
}

/** Looks at the program's processes and at its page. */
export class Sampler {
  samples = [];
  #app;
  #session;
  #began = performance.now();

  static async of(app, page) {
    const session = await page.context().newCDPSession(page);
    for (const domain of ['HeapProfiler', 'Performance']) await session.send(`${domain}.enable`);
    return new Sampler(app, session);
  }

  constructor(app, session) {
    this.#app = app;
    this.#session = session;
  }

  /** One look, garbage of the page collected; `done`: of what the phase counts. */
  async sample(phase, done) {
    await this.#session.send('HeapProfiler.collectGarbage');
    const { usedSize } = await this.#session.send('Runtime.getHeapUsage');
    const { documents, nodes, jsEventListeners } = await this.#session.send('Memory.getDOMCounters');
    const { metrics, heap } = await this.#app.evaluate(({ app }) => ({
      heap: process.memoryUsage().heapUsed,
      metrics: app.getAppMetrics().map(({ pid, type, name, memory }) => ({ pid, type, name, kilobytes: memory.workingSetSize })),
    }));
    const find = (wanted) => metrics.find(wanted);
    const processes = {
      main: find(({ type }) => type === 'Browser'),
      host: find(({ type, name }) => type === 'Utility' && /compute host/i.test(name ?? '')),
      page: find(({ type }) => type === 'Tab'),
      gpu: find(({ type }) => type === 'GPU'),
    };
    const sample = { phase, done, seconds: Math.round((performance.now() - this.#began) / 100) / 10 };
    for (const [name, metric] of Object.entries(processes)) {
      const looked = metric === undefined ? null : ofProcess(metric.pid);
      sample[`${name}_rss_mb`] = looked?.rss ?? (metric === undefined ? NaN : metric.kilobytes / 1024);
      sample[`${name}_files`] = looked?.files ?? NaN;
      sample[`${name}_threads`] = looked?.threads ?? NaN;
    }
    Object.assign(sample, { page_heap_mb: usedSize / 2 ** 20, main_heap_mb: heap / 2 ** 20, page_documents: documents, page_nodes: nodes, page_listeners: jsEventListeners });
    this.samples.push(sample);
    console.log(`  ${String(done).padStart(5)} after ${sample.seconds} s: page ${sample.page_rss_mb.toFixed(0)} MB (heap ${sample.page_heap_mb.toFixed(1)}), host ${sample.host_rss_mb.toFixed(0)} MB, main ${sample.main_rss_mb.toFixed(0)} MB, files of host ${sample.host_files}, nodes ${nodes}, listeners ${jsEventListeners}`);
  }
}
