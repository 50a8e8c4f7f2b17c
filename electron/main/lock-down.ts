import { app, session } from 'electron';

/**
 * Denies what the window's page never needs: going elsewhere, opening windows, embedding others, any permission
 * (camera, notifications, …), downloads. Whatever asks for one is a mistake or an attack.
 */
export function lockDown(isOwnPage: (url: string) => boolean): void {
  app.on('web-contents-created', (_event, contents) => {
    contents.setWindowOpenHandler(() => ({ action: 'deny' }));
    contents.on('will-navigate', (event) => {
      if (!isOwnPage(event.url)) event.preventDefault();
    });
    contents.on('will-redirect', (event) => {
      if (!isOwnPage(event.url)) event.preventDefault();
    });
    contents.on('will-frame-navigate', (event) => {
      if (!isOwnPage(event.url)) event.preventDefault();
    });
    contents.on('will-attach-webview', (event) => event.preventDefault());
  });
}

/** The part that wants a session: once the app is ready. */
export function denyPermissions(): void {
  const own = session.defaultSession;
  own.setPermissionRequestHandler((_contents, _permission, decide) => decide(false));
  own.setPermissionCheckHandler(() => false);
  own.setDevicePermissionHandler(() => false);
  own.on('will-download', (event) => event.preventDefault());
  // A page without spell checking is not enough: for each language the session asks Google for a dictionary, at every start.
  own.setSpellCheckerLanguages([]);
  own.setSpellCheckerEnabled(false);
}
