import '@fontsource-variable/inter';
import './theme.css';
import './base.css';
import { mount } from 'svelte';
import App from './App.svelte';

performance.mark('script runs');
const target = document.getElementById('app');
if (!target) throw new Error('The page has no element #app to mount the window into.');
mount(App, { target });
performance.mark('mounted');
