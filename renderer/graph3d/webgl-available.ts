/** What the machine's WebGL is. */
export interface WebGLSupport {
  available: boolean;
  /** Drawn by the processor (SwiftShader, llvmpipe): keep polygons and antialiasing down. */
  software: boolean;
  /** Name of the renderer, or why there is none. */
  renderer: string;
}

let known: WebGLSupport | null = null;

/** Try a WebGL 2 context once and remember the answer. */
export function webGLSupport(): WebGLSupport {
  known ??= probe();
  return known;
}

/** Whether the 3D views can be shown on this machine. */
export function isWebGLAvailable(): boolean {
  return webGLSupport().available;
}

function probe(): WebGLSupport {
  const canvas = document.createElement('canvas');
  canvas.width = 1;
  canvas.height = 1;
  const gl = canvas.getContext('webgl2');
  if (gl === null) return { available: false, software: false, renderer: 'no WebGL 2 context' };
  if (gl.isContextLost()) return { available: false, software: false, renderer: 'the WebGL 2 context was lost at once' };
  const info = gl.getExtension('WEBGL_debug_renderer_info');
  const renderer = String(gl.getParameter(info ? info.UNMASKED_RENDERER_WEBGL : gl.RENDERER));
  // Browsers keep few contexts alive: the probe's goes back at once.
  gl.getExtension('WEBGL_lose_context')?.loseContext();
  return { available: true, software: isSoftwareRenderer(renderer), renderer };
}

/** Whether a renderer's name is one of the known software rasterizers. */
export function isSoftwareRenderer(name: string): boolean {
  return /swiftshader|llvmpipe|softpipe|software|basic render/i.test(name);
}
