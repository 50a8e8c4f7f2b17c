#!/usr/bin/env bash
# Makes the packages of this system for $ARCH and gathers them in release/, with a line that says whether they are signed. For
# .github/workflows/release.yml; secrets come as MAC_…, APPLE_… and WINDOWS_…, empty where the repository has none.
set -euo pipefail
cd "$(dirname "$0")/../.."

# electron-builder looks for certificates under these names; what it is not to find, it is not to hear of.
export CSC_IDENTITY_AUTO_DISCOVERY=false
signing=()
case $(uname -s) in
  Darwin)
    if [ -n "${MAC_CERTIFICATE:-}" ]; then
      export CSC_LINK=$MAC_CERTIFICATE CSC_KEY_PASSWORD=${MAC_CERTIFICATE_PASSWORD:-} CSC_IDENTITY_AUTO_DISCOVERY=true
      said='signed'
      if [ -n "${APPLE_ID:-}" ]; then said='signed and notarized'; else unset APPLE_ID APPLE_APP_SPECIFIC_PASSWORD APPLE_TEAM_ID; signing=(-c.mac.notarize=false); fi
    else
      # Apple's processors start nothing without a signature; one that names nobody ("-") will do for a person who allows it.
      unset APPLE_ID APPLE_APP_SPECIFIC_PASSWORD APPLE_TEAM_ID
      signing=(-c.mac.identity=- -c.mac.notarize=false)
      said='not signed by anybody: macOS asks before the first start (System Settings, Privacy & Security, Open Anyway)'
    fi
    ;;
  Linux) said='not signed: compare SHA256SUMS, or gh attestation verify' ;;
  *)
    if [ -n "${WINDOWS_CERTIFICATE:-}" ]; then
      export CSC_LINK=$WINDOWS_CERTIFICATE CSC_KEY_PASSWORD=${WINDOWS_CERTIFICATE_PASSWORD:-}
      said='signed'
    else
      said='not signed: Windows warns before the first start (More info, Run anyway)'
    fi
    ;;
esac
# Each under its own name only.
unset MAC_CERTIFICATE MAC_CERTIFICATE_PASSWORD WINDOWS_CERTIFICATE WINDOWS_CERTIFICATE_PASSWORD

npm run dist -- --installers "--$ARCH" ${signing[@]+"${signing[@]}"}

rm -rf release && mkdir release
find dist -maxdepth 1 -type f \( -name 'basinscope-*' -o -name 'latest*.yml' \) -exec cp {} release/ \;
echo "$NAME: $said" >"release/signing-$NAME.txt"
if [[ $said == not* && -n "${GITHUB_ACTIONS:-}" ]]; then echo "::warning::$NAME: $said"; fi
ls -l release
