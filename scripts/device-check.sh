#!/usr/bin/env bash
# What this program does on a graphics card: conformance, Langevin steps against PyTorch, a kinetic map, a minute of training; as a report in Markdown.
#
#   scripts/device-check.sh [--tiny] [--report FILE] [--devices "webgpu cuda"]
#   scripts/device-check.sh --pack
#
# Needs no network. From a checkout with node_modules it runs as it is. For a machine without Node, make .device/ beforehand where both are
# (--pack; ignored by git, about 40 MiB: Node, ONNX Runtime, a Vulkan loader, the check as one program and the potentials and images that it
# reads): this script and .device/ are then all that is needed, on Linux x64. A device tool that takes along the working tree and up to
# 64 MiB is given it as `carry: [".device"]` after `git sparse-checkout set scripts`, which leaves the rest of the tree out (all of it is
# 60 MiB); `git sparse-checkout disable` brings it back. PyTorch is compared with where a Python
# has it (BASINSCOPE_PYTHON, .bench/python, python3). --tiny: sizes for a software driver, e.g. Electron's SwiftShader:
#
#   D=.electron/dist VK_ICD_FILENAMES=$D/vk_swiftshader_icd.json LD_LIBRARY_PATH=$D scripts/device-check.sh --tiny
#
# The report is written to --report, else $OUT/report.md, else test-results/device/report.md, section by section as they end. Every section
# is a process of its own with a time limit, all of them under 8 minutes (--tiny: four times that, for a software driver on a busy
# machine). Ends with 0 where no section failed (what is not available is none), else with 1.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 2

tiny='' report="${OUT:-test-results/device}/report.md" devices='webgpu cuda'
while [ $# -gt 0 ]; do
  case $1 in
    --pack) exec scripts/device/pack.sh ;;
    --tiny) tiny=--tiny && shift ;;
    --report) report=$2 && shift 2 ;;
    --devices) devices=$2 && shift 2 ;;
    *) echo 'usage: scripts/device-check.sh [--tiny] [--report FILE] [--devices "webgpu cuda"] | --pack' >&2 && exit 2 ;;
  esac
done

# A checkout with its packages, else what was packed.
if [ -d node_modules/onnxruntime-node ] && command -v node >/dev/null; then
  check=(node --import tsx bench/device/main.ts)
  from='the checkout'
elif [ -f .device/runtime.tar.xz ]; then
  mkdir -p .device/unpacked && tar -xJf .device/runtime.tar.xz -C .device/unpacked || exit 2
  check=("$PWD/.device/unpacked/node" "$PWD/.device/unpacked/check.mjs")
  from='the pack'
  ldconfig -p 2>/dev/null | grep -q libvulkan.so.1 || export LD_LIBRARY_PATH="$PWD/.device/unpacked/lib${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
else
  echo 'device-check: there are neither node_modules with Node nor .device/runtime.tar.xz. Make one of them: npm ci, or scripts/device-check.sh --pack where that was done.' >&2
  exit 2
fi
# The loader looks in /usr and /etc; images for containers put the driver's description elsewhere.
if [ -z "${VK_ICD_FILENAMES:-}${VK_DRIVER_FILES:-}" ] && ! ls /usr/share/vulkan/icd.d/*.json /etc/vulkan/icd.d/*.json >/dev/null 2>&1; then
  found=$(find /usr /opt -maxdepth 7 -name 'nvidia_icd*.json' 2>/dev/null | head -n 1)
  [ -n "$found" ] && export VK_ICD_FILENAMES=$found VK_DRIVER_FILES=$found
fi
[ -z "${BASINSCOPE_PYTHON:-}" ] && python3 -c 'import torch' 2>/dev/null && BASINSCOPE_PYTHON=$(command -v python3) && export BASINSCOPE_PYTHON

mkdir -p "$(dirname "$report")" && report=$(realpath "$report") && version=$(sed -n 's/.*"version": "\(.*\)".*/\1/p' package.json 2>/dev/null | head -n 1)
# What was packed reads the potentials and images that it brought.
[ "$from" = 'the pack' ] && cd .device/unpacked
failed=0
started=$SECONDS
printf '# Device check%s\n\nBasinscope %s, run from %s, %s.\n' "${tiny:+, tiny sizes}" "${version:-of an unknown version}" "$from" "$(date -u '+%Y-%m-%d %H:%M UTC')" >"$report"

# section TITLE LIMIT NAME DEVICE: runs it, and writes what it says with its time and how it ended.
section() {
  local begun=$SECONDS limit=$(($2 * (${#tiny} > 0 ? 4 : 1))) text code
  echo "device-check: $1 …" >&2
  text=$(timeout --kill-after=5 "$limit" "${check[@]}" "$3" "$4" $tiny)
  code=$?
  case $code in
    0) code='done' ;;
    3) code='not available' ;;
    124 | 137) code="FAILED: stopped after $limit s" failed=1 ;;
    *) code="FAILED: ended with $code" failed=1 ;;
  esac
  printf '\n## %s\n\n*%s, %s s*\n\n%s\n' "$1" "$code" "$((SECONDS - begun))" "$text" >>"$report"
}

# Limits are of a whole check of one device: together 475 s, with a second device's conformance.
section 'Machine and devices' 30 machine cpu
for device in $devices; do
  section "Conformance on $device" 40 conformance "$device"
done
# The others run on the first device that is here, whether all cases were right there or not.
device=$(awk '/^## / { name = /^## Conformance on/ ? $4 : "" } name != "" && /^\*(done|FAILED)/ { print name; exit }' "$report")
if [ -z "$device" ]; then
  for title in 'Langevin steps' 'Kinetic map' 'Training'; do
    printf '\n## %s\n\n*not available, 0 s*\n\nNot available here: none of %s could be opened, as said above.\n' "$title" "$devices" >>"$report"
  done
else
  section "Langevin steps on $device" 230 langevin "$device"
  section "Kinetic map on $device" 50 kinetic "$device"
  section "Training on $device" 85 training "$device"
fi
printf '\n%s s in all; %s.\n' "$((SECONDS - started))" "$([ $failed = 0 ] && echo 'nothing failed' || echo 'SECTIONS FAILED')" >>"$report"
echo "device-check: the report is $report." >&2
exit $failed
