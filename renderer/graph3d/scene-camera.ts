import { Vector3 } from 'three';
import { boxCorners, fitPose, viewDirection, type CameraPose, type Vector } from './camera-fit.ts';
import { legendWidth } from './legend.ts';
import { fieldOfView, type SceneStage } from './scene-stage.ts';

const flightTime = 600;
const turnTime = 180;

/** Where a scene's camera goes: round its box, nearer and farther, to a place, and back to where all is seen. */
export class SceneCamera {
  /** Direction to where the camera stands until it is moved by hand. */
  home: Vector;
  private readonly stage: SceneStage;
  /** Half size of the box. */
  private extent: Vector = [1, 1.15, 1];

  constructor(stage: SceneStage, home: Vector) {
    this.stage = stage;
    this.home = home;
    stage.onResize = () => {
      if (!stage.touched) this.goHome(0);
    };
  }

  /** The box is another. Who has not moved the camera sees all of it again, after a flight of so many milliseconds where it is much another; null: at once. */
  resize(extent: Vector, duration: number | null): void {
    const moved = extent.some((v, c) => Math.abs(v - this.extent[c]!) > 0.02);
    this.extent = extent;
    if (duration === null) this.goHome(0);
    else if (moved && !this.stage.touched) this.goHome(duration);
  }

  /** Fly to the middle of some places, [x, y, z, radius] each. */
  approach(places: readonly ArrayLike<number>[]): void {
    const at = new Vector3();
    let radius = 0;
    for (const p of places) {
      at.add(new Vector3(p[0], p[1], p[2]).multiplyScalar(1 / places.length));
      radius = Math.max(radius, p[3]!);
    }
    const away = this.away();
    const distance = Math.min(away.length(), Math.max(1.4, radius * 26) * (places.length > 1 ? 1.6 : 1));
    this.move({ target: at.toArray(), position: at.clone().add(away.setLength(distance)).toArray() }, flightTime);
  }

  turn(azimuthDegrees: number, elevationDegrees: number): void {
    const away = this.away();
    const distance = away.length();
    const azimuth = (Math.atan2(away.x, away.z) * 180) / Math.PI + azimuthDegrees;
    const elevation = (Math.asin(away.y / distance) * 180) / Math.PI + elevationDegrees;
    const direction = new Vector3(...viewDirection(azimuth, Math.min(89, Math.max(0.5, elevation))));
    this.standAt(direction.multiplyScalar(distance));
  }

  zoom(factor: number): void {
    const { minDistance, maxDistance } = this.stage.controls;
    const away = this.away();
    this.standAt(away.setLength(Math.min(maxDistance, Math.max(minDistance, away.length() * factor))));
  }

  /** See everything, from the side that is in view. */
  fit(): void {
    const { stage } = this;
    const direction = stage.touched ? this.away().normalize().toArray() : this.home;
    stage.touched = false;
    stage.flyTo(this.fitted(direction), flightTime);
  }

  private goHome(duration: number): void {
    this.stage.flyTo(this.fitted(this.home), duration);
  }

  private away(): Vector3 {
    const { camera, controls } = this.stage;
    return camera.position.clone().sub(controls.target);
  }

  private standAt(away: Vector3): void {
    const { target } = this.stage.controls;
    this.move({ target: target.toArray(), position: target.clone().add(away).toArray() }, turnTime);
  }

  private move(pose: CameraPose, duration: number): void {
    this.stage.touched = true;
    this.stage.flyTo(pose, duration);
  }

  private fitted(direction: Vector): CameraPose {
    const { width, height } = this.stage;
    const insets = { left: 46, right: width >= 300 ? legendWidth + 6 : 10, top: 26, bottom: 22 };
    return fitPose(boxCorners(...this.extent), direction, fieldOfView, width, height, insets);
  }
}
