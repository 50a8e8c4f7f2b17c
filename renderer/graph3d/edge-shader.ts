import { nodeFieldShader } from './node-field.ts';
import { liftShader } from './node-shader.ts';

/** Offsets a clip-space point sideways to a screen-space direction, to make a ribbon of constant width. */
export const ribbonShader = /* glsl */ `
uniform vec2 uViewport;
vec4 ribbonPoint(vec4 here, vec4 ahead, float side, float halfWidth) {
  vec2 along = (ahead.xy / ahead.w - here.xy / here.w) * uViewport;
  float span = length(along);
  vec2 across = span > 1e-6 ? vec2(-along.y, along.x) / span : vec2(1.0, 0.0);
  here.xy += across * side * halfWidth * 2.0 / uViewport * here.w;
  return here;
}
`;

export const edgeVertexShader = /* glsl */ `
attribute vec2 aEnds;
attribute float aApex;
attribute float aTone;
attribute float aWidth;
uniform float uWidth;
uniform float uLift;
uniform vec2 uHaze;
varying float vSide;
varying float vTone;
varying float vAlong;
varying float vHaze;
varying float vWidth;
${nodeFieldShader}
${ribbonShader}
${liftShader}
vec3 archPoint(vec3 a, vec3 b, float apex, float s) {
  float u = s < 0.5 ? 2.0 * s : 2.0 - 2.0 * s;
  float foot = s < 0.5 ? a.y : b.y;
  return vec3(mix(a.x, b.x, s), foot + (apex - foot) * u * (2.0 - u), mix(a.z, b.z, s));
}
void main() {
  vWidth = uWidth * aWidth;
  vec4 a = nodeEntry(uPlace, aEnds.x);
  vec4 b = nodeEntry(uPlace, aEnds.y);
  float apex = max(aApex, max(a.y, b.y));
  float s = position.x;
  float step = s > 0.99 ? -0.01 : 0.01;
  mat4 clip = projectionMatrix * viewMatrix;
  vec4 here = clip * vec4(archPoint(a.xyz, b.xyz, apex, s), 1.0);
  vec4 ahead = clip * vec4(archPoint(a.xyz, b.xyz, apex, s + step), 1.0);
  gl_Position = ribbonPoint(here, ahead, position.y * sign(step), vWidth * 0.5 + 1.0);
  // A line drawn once more in focus must win over itself.
  gl_Position.z -= 2e-5 * sign(uLift) * gl_Position.w;
  gl_Position = lifted(gl_Position, uLift);
  // A node still growing brings its edges with it.
  if (a.w <= 0.0 || b.w <= 0.0) gl_Position = vec4(2.0, 2.0, 2.0, 1.0);
  vSide = position.y;
  vTone = aTone;
  vAlong = s;
  vHaze = smoothstep(uHaze.x, uHaze.y, here.w);
}
`;

export const edgeFragmentShader = /* glsl */ `
uniform sampler2D uColormap;
varying float vWidth;
uniform float uOpacity;
uniform float uRatio;
uniform vec3 uUnknown;
varying float vSide;
varying float vTone;
varying float vAlong;
varying float vHaze;
void main() {
  float half_width = vWidth * 0.5;
  float beyond = abs(vSide) * (half_width + 1.0) - half_width;
  float alpha = clamp(0.5 - beyond * uRatio, 0.0, 1.0) * uOpacity;
  vec3 color = uUnknown;
  if (vTone >= 0.0) color = texture2D(uColormap, vec2(vTone, 0.5)).rgb;
  else if (fract(vAlong * 14.0) > 0.55) discard;
  alpha *= 1.0 - 0.5 * vHaze;
  if (alpha < 0.01) discard;
  gl_FragColor = vec4(color, alpha);
}
`;
