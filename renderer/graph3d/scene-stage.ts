import {
  ClampToEdgeWrapping,
  Color,
  DataTexture,
  LinearFilter,
  Mesh,
  PerspectiveCamera,
  RGBAFormat,
  Scene,
  SRGBColorSpace,
  Texture,
  UnsignedByteType,
  Vector2,
  Vector3,
  WebGLRenderer,
  type BufferGeometry,
  type IUniform,
  type ShaderMaterial,
} from 'three';
import { OrbitControls } from 'three/examples/jsm/controls/OrbitControls.js';
import { CameraFlight } from './camera-flight.ts';
import type { CameraPose } from './camera-fit.ts';
import { buildColormap, colormapSize } from './colormap.ts';
import { FramePace } from './frame-pace.ts';
import { LabelOverlay } from './label-overlay.ts';
import { onBackground, themes, type Theme, type ThemeName } from './theme.ts';
import { Tooltip } from './tooltip.ts';
import { webGLSupport } from './webgl-available.ts';

/** No WebGL, or it failed for good. */
export class StageError extends Error {
  override name = 'StageError';
}

/** What a view does in each frame. */
export interface StageClient {
  /** Bring the scene up to date; true while something still moves. */
  update(now: number): boolean;
  /** Draw the labels over the picture. */
  paint(): void;
}

/** Uniforms that all materials of a stage share. */
export interface SharedUniforms {
  [name: string]: IUniform;
  uColormap: IUniform<DataTexture>;
  uBackground: IUniform<Vector3>;
  /** Pane, CSS pixels. */
  uViewport: IUniform<Vector2>;
  /** World units a CSS pixel spans at distance 1. */
  uPixel: IUniform<number>;
  /** Device pixels a CSS pixel. */
  uRatio: IUniform<number>;
  /** Distances at which the haze begins and is full. */
  uHaze: IUniform<Vector2>;
}

export const fieldOfView = 30;
const settleDelay = 160;
/** Share of a row's pixels that is drawn, by how slowly frames come. */
const draftScale = [1, 0.6, 0.42];

/** Renderer, camera, orbit controls and overlays of one pane; draws a frame only when asked. */
export class SceneStage {
  readonly root = document.createElement('div');
  readonly scene = new Scene();
  readonly camera = new PerspectiveCamera(fieldOfView, 1, 0.02, 60);
  readonly overlay = new LabelOverlay();
  readonly tooltip = new Tooltip();
  readonly renderer: WebGLRenderer;
  readonly controls: OrbitControls;
  readonly shared: SharedUniforms;
  readonly software: boolean;
  readonly pace = new FramePace();
  theme: Theme;
  colormap: Uint8Array<ArrayBuffer>;
  width = 1;
  height = 1;
  /** Whether the camera has been placed by hand since the last fit. */
  touched = false;
  onResize: () => void = () => {};
  private readonly container: HTMLElement;
  private readonly client: StageClient;
  private readonly flight = new CameraFlight();
  private readonly announcer = document.createElement('div');
  private readonly message = document.createElement('div');
  private readonly observer: ResizeObserver;
  /** Device pixels a CSS pixel, when at rest. */
  private ratio = 1;
  private drifting = false;
  private scheduled = 0;
  private settleTimer = 0;
  private disposed = false;
  /** A hand is on the camera. */
  private held = false;

  /**
   * @throws StageError when there is no WebGL 2
   */
  constructor(
    container: HTMLElement,
    themeName: ThemeName,
    client: StageClient,
    label: string,
  ) {
    this.container = container;
    this.client = client;
    const support = webGLSupport();
    if (!support.available) throw new StageError(`The 3D view needs WebGL 2, and this window has none (${support.renderer}).`);
    this.software = support.software;
    // Shapes are antialiased in their shaders; multisampling is for the surface's rim, and too dear in software.
    this.renderer = new WebGLRenderer({ antialias: !support.software, powerPreference: 'high-performance' });
    this.theme = onBackground(themes[themeName], getComputedStyle(container).backgroundColor);
    this.colormap = buildColormap(this.theme.ramp);
    const texture = new DataTexture(this.colormap, colormapSize, 1, RGBAFormat, UnsignedByteType);
    texture.minFilter = texture.magFilter = LinearFilter;
    texture.wrapS = ClampToEdgeWrapping;
    texture.needsUpdate = true;
    this.shared = {
      uColormap: { value: texture },
      uBackground: { value: new Vector3() },
      uViewport: { value: new Vector2(1, 1) },
      uPixel: { value: 1 },
      uRatio: { value: 1 },
      uHaze: { value: new Vector2(1, 2) },
    };
    this.buildDom(label);
    this.controls = new OrbitControls(this.camera, this.root);
    this.configureControls();
    this.applyTheme();
    this.observer = new ResizeObserver(() => this.resize());
    this.observer.observe(this.root);
    this.renderer.domElement.addEventListener('webglcontextlost', this.onContextLost);
    this.renderer.domElement.addEventListener('webglcontextrestored', this.onContextRestored);
    this.resize();
  }

  get reducedMotion(): boolean {
    return matchMedia('(prefers-reduced-motion: reduce)').matches;
  }

  /** How much to leave out, since the camera is on its way and frames come slowly: 0 nothing, 1 or 2. */
  get draft(): 0 | 1 | 2 {
    return this.settleTimer !== 0 ? this.pace.level : 0;
  }

  requestRender(): void {
    if (this.scheduled === 0 && !this.disposed) this.scheduled = requestAnimationFrame(this.frame);
  }

  setTheme(name: ThemeName): void {
    this.theme = onBackground(themes[name], getComputedStyle(this.container).backgroundColor);
    this.colormap.set(buildColormap(this.theme.ramp));
    this.shared.uColormap.value.needsUpdate = true;
    this.applyTheme();
  }

  /** Move the camera, in `duration` ms unless motion is to be reduced. */
  flyTo(pose: CameraPose, duration: number): void {
    const now = performance.now();
    const from: CameraPose = { position: this.camera.position.toArray(), target: this.controls.target.toArray() };
    this.flight.start(from, pose, now, this.reducedMotion ? 0 : duration);
    this.requestRender();
  }

  /** Say something to those who do not see the picture. */
  announce(text: string): void {
    this.announcer.textContent = text;
  }

  resize(): void {
    const width = Math.max(1, this.root.clientWidth);
    const height = Math.max(1, this.root.clientHeight);
    const ratio = Math.min(window.devicePixelRatio, this.software ? 1.5 : 2);
    if (width === this.width && height === this.height && ratio === this.ratio) return;
    this.width = width;
    this.height = height;
    this.setRatio(ratio);
    this.pace.reset();
    this.onResize();
    this.requestRender();
  }

  /** The picture with its labels, at twice the size at least. */
  async screenshot(): Promise<Blob> {
    const { ratio } = this;
    const canvas = document.createElement('canvas');
    this.setRatio(Math.max(2, ratio));
    try {
      this.draw(performance.now());
      canvas.width = this.renderer.domElement.width;
      canvas.height = this.renderer.domElement.height;
      const context = canvas.getContext('2d');
      if (context === null) throw new StageError('A screenshot needs a 2D canvas, and the browser gave none.');
      context.drawImage(this.renderer.domElement, 0, 0);
      context.drawImage(this.overlay.canvas, 0, 0, canvas.width, canvas.height);
    } finally {
      this.setRatio(ratio);
      this.draw(performance.now());
    }
    const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/png'));
    if (blob === null) throw new StageError(`The browser could not encode a picture of ${canvas.width}×${canvas.height}.`);
    return blob;
  }

  dispose(): void {
    if (this.disposed) return;
    this.disposed = true;
    cancelAnimationFrame(this.scheduled);
    clearTimeout(this.settleTimer);
    this.observer.disconnect();
    this.controls.dispose();
    this.renderer.domElement.removeEventListener('webglcontextlost', this.onContextLost);
    this.renderer.domElement.removeEventListener('webglcontextrestored', this.onContextRestored);
    this.shared.uColormap.value.dispose();
    this.renderer.dispose();
    // A browser keeps few contexts; waiting for the collector would starve the next view.
    this.renderer.forceContextLoss();
    this.root.remove();
  }

  private readonly frame = (now: number): void => {
    this.scheduled = 0;
    if (this.draw(now)) this.requestRender();
  };

  /** Draw one frame; whether another is due. */
  private draw(now: number): boolean {
    const pose = this.flight.advance(now);
    if (pose) {
      this.camera.position.fromArray([...pose.position]);
      this.controls.target.fromArray([...pose.target]);
    }
    const drifting = this.steer();
    if (pose || drifting) this.pace.frame(now);
    this.setSceneRatio(this.ratio * draftScale[this.draft]!);
    const busy = this.client.update(now);
    this.renderer.render(this.scene, this.camera);
    this.overlay.clear();
    this.client.paint();
    return pose !== null || drifting || busy;
  }

  /** One step of the camera's own motion; whether it goes on. */
  private steer(): boolean {
    const drifting = this.controls.update();
    if (this.drifting && !drifting) {
      // What is left of the swing is too little to see, but would be added to each later frame.
      this.controls.enableDamping = false;
      this.controls.update();
      this.controls.enableDamping = true;
    }
    this.drifting = drifting;
    return drifting;
  }

  private readonly onMove = (): void => {
    if (this.held) this.touched = true;
    // What it points at has moved away.
    this.tooltip.hide();
    this.awaitRest();
    this.requestRender();
  };

  /** When no more frames come, the motion is over: what a draft left out is drawn. */
  private awaitRest(): void {
    clearTimeout(this.settleTimer);
    this.settleTimer = window.setTimeout(() => {
      // A frame still to come may only be slow.
      if (this.scheduled !== 0) {
        this.awaitRest();
        return;
      }
      this.settleTimer = 0;
      this.pace.pause();
      if (this.pace.level > 0) this.requestRender();
    }, settleDelay);
  }

  private setRatio(ratio: number): void {
    this.ratio = ratio;
    // Set anew even at the same ratio: the pane's size may have changed.
    this.renderer.setSize(this.width, this.height, false);
    this.setSceneRatio(ratio);
    this.overlay.resize(this.width, this.height, ratio);
    this.camera.aspect = this.width / this.height;
    this.camera.updateProjectionMatrix();
    this.shared.uViewport.value.set(this.width, this.height);
    this.shared.uPixel.value = (2 * Math.tan((fieldOfView * Math.PI) / 360)) / this.height;
  }

  /** Pixels of the scene alone; its labels stay sharp in a draft. */
  private setSceneRatio(ratio: number): void {
    this.shared.uRatio.value = ratio;
    if (ratio !== this.renderer.getPixelRatio()) this.renderer.setPixelRatio(ratio);
  }

  private buildDom(label: string): void {
    Object.assign(this.root.style, { position: 'relative', width: '100%', height: '100%', overflow: 'hidden', outlineOffset: '-2px', cursor: 'grab' });
    this.root.tabIndex = 0;
    this.root.setAttribute('role', 'application');
    this.root.setAttribute('aria-label', label);
    Object.assign(this.renderer.domElement.style, { position: 'absolute', left: '0', top: '0', width: '100%', height: '100%' });
    Object.assign(this.announcer.style, { position: 'absolute', width: '1px', height: '1px', overflow: 'hidden', clipPath: 'inset(50%)' });
    this.announcer.setAttribute('aria-live', 'polite');
    Object.assign(this.message.style, { position: 'absolute', inset: '0', display: 'none', placeItems: 'center', fontSize: '13px', pointerEvents: 'none' });
    this.root.append(this.renderer.domElement, this.overlay.canvas, this.tooltip.element, this.announcer, this.message);
    this.container.append(this.root);
    this.overlay.setFont(getComputedStyle(this.container).fontFamily || 'sans-serif');
  }

  private configureControls(): void {
    const c = this.controls;
    c.enableDamping = true;
    c.dampingFactor = 0.14;
    c.zoomToCursor = true;
    c.screenSpacePanning = true;
    c.minDistance = 0.2;
    c.maxDistance = 14;
    c.maxPolarAngle = Math.PI / 2;
    c.addEventListener('change', this.onMove);
    c.addEventListener('start', () => {
      this.held = true;
      this.flight.stop();
      this.root.style.cursor = 'grabbing';
    });
    c.addEventListener('end', () => {
      this.held = false;
      this.root.style.cursor = 'grab';
    });
  }

  private applyTheme(): void {
    const [r, g, b] = this.theme.background;
    this.renderer.setClearColor(new Color().setRGB(r, g, b, SRGBColorSpace), 1);
    this.shared.uBackground.value.set(r, g, b);
    this.tooltip.setTheme(this.theme);
    this.message.style.color = this.theme.name === 'dark' ? '#98a2b3' : '#5b6575';
    this.requestRender();
  }

  /** Let go of everything uploaded while that is free of charge: it is uploaded anew when there is a context again. */
  private releaseAll(): void {
    this.scene.traverse((object) => {
      if (!(object instanceof Mesh)) return;
      (object.geometry as BufferGeometry).dispose();
      const material = object.material as ShaderMaterial;
      for (const { value } of Object.values(material.uniforms)) if (value instanceof Texture) value.dispose();
      material.dispose();
    });
  }

  private readonly onContextLost = (): void => {
    this.releaseAll();
    this.message.textContent = 'The graphics driver was reset. The view comes back when it does.';
    this.message.style.display = 'grid';
  };

  private readonly onContextRestored = (): void => {
    this.message.style.display = 'none';
    this.applyTheme();
  };
}
