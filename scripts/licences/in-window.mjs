/** Libraries that are built into the window's page: package.json counts them as tools of development. */
export const inWindow = ['svelte', 'three', 'uplot', '@lucide/svelte', '@fontsource-variable/inter', 'esm-env', 'clsx', 'devalue'];
