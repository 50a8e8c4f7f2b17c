#!/usr/bin/env bash
# scripts/device-check.sh --pack: .device/runtime.tar.xz, all that the check needs beside scripts/device-check.sh on Linux x64 without Node.
set -euo pipefail
cd "$(dirname "$0")/../.."
[ "$(uname -sm)" = 'Linux x86_64' ] || { echo 'device-check --pack: packs are made on Linux x64, for Linux x64.' >&2; exit 2; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# What the check never runs (TensorFlow.js) stays outside and is missing there.
node_modules/.bin/esbuild bench/device/main.ts --bundle --platform=node --format=esm --target=node20 --log-level=warning --outfile="$work/check.mjs" \
  --external:onnxruntime-node --external:@tensorflow/* --banner:js="import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);"
cp bench/langevin.py bench/nets.py "$work/"
mkdir -p "$work/resources/data"
cp -r resources/potentials "$work/resources/"
cp -r resources/data/mnist "$work/resources/data/"
cp "$(node -p process.execPath)" "$work/node"
strip "$work/node" 2>/dev/null || true
for package in onnxruntime-node onnxruntime-common; do
  mkdir -p "$work/node_modules/$package"
  cp -r "node_modules/$package/package.json" "node_modules/$package/dist" "$work/node_modules/$package/"
done
mkdir -p "$work/node_modules/onnxruntime-node/bin/napi-v6/linux" "$work/lib"
cp -r node_modules/onnxruntime-node/bin/napi-v6/linux/x64 "$work/node_modules/onnxruntime-node/bin/napi-v6/linux/"
for loader in .electron/dist/libvulkan.so.1 node_modules/electron/dist/libvulkan.so.1; do
  [ -f "$loader" ] && cp "$loader" "$work/lib/" && break
done
mkdir -p .device
tar -C "$work" -cf - . | xz -T0 -5 >.device/runtime.tar.xz
echo "device-check: .device/runtime.tar.xz, $(du -m .device/runtime.tar.xz | cut -f 1) MiB. scripts/device-check.sh and .device/ are all that a machine needs." >&2
