#!/usr/bin/env bash
# Runs a command of the program that electron-builder left unpacked in dist/: it starts, and computes on this system and processor.
set -euo pipefail
cd "$(dirname "$0")/../.."

case $(uname -s) in
  Darwin) basinscope=$(echo dist/mac*/Basinscope.app/Contents/Resources/bin/basinscope) ;;
  Linux) basinscope=$(echo dist/linux*-unpacked/resources/bin/basinscope) ;;
  *) basinscope=$(echo dist/win*-unpacked/resources/bin/basinscope.cmd) ;;
esac
plane=resources/workspace/potentials/eight-gaussians.safetensors
"$basinscope" info "$plane"
# ONNX Runtime has no library for Macs with Intel's processor: the program computes with TensorFlow.js there.
engine=onnxruntime
if [ "$(uname -sm)" = 'Darwin x86_64' ]; then engine=tfjs; fi
map=$(mktemp -d)
"$basinscope" map "$plane" --states 60 --engine "$engine" --out "$map/map" --json >"$map/said.json"
node -e "const { basins } = JSON.parse(require('node:fs').readFileSync(process.argv[1], 'utf8')); console.log(basins.length + ' basins'); process.exit(basins.length > 4 ? 0 : 1)" "$map/said.json"
rm -rf "$map"
