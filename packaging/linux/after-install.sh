#!/bin/sh
# After installing (deb and rpm). electron-builder fills in the names.
folder='/opt/${sanitizedProductName}'

ln -sf "$folder/resources/bin/basinscope" '/usr/bin/${executable}'

# Chromium's sandbox wants user namespaces; where the kernel gives none, its helper does it as root.
if unshare --user true 2>/dev/null; then mode=0755; else mode=4755; fi
chmod "$mode" "$folder/chrome-sandbox" || true

# Ubuntu 24.04 and newer give user namespaces to programs with a profile only.
profile='/etc/apparmor.d/${executable}'
if command -v apparmor_parser >/dev/null 2>&1 && [ -d /etc/apparmor.d ] && apparmor_parser --skip-kernel-load "$folder/resources/apparmor-profile" >/dev/null 2>&1; then
  cp -f "$folder/resources/apparmor-profile" "$profile"
  apparmor_parser --replace --write-cache --skip-read-cache "$profile" 2>/dev/null || true
fi

for refresh in 'update-mime-database /usr/share/mime' 'update-desktop-database /usr/share/applications' 'gtk-update-icon-cache -q -f /usr/share/icons/hicolor'; do
  if command -v "${refresh%% *}" >/dev/null 2>&1; then $refresh || true; fi
done
exit 0
