#!/usr/bin/env bash
# Installs the program in a clean Debian, uses it there and removes it again; prints a table, and ends with 0 only where all went well.
#
#   scripts/try-package.sh [--package FILE.deb] [--base FOLDER] [--out FOLDER]
#
# Without --package a trial package is made first (npm run dist -- --trial). The clean root is made by debootstrap from the mirror that
# apt uses here (--base: copied from a folder where debootstrap has been), lies in a temporary folder and is gone afterwards. Nothing of
# this machine is seen from within but its network and one virtual display. Wants to be root on Debian or Ubuntu. Pictures of the window
# come into --out (test-results/package).
set -uo pipefail
cd "$(dirname "$0")/.." || exit 2

package='' archive='' base='' out=test-results/package
while [ $# -gt 0 ]; do
  case $1 in
    --package) package=$2 && shift 2 ;;
    --base) base=$2 && shift 2 ;;
    --out) out=$2 && shift 2 ;;
    *) echo "usage: scripts/try-package.sh [--package FILE.deb] [--base FOLDER] [--out FOLDER]" >&2 && exit 2 ;;
  esac
done
[ "$(id -u)" = 0 ] || { echo 'try-package: a clean root is made by root only (chroot, mounts).' >&2; exit 2; }

# Its mounts are seen by nobody else, and are gone with it.
if [ "${TRY_PACKAGE_APART:-}" != 1 ]; then
  TRY_PACKAGE_APART=1 exec unshare --mount --propagation private "$0" ${package:+--package "$package"} ${base:+--base "$base"} --out "$out"
fi

missing=()
for pair in debootstrap:debootstrap Xvfb:xvfb 7za:p7zip-full desktop-file-validate:desktop-file-utils; do
  command -v "${pair%%:*}" >/dev/null || missing+=("${pair##*:}")
done
if [ ${#missing[@]} -gt 0 ]; then
  echo "Installing ${missing[*]} …" >&2
  { apt-get update && apt-get install -y --no-install-recommends "${missing[@]}"; } >/dev/null 2>&1 || { echo "try-package: apt-get install ${missing[*]} failed." >&2; exit 2; }
fi

work=$(mktemp -d "${TMPDIR:-/var/tmp}/basinscope-package-XXXXXX")
clean=$work/root
display=''
rows=() failed=0
finish() {
  [ -z "$display" ] || kill "$display" 2>/dev/null
  for place in "$clean/tmp/.X11-unix" "$clean/dev" "$clean/sys" "$clean/proc"; do umount -l "$place" 2>/dev/null; done
  # Never into a mount that stayed.
  rm -rf --one-file-system "$work"
}
trap finish EXIT
trap 'exit 130' INT TERM

row() { # RESULT STEP DETAIL
  rows+=("$1|$2|$3")
  [ "$1" = ok ] || failed=1
  printf '%-6s  %-44s  %s\n' "$1" "$2" "$3" >&2
}
# STEP COMMAND…: a row of it; its detail is the last line that it printed.
step() {
  local name=$1 said code
  shift
  said=$("$@" 2>"$work/errors")
  code=$?
  if [ $code = 0 ]; then row ok "$name" "$(tail -n 1 <<<"$said")"; else row FAILED "$name" "code $code: $(tail -n 1 <<<"$said") $(tail -n 3 "$work/errors" | tr '\n' ' ')"; fi
  return $code
}
inside() { chroot "$clean" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 DEBIAN_FRONTEND=noninteractive "$@"; }
# As the person who uses it: not root.
as_someone() { inside su - someone -c "$1"; }
megabytes() { du -sm "$@" | tail -n 1 | cut -f 1; }
# Names of all files in the clean root, apart from what is the kernel's.
names() { (cd "$clean" && find . -xdev \( -path ./proc -o -path ./sys -o -path ./dev -o -path ./tmp \) -prune -o -print | sort); }

if [ -z "$package" ]; then
  rm -f dist/*TRIAL*
  npm run --silent dist -- --trial >"$work/dist.log" 2>&1 || { tail -n 20 "$work/dist.log" >&2; exit 1; }
  package=$(echo dist/*TRIAL*.deb)
  archive=$(echo dist/*TRIAL*.tar.gz)
  row ok 'packages are made' "deb $(megabytes "$package") MB, tar.gz $(megabytes "$archive") MB"
fi
name=$(dpkg-deb --field "$package" Package)
depends=$(dpkg-deb --field "$package" Depends)
mkdir -p "$out"

# A clean root, with what the package depends on and nothing that it only recommends.
mirror=$(apt-get indextargets --format '$(SITE)' 'Created-By: Packages' | grep -v security | head -n 1)
suite=$(. /etc/os-release && echo "$VERSION_CODENAME")
if [ -n "$base" ]; then
  step "a clean root ($suite)" sh -c "cp -a '$base' '$clean' && echo 'copied from --base'" || exit 1
else
  step "a clean root ($suite)" debootstrap --variant=minbase "$suite" "$clean" "$mirror" || exit 1
fi
cp /etc/resolv.conf "$clean/etc/resolv.conf" 2>/dev/null
mount -t proc proc "$clean/proc" && mount -t sysfs -o ro sysfs "$clean/sys" && mount -t tmpfs -o mode=755 tmpfs "$clean/dev" || exit 1
for device in null zero full random urandom tty; do : >"$clean/dev/$device" && mount --bind "/dev/$device" "$clean/dev/$device"; done
mkdir -p "$clean/dev/shm" && chmod 1777 "$clean/dev/shm"
for link in fd:/proc/self/fd stdin:/proc/self/fd/0 stdout:/proc/self/fd/1 stderr:/proc/self/fd/2; do ln -s "${link#*:}" "$clean/dev/${link%%:*}"; done
inside useradd --create-home someone
mkdir "$clean/var/package" && cp "$package" "$clean/var/package/package.deb"
# apt alone resolves alternatives: a package that only depends on the same, then that one away again.
mkdir -p "$work/wanted/DEBIAN"
printf 'Package: wanted-first\nVersion: 1\nArchitecture: all\nMaintainer: nobody <nobody@example.invalid>\nDepends: %s\nDescription: what the package depends on\n' "$depends" >"$work/wanted/DEBIAN/control"
dpkg-deb --build "$work/wanted" "$clean/var/package/wanted.deb" >/dev/null
step 'what it depends on' inside sh -c 'apt-get update -q >/dev/null && apt-get install -y -q --no-install-recommends /var/package/wanted.deb desktop-file-utils >/dev/null 2>&1 && dpkg --purge wanted-first >/dev/null && echo "$(dpkg-query -f "x\n" -W | wc -l) packages in the root"' || exit 1
names >"$work/before"

# Installing.
step "dpkg --install" inside dpkg --install /var/package/package.deb || exit 1
step 'installed over itself it is whole' inside sh -c 'dpkg --install /var/package/package.deb >/dev/null && command -v basinscope'
files=$(inside dpkg-query -L "$name" | grep -c .)
row ok 'size unpacked' "$(megabytes "$clean/opt/Basinscope") MB in $files files"
libraries=$(inside sh -c 'find /opt/Basinscope -type f \( -perm -u+x -o -name "*.so*" -o -name "*.node" \) -exec ldd {} + 2>/dev/null' | awk '/not found/ {print $1}' | sort -u | tr '\n' ' ')
if [ -z "$libraries" ]; then row ok 'every shared library is found' ''; else row FAILED 'every shared library is found' "missing: $libraries"; fi
step 'the desktop has an entry' sh -c "desktop-file-validate '$clean/usr/share/applications/basinscope.desktop' && grep ^Categories= '$clean/usr/share/applications/basinscope.desktop'"
step '.onnx opens with it' inside sh -c 'grep "application/x-onnx=" /usr/share/applications/mimeinfo.cache && grep -q "application/x-onnx:\*.onnx" /usr/share/mime/globs2'
step 'the sandbox helper is as the kernel wants it' inside sh -c 'if unshare --user true 2>/dev/null; then wanted=755; else wanted=4755; fi; test "$(stat -c %a /opt/Basinscope/chrome-sandbox)" = $wanted && echo $wanted'

# The command line, as someone, without a display.
bundled=/opt/Basinscope/resources/resources
plane=$bundled/workspace/potentials/eight-gaussians.safetensors
step 'basinscope info' as_someone "basinscope info $plane"
step 'basinscope info, as root' inside basinscope info "$plane"
step 'basinscope map' as_someone "basinscope map $plane --states 60 --out map --json 2>/dev/null >map.json && ls map | wc -l | sed 's/$/ files in the folder of the map/'"
step 'the same energies by both engines' as_someone "set -e; for engine in onnxruntime tfjs; do basinscope energy $plane --input map/representatives.npy --engine \$engine --json | sed 's/.*energy\":\[\(-\{0,1\}[0-9.]\{8\}\).*/\1/' >\$engine.txt; done; cmp onnxruntime.txt tfjs.txt && cat tfjs.txt"
step 'an unknown command is refused' as_someone 'basinscope nonsense 2>said.txt; test $? = 2 && tail -n 2 said.txt | head -n 1'
as_someone 'rm -rf map map.json onnxruntime.txt tfjs.txt said.txt'

# The window, as someone, on a display of its own: nothing is passed that the menu entry would not, but the port to look through.
for number in $(seq 90 120); do [ -e "/tmp/.X11-unix/X$number" ] || break; done
Xvfb ":$number" -screen 0 1600x1000x24 -ac -nolisten tcp >/dev/null 2>&1 &
display=$!
for _ in $(seq 50); do [ -e "/tmp/.X11-unix/X$number" ] && break; sleep 0.1; done
mkdir -p "$clean/tmp/.X11-unix" && mount --bind /tmp/.X11-unix "$clean/tmp/.X11-unix"
# Names that the program wants to know come to us, and are not answered: without being asked to it wants none.
: >"$work/names"
node -e "require('node:dgram').createSocket('udp4').on('message', (message) => require('node:fs').appendFileSync(process.argv[1], message.subarray(12).toString('latin1').replace(/[^a-z0-9-]+/gi, '.') + '\n')).bind(53, '127.0.0.77')" "$work/names" &
names_server=$!
echo 'nameserver 127.0.0.77' >"$clean/etc/resolv.conf"
port=$((20000 + RANDOM % 10000))
program=$(sed -n 's/^Exec=\([^ ]*\).*/\1/p' "$clean/usr/share/applications/basinscope.desktop")
as_someone "DISPLAY=:$number $program --remote-debugging-port=$port" >"$work/window.log" 2>&1 &
running=$!
step 'a map is made in the window' node scripts/package/use-window.mjs map "$port" "$out/window.png"
cp tests/fixtures/onnx/digit_classifier.onnx "$clean/home/someone/"
step 'a second start hands its file over and ends' as_someone "DISPLAY=:$number timeout 20 $program digit_classifier.onnx"
step 'the window asks about the file' node scripts/package/use-window.mjs opened "$port" "$out/opened.png"
step 'the window closes' node scripts/package/use-window.mjs quit "$port"
for _ in $(seq 150); do kill -0 "$running" 2>/dev/null || break; sleep 0.1; done
if kill -0 "$running" 2>/dev/null; then row FAILED 'the program ends with its window' 'it still runs after 15 s'; tail -n 5 "$work/window.log" >&2; else row ok 'the program ends with its window' ''; fi
rm -f "$clean/home/someone/digit_classifier.onnx"
if ! kill "$names_server" 2>/dev/null; then row FAILED 'it asks nothing of the network' 'nobody listened'; elif [ -s "$work/names" ]; then row FAILED 'it asks nothing of the network' "names: $(sort -u "$work/names" | tr '\n' ' ')"; else row ok 'it asks nothing of the network' ''; fi

# The archive needs no installing.
if [ -n "$archive" ]; then
  mkdir "$clean/home/someone/unpacked" && tar -xzf "$archive" -C "$clean/home/someone/unpacked" --strip-components 1 && inside chown -R someone: /home/someone/unpacked
  step 'the archive runs where it is unpacked' as_someone 'cd unpacked && resources/bin/basinscope info resources/resources/workspace/potentials/four-rings.safetensors | head -n 1'
  rm -rf "$clean/home/someone/unpacked"
fi

# Removing.
step 'dpkg --purge' inside dpkg --purge "$name"
names >"$work/after"
# Its own folder stays, and what the system's libraries keep of any program: caches of fonts and of shaders.
left=$(comm -13 "$work/before" "$work/after" | grep -vE '^\./home/someone/(\.config(/Basinscope(/.*)?)?|\.cache(/(fontconfig|mesa_shader_cache)(/.*)?)?)$')
# dpkg takes a folder away that held nothing else.
gone=$(comm -23 "$work/before" "$work/after" | grep -vx ./opt)
if [ -z "$left$gone" ]; then row ok "nothing is left but the user's folder" "$(megabytes "$clean/home/someone/.config/Basinscope") MB in ~/.config/Basinscope"; else row FAILED "nothing is left but the user's folder" "left: $(tr '\n' ' ' <<<"$left") gone: $(tr '\n' ' ' <<<"$gone")"; fi
if [ -s "$clean/home/someone/.config/Basinscope/workspace/workspace.sqlite" ]; then row ok 'the workspace stays' "$(megabytes "$clean/home/someone/.config/Basinscope/workspace") MB"; else row FAILED 'the workspace stays' 'it is not there'; fi

printf '\n%-6s  %-44s  %s\n' result step 'what was seen'
for line in "${rows[@]}"; do IFS='|' read -r result what detail <<<"$line" && printf '%-6s  %-44s  %s\n' "$result" "$what" "$detail"; done
printf '\npictures: %s\n' "$out"
exit $failed
