import type uPlot from 'uplot';

/** Words beside the cursor of a plot, at its top and never beyond its edges; `words` says them of a place in the data. */
export function plotTip(words: (plot: uPlot, index: number, x: number) => string): uPlot.Plugin {
  const tip = document.createElement('div');
  tip.className = 'plot-tip';
  return {
    hooks: {
      init: (plot) => plot.over.appendChild(tip),
      setCursor: (plot) => {
        const index = plot.cursor.idx ?? null;
        const x = index === null ? undefined : plot.data[0][index];
        if (index === null || x === undefined || (plot.cursor.left ?? -1) < 0) {
          tip.textContent = '';
          return;
        }
        tip.textContent = words(plot, index, x);
        tip.style.left = `${Math.max(0, Math.min(plot.over.clientWidth - tip.offsetWidth, plot.valToPos(x, 'x') + 10))}px`;
        tip.style.top = '2px';
      },
    },
  };
}
