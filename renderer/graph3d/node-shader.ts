import { nodeFieldShader } from './node-field.ts';

/**
 * What is in focus is drawn before all else, whatever stands nearer: depth is squeezed into layers of its own (1 focus, 2 marked).
 * Only things within a few hundredths of the camera could still cover it.
 */
export const liftShader = /* glsl */ `
vec4 lifted(vec4 place, float level) {
  if (level > 1.5) place.z = 0.25 * place.z - 0.75 * place.w;
  else if (level > 0.5) place.z = 0.5 * place.z - 0.5 * place.w;
  return place;
}
`;

export const nodeVertexShader = /* glsl */ `
attribute float aNode;
uniform float uPixel;
uniform float uLeast;
uniform float uChosen;
uniform float uHovered;
uniform vec2 uHaze;
uniform float uDim;
varying vec2 vPoint;
varying float vRadius;
varying vec4 vLook;
varying float vMark;
varying float vHaze;
${nodeFieldShader}
${liftShader}
void main() {
  vec4 place = nodeEntry(uPlace, aNode);
  vLook = nodeEntry(uLook, aNode);
  vMark = abs(aNode - uChosen) < 0.5 ? 2.0 : abs(aNode - uHovered) < 0.5 ? 1.0 : 0.0;
  vec4 seen = viewMatrix * vec4(place.xyz, 1.0);
  float pixel = uPixel * max(1e-4, -seen.z);
  float radius = place.w > 0.0 ? max(place.w * (vMark > 0.5 ? 1.12 : 1.0), uLeast * pixel) : 0.0;
  // Room for the outline, and for the ring of a marked node, in pixels beyond the border.
  float reach = radius + (radius > 0.0 ? (vMark > 0.5 ? 8.0 : 2.4) * pixel : 0.0);
  vRadius = radius / pixel;
  vPoint = position.xy * reach / pixel;
  vHaze = smoothstep(uHaze.x, uHaze.y, -seen.z);
  seen.xy += position.xy * reach;
  gl_Position = projectionMatrix * seen;
  // The plate stands at the front of the node's ball: edges come out from behind it.
  vec4 front = projectionMatrix * vec4(seen.xy, seen.z + radius, 1.0);
  if (front.w > 0.0) gl_Position.z = front.z / front.w * gl_Position.w;
  gl_Position = lifted(gl_Position, vMark > 0.5 ? 2.0 : uDim > 0.0 ? vLook.z : 0.0);
}
`;

export const nodeFragmentShader = /* glsl */ `
uniform sampler2D uColormap;
uniform sampler2D uAtlas;
uniform vec4 uGrid;
uniform vec4 uImage;
uniform float uMode;
uniform float uDim;
uniform float uRatio;
uniform vec3 uBackground;
uniform vec3 uAccent;
uniform vec3 uGap;
uniform float uPale;
uniform float uFade;
uniform float uGhost;
varying vec2 vPoint;
varying float vRadius;
varying vec4 vLook;
varying float vMark;
varying float vHaze;

float cover(float distance) {
  return clamp(0.5 - distance * uRatio, 0.0, 1.0);
}
float roundedSquare(vec2 p, float side, float corner) {
  vec2 q = abs(p) - (side - corner);
  return length(max(q, 0.0)) + min(max(q.x, q.y), 0.0) - corner;
}
vec3 picture(vec2 p, float half_side) {
  // Longer images keep their shape inside the square.
  vec2 shape = uImage.x > uImage.y ? vec2(1.0, uImage.y / uImage.x) : vec2(uImage.x / uImage.y, 1.0);
  vec2 uv = vec2(p.x, -p.y) / half_side / shape * 0.5 + 0.5;
  vec2 inside = step(vec2(0.0), uv) * step(uv, vec2(1.0));
  // An interpolated number is a hair off a whole one: of the first in a row the hair would lead outside the atlas.
  float number = floor(vLook.y + 0.5);
  float row = floor((number + 0.5) / uGrid.x);
  vec2 cell = vec2(number - row * uGrid.x, row);
  vec2 texel = cell * uGrid.yz + uGrid.w + clamp(uv, 0.0, 1.0) * uImage.xy;
  vec4 read = texture2D(uAtlas, texel / uImage.zw);
  vec3 color = uMode < 1.5 ? vec3(read.r) : read.rgb;
  return mix(vec3(0.0), color, inside.x * inside.y);
}
vec3 ball(vec2 p, vec3 base) {
  vec2 q = p / vRadius;
  vec3 normal = vec3(q, sqrt(max(0.0, 1.0 - dot(q, q))));
  vec3 light = normalize(vec3(-0.45, 0.7, 0.6));
  float diffuse = max(0.0, dot(normal, light));
  float sky = 0.5 + 0.5 * normal.y;
  float shine = pow(max(0.0, dot(reflect(-light, normal), vec3(0.0, 0.0, 1.0))), 28.0);
  return base * (0.30 + 0.22 * sky + 0.62 * diffuse) + vec3(0.38) * shine;
}
void main() {
  if (vRadius <= 0.0) discard;
  bool square = uMode > 0.5;
  vec3 tone = mix(texture2D(uColormap, vec2(vLook.x, 0.5)).rgb, vec3(1.0), uPale);
  float corner = vRadius * 0.26;
  float edge = square ? roundedSquare(vPoint, vRadius, corner) : length(vPoint) - vRadius;
  vec3 color;
  if (square) {
    float ring = clamp(vRadius * 0.11, 1.4, 5.0);
    float inner = vRadius - ring;
    float innerEdge = roundedSquare(vPoint, inner, max(0.0, corner - ring));
    color = mix(tone, picture(vPoint, inner), cover(innerEdge));
  } else {
    color = ball(vPoint, tone);
  }
  // A thin gap, by default in the background's colour, keeps neighbours apart.
  float gap = min(1.4, vRadius * 0.35);
  color = mix(uGap, color, cover(edge));
  float alpha = cover(edge - gap);
  if (vMark > 0.5) {
    float width = vMark > 1.5 ? 2.6 : 1.6;
    float halo = abs(edge - gap - width * 0.5 - 0.6) - width * 0.5;
    color = mix(color, uAccent, cover(halo));
    alpha = max(alpha, cover(edge - gap - width - 0.6));
  }
  float faint = uDim * (1.0 - vLook.z);
  if (vMark < 0.5) color = mix(color, uBackground, max(uFade * faint, 0.16 * vHaze));
  alpha *= uGhost;
  if (alpha < 0.02) discard;
  gl_FragColor = vec4(color, alpha);
}
`;
