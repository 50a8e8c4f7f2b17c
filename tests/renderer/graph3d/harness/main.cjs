// A bare window for the harness page: what the views look like in the Electron that ships, without the rest of the program.
const { app, BrowserWindow } = require('electron');
const { join } = require('node:path');

app.whenReady().then(() => {
  const window = new BrowserWindow({ width: 1300, height: 860, useContentSize: true, webPreferences: { sandbox: true, contextIsolation: true } });
  window.removeMenu();
  return window.loadFile(join(__dirname, '../../../../out/graph3d-harness/index.html'));
});
app.on('window-all-closed', () => app.quit());
